"""Marked-up text in messages within Telegram's limits."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.models import RenderedMessage
from bot.render.runs import (
    Run,
    Tag,
    bold,
    entities,
    linked,
    parse_html,
    sliced,
    stripped,
    to_html,
    to_plain,
    visible,
)
from bot.render.split import (
    MAX_ENTITIES,
    MAX_UNITS,
    MessageBlock,
    headlines_only,
    messages,
    numbered,
    ready,
)
from tests.render.telegram_html import parse

TAGS = st.sampled_from(
    [
        (), (Tag("b"),), (Tag("i"),), (Tag("b"), Tag("i")), (Tag("a", "https://example.org/?a=1&b=2"),),
        (Tag("b"), Tag("a", "https://example.org/2")), (Tag("blockquote", "expandable"),),
    ]
)  # fmt: skip
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
RUNS = st.lists(st.builds(Run, WORDS, TAGS), min_size=1, max_size=8)
LONG = st.builds(
    lambda run, times, space: [Run((run.text + space) * times, run.tags)],
    st.builds(Run, WORDS, TAGS),
    st.integers(1, 400),
    st.sampled_from(["", " ", ". "]),
)
BLOCKS = st.lists(
    st.builds(lambda runs, heads: MessageBlock(runs, heads=heads), RUNS | LONG, st.booleans()),
    max_size=12,
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(deadline=None, max_examples=60)
@given(blocks=BLOCKS, numbered=st.booleans())
def test_parts_rejoin_to_the_whole_each_within_limits(
    blocks: list[MessageBlock], numbered: bool
) -> None:
    """Nothing is lost or doubled, tags are balanced, lengths and entities are kept to."""
    parts = messages(blocks, numbered=numbered)
    texts = []
    for number, part in enumerate(parts, 1):
        parsed = parse(part.html)
        assert 0 < parsed.units <= MAX_UNITS
        assert len(parsed.entities) <= MAX_ENTITIES
        assert len(part.plain.encode("utf-16-le")) // 2 <= MAX_UNITS
        tail = f"\n\n{number}/{len(parts)}" if numbered and len(parts) > 1 else ""
        assert parsed.text.endswith(tail)
        assert part.plain.endswith(tail)
        texts.append(parsed.text.removesuffix(tail))
    assert squeezed("".join(texts)) == squeezed("".join(visible(block.runs) for block in blocks))


@settings(deadline=None)
@given(runs=RUNS)
def test_html_is_read_back_as_written(runs: list[Run]) -> None:
    """Writing and reading markup keeps the text and what of it is marked."""
    again = parse_html(to_html(runs))
    assert visible(again).replace("\r", "") == visible(runs).replace("\r", "")
    assert len(parse(to_html(runs)).entities) == entities(runs)
    marked = [(char, sorted(tag.name for tag in run.tags)) for run in again for char in run.text]
    assert marked == [
        (char, sorted(tag.name for tag in run.tags)) for run in runs for char in run.text
    ]


@given(
    st.text(max_size=40), st.sampled_from(["", "https://example.org/?a=1&b=2"]), st.integers(1, 99)
)
def test_a_block_made_ready_and_numbered_is_the_block_with_its_number(
    text: str, url: str, number: int
) -> None:
    """In HTML, in plain text and in what it takes of a message; whatever is shared of it."""
    first, rest = linked(text or "…", url, Tag("b")), Run("\n<lead> & more")
    fresh = MessageBlock([bold(f"{number}. "), first, rest], plain=([bold(f"{number}. "), first],))
    made = numbered(ready(MessageBlock([first, rest], plain=([first],))), number)
    assert (made.units, made.entities) == (fresh.units, fresh.entities)
    assert messages([made, made]) == messages([fresh, fresh])


def test_a_message_ends_between_blocks_and_no_heading_is_left_alone() -> None:
    """A block that does not fit goes to the next message, with its heading."""
    blocks = [
        MessageBlock([Run("x" * 3000)]),
        MessageBlock([bold("Heading")], heads=True),
        MessageBlock([Run("y" * 2000)]),
    ]
    first, second = messages(blocks)
    assert first.html == "x" * 3000 + "\n\n1/2"
    assert second.html == "<b>Heading</b>\n\n" + "y" * 2000 + "\n\n2/2"


def test_the_number_fits_behind_a_full_message() -> None:
    """Room for the numbering is kept in every part, also the first."""
    for units in range(MAX_UNITS - 12, MAX_UNITS + 1):
        parts = messages([MessageBlock([Run("x" * units)]), MessageBlock([Run("y" * units)])])
        assert len(parts) >= 2
        assert all(parse(part.html).units <= MAX_UNITS for part in parts)


def test_one_message_has_no_number() -> None:
    """What fits is one message without numbering; nothing at all is no message."""
    assert [part.html for part in messages([MessageBlock([Run("a & b")])])] == ["a &amp; b"]
    assert messages([]) == []
    assert messages([MessageBlock([Run("")])]) == []


def test_a_long_block_is_cut_between_sentences() -> None:
    """Each piece of a block too long for one message ends with a sentence, its tags closed."""
    sentence = "This is one sentence of many. "
    parts = messages([MessageBlock([Run(sentence * 400, (Tag("b"),))])])
    assert len(parts) == 3
    for part in parts:
        assert parse(part.html).text.split("\n\n")[0].endswith("of many.")


def test_entities_are_rationed() -> None:
    """More than a hundred entities are more than one message, short as they are."""
    parts = messages([MessageBlock([run for n in range(250) for run in (bold(f"w{n}"), Run(" "))])])
    assert [len(parse(part.html).entities) for part in parts] == [100, 100, 50]
    parts = messages([MessageBlock([linked(f"w{n}", "https://example.org/")]) for n in range(150)])
    assert [len(parse(part.html).entities) for part in parts] == [100, 50]


def split_html(html: str) -> list[RenderedMessage]:
    """A text in Telegram's HTML in as many messages as it takes, cut between paragraphs."""
    runs = stripped(parse_html(html))
    text = visible(runs)
    blocks, start = [], 0
    for match in re.finditer(r"[ \t]*\n[ \t]*\n\s*", text):
        blocks.append(MessageBlock(sliced(runs, start, match.start())))
        start = match.end()
    blocks.append(MessageBlock(sliced(runs, start, len(text))))
    return messages(blocks, numbered=False)


