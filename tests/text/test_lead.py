"""The opening of an article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.lead.dateline import strip_dateline
from bot.text.lead.extraction import extract_lead

WORDS = st.text("abcdefgéжи—'\". 1", min_size=0, max_size=120)


def in_order(part: str, whole: str) -> bool:
    """Whether the characters of one text stand in another in their order, spaces aside."""
    rest = iter("".join(whole.split()))
    return all(char in rest for char in "".join(part.split()))


@settings(deadline=None, max_examples=300)
@given(st.lists(WORDS, max_size=6), WORDS, st.integers(20, 400))
def test_every_lead_is_words_of_its_source_in_order(
    paragraphs: list[str], headline: str, budget: int
) -> None:
    """Nothing is added but the ellipsis of a cut, and the budget is kept."""
    lead = extract_lead(paragraphs, headline=headline, language="en", budget_chars=budget)
    assert len(lead) <= budget
    assert in_order(lead.removesuffix("…"), " ".join(paragraphs))


def test_whole_sentences_are_taken_while_they_fit() -> None:
    """The next sentence is left out when little room is left for it."""
    text = "The bridge was closed on Monday. Nobody knows when it will open for cars again."
    lead = extract_lead([text], headline="", language="en", budget_chars=60)
    assert lead == "The bridge was closed on Monday."


@pytest.mark.parametrize(
    ("text", "budget", "lead"),
    [
        (
            "It rained. " + "The river rose quickly over the meadows and the old road " * 4,
            70,
            "It rained.",
        ),
        (
            "The river rose quickly, over the meadows and the old road, and nobody could cross it.",
            70,
            "The river rose quickly, over the meadows and the old road…",
        ),
        (
            "The river rose, quickly over the meadows and the old road and nobody could cross it.",
            70,
            "The river rose, quickly over the meadows and the old road and nobody…",
        ),
        (
            "Rates rose to 3,5 percent, the bank (which had said, in May, that it would not) wrote.",
            70,
            "Rates rose to 3,5 percent, the bank (which had said, in May, that it…",
        ),
        ("昨天上午九点，工程师在旧桥下发现危险裂缝，全城车辆被迫绕行三公里。", 24, "昨天上午九点，工程师在旧桥下发现危险裂缝…"),
        (
            "Мост закрыли в понедельник утром, и никто не знает, когда его откроют для машин снова.",
            60,
            "Мост закрыли в понедельник утром, и никто не знает…",
        ),
    ],
)  # fmt: skip
def test_only_a_first_sentence_that_is_too_long_is_cut(text: str, budget: int, lead: str) -> None:
    """At the end of a clause in its second half, not within brackets; else at a word."""
    assert extract_lead([text], headline="", language="", budget_chars=budget) == lead


@pytest.mark.parametrize(
    "end",
    [
        "The rest of the plan will be…",
        "The rest of the plan will [...]",
        "What happens next",
        "The council named three reasons:",
    ],
)
@pytest.mark.parametrize("apart", [True, False])
def test_a_lead_ends_where_a_sentence_ends(end: str, apart: bool) -> None:
    """What a source cut off, a heading and what only announces a list are left off at its end."""
    paragraphs = [STORY, end] if apart else [f"{STORY} {end}"]
    assert extract_lead(paragraphs, headline="", language="en", budget_chars=320) == STORY


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.text("abcdefg ,", min_size=3, max_size=90).map(lambda words: f"A {words.strip()}b."),
        min_size=1,
        max_size=5,
    ),
    st.integers(20, 200),
)
def test_a_lead_is_whole_sentences_when_the_first_one_fits(
    sentences: list[str], budget: int
) -> None:
    """Whatever the sentences and the budget."""
    lead = extract_lead([" ".join(sentences)], headline="", language="en", budget_chars=budget)
    if len(" ".join(sentences[0].split())) <= budget:
        assert lead.endswith("b.")
    else:
        assert lead.endswith("…")


def test_a_sentence_that_repeats_the_headline_is_passed_over() -> None:
    """A lead that says the headline again tells nothing."""
    lead = extract_lead(
        ["Bridge closed.", "The old bridge was closed to all traffic on Monday."],
        headline="Bridge Closed",
        language="en",
        budget_chars=200,
    )
    assert lead == "The old bridge was closed to all traffic on Monday."


def test_nothing_but_the_headline_gives_no_lead() -> None:
    """The caller then shows the headline alone."""
    assert not extract_lead(
        ["Bridge closed"], headline="Bridge closed", language="en", budget_chars=99
    )


STORY = "The council met again and agreed on the plan for the harbour."
DATELINES = [
    ("en", "MOSCOW, Feb. 3 (Reuters) - "),
    ("en", "(CNN)"),
    ("en", "Beirut (CNN) -- "),
    ("en", "SIOUX FALLS, S.D. – "),
    ("es", "Washington.- "),
    ("es", "San Salvador. - "),
    ("de", "Rostow (Russland) - "),
    ("de", "CALDEN. "),
    ("de", "Wiesbaden (KNA/iz). "),
    ("en", "HAYWARD, Calif. (AP) — "),
    ("en", "NEW DELHI: "),
    ("en", "By. Associated Press. PUBLISHED:. 14:11 EST, 25 October 2013. |. UPDATED:. 15:36 EST, 25 October 2013. "),
    ("en", "By. Margot Lee. "),
    ("en", "By. Margot Lee. and Ned Hall. "),
    ("en", "By. Margot Lee. and Ned Hall. UPDATED:. 18:30 EST, 3 March 2012. "),
    ("en", "Last updated at 3:31 PM on 19th July 2011. "),
    ("en", "30 March 2017 Last updated at 22:18 BST "),
    ("de", "Hallenberg (dpa) - "),
    ("es", "San Marcos, 14 feb (EFE).- "),
    ("fr", "PARIS (AFP) - "),
    ("it", "(ANSA) - L'AQUILA, 03 FEB - "),
    ("ru", "МОСКВА, 24 фев — РИА Новости. "),
    ("ru", "АРХАНГЕЛЬСК, 5 сентября. /ТАСС/. "),
    ("zh", "新华社昆明3月5日电（记者 李明）"),
    ("ar", "القاهرة (رويترز) - "),
]  # fmt: skip


@pytest.mark.parametrize(("language", "dateline"), DATELINES)
def test_what_stands_before_the_story_is_taken_off(language: str, dateline: str) -> None:
    """Place, date, agency and byline in the shapes agencies and papers write them."""
    assert strip_dateline(dateline + STORY, language) == STORY


@pytest.mark.parametrize(
    "opening",
    [
        "A man told the BBC: this is how it was and nobody helped us at all.",
        "By Friday evening, 300 people had left the town on foot.",
        "By contrast, the north stayed dry for a third week.",
        "Police told the AP. Then they left the building by the back door.",
        "The U.S. Navy said on Monday that two ships had met at sea.",
        "Ann Pell (Greens) – mayor since 2005 – said that she would not stand again.",
        "U.S. - China talks on trade ended on Sunday without an agreement of any kind.",
        "NASA said on Monday that it had lost contact with the probe near Saturn.",
        "Mr. Marsh - the chairman - left the room before the vote was taken on Friday.",
    ],
)
def test_a_story_that_only_looks_like_a_dateline_is_left_alone(opening: str) -> None:
    """An agency or a capital in the first words does not cut the sentence."""
    assert strip_dateline(opening, "en") == opening


def test_a_paragraph_without_a_full_stop_ends_its_line() -> None:
    """Two paragraphs are not read as one sentence."""
    paragraphs = ["The Latest on the fire at the old mill (all times local):", "The mill burns."]
    lead = extract_lead(paragraphs, headline="", language="en", budget_chars=320)
    assert lead == "\n".join(paragraphs)


def test_captions_and_names_before_the_first_sentence_are_passed_over() -> None:
    """Short paragraphs that end like no sentence; a list of them is kept."""
    short = ["Anna Pell in court", "Valley Digital"]
    lead = extract_lead([*short, STORY], headline="", language="en", budget_chars=320)
    assert lead == STORY
    lead = extract_lead(short, headline="", language="en", budget_chars=320)
    assert lead == "\n".join(short)
