"""Words said to a bot in passing: enough, thanks, hello, help; in the interface's languages."""

from __future__ import annotations

from enum import Enum


class SmallTalk(Enum):
    """The meaning of who wants neither to follow nor to look for the words."""

    STOP = "stop"
    THANKS = "thanks"
    #: Hello, help, or nothing that could be read.
    HELP = "help"


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_STOP = _words(
    """
        stop quit end enough unsubscribe стоп хватит отписаться
        отпишись стой stopp aufhören schluss abmelden abbestellen arrête arrêter
        assez basta parar pare chega dość przestań koniec dur yeter bırak досить
        відписатися зупинись berhenti cukup توقف كفى قف بس
        کافیه نفرست बंद रुको बस 停止 停 退订 够了 やめて
        停止して ストップ
    """
)
_THANKS = _words(
    """
        thanks thank thx ty спасибо благодарю danke dankeschön merci gracias
        grazie obrigado obrigada dzięki dziękuję teşekkürler teşekkür sağol дякую
        спасибі makasih terima شكرا شكرًا ممنون مرسی سپاس
        धन्यवाद शुक्रिया 谢谢 多谢 謝謝 ありがとう
        ありがとうございます
    """
)
_HELP = _words(
    """
        help hilfe помощь помоги справка допомога ayuda aide aiuto
        ajuda pomoc yardım bantuan tolong مساعدة کمک راهنما मदद
        सहायता 帮助 幫助 ヘルプ 助けて menu меню menü menú
        hi hello hey yo hallo servus moin привет здравствуйте
        здравствуй привіт вітаю hola bonjour salut ciao buongiorno salve
        olá oi cześć hej witam merhaba selam halo hai مرحبا أهلا السلام
        سلام درود नमस्ते नमस्कार 你好 您好 こんにちは
        どうも
    """
)

_AROUND = "¡¿!.,?…。！،؟। 🙏❤️👍"

#: Who says more than that means something else, too.
_MOST_WORDS = 3


def small_talk(words: str) -> SmallTalk | None:
    """The meaning of words said in passing, None for all others.

    A greeting or a cry for help counts alone only: "help centre" and "hello kitty" can be news.
    """
    if not any(letter.isalnum() for letter in words):
        return SmallTalk.HELP
    said = [word.strip(_AROUND).casefold() for word in words.split()]
    said = [word for word in said if word]
    if len(said) > _MOST_WORDS:
        return None
    if not _STOP.isdisjoint(said):
        return SmallTalk.STOP
    if not _THANKS.isdisjoint(said):
        return SmallTalk.THANKS
    return SmallTalk.HELP if _HELP.issuperset(said) else None