def test_paragraphs_of_a_long_text_are_kept_whole() -> None:
    """A text of somebody's own is cut between paragraphs, a quotation over them stays one."""
    html = "<blockquote>" + "\n\n".join(["<b>p</b>" + "x" * 1500] * 4) + "</blockquote>"
    parts = split_html(html)
    assert [part.html.count("<b>") for part in parts] == [2, 2]
    assert all(part.html.count("<blockquote>") == 1 for part in parts)
    assert split_html("a\n\n\n\nb")[0].html == "a\n\nb"


@settings(deadline=None)
@given(
    html=st.lists(
        st.sampled_from(
            ["<b>", "</b>", "<a href='http://x.y'>", "</a>", "&amp;", *"<>/&;abi\"'= \n"]
        ),
        max_size=60,
    ).map("".join)
)
def test_any_markup_becomes_messages_telegram_takes(html: str) -> None:
    """However broken the markup is, what comes out is whole."""
    for part in split_html(html):
        parse(part.html)


def test_plain_text_writes_links_out() -> None:
    """The address follows the text it is under, unless it is the text."""
    runs = [
        Run("See "),
        linked("this", "https://example.org/"),
        Run(" and "),
        linked("https://a.b", "https://a.b"),
    ]
    assert to_plain(runs) == "See this (https://example.org/) and https://a.b"
    two = [linked("bo", "https://a.b"), linked("th", "https://a.b", Tag("b"))]
    assert to_plain(two) == "both (https://a.b)"


def test_the_last_form_is_headlines_and_links() -> None:
    """Of a digest's plain text only the numbered lines stay; of another the first."""
    plain = "Title\n\nTECH\n\n1. One (https://a.b)\nLead\nS · 08:00\n\n2. Two (https://c.d)\n\n1/2"
    assert headlines_only(plain) == "1. One (https://a.b)\n2. Two (https://c.d)"
    assert headlines_only("Just\ntext") == "Just"
