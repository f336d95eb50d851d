"""Which articles tell the same news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.stories import Arrival, StoryIndex
from bot.text.story.rubrics import without_rubric
from bot.text.story.tellings import shared_words, telling
from tests.bench.headline_likeness import headline_likeness, rarity_of
from tests.support.formulas import FORMULAS, Formula, formula_news

START = datetime(2024, 5, 1, 8, tzinfo=UTC)
News = tuple[str, str, str]
NEWS: list[News] = [
    ("en", "Ferry to northern islands makes its last crossing",
        "The last ferry between Saltby and the northern islands sailed on Sunday."),
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


def arrival(article_id: int, news: News, at: datetime = START, source_id: int = 0) -> Arrival:
    language, headline, lead = news
    return Arrival(
        id=article_id, telling=telling(headline, lead, language), at=at, source_id=source_id
    )


def stories_of(
    news: Sequence[News], *, at_once: int = 1000, sources: Sequence[int] = ()
) -> list[int]:
    """The stories of articles numbered from 1 that come so many at once."""
    index = StoryIndex()
    arrivals = [
        arrival(n + 1, each, source_id=sources[n] if sources else 0) for n, each in enumerate(news)
    ]
    for start in range(0, len(arrivals), at_once):
        index.place(arrivals[start : start + at_once])
    return [index.story_of(each.id) or 0 for each in arrivals]


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_each_language_clusters_and_nothing_else_meets(at_once: int) -> None:
    """The story's id is that of its first article, whether they come together or not."""
    assert stories_of(NEWS, at_once=at_once) == [1, 2, 1, 4, 4, 6, 6, 8, 8, 10, 10]


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
@pytest.mark.parametrize("at_once", [1, 100])
def test_events_of_one_formula_are_told_apart(formula: Formula, at_once: int) -> None:
    """Five earthquakes, verdicts, matches …: no two events are one story."""
    news = formula_news(formula)
    found = stories_of([each for each, _ in news], at_once=at_once)
    events = [event for _, event in news]
    for story in set(found):
        assert len({event for each, event in zip(found, events, strict=True) if each == story}) == 1


def test_two_papers_tell_most_events_of_a_formula_together() -> None:
    """In other words, in six languages: of all pairs at least .85 are one story."""
    together = total = 0
    for formula in FORMULAS:
        news = formula_news(formula)
        found = stories_of([each for each, _ in news])
        by_event: dict[int, set[int]] = {}
        for story, (_, event) in zip(found, news, strict=True):
            by_event.setdefault(event, set()).add(story)
        together += sum(len(stories) == 1 for stories in by_event.values())
        total += len(by_event)
    assert together >= 0.85 * total


FORMULA_PAIRS: list[tuple[str, News, News]] = [
    ("gauges", ("de", "Pegel der Ilm bei 689 Zentimetern",
        "Der Wasserstand der Ilm stieg in Apolda auf 689 Zentimeter."), ("de",
        "Pegel der Naab bei 415 Zentimetern", "Der Wasserstand der Naab stieg in Schwandorf auf 415 Zentimeter.")),
    ("gauges without leads", ("de", "Pegel der Ilm bei 689 Zentimetern", ""), ("de",
        "Pegel der Naab bei 415 Zentimetern", "")),
    ("interviews", ("en", "Interview: a chess champion",
        "She began to play at four and won her first cup at nine."), ("en",
        "Interview: the new museum director", "He wants longer hours and a garden on the roof.")),
    ("a word in two headlines", ("en", "Support free journalism in the valley!", ""), ("en",
        "Free buses for pupils from August", "The county pays for every bus ride of its pupils.")),
    ("founders", ("en", "Founder of the Lark Theatre dies at 91",
        "Edith Varga, who founded the Lark Theatre in 1958, died on Sunday at the age of "
        "91."), ("en", "Founder of Pinegate Books dies at 78",
            "Samuel Okoro, who founded Pinegate Books in 1974, died on Monday at the age of "
        "78.")),
    ("a battery and a bridge", ("en", "Sand battery keeps the town's baths warm through winter",
        "Seven truckloads of sand store summer heat, and people swim in January."), ("en",
        "Riverton reopens its stone bridge after three winters of repairs",
        "People walked back across the bridge on Saturday, seven months late.")),
    ("verdicts", ("ru", "Суд в Рязани приговорил Лаврентьева к 7 годам",
        "Рязанский городской суд вынес приговор по делу о мошенничестве."), ("ru",
        "Суд в Орске приговорил Гилязова к 9 годам", "Орский городской суд вынес приговор по делу о растрате.")),
    ("quakes", ("zh", "四川泸定发生4.6级地震", "中国地震台网测定，5日泸定发生4.6级地震，震源深度10公里。"), ("zh", "新疆库车发生5.3级地震",
        "中国地震台网测定，6日库车发生5.3级地震，震源深度16公里。")),
    ("visits", ("ar", "وزير خارجية البرتغال يصل إلى تونس",
        "وصل وزير خارجية البرتغال رانجيل إلى تونس يوم الاثنين في زيارة رسمية."), ("ar",
        "وزير خارجية النرويج يصل إلى عمان", "وصل وزير خارجية النرويج إيدي إلى عمان يوم الأربعاء في زيارة رسمية.")),
    ("another day", ("es", "Detenido un hombre de 41 años por estafa en Albacete",
        "La Policía detuvo en Albacete a un hombre de 41 años el lunes."), ("es",
        "Detenido un hombre de 23 años por robo en Gijón",
        "La Policía detuvo en Gijón a un hombre de 23 años el martes.")),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), [pair[1:] for pair in FORMULA_PAIRS],
    ids=[pair[0] for pair in FORMULA_PAIRS])  # fmt: skip
