"""Russian: buttons, rights and errors."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # buttons
    "button.next": "Дальше ›",
    "button.now": "Что нового",
    "button.undo": "Отменить",
    "button.topics": "Темы",
    "button.followed": "Подписки",
    "button.time": "Время",
    "button.zone": "Пояс: {zone}",
    "button.type_zone": "Ввести город…",
    "button.type_time": "Ввести…",
    "button.daily": "Каждый день",
    "button.weekdays": "По будням",
    "button.off": "Выключить",
    "button.minutes": "{count} мин",
    "button.any_long": "Без предела",
    "button.style_compact": "Кратко",
    "button.style_standard": "Обычно",
    "button.style_full": "Подробно",
    "button.preview": "Картинка",
    "button.language": "Язык",
    "button.pause": "Пауза",
    "button.pause_day": "1 день",
    "button.pause_week": "1 неделя",
    "button.pause_type": "До…",
    "button.pause_ever": "Пока не включу",
    "button.briefings": "Подборки",
    "button.briefing_new": "＋ Новая подборка",
    "button.briefing_make": "＋ Создать «{name}»",
    "button.briefing_use": "Имелось в виду «{name}»",
    "button.briefing_words": "Взять слова как есть",
    "button.settings": "Настройки",
    "button.rename": "Переименовать",
    "button.resume": "Возобновить",
    "button.search_it": "🔍 Искать",
    "button.follow_it": "＋ Подписаться",
    "button.part": "Другая новость: {source}",
    "button.unite": "Всё-таки одна новость",
    "button.why_all": "‹ Все истории",
    "button.follow_search": "＋ Подписаться на эти слова",
    "button.forget": "Удалить всё",
    "button.cancel": "Отмена",
    "button.back": "‹ Назад",
    "button.sources": "Источники",
    "button.add_source": "＋ Добавить",
    "button.remove": "Удалить",
    "button.stats": "Цифры",
    "button.poll_all": "Опросить все",
    "button.limits": "Ограничения",
    "button.lift": "Снять для {id}",
    "button.hold": "Остановить отправку",
    "button.release": "Возобновить отправку",
    "button.send": "Отправить",
    "button.progress": "Как идёт?",
    "button.stop": "Остановить",
    # who may do what
    "rights.administrators": "Это могут делать только администраторы чата.",
    "rights.forwarded": (
        "Это переслано или пришло через другого бота: я выполняю только то, что вы пишете сами."
    ),
    "rights.anonymous": (
        "Я не вижу, кто вы: ненадолго выключите «Анонимность» или нажмите мою кнопку "
        "вместо команды."
    ),
    # wrong input, and what went wrong
    "error.unknown_command": "Я не знаю такой команды; все команды – в /help.",
    "error.bug": "Простите, не получилось. Ошибка записана; попробуйте позже.",
    "error.stale": "Меня не было, когда вы это спросили. Если ещё нужно, спросите снова.",
    "error.too_fast": "Слишком быстро; помолчу минуту.",
    "error.search_quota": "Слишком много запросов подряд; подождите немного.",
    "error.search_slow": "Этот поиск длится слишком долго; ищите меньше слов или более редкие.",
    "error.slow": "Это заняло слишком много времени, и я прекратил; попробуйте позже.",
    "error.forgotten": (
        "Об этом чате больше ничего не хранится; напишите /start, чтобы начать заново."
    ),
    "error.button_old": "Эта кнопка больше не работает; повторите команду.",
    "error.follow_empty": "Напишите, на что подписаться: тема, адрес или слова.",
    "error.follow_many": Plural(
        one="В этом чате уже {count} подписка, больше нельзя; сначала отпишитесь.",
        few="В этом чате уже {count} подписки, больше нельзя; сначала отпишитесь.",
        many="В этом чате уже {count} подписок, больше нельзя; сначала отпишитесь.",
        other="В этом чате уже {count} подписки, больше нельзя; сначала отпишитесь.",
    ),
    "error.addresses_hour": (
        "Один человек может добавить не больше {count} новых адресов в час во всех чатах; "
        "попробуйте через час. На темы и слова подписаться можно."
    ),
    "error.looks_waiting": "Уже проверяется {count} ваших адресов; сначала дождитесь ответов.",
    "error.looks_full": "Сейчас проверяется очень много адресов; попробуйте через несколько минут.",
    "error.sources_many": (
        "Я читаю столько адресов, добавленных людьми, сколько разрешил оператор; на темы и "
        "слова подписаться можно."
    ),
    "error.follow_gone": "Вы на это уже не подписаны.",
    "error.not_followed": "Вы не подписаны на «{word}»; подписки – в /list.",
    "error.offer_gone": "Этого больше нет.",
    "error.briefing_name": (
        "Название подборки — одно-два слова, не длиннее {count} букв, не время и не день."
    ),
    "error.briefing_taken": "Подборка «{name}» уже есть.",
    "error.briefing_last": "В чате есть хотя бы одна подборка; /pause приостанавливает её.",
    "error.briefing_gone": "Этой подборки больше нет; /briefings покажет все.",
    "error.no_briefing": "Подборки «{name}» здесь нет. Есть: {names}.",
    "error.no_catalogue_entry": "В каталоге нет «{word}».",
    "error.briefings_many": Plural(
        one="В чате может быть не больше {count} подборки.",
        few="В чате может быть не больше {count} подборок.",
        many="В чате может быть не больше {count} подборок.",
        other="В чате может быть не больше {count} подборки.",
    ),
    "error.pause": "Напишите, на сколько или до какого дня.",
    "error.pause_day": "Этот день прошёл или наступит больше чем через год.",
    "error.fetch.not_found": "По этому адресу ничего нет (не найдено).",
    "error.fetch.gone": "Этот адрес закрыт навсегда.",
    "error.fetch.forbidden": "Сайт не разрешает читать этот адрес.",
    "error.fetch.challenged": (
        "Сайт просит подтвердить, что это человек, и не пускает программы; попробуйте адрес "
        "самой ленты."
    ),
    "error.fetch.rate_limited": "Сайт просит зайти позже; попробуйте через некоторое время.",
    "error.fetch.server_error": "Сайт сейчас не работает; попробуйте позже.",
    "error.fetch.not_a_feed": "По этому адресу нет ленты; попробуйте адрес самой ленты.",
    "error.fetch.too_large": "По этому адресу слишком большой файл для ленты.",
    "error.fetch.private_address": "Этот адрес в частной сети, читать его нельзя.",
    "error.fetch.bad_address": "Такой адрес прочитать нельзя; он начинается с https://",
    "error.fetch.certificate": "Сертификат сайта недействителен.",
    "error.fetch.timeout": "Сайт не ответил вовремя; попробуйте позже.",
    "error.fetch.unreachable": "Сайт недоступен; верен ли адрес?",
    "error.fetch.unreadable": "То, что находится по этому адресу, прочитать нельзя.",
    "error.fetch.no_preview": "Это не публичный Telegram-канал: он закрыт, это не канал или предпросмотр выключен.",
    "error.fetch.robots": "Сайт просит роботов не читать этот адрес.",
}
