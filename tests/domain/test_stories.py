"""Which articles tell the same news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.linking import headline_likeness, rarity_of
from bot.domain.stories import StoryIndex

START = datetime(2024, 5, 1, 8, tzinfo=UTC)
NEWS = [
    ("en", "Ferry to northern islands makes its last crossing", "The last ferry between Saltby and the northern islands sailed on Sunday."),
    ("en", "Council votes to tear down empty stadium", "The town council of Ellbury voted to tear down its stadium."),
    ("en", "Last crossing for the northern islands ferry", "Hundreds watched the ferry leave Saltby for the islands."),
    ("ru", "В Архангельске открыли мост через протоку", "Первый автомобильный мост открыли в Архангельске во вторник."),
    ("ru", "Архангельск получил мост через Северную протоку", "Мост открыли для машин во вторник."),
    ("de", "Großbrand zerstört historische Mühle im Odenwald", "Ein Feuer hat die Mühle zerstört."),
    ("de", "Mühle im Odenwald bei Großbrand zerstört", "Die historische Mühle brannte ab."),
    ("zh", "山区小学建成首座太阳能图书馆", "云南一所山区小学建成太阳能图书馆。"),
    ("zh", "云南山区小学太阳能图书馆建成", "三百多名学生在图书馆看书。"),
    ("ar", "افتتاح أول مكتبة عامة في المدينة القديمة", "افتتحت السلطات مكتبة عامة يوم الاثنين."),
    ("ar", "المدينة القديمة تفتتح أول مكتبة عامة بعد الترميم", "المكتبة العامة تضم أربعين ألف كتاب."),
]  # fmt: skip


def add(
    index: StoryIndex, article_id: int, news: tuple[str, str, str], at: datetime = START
) -> int:
    language, headline, lead = news
    return index.add(article_id=article_id, headline=headline, lead=lead, language=language, at=at)


def test_each_language_clusters_and_nothing_else_meets() -> None:
    """The story's id is that of its first article."""
    index = StoryIndex()
    found = [add(index, n + 1, news) for n, news in enumerate(NEWS)]
    assert found == [1, 2, 1, 4, 4, 6, 6, 8, 8, 10, 10]


def test_a_pair_says_which_terms_made_it_one_story() -> None:
    """The most telling first; nothing for articles that left, or share nothing."""
    index = StoryIndex()
    for n, news in enumerate(NEWS):
        add(index, n + 1, news)
    why = index.explain(1, 3)
    assert set(why[:4]) <= {"ferry", "islands", "northern", "crossing", "saltby"}
    assert index.explain(1, 2) == () or "ferry" not in index.explain(1, 2)
    assert index.explain(1, 99) == ()


def test_copies_are_told_from_retellings() -> None:
    """The same text again, and the same news in other words."""
    index = StoryIndex()
    add(index, 1, NEWS[0])
    add(index, 2, (NEWS[0][0], NEWS[0][1] + "!", NEWS[0][2]))
    add(index, 3, NEWS[2])
    assert index.is_copy(1, 2)
    assert not index.is_copy(1, 3)


def test_what_left_the_window_is_forgotten() -> None:
    """After 72 hours the same headline is a new story, and memory is free again."""
    index = StoryIndex()
    add(index, 1, NEWS[0])
    assert add(index, 2, NEWS[0], START + timedelta(hours=71)) == 1
    assert add(index, 3, NEWS[0], START + timedelta(hours=72 * 3)) == 3
    assert len(index) == 1
    assert len(index._where) == len(index._frequency) == len(index._members[3].terms)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(NEWS), st.integers(0, 30)), max_size=30), st.integers(0, 30)
)
def test_a_restored_index_answers_as_the_one_it_was_made_from(
    stream: list[tuple[tuple[str, str, str], int]], split: int
) -> None:
    """A restart in the middle changes no later answer."""
    whole, before = StoryIndex(), []
    at = START
    restored = StoryIndex()
    for number, (news, hours) in enumerate(stream):
        at += timedelta(hours=hours)
        story = add(whole, number, news, at)
        if number < split:
            before.append((number, story, news, at))
            continue
        if number == split:
            newest = before[-1][3] if before else at
            for article_id, known, (language, headline, lead), when in before:
                if (newest - when).total_seconds() <= 72 * 3600:
                    restored.restore(article_id, known, headline, lead, language, when)
        assert add(restored, number, news, at) == story


def test_a_headline_is_nearer_to_its_own_body() -> None:
    """Related headline and body score above unrelated ones."""
    bodies = [f"{lead} {headline}. More was said about it." for _, headline, lead in NEWS[:2]]
    rarity = rarity_of(bodies)
    own = headline_likeness(NEWS[2][1], bodies[0], rarity)
    assert own > headline_likeness(NEWS[2][1], bodies[1], rarity)
    assert headline_likeness("", "", {}) == 0.0


def test_one_shared_name_makes_no_story_of_two_articles_in_a_quiet_hour() -> None:
    """Two items from one town are two stories, also when nothing else is in the window."""
    index = StoryIndex()
    bridge = ("en", "Riverton Reopens Its Stone Bridge After Three Winters of Repairs", "Riverton reopened its 300-year-old bridge to walkers on Saturday.")  # fmt: skip
    library = ("en", "Riverton Library Stays Open All Night and Fills Every Chair", "The Riverton public library kept its doors open until dawn.")  # fmt: skip
    assert [add(index, 1, bridge), add(index, 2, library)] == [1, 2]


WAYS = [
    "Fed official says rates may rise next spring",
    "Rates may rise next spring, Fed official hints",
    "Dollar climbs as Fed hints at rates decision",
    "Fed rates decision lifts dollar and bank shares",
    "Bank shares gain after Fed signals higher rates",
    "Fed signals higher rates in spring",
]


def test_stories_that_turn_out_to_be_one_are_put_together() -> None:
    """Two retellings that met too little at first meet through what lies between them."""
    index = StoryIndex()
    started = ["Fed official says rates may rise next spring", "Dollar and bank shares climb"]
    for n, headline in enumerate([*started, *WAYS], 1):
        add(index, n, ("en", headline, ""))
    add(index, 90, NEWS[1])
    moved = index.settle(range(1, 91))
    stories = {index._members[n].story_id for n in index._members}
    assert set(moved) & stories == set()
    assert set(moved.values()) <= stories
    assert index._members[90].story_id == 90
    assert len({index._members[n].story_id for n in range(3, 9)}) == 1
    assert index.settle(range(1, 91)) == {}
    assert add(index, 91, ("en", WAYS[2], "")) == index._members[5].story_id


def test_single_articles_that_were_told_apart_stay_apart() -> None:
    """What the first look at two articles said is not said anew without more news."""
    index = StoryIndex()
    for n, news in enumerate(NEWS, 1):
        add(index, n, news)
    before = {n: member.story_id for n, member in index._members.items()}
    index.settle(before.values())
    assert {n: member.story_id for n, member in index._members.items()} == before