@pytest.mark.parametrize("sources", [(0, 0), (1, 1), (1, 2)])
def test_what_shares_a_formula_or_a_word_is_not_one_story(
    a: News, b: News, sources: tuple[int, int]
) -> None:
    """Of one paper, of two, of papers that are not known."""
    assert stories_of([a, b], sources=sources) == [1, 2]


def test_articles_of_one_source_need_more_than_those_of_two() -> None:
    """A copy is one story anyway; a column of the same paper with like words is not."""
    a: News = ("en", "Council votes on the harbour plan in Ellbury",
        "The council meets tonight; the plan would fill the old basin.")  # fmt: skip
    b: News = ("en", "What traders say of the harbour plan",
        "Ellbury's stalls on the quay would go, and with them the Sunday market.")  # fmt: skip
    assert stories_of([a, a], sources=(1, 1)) == [1, 1]
    assert stories_of([a, b], sources=(1, 2)) == [1, 1]
    assert stories_of([a, b], sources=(1, 1)) == [1, 2]


@pytest.mark.parametrize(
    ("language", "headline", "lead"),
    [
        ("en", "Island States Send Joint Storm Warning Number {n} Under Their New Treaty",
         "Joint storm warning number {n} of the five island states went out on one radio."),
        ("de", "Eiswein vom Sonnenhang: Fass Nummer {n} ist verkauft",
         "Vom Schnee-Eiswein am Sonnenhang ist das Fass Nummer {n} versteigert worden."),
        ("ru", "«Зимородок» открыл для судов протоку № {n}",
         "Экипаж ледокола «Зимородок» освободил ото льда протоку № {n}."),
        ("en", "Ted Usher Walks {n} Miles Backwards to Gosport",
         "With a mirror on a hat Ted Usher walked {n} miles backwards and reached Gosport."),
    ],
)  # fmt: skip
def test_numbers_of_a_series_of_one_source_are_stories_of_their_own(
    language: str, headline: str, lead: str
) -> None:
    """All words are the same, and the headline says which one of many it is."""
    news = [(language, headline.format(n=n), lead.format(n=n)) for n in (7, 11, 348, 180)]
    assert stories_of(news, sources=[1] * 4) == [1, 2, 3, 4]
    copies = [news[0], news[0]]
    assert stories_of(copies, sources=[1, 1]) == [1, 1]


def test_a_next_days_update_of_the_same_source_joins_its_story() -> None:
    """The same names, numbers and place with something new said."""
    first: News = ("en", "Ferry Marina runs aground off Saltby with 214 aboard",
        "The ferry Marina ran aground off Saltby on Monday with 214 people aboard.")  # fmt: skip
    later: News = ("en", "Ferry Marina towed into Saltby, all 214 aboard safe", (
"Tugs pulled the ferry Marina off the rocks and into Saltby; all 214 people aboard were "
"safe."
))  # fmt: skip
    assert stories_of([first, later], at_once=1, sources=(1, 1)) == [1, 1]


@pytest.mark.parametrize(
    ("headline", "rest"),
    [
        ("Interview: a chess champion", "a chess champion"),
        ("Opinion | Live: The bill is late", "The bill is late"),
        ("+++ Liveticker +++ Zug steht still", "Zug steht still"),
        ("Интервью: новый директор музея", "новый директор музея"),
        ("【速報】橋が開通", "橋が開通"),
        ("عاجل | افتتاح الجسر", "افتتاح الجسر"),
        ("Entrevista – La alcaldesa habla", "La alcaldesa habla"),
        ("Estmere: weather for Saturday", "Estmere: weather for Saturday"),
        ("Interview:", "Interview:"),
    ],
)
def test_rubrics_are_cut_and_places_are_not(headline: str, rest: str) -> None:
    """What a paper puts before many headlines says nothing of one of them."""
    assert without_rubric(headline) == rest


