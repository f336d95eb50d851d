"""From what people write about where they are to an IANA time zone."""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from difflib import get_close_matches
from functools import cache
from importlib import resources

from bot.domain.cities import CITIES
from bot.domain.errors import InputError

_EXAMPLE = "/timezone Europe/Berlin"
_OFFSET = re.compile(
    r"(?:utc|gmt|мск|msk)?\s*(?P<sign>[+-])\s*(?P<hour>\d{1,2})(?::?(?P<minute>\d{2}))?", re.ASCII
)
#: Moscow time is what Russian towns count from (`МСК+2`).
_MOSCOW_HOURS = 3
#: Offsets that are not whole hours, where a zone keeps them all the year.
_PARTIAL = {
    (1, 3, 30): "Asia/Tehran",
    (1, 4, 30): "Asia/Kabul",
    (1, 5, 30): "Asia/Kolkata",
    (1, 5, 45): "Asia/Kathmandu",
    (1, 6, 30): "Asia/Yangon",
    (1, 8, 45): "Australia/Eucla",
    (1, 9, 30): "Australia/Darwin",
    (-1, 9, 30): "Pacific/Marquesas",
    (1, 13, 0): "Pacific/Fakaofo",
    (1, 14, 0): "Pacific/Kiritimati",
}
#: Short names as people mean them: the place with its summer time, not the bare offset.
_SHORT = {
    "utc": "UTC", "gmt": "UTC", "z": "UTC", "zulu": "UTC",
    "msk": "Europe/Moscow", "мск": "Europe/Moscow",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin", "mesz": "Europe/Berlin",
    "eet": "Europe/Helsinki", "eest": "Europe/Helsinki",
    "wet": "Europe/Lisbon", "west": "Europe/Lisbon", "bst": "Europe/London",
    "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles",
    "akst": "America/Anchorage", "hst": "Pacific/Honolulu",
    "ist": "Asia/Kolkata", "pkt": "Asia/Karachi", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "hkt": "Asia/Hong_Kong", "sgt": "Asia/Singapore", "wib": "Asia/Jakarta",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "acst": "Australia/Adelaide",
    "awst": "Australia/Perth", "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
    "brt": "America/Sao_Paulo", "art": "America/Argentina/Buenos_Aires",
    "sast": "Africa/Johannesburg", "eat": "Africa/Nairobi", "wat": "Africa/Lagos",
}  # fmt: skip
#: Countries too wide for one zone, and where most of their people live.
_WIDE = {
    name: zones
    for names, zones in (
        (
            "usa|us|america|united states|сша",
            ("America/New_York", "America/Chicago", "America/Los_Angeles"),
        ),
        (
            "russia|россия|russland|росія",
            ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk"),
        ),
        ("canada|kanada|канада", ("America/Toronto", "America/Edmonton", "America/Vancouver")),
        (
            "australia|australien|австралия",
            ("Australia/Sydney", "Australia/Brisbane", "Australia/Perth"),
        ),
        ("mexiko|мексика", ("America/Mexico_City", "America/Monterrey", "America/Tijuana")),
        ("indonesia|индонезия", ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")),
    )
    for name in names.split("|")
}
_MAX_CHARS = 80
_SUGGESTIONS = 3


def find_zone(text: str) -> str:
    """The IANA name of the zone meant by a name, a city, an offset or a short name.

    Takes `Europe/Berlin`, `berlin`, `Нью-Йорк`, `UTC+3`, `+05:30`, `MSK`. Raises InputError that
    names up to three places of similar spelling.
    """
    stripped = " ".join(text.split())
    exact = _names().get(stripped.casefold().replace(" ", "_")) if "/" in stripped else None
    if exact is not None:
        return exact
    wanted = folded_place(stripped)
    found = _SHORT.get(wanted) or _places().get(wanted) or _offset(stripped)
    if found is not None:
        return found
    # "Berlin, Germany" and "Paris (France)": the first part is the place.
    first = folded_place(re.split(r"[,(;]", stripped, maxsplit=1)[0])
    if first != wanted and first in _places():
        return _places()[first]
    if (abroad := _elsewhere().get(wanted)) is not None:
        return abroad
    raise _unknown(stripped, wanted)


def zone_label(name: str) -> str:
    """The label of a time zone: `UTC+3` for `Etc/GMT-3`, whose sign is turned about."""
    match = re.fullmatch(r"Etc/GMT([+-])(\d{1,2})", name)
    if match is None:
        return "UTC" if name in ("Etc/UTC", "Etc/GMT") else name
    return f"UTC{'-' if match[1] == '+' else '+'}{match[2]}"


def _offset(text: str) -> str | None:
    """The zone of a fixed distance from UTC; None when the text is none, or no zone keeps it."""
    lowered = text.casefold().replace("−", "-").replace("–", "-").strip()
    match = _OFFSET.fullmatch(lowered)
    if match is None:
        return None
    sign = 1 if match["sign"] == "+" else -1
    minutes = sign * (int(match["hour"]) * 60 + int(match["minute"] or 0))
    if lowered.startswith(("мск", "msk")):
        minutes += _MOSCOW_HOURS * 60
    sign = 1 if minutes >= 0 else -1
    hours, rest = divmod(abs(minutes), 60)
    if (sign, hours, rest) in _PARTIAL:
        return _PARTIAL[sign, hours, rest]
    if rest or hours > 12:
        return None
    # POSIX counts west as positive: UTC+3 is Etc/GMT-3.
    return "UTC" if hours == 0 else f"Etc/GMT{'-' if sign > 0 else '+'}{hours}"


def _unknown(text: str, wanted: str) -> InputError:
    """The error for a place nobody knows, with places that are spelt like it."""
    shown = text if len(text) <= _MAX_CHARS else text[:_MAX_CHARS] + "…"
    if not wanted:
        return InputError(
            "Name a large city of your time zone, or the zone.",
            example=_EXAMPLE,
            key="error.zone_none",
        )
    if wanted in _WIDE:
        return _similar(
            f"“{shown}” has several time zones.", "error.zone_wide", shown, _WIDE[wanted]
        )
    places = _places()
    close = get_close_matches(wanted, places, n=12, cutoff=0.72)
    zones = tuple(dict.fromkeys(places[name] for name in close))[:_SUGGESTIONS]
    if not zones:
        return InputError(
            f"I do not know the place “{shown}”; name a large city of your time zone.",
            example=_EXAMPLE,
            key="error.zone",
            values={"word": shown},
        )
    return _similar(f"I do not know the place “{shown}”.", "error.zone_similar", shown, zones)


def _similar(sentence: str, key: str, shown: str, zones: tuple[str, ...]) -> InputError:
    return InputError(
        f"{sentence} Did you mean {' or '.join(zones)}?",
        example=f"/timezone {zones[0]}",
        key=key,
        values={"word": shown, "zones": " / ".join(zones)},
    )


def folded_place(text: str) -> str:
    """Letters without case, accents and punctuation, parted by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()[:_MAX_CHARS])
    letters = "".join(
        char if char.isalnum() else " "
        for char in decomposed
        if not unicodedata.combining(char) and char not in "'’ʼ`."
    )
    return " ".join(letters.split())


@cache
def _names() -> dict[str, str]:
    """All names of the zone database that stand for a place or an offset, by their lower case."""
    odd = {"Factory", "localtime", "posixrules"}
    return {name.casefold(): name for name in zoneinfo.available_timezones() - odd}


@cache
def _places() -> dict[str, str]:
    """Folded names of places to zones; what comes later is the surer and wins."""
    places: dict[str, str] = {}
    tables = _tables()
    current = {name for names in tables.values() for name in names}
    for name in sorted(_names().values(), key=lambda name: (name in current, name)):
        if not name.startswith("Etc/"):
            places[folded_place(name.rpartition("/")[2])] = name
            places[folded_place(name)] = name
    for country, names in tables.items():
        if len(names) == 1:
            places[folded_place(country)] = names[0]
    for zone, cities in CITIES.items():
        for city in cities:
            places[folded_place(city)] = zone
    return places


@cache
def _elsewhere() -> dict[str, str]:
    """Cities of zones as they are called in the languages of the interface, by CLDR.

    Read when a place is met that nothing else knows. What two zones are called is none.
    """
    present = set(_places().values())
    file = resources.files(__package__).joinpath("data", "zone_cities.txt")
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {name: zone for zone, name in rows if zone in present}


@cache
def first_zones() -> dict[str, str]:
    """The first zone of each country by its code, `AT` for one."""
    base = resources.files("tzdata") / "zoneinfo"
    rows = _rows((base / "zone.tab").read_text(encoding="utf-8"))
    return {code: name for code, _, name, *_ in reversed(rows)}


def _tables() -> dict[str, list[str]]:
    """Each country's zones under their present names, from the zone database's own tables."""
    base = resources.files("tzdata") / "zoneinfo"
    titles = dict(_rows((base / "iso3166.tab").read_text(encoding="utf-8")))
    zones: dict[str, list[str]] = {}
    for code, _, name, *_ in _rows((base / "zone.tab").read_text(encoding="utf-8")):
        zones.setdefault(titles[code], []).append(name)
    return zones


def _rows(table: str) -> list[list[str]]:
    lines = (line for line in table.splitlines() if line and not line.startswith("#"))
    return [line.split("\t") for line in lines]
