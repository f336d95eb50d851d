"""Digests as messages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.choice import Digest, Section, Story, ToldSource
from bot.domain.models import Article
from bot.render.clean import clean, isolate
from bot.render.digest import render_digest
from bot.render.split import MAX_ENTITIES, MAX_UNITS, headlines_only
from tests.render import golden
from tests.render.telegram_html import parse

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "</b></a><script>alert(1)</script>", "&lt;b&gt; &amp;amp; &", "\u202eevil\u202c \u2066x",
        "مرحبا <b>", "x" * 5000, "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 900, "\ud83d lone",
            "\0\x1b[31m", "1. " * 400,
        "<a href=\"tg://user?id=1\">x</a>", "שלום " * 300, "e" + "\u0301" * 3000,
    ]
)  # fmt: skip
URLS = st.sampled_from(
    [
        'https://a.example/?x=1&y="<',
        "https://a.example/" + "p" * 1500,
        "javascript:x",
        "",
        "https://b.example/1",
    ]
)


def story(
    number: int = 1, *, headline: str = "Headline", lead: str = "Lead.", source: str = "Source",
    url: str = "https://a.example/1", coverage: tuple[ToldSource, ...] = (), update: bool = False,
) -> Story:  # fmt: skip
    speaker = Article(
        id=number, source_id=1, source_title=source, headline=headline, lead=lead, url=url,
        language="en", published_at=NOW - timedelta(hours=1), first_seen_at=NOW,
    )  # fmt: skip
    return Story(id=number, speaker=speaker, coverage=coverage, update=update)


def of(*stories: Story, title: str = "Topic", more: int = 0) -> Digest:
    return Digest(sections=(Section(title=title, stories=stories, more=more),))


def html(digest: Digest, *, language: str = "en", leads: bool = True, covers_days: int = 1) -> str:
    (message,) = render_digest(
        digest,
        title="",
        language=language,
        zone=ZONE,
        now=NOW,
        leads=leads,
        covers_days=covers_days,
    )
    return message.html


@pytest.mark.parametrize("name", golden.NAMES)
def test_a_real_digest_looks_as_it_was_looked_at(name: str) -> None:
    """The messages of three digests are those somebody has seen and found good."""
    messages = golden.render(golden.load(name))
    expected = (golden.FOLDER / f"{name}.html").read_text(encoding="utf-8")
    assert golden.written([message.html for message in messages]) == expected
    plain = (golden.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert golden.written([message.plain for message in messages]) == plain
    for message in messages:
        parse(message.html)


stories = st.builds(
    story,
    headline=HOSTILE,
    lead=HOSTILE,
    source=HOSTILE,
    url=URLS,
    coverage=st.lists(
        st.builds(lambda title, url: ToldSource(title=title, url=url), HOSTILE, URLS), max_size=6
    ).map(tuple),
    update=st.booleans(),
)
digests = st.lists(
    st.builds(
        lambda title, told, more: Section(title=title, stories=tuple(told), more=more),
        HOSTILE,
        st.lists(stories, max_size=5),
        st.integers(0, 3),
    ),
    max_size=4,
).map(lambda sections: Digest(sections=tuple(sections)))


@settings(deadline=None, max_examples=80)
@given(
    digest=digests,
    title=HOSTILE,
    language=st.sampled_from(["en", "ru", "de", "xx"]),
    leads=st.booleans(),
    days=st.integers(1, 4),
)
def test_whatever_sources_say_the_messages_are_whole(
    digest: Digest, title: str, language: str, leads: bool, days: int
) -> None:
    """Hostile titles, leads and names: balanced, within limits, all visible text there in order."""
    messages = render_digest(
        digest, title=title, language=language, zone=ZONE, now=NOW, leads=leads, covers_days=days
    )
    assert bool(messages) == bool(digest)
    whole = ""
    for number, message in enumerate(messages, 1):
        parsed = parse(message.html)
        assert 0 < parsed.units <= MAX_UNITS
        assert len(parsed.entities) <= MAX_ENTITIES
        assert 0 < len(message.plain.encode("utf-16-le")) // 2 <= MAX_UNITS
        assert 0 < len(headlines_only(message.plain).encode("utf-16-le")) // 2 <= MAX_UNITS
        whole += parsed.text.removesuffix(f"{number}/{len(messages)}" if len(messages) > 1 else "")
    place = 0
    whole = re.sub(r"\s", "", whole)
    for told in digest.stories:
        for text in (
            clean(told.speaker.headline),
            clean(told.speaker.lead if leads or told.update else ""),
            clean(told.speaker.source_title),
        ):
            shown = re.sub(r"\s", "", isolate(text, language))
            found = whole.find(shown, place)
            assert found >= 0
            place = found + len(shown)


def test_a_long_digest_is_numbered_and_stories_are_kept_whole() -> None:
    """Parts end between stories, and each says which it is."""
    told = [
        story(n, headline=f"Headline {n}", lead="A sentence of the lead. " * 16)
        for n in range(1, 31)
    ]
    messages = render_digest(of(*told), title="", language="en", zone=ZONE, now=NOW)
    assert len(messages) > 1
    for number, message in enumerate(messages, 1):
        text = parse(message.html).text
        assert text.endswith(f"\n\n{number}/{len(messages)}")
        assert text.rsplit("\n\n", 1)[0].endswith("Source · 08:00")
        assert message.plain.endswith(f"\n\n{number}/{len(messages)}")
    numbers = re.findall(r"(?m)^(\d+)\. Headline", "\n".join(message.plain for message in messages))
    assert numbers == [str(n) for n in range(1, 31)]


def test_plain_text_gives_up_leads_before_links() -> None:
    """When addresses make the plain text too long, headlines and addresses are what stays."""
    url = "https://a.example/" + "p" * 300
    told = [
        story(n, headline=f"Headline {n}", lead="Some words of the lead. " * 16, url=url)
        for n in range(1, 10)
    ]
    (message,) = render_digest(of(*told), title="", language="en", zone=ZONE, now=NOW)
    assert message.plain.count(url) == 9
    assert "Some words" not in message.plain
    assert headlines_only(message.plain).count(url) == 9


def test_leads_may_be_off_but_an_update_says_what_is_new() -> None:
    """Without leads there are headlines alone, save for what an update is about."""
    digest = of(story(1, lead="First lead."), story(2, lead="New sentence.", update=True))
    shown = html(digest, leads=False)
    assert "First lead." not in shown
    assert "<b>Update:</b> New sentence." in shown


LEFT = Digest(
    sections=(
        Section(title="Tech", stories=(story(), story(2)), more=12, also=(story(3),)),
        Section(title="Chess & Go", stories=(), more=3, also=(story(4), story(5))),
    ),
    held=(7, 8),
)


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["More (15)", "Held back (2)", "Why", "Save", "⚙"]),
        ("de", ["Mehr (15)", "Zurückgehalten (2)", "Warum", "Merken", "⚙"]),
        ("ru", ["Ещё (15)", "Придержано (2)", "Почему", "Сохранить", "⚙"]),
    ],
)
def test_what_is_left_out_is_opened_by_buttons(language: str, labels: list[str]) -> None:
    """Below the last message alone, with how much there is; nothing of it is text."""
    parts = render_digest(LEFT, title="", language=language, zone=ZONE, now=NOW)
    assert [button for button, _ in parts[-1].buttons] == labels
    assert [data for _, data in parts[-1].buttons] == [
        "more:{edition}:rest",
        "more:{edition}:held",
        "reason:{edition}",
        "save:{edition}",
        "open:set",
    ]
    assert not any(part.buttons for part in parts[:-1])
    assert "15" not in parts[-1].plain
    (one,) = render_digest(of(story()), title="", language="en", zone=ZONE, now=NOW, first=True)
    assert [data for _, data in one.buttons] == ["reason:{edition}", "save:{edition}", "open:when"]


def test_without_a_door_the_rest_is_told_by_headlines() -> None:
    """In a channel the best of what did not fit is listed, and what is beyond it counted."""
    (part,) = render_digest(LEFT, title="", language="en", zone=ZONE, now=NOW, door=False)
    assert part.buttons == ()
    also = part.html.partition("<b>Also</b>")[2]
    assert also.count("• <a href=") == 3
    assert also.endswith("<i>+12 more</i>")


def test_the_coverage_line_names_three_and_counts_the_rest() -> None:
    """Other sources are linked; one whose address is no web address is named only."""
    coverage = tuple(
        ToldSource(title=f"S{n}", url=f"https://s.example/{n}" if n != 2 else "x:y")
        for n in range(1, 6)
    )
    shown = html(of(story(coverage=coverage)), language="de")
    assert (
        'Auch: <a href="https://s.example/1">S1</a>, S2, <a href="https://s.example/3">S3</a> und 2 weitere'
        in shown
    )
    assert "Also: " in html(of(story(coverage=coverage[:1])))


def test_missed_days_are_said() -> None:
    """A digest for several days says so, in the language's own plural."""
    assert "What is new in 3 days" in html(of(story()), covers_days=3)
    assert "Новое за 5 дней" in html(of(story()), covers_days=5, language="ru")
    assert "Новое за" not in html(of(story()), language="ru")


