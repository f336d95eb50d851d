"""The reason why a story stood in the last digest, and which articles were taken for one."""

from __future__ import annotations

from bot.domain.models import Article
from bot.domain.why import ToldReason, reasons
from bot.render.catalogue import TelegramHtml
from bot.render.clean import clean
from bot.render.graphemes import shortened
from bot.text.story.tellings import shared_words
from handlers.call import Call
from handlers.declare import Command, Feature, Press, Who
from handlers.fates import why_not
from handlers.keyboards import grid, key
from handlers.left import door_keys, left_lines
from handlers.likings import story_keys
from handlers.part import part_keys
from handlers.story_words import answered, answered_edition
from handlers.wording import moment

#: Stories that are listed, and characters of a headline in the list.
_MOST, _HEADLINE_UNITS = 24, 90
#: Other articles of a story that are named, and words that each shares with who spoke.
_MOST_JOINED, _MOST_WORDS = 6, 6
_COLUMNS = 6
#: `/why not central bank` asks the same as `/why central bank`.
_NOT = frozenset({"not", "nicht", "не"})


async def why(call: Call) -> None:
    """List the last digest's stories with what they were told for, or explain one by number.

    Other words, or a link, ask what became of a story.
    """
    asked_for = _not_number(call.words) if not call.pressed else ""
    if asked_for:
        await why_not(call, asked_for)
        return
    about = await answered(call) if not call.words and not call.pressed else []
    edition_id = call.number(1) if call.pressed else answered_edition(call)
    last = await call.services.why.told_in(edition_id, call.chat.id) if edition_id else None
    if last is None and not (edition_id and call.pressed):
        last = await call.services.why.last_told(call.chat.id)
    found = reasons(last.told, last.articles, _shared) if last is not None else []
    if last is None or not found:
        await call.show(call.text("why.none"))
        return
    asked = call.number(0) if call.pressed else _number(call.words)
    numbers = call.pressed and call.arg(2) == "n"
    meant = {each.id for each in about}
    chosen = next(
        (
            each
            for each in found
            if asked in (0, each.number) and (each.number == asked or each.speaker.id in meant)
        ),
        None,
    )
    if chosen is None and about and about[0].url:
        await why_not(call, about[0].url)
        return
    if chosen is not None:
        back = [[key(call.label("button.why_all"), "why", 0, last.edition_id)]]
        parting = part_keys(call, chosen, _MOST_JOINED)
        save = key(call.label("button.save"), "save", last.edition_id, chosen.number, "on")
        follow = key(call.label("button.follow_story"), "story", "n", chosen.number)
        wishes = story_keys(call, last.edition_id, chosen.number)
        rows = [*parting, [save, follow], *wishes, *back]
        if not numbers and chosen.score:
            more = key(call.label("button.why_numbers"), "why", chosen.number, last.edition_id, "n")
            rows.insert(len(rows) - 1, [more])
        lines = _explained(call, chosen, numbers=numbers)
        await call.show("\n".join(lines), rows)
        return
    lines = [call.text("why.title", at=moment(call, last.at))]
    lines += [_line(call, reason) for reason in found[:_MOST]]
    lines.append(call.text("why.hint"))
    keys = [
        key(str(reason.number), "why", reason.number, last.edition_id) for reason in found[:_MOST]
    ]
    rows = grid(keys, _COLUMNS)
    kept = await call.services.left_out.of_chat(call.chat.id)
    if kept is not None and kept.left and kept.edition_id == last.edition_id:
        lines += await left_lines(call, kept.left)
        rows.append(door_keys(call, kept.left, kept.edition_id))
    await call.show("\n".join(lines), rows)


def _shared(a: Article, b: Article) -> tuple[str, ...]:
    return shared_words(
        (a.headline, a.lead, a.language), (b.headline, b.lead, b.language), most=_MOST_WORDS
    )


def _number(words: str) -> int:
    word = words.strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) < 5 else 0


def _not_number(words: str) -> str:
    """The words that name a story, empty where there are none or they are a number."""
    first, _, rest = words.strip().partition(" ")
    named = rest if first.casefold() in _NOT and rest else words.strip()
    return "" if _number(named) else named[:200]


def _line(call: Call, reason: ToldReason) -> str:
    return call.text(
        "why.line",
        number=reason.number,
        headline=_headline(reason),
        interest=clean(reason.interest) or clean(reason.speaker.source_title),
        sources=TelegramHtml(call.text("why.sources", count=1 + len(reason.joined))),
    )


def _headline(reason: ToldReason) -> str:
    return shortened(clean(reason.speaker.headline), _HEADLINE_UNITS)


def _explained(call: Call, reason: ToldReason, *, numbers: bool) -> list[str]:
    """One story: for what it was told, what was taken for the same news, how it was ranked."""
    source = clean(reason.speaker.source_title)
    lines = [
        call.text("why.story", number=reason.number, headline=_headline(reason)),
        call.text("why.follows", interest=clean(reason.interest) or source),
    ]
    if reason.update:
        lines.append(call.text("why.update"))
    if reason.joined:
        lines.append(call.text("why.speaks", source=source))
        lines += [
            call.text(
                "why.joined",
                source=clean(other.source_title),
                headline=shortened(clean(other.headline), _HEADLINE_UNITS),
                words=", ".join(map(clean, other.shared)) or "–",
            )
            for other in reason.joined[:_MOST_JOINED]
        ]
        rest = len(reason.joined) - _MOST_JOINED
        lines += [call.text("digest.more", count=rest)] if rest > 0 else []
    else:
        lines.append(call.text("why.alone", source=source))
    if reason.score and numbers:
        parts = "".join(
            "\n" + call.text("why.part", name=call.label(f"why.{name}"), value=f"{part:.2f}")
            for name, part in reason.score.items()
        )
        total = f"{sum(reason.score.values()):.2f}"
        lines.append(call.text("why.rank", total=total) + parts)
    return lines


FEATURE = Feature(
    commands=(Command(name="why", run=why, who=Who.ANYONE),),
    presses=(Press(verb="why", run=why, who=Who.ANYONE),),
)
