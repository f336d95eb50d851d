"""Days, months, times and places as the interface's languages write them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar_words import months, plain_times, weekdays
from bot.domain.catching_up import days_between, parse_since
from bot.domain.day_words import DAY_SETS, folded_word
from bot.domain.errors import InputError
from bot.domain.models import Schedule
from bot.domain.pauses import parse_until
from bot.domain.quiet import parse_quiet
from bot.domain.schedule_words import parse_schedule
from bot.domain.zones import find_zone
from bot.render.catalogue import label, languages

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "times", "days"),
    [
        ("8:30 lunes, miércoles", ["08:30"], (0, 2)),
        ("8h30 lundi-vendredi", ["08:30"], (0, 1, 2, 3, 4)),
        ("20.15 domenica", ["20:15"], (6,)),
        ("7:00 segunda-feira quarta", ["07:00"], (0, 2)),
        ("8:00 poniedziałek śr.", ["08:00"], (0, 2)),
        ("9:00 pazartesi-cuma", ["09:00"], (0, 1, 2, 3, 4)),
        ("8:00 понеділок", ["08:00"], (0,)),
        ("7 senin", ["07:00"], (0,)),
        ("٨:٣٠ الاثنين", ["08:30"], (0,)),
        ("8:30 م الجمعة", ["20:30"], (4,)),
        ("۸:۳۰ شنبه", ["08:30"], (5,)),
        ("८:३० सोमवार", ["08:30"], (0,)),
        ("8点30分 周一", ["08:30"], (0,)),
        ("下午8点 星期日", ["20:00"], (6,)),
        ("午前8時半 月曜日", ["08:30"], (0,)),
        ("8時 20時", ["08:00", "20:00"], (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_schedules_are_read_in_every_language(
    words: str, times: list[str], days: tuple[int, ...]
) -> None:
    """Names of days long and short, digits and halves of the day of other scripts."""
    read = parse_schedule(words, current=Schedule(times=()))
    assert [f"{each:%H:%M}" for each in read.times] == times
    assert read.weekdays == days


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("3 días", date(2026, 3, 5)),
        ("2 semaines", date(2026, 3, 16)),
        ("3 dni", date(2026, 3, 5)),
        ("1 hafta", date(2026, 3, 9)),
        ("2 тижні", date(2026, 3, 16)),
        ("3 दिन", date(2026, 3, 5)),
        ("3 hari", date(2026, 3, 5)),
        ("1 settimana", date(2026, 3, 9)),
        ("3 mayo", date(2026, 5, 3)),
        ("3 août", date(2026, 8, 3)),
        ("3 травня", date(2026, 5, 3)),
        ("3 maja", date(2026, 5, 3)),
        ("3 مايو", date(2026, 5, 3)),
        ("3 ağustos", date(2026, 8, 3)),
    ],
)
def test_pauses_are_read_in_every_language(words: str, day: date) -> None:
    """Spans in every plural form, and days by the names of their months."""
    assert parse_until(words, now=NOW, zone=ZoneInfo("UTC")).date() == day


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Nueva York", "America/New_York"),
        ("Londres", "Europe/London"),
        ("東京", "Asia/Tokyo"),
        ("القاهرة", "Africa/Cairo"),
        ("تهران", "Asia/Tehran"),
        ("Токіо", "Asia/Tokyo"),
        ("上海", "Asia/Shanghai"),
        ("Tóquio", "Asia/Tokyo"),
        ("Варшава", "Europe/Warsaw"),
        ("Singapur", "Asia/Singapore"),
    ],
)
def test_places_are_known_by_the_name_in_every_language(place: str, zone: str) -> None:
    """As people of that language call the city."""
    assert find_zone(place) == zone


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", sorted(DAY_SETS.keys() - {"weekends"}))
def test_what_stands_on_the_buttons_can_be_typed(language: str, name: str) -> None:
    """In every language, with a colon and without accents as well."""
    said = label(f"button.{name}", language)
    for words in (said, f"{said}:", said.upper(), folded_word(said)):
        times = "" if name == "off" else " 8:15"
        read = parse_schedule(words + times, current=Schedule(times=(time(9),), weekdays=(2,)))
        assert read.weekdays == (DAY_SETS[name] or (2,))
        assert read.times == (() if name == "off" else (time(8, 15),))


def test_quiet_hours_and_catching_up_know_them_too() -> None:
    """The same words wherever a time or a span is asked for."""
    quiet = parse_quiet("午後10時-7時")
    assert quiet is not None
    assert (quiet.start, quiet.end) == (time(22), time(7))
    assert parse_since("7 días", now=NOW, zone=ZoneInfo("UTC")) < NOW


def test_a_word_that_means_two_things_means_nothing() -> None:
    """`mar` is Tuesday in Spanish and the beginning of March in English; days keep to themselves."""
    assert weekdays().get("mar", 1) == 1
    assert months().get("mar", 3) == 3
    assert "1" not in months()


@given(st.text(max_size=80))
def test_any_words_are_read_or_refused(words: str) -> None:
    """Nothing else ever happens, whatever the script."""
    plain_times(words)
    try:
        parse_schedule(words, current=Schedule(times=()))
        parse_until(words, now=NOW, zone=ZoneInfo("UTC"))
    except InputError:
        return


def test_seven_days_asked_for_a_moment_ago_are_seven() -> None:
    """What passes between asking and answering is no eighth day."""
    since = NOW - timedelta(days=7)
    assert days_between(since, NOW + timedelta(seconds=3)) == 7
    assert days_between(since, NOW + timedelta(hours=1)) == 8
    assert days_between(NOW, NOW) == 1


def test_the_files_are_what_the_languages_say() -> None:
    """Made of the CLDR of today's Babel; `python -m tests.make_calendar_words` makes them anew."""
    # By a process of its own: Babel's words of one language change once it has read some others.
    code = (
        "from tests.make_calendar_words import FOLDER, calendar_words, zone_cities;"
        "read = lambda name: (FOLDER / name).read_text(encoding='utf-8');"
        "assert read('calendar_words.txt') == calendar_words();"
        "assert read('zone_cities.txt') == zone_cities()"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reading_a_word_loads_no_language() -> None:
    """Whoever waits does not wait for seventeen of them: they take most of a second."""
    code = (
        "import sys; from bot.domain.calendar_words import months, spans, weekdays;"
        "from bot.domain.zones import find_zone; months(); spans(); weekdays();"
        "assert find_zone('Токио') == 'Asia/Tokyo'; assert 'babel.localedata' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