def test_an_empty_digest_is_no_message() -> None:
    """Nothing new is silence."""
    assert render_digest(Digest(sections=()), title="x", language="en", zone=ZONE, now=NOW) == []
    empty = Digest(sections=(Section(title="T", stories=(), more=3),))
    assert render_digest(empty, title="x", language="en", zone=ZONE, now=NOW) == []


def test_a_story_without_headline_can_still_be_pressed() -> None:
    """The beginning of the lead stands in, or the source's name."""
    lead = "A lead of some words. " * 5
    assert ">A lead of some words. A lead of some words. A lead of some words. …</a>" in html(
        of(story(headline=" ", lead=lead))
    )
    assert ">Source</a>" in html(of(story(headline="\u200b", lead="")))


def test_the_first_lines_say_what_a_notification_is_to_show() -> None:
    """How much there is and the beginnings of the best headlines, never a headline whole."""
    headlines = [f"Headline {word} tells of the thing itself" for word in ("one", "two", "three")]
    told = [story(number, headline=each) for number, each in enumerate([*headlines, "Fire"], 1)]
    (few,) = render_digest(of(*told[:3]), title="", language="en", zone=ZONE, now=NOW)
    assert few.plain.split("\n")[0].endswith("· 3 stories · 1 min")
    (message,) = render_digest(of(*told), title="", language="en", zone=ZONE, now=NOW)
    first, second, _ = message.plain.split("\n", 2)
    assert first.endswith("· 4 stories · 1 min")
    assert second.startswith("Headline one tells of")
    assert second.count("…") == 3
    assert all(message.plain.count(each) == 1 for each in headlines)
