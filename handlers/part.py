"""“Not the same story”: what a digest took for one is two in this chat from then on."""

from __future__ import annotations

from bot.domain.parting import Parting
from bot.domain.why import ToldReason
from bot.render.clean import clean
from bot.render.left import render_left
from handlers.call import Call
from handlers.declare import Feature, Press
from handlers.keyboards import Key, key


async def part(call: Call) -> None:
    """Part an article from the one that spoke: `part:<speaker>:<article>`; it is shown at once.

    It was not told, so that nothing of it is lost.
    """
    said = Parting(article_id=call.number(1), speaker_id=call.number(0))
    last = await call.services.why.last_told(call.chat.id)
    article = last.articles.get(said.article_id) if last is not None else None
    told = last is not None and any(
        one.speaker_id == said.speaker_id and said.article_id in one.article_ids
        for one in last.told
    )
    if article is None or not told or said.article_id == said.speaker_id:
        await call.notice(call.label("why.none"), alert=True)
        return
    await call.services.partings.part(call.chat.id, said, call.now)
    message = render_left(
        [("", article)],
        title=call.label("part.title"),
        page=0,
        pages=1,
        language=call.language,
    )
    again = key(call.label("button.unite"), "unite", said.speaker_id, said.article_id)
    await call.reply(message, [[again]])


async def unite(call: Call) -> None:
    """Take a parting back: `unite:<speaker>:<article>`."""
    said = Parting(article_id=call.number(1), speaker_id=call.number(0))
    await call.services.partings.unite(call.chat.id, said)
    await call.edit(call.text("part.united"))


def part_keys(call: Call, reason: ToldReason, most: int) -> list[list[Key]]:
    """A button for each other article of a story, by its source."""
    return [
        [
            key(
                call.label("button.part", source=clean(other.source_title)),
                "part",
                reason.speaker.id,
                other.article_id,
            )
        ]
        for other in reason.joined[:most]
    ]


FEATURE = Feature(presses=(Press(verb="part", run=part), Press(verb="unite", run=unite)))
