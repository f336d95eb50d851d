"""The story that a message tells, and the words by which it is found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from bot.domain.buttons import split_thread
from bot.domain.errors import InputError
from bot.domain.models import Article
from bot.domain.sight import Sight
from bot.render.clean import clean
from bot.render.graphemes import shortened
from bot.text.story.tellings import naming_words
from handlers.call import Call, whole_number
from handlers.keyboards import grid, key

#: Words looked up for their rarity; links of a message looked at (Telegram takes 100 entities).
_CANDIDATES, _LINKS = 6, 100
#: Buttons under a digest that name its edition.
_OF_DIGESTS = frozenset({"reason", "save"})
#: Numbers of stories in a row; a headline in a list of them.
_COLUMNS, _HEADLINE_UNITS = 6, 90
#: Of its words one must be in every article, and any of these others.
_OTHERS = 2


async def answered(call: Call) -> list[Article]:
    """The article of the message that is answered; empty where it tells several stories or none."""
    stories = await answered_stories(call)
    return stories[0] if len(stories) == 1 else []


async def answered_stories(call: Call) -> list[list[Article]]:
    """The stories of the message that is answered, in its order, each with what it links of it."""
    message = call.update.effective_message
    about = message.reply_to_message if message is not None and not call.pressed else None
    if about is None:
        return []
    links = [each.url for each in about.entities if each.url]
    links += [about.parse_entity(each) for each in about.entities if each.type == "url"]
    links = list(dict.fromkeys(links))[:_LINKS]
    stories: dict[int, list[Article]] = {}
    for each in sorted(await _linked(call, links), key=lambda each: links.index(each.url)):
        stories.setdefault(each.story_id or -each.id, []).append(each)
    return list(stories.values())


def answered_edition(call: Call) -> int:
    """The edition of the digest that is answered, which its buttons name; 0 for none."""
    message = call.update.effective_message
    about = message.reply_to_message if message is not None and not call.pressed else None
    if about is None or about.reply_markup is None:
        return 0
    for button in chain.from_iterable(about.reply_markup.inline_keyboard):
        data, _ = split_thread(str(button.callback_data or ""))
        verb, _, rest = data.partition(":")
        if verb in _OF_DIGESTS:
            return whole_number(rest)
    return 0


async def linked_story(call: Call, link: str) -> list[Article]:
    """The article behind a link that was kept; empty when it is known no more."""
    return (await _linked(call, [link]))[:1]


async def _linked(call: Call, links: Sequence[str]) -> list[Article]:
    return await call.services.fates.by_link(
        links, sight=Sight(chat_id=call.chat.id), now=call.now, limit=_LINKS
    )


async def ask_which(
    call: Call, question: str, stories: Sequence[Sequence[Article]], *data: object
) -> None:
    """Let one of several stories be chosen by its number: `data`, a kept button, its place."""
    kept = await call.kept({"links": [story[0].url for story in stories]})
    lines = [question]
    lines += [
        call.text("saved.line", number=number, headline=short_headline(story[0]))
        for number, story in enumerate(stories, 1)
    ]
    here = call.briefing_id
    keys = [key(str(at + 1), *data, kept, at, about=here) for at in range(len(stories))]
    await call.reply("\n".join(lines), grid(keys, _COLUMNS))


async def chosen_link(call: Call, kept: str, at: int) -> str:
    """The link of the story that was chosen; empty, and said, when the button is too old."""
    found = await call.services.buttons.get(kept, call.chat.id, call.now)
    links = found.get("links", ()) if found is not None else ()
    if at < len(links):
        return str(links[at])
    await call.notice(call.label("error.button_old"), alert=True)
    return ""


def short_headline(article: Article) -> str:
    """A headline as a list of stories has it."""
    return shortened(clean(article.headline), _HEADLINE_UNITS)


async def story_query(call: Call, articles: Sequence[Article]) -> tuple[str, int]:
    """The words that find a story, and how many articles they find now (51 is many)."""
    first = articles[0]
    rare: list[tuple[int, str]] = []
    least = min(2, len(articles))
    for word in naming_words(first.headline, first.lead, first.language, most=_CANDIDATES):
        count = await _count(call, _quoted(word), first.language)
        if count >= least:
            rare.append((count, _quoted(word)))
    rare.sort(key=lambda each: each[0])
    if not rare:
        raise InputError(
            "That story has no words of its own to follow it by.",
            example="/subscribe central bank",
            key="error.story_words",
        )
    anchor, others = rare[0][1], [word for _, word in rare[1 : 1 + _OTHERS]]
    words = " ".join(filter(None, (anchor, " OR ".join(others))))
    return words, await _count(call, words, first.language)


async def _count(call: Call, words: str, language: str) -> int:
    page = await call.services.search.search(
        words, sight=Sight(chat_id=call.chat.id), now=call.now, language=language, limit=1
    )
    return page.total


def _quoted(word: str) -> str:
    return word if word.isalnum() else f'"{word}"'
