"""Following one story over weeks, by the words that only it has."""

from __future__ import annotations

from bot.domain.address_words import AddressLikeness, likeness
from bot.domain.errors import InputError
from bot.domain.models import Article
from bot.domain.notices import STORY_OVER
from handlers.call import Call, whole_number
from handlers.declare import About, Command, Feature, Press
from handlers.digest import first_digest
from handlers.fates import meant
from handlers.keyboards import grid, key
from handlers.search import within_quota
from handlers.story_words import (
    answered_stories,
    ask_which,
    chosen_link,
    short_headline,
    story_query,
)
from handlers.wording import next_digest

#: Stories offered.
_MOST = 24
_COLUMNS = 6


async def follow(call: Call) -> None:
    """Show by which words a story would be followed: by number, by link, or of what is answered."""
    if call.words and not call.words.isdigit() and likeness(call.words) is not AddressLikeness.SURE:
        raise _none()
    answered = [] if call.words else await answered_stories(call)
    if len(answered) > 1:
        await ask_which(call, call.text("story.choose"), answered, "story", "of")
        return
    articles = answered[0] if answered else await _story(call, call.words)
    if not articles:
        await _offer(call)
        return
    if not await within_quota(call):
        return
    words, count = await story_query(call, articles)
    kept = await call.kept({"words": words})
    lines = [
        call.text("story.about", headline=short_headline(articles[0])),
        call.text("story.words", words=words, count=str(count)),
    ]
    rows = [
        [
            key(call.label("button.follow_story"), "story", "yes", kept, about=call.briefing_id),
            key(call.label("button.cancel"), "cancel"),
        ]
    ]
    await call.reply("\n".join(lines), rows)


async def press(call: Call) -> None:
    """`story:yes:<kept>` follows; `story:n:<number>` shows the words of a story of the last digest.

    `story:of:<kept>:<place>` shows those of a story of the message that was answered.
    """
    if call.arg(0) == "of":
        if link := await chosen_link(call, call.arg(1), call.number(2)):
            call.words = link
            await follow(call)
        return
    if call.arg(0) == "n":
        call.words = str(call.number(1))
        await follow(call)
        return
    kept = await call.services.buttons.get(call.arg(1), call.chat.id, call.now)
    if kept is None or "words" not in kept:
        await call.notice(call.label("error.button_old"), alert=True)
        return
    briefing = await call.briefing()
    found = await call.services.subscriptions.follow_words(
        call.chat.id, briefing.id, str(kept["words"])
    )
    if found.new:
        await call.services.briefings.set_story(briefing.id, found.interest.id, call.now)
    weeks = str(STORY_OVER.days // 7)
    lines = [call.text("story.on", words=found.interest.title, weeks=weeks)]
    if (first := await first_digest(call)) is not None and first.line:
        lines.append(first.line)
    lines.append(next_digest(call, briefing))
    undo = key(call.label("button.undo"), "un", found.interest.id, 0, about=briefing.id)
    await call.show("\n".join(lines), [[undo] if found.new else []])


async def _story(call: Call, words: str) -> list[Article]:
    """The articles of the story that is meant, the one that spoke first; empty when none is."""
    if words and not words.isdigit():
        return (await meant(call, words))[:1]
    if words:
        last = await call.services.why.last_told(call.chat.id)
        number = whole_number(words)
        if last is None or not 1 <= number <= len(last.told):
            raise _none()
        told = last.told[number - 1]
        ids = dict.fromkeys((told.speaker_id, *told.article_ids))
        return [last.articles[each] for each in ids if each in last.articles]
    return []


async def _offer(call: Call) -> None:
    """The stories of the last digest, by their numbers."""
    last = await call.services.why.last_told(call.chat.id)
    known = (
        [
            (number, last.articles[told.speaker_id])
            for number, told in enumerate(last.told[:_MOST], 1)
            if told.speaker_id in last.articles
        ]
        if last is not None
        else []
    )
    if not known:
        await call.show(call.text("why.none"))
        return
    lines = [call.text("story.choose")]
    lines += [
        call.text("saved.line", number=number, headline=short_headline(each))
        for number, each in known
    ]
    here = call.briefing_id
    keys = [key(str(number), "story", "n", number, about=here) for number, _ in known]
    await call.show("\n".join(lines), grid(keys, _COLUMNS))


def _none() -> InputError:
    return InputError(
        "The last digest has no story of that number.", example="/follow 2", key="error.no_story"
    )


FEATURE = Feature(
    commands=(Command(name="follow", run=follow, about=About.WORDS, heavy=True),),
    presses=(Press(verb="story", run=press),),
)