def test_a_pair_says_which_words_made_it_one_story() -> None:
    """The most telling first, as the first one spells them; none where none is shared."""
    first, other = [(headline, lead, language) for language, headline, lead in (NEWS[0], NEWS[2])]
    assert set(shared_words(first, other, most=4)) <= {"ferry", "islands", "northern", "crossing",
        "saltby"}  # fmt: skip
    assert shared_words(first, ("Chess club wins", "", "en"), most=4) == ()


def test_what_left_the_window_is_forgotten() -> None:
    """After 72 hours the same headline is a new story, and memory is free again."""
    index = StoryIndex()
    index.place([arrival(1, NEWS[0])])
    index.place([arrival(2, NEWS[0], START + timedelta(hours=71))])
    assert index.story_of(2) == 1
    index.place([arrival(3, NEWS[0], START + timedelta(hours=72 * 3))])
    assert (index.story_of(1), index.story_of(3)) == (None, 3)
    assert len(index) == 1
    assert sum(index._counts) == len(index._members[3].telling.words)
    assert len(index._postings) == index._members[3].entries


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(NEWS), st.integers(0, 30)), max_size=30), st.integers(0, 30)
)
def test_a_restored_index_answers_as_the_one_it_was_made_from(
    stream: list[tuple[News, int]], split: int
) -> None:
    """A restart in the middle changes no later answer."""
    whole, restored, at = StoryIndex(), StoryIndex(), START
    before: list[Arrival] = []
    for number, (news, hours) in enumerate(stream, 1):
        at += timedelta(hours=hours)
        each = arrival(number, news, at)
        if number == split:
            for known in before:
                story_id = whole.story_of(known.id)
                if story_id is not None:
                    restored.restore(known, story_id)
        placed = whole.place([each])
        if number < split:
            before.append(each)
        elif split:
            assert restored.place([each]) == placed


WAYS = [
    "Fed official says rates may rise next spring",
    "Rates may rise next spring, Fed official hints",
    "Dollar climbs as Fed hints at rates decision",
    "Fed rates decision lifts dollar and bank shares",
    "Bank shares gain after Fed signals higher rates",
    "Fed signals higher rates in spring",
]


def test_what_becomes_of_stories_is_told_and_agrees_with_what_is_known() -> None:
    """Whatever merges or parts later is named: who follows the answers knows every story."""
    news = [*NEWS, *(("en", way, "") for way in WAYS), *[each for each, _ in formula_news(FORMULAS[0])]]  # fmt: skip
    index, known = StoryIndex(), dict[int, int]()
    for number, each in enumerate(news, 1):
        placed = index.place([arrival(number, each)])
        known = {n: placed.stories.get(story, story) for n, story in known.items()}
        known.update(placed.articles)
    assert known == {n: index.story_of(n) for n in known}
    assert all(story in known and known[story] == story for story in known.values())


def test_a_mistake_of_the_first_hour_is_put_right() -> None:
    """Who came to the wrong story because there was no other leaves it for the right one."""
    formula = FORMULAS[0]
    news = formula_news(formula)
    apart = stories_of([each for each, _ in news], at_once=1)
    assert apart == stories_of([each for each, _ in news])


def test_a_headline_is_nearer_to_its_own_body() -> None:
    """Related headline and body score above unrelated ones."""
    bodies = [f"{lead} {headline}. More was said about it." for _, headline, lead in NEWS[:2]]
    rarity = rarity_of(bodies)
    own = headline_likeness(NEWS[2][1], bodies[0], rarity)
    assert own > headline_likeness(NEWS[2][1], bodies[1], rarity)
    assert headline_likeness("", "", {}) == 0.0


def test_one_shared_name_makes_no_story_of_two_articles_in_a_quiet_hour() -> None:
    """Two items from one town are two stories, also when nothing else is in the window."""
    bridge: News = ("en", "Riverton Reopens Its Stone Bridge After Three Winters of Repairs",
        "Riverton reopened its 300-year-old bridge to walkers on Saturday.")  # fmt: skip
    library: News = ("en", "Riverton Library Stays Open All Night and Fills Every Chair",
        "The Riverton public library kept its doors open until dawn.")  # fmt: skip
    assert stories_of([bridge, library]) == [1, 2]
