"""Sources, for operators: what is read, how it goes, more and less of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.errors import InputError
from bot.domain.models import InterestKind, PageRule, Source, SourceKind
from bot.domain.secrets import shown_locator
from bot.services.trial import Tried
from bot.sources.registry import KINDS
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, TypedAnswer, Who
from handlers.keyboards import Key, key, pager
from handlers.wording import moment

#: Sources on one page.
PAGE = 8

_CONFIRM = timedelta(minutes=10)

#: How locators begin, in every language.
_KINDS = ", ".join(
    each.written if kind is SourceKind.FEED else f"{kind}:…" for kind, each in KINDS.items()
)


async def sources(call: Call) -> None:
    """Show the sources, page by page: `src:page:<n>`."""
    found = await call.services.sources.all()
    pages = max(1, -(-len(found) // PAGE))
    page = min(call.number(1) if call.pressed else 0, pages - 1)
    lines = [call.text("sources.title", count=len(found))]
    rows: list[list[Key]] = []
    for each in found[page * PAGE : (page + 1) * PAGE]:
        lines.append(_line(call, each))
        rows.append(
            [
                key(f"⟳ {each.id}", "poll", each.id),
                key(f"✕ {each.id} {each.title}", "rmsrc", each.id),
            ]
        )
    rows += [
        pager(page, pages, "src", "page"),
        [key(call.label("button.add_source"), "src", "add")],
    ]
    await call.show("\n".join(lines), rows)


async def press(call: Call) -> None:
    """Turn the page, or ask for a new source: `src:add`."""
    if call.arg(0) == "add":
        await call.ask("addsource", call.text("sources.ask", kinds=_KINDS))
        return
    await sources(call)


async def add(call: Call) -> None:
    """Add a source by its locator; title, or `pages=always`, after a space."""
    if not call.words:
        await call.ask("addsource", call.text("sources.ask", kinds=_KINDS))
        return
    locator, _, title = call.words.partition(" ")
    rule, title = _page_rule(title)
    kind, address = call.services.parse_locator(locator)
    found = Tried(address=address)
    if call.services.trial is not None:
        found = await call.services.trial(kind, address)
    added = await call.services.sources.add(
        kind=kind,
        locator=found.address,
        title=title or found.title or shown_locator(found.address),
        pages=rule,
        now=call.now,
    )
    lines = [call.text("sources.added", id=str(added.id), title=added.title)]
    lines += [call.text("sources.headline", headline=each[:200]) for each in found.headlines]
    if found.trouble:
        lines.append(call.text("sources.not_now", why=found.trouble))
    rows = [[key(call.label("button.sources"), "src", "page", 0)]]
    await call.reply("\n".join(lines), rows)


def _page_rule(words: str) -> tuple[PageRule | None, str]:
    """The rule in `pages=…` at the start of some words, and the rest of them."""
    first, _, rest = words.strip().partition(" ")
    if not first.startswith("pages="):
        return None, words.strip()
    try:
        return PageRule(first.removeprefix("pages=")), rest.strip()
    except ValueError:
        example = "/addsource https://example.org/feed pages=always"
        raise InputError("pages= is short, always or never.", example=example) from None


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """Add what was typed after it was asked for."""
    await add(call)


async def remove(call: Call) -> None:
    """Ask whether a source is to be removed: `/removesource <id>`, `rmsrc:<id>`."""
    found = await _source(call, call.words)
    followers = await call.services.briefings.followers(InterestKind.SOURCE, str(found.id))
    kept = await call.kept({"do": "rmsrc", "source": found.id})
    rows = [
        [
            key(call.label("button.remove"), "rmsrc!", kept),
            key(call.label("button.cancel"), "src", "page", 0),
        ]
    ]
    await call.show(call.text("sources.confirm", title=found.title, count=followers), rows)


async def removed(call: Call) -> None:
    """Remove it, once: `rmsrc!:<button>`."""
    kept = await call.services.buttons.take(call.arg(0), call.chat.id, call.now, life=_CONFIRM)
    if kept is None or kept.get("do") != "rmsrc":
        await call.notice(call.label("error.button_old"), alert=True)
        return
    await call.services.sources.remove(kept["source"])
    await call.edit(call.text("sources.removed"))


async def poll(call: Call) -> None:
    """Make one source, or all, due now: `/poll [id]`, `poll:<id>`."""
    words = call.words.strip()
    number = (await _source(call, words)).id if words else None
    count = await call.services.sources.poll_now(number, now=call.now)
    done = call.text("sources.due", count=count)
    if call.pressed:
        await call.notice(call.label("sources.due", count=count))
    else:
        await call.reply(done)


async def _source(call: Call, words: str) -> Source:
    number = words.strip()
    found = (
        await call.services.sources.get(int(number))
        if number.isdecimal() and len(number) < 19
        else None
    )
    if found is None:
        raise InputError(
            "Name a source by its number.", example="/removesource 3", key="error.source"
        )
    return found


def _line(call: Call, each: Source) -> str:
    seen = moment(call, each.last_success_at) if each.last_success_at else "–"
    line = call.text(
        "sources.line",
        id=str(each.id),
        title=each.title,
        state=each.state.value,
        articles=str(each.articles),
        seen=seen,
    )
    if each.last_error:
        line += "\n" + call.text("sources.error", error=each.last_error[:200])
    return line


FEATURE = Feature(
    commands=(
        Command(name="sources", run=sources, who=Who.OPERATOR, part=Part.ADMIN),
        Command(name="addsource", run=add, who=Who.OPERATOR, part=Part.ADMIN),
        Command(name="removesource", run=remove, who=Who.OPERATOR, part=Part.ADMIN),
        Command(name="poll", run=poll, who=Who.OPERATOR, part=Part.ADMIN),
    ),
    presses=(
        Press(verb="src", run=press, who=Who.OPERATOR),
        Press(verb="rmsrc", run=remove, who=Who.OPERATOR),
        Press(verb="rmsrc!", run=removed, who=Who.OPERATOR),
        Press(verb="poll", run=poll, who=Who.OPERATOR),
    ),
    answers=(TypedAnswer(name="addsource", run=typed, who=Who.OPERATOR),),
)
