"""Makes the data of the starter catalogue from public lists: `python -m tests.make_catalogue FOLDER`.

The folder holds `kite_core.json` and `kite_community.json` (kagisearch/kite-public, MIT) and
`awesome.json` (plenaryapp/awesome-rss-feeds, CC0). A feed's language is that of its list, unless
its address says otherwise; a country's feed whose address names a section belongs to that
section's topic in that language as well.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel import Locale

from tests.catalogue.choices import (
    COUNTRY_CODES,
    COUNTRY_LANGUAGES,
    HOST_LANGUAGES,
    LANGUAGES,
    NO_NEWS,
    SPELLED,
    TITLES,
    TOPICS,
)

TARGET = Path(__file__).parents[1] / "bot" / "catalogue" / "data"

#: Feeds of one topic in one language, and of one country.
MOST = 12


def main(folder: Path) -> None:
    """Write `topics.json` and `countries.json`."""
    lists = _read(folder)
    times = Counter(feed["url"] for entry in lists for feed in entry["feeds"])
    topics = {key: _topic(key, lists, times) for key in TOPICS}
    countries = _countries(lists, times)
    for country in countries.values():
        for feed in country.pop("all"):
            _add_by_section(topics, feed)
    for topic in topics.values():
        topic["feeds"] = _best(topic["feeds"], times)
    TARGET.mkdir(parents=True, exist_ok=True)
    _write("topics.json", topics)
    _write("countries.json", countries)


def _read(folder: Path) -> list[dict[str, Any]]:
    """Every list as name, language, titles and feeds."""
    found: list[dict[str, Any]] = []
    for name, urls in json.loads((folder / "kite_core.json").read_text()).items():
        found.append({"name": name, "titles": {}, "feeds": [_feed(url, "en") for url in urls]})
    for name, entry in json.loads((folder / "kite_community.json").read_text()).items():
        language = SPELLED.get(entry["language"], entry["language"])
        feeds = [_feed(url, language) for url in entry["feeds"]]
        found.append({"name": name, "titles": entry["names"], "feeds": feeds})
    for row in json.loads((folder / "awesome.json").read_text()):
        code = _code(row["name"])
        language = COUNTRY_LANGUAGES.get(code, "") if code else "en"
        feed = _feed(row["url"], language, title=row["title"])
        found.append({"name": row["name"], "titles": {}, "feeds": [feed]})
    return found


def _feed(url: str, language: str, *, title: str = "") -> dict[str, str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    ending = host.rpartition(".")[2]
    if re.search(r"[/.=-]en[/.&-]|english", url, re.IGNORECASE):
        language = "en"
    elif re.search(r"[/.=-]fr[/.&-]|politique|francais", url, re.IGNORECASE):
        language = "fr"
    elif language in ("", "en"):
        language = HOST_LANGUAGES.get(ending, language)
    short = re.split(r"\s+(?:[-|–—»>:]|RSS)\s+", title)[0].strip()
    shown = short if 2 < len(short) <= 40 else re.sub(r"^(?:feeds?\d?|rss)\.", "", host)
    return {"url": url.strip(), "title": shown, "language": language}


def _topic(key: str, lists: list[dict[str, Any]], times: Counter[str]) -> dict[str, Any]:
    names, english, _ = TOPICS[key]
    titles = {"en": english}
    feeds: list[dict[str, str]] = []
    for entry in lists:
        if entry["name"] in names:
            if len(names) == 1 or entry["name"] == names[0]:
                titles = {SPELLED.get(k, k): v for k, v in entry["titles"].items()} | titles
            feeds += entry["feeds"]
    own = TITLES.get(key, "").split("|")
    if len(own) == len(LANGUAGES):
        titles |= dict(zip(LANGUAGES, own, strict=True))
    return {"titles": titles, "feeds": _best(feeds, times)}


def _countries(lists: list[dict[str, Any]], times: Counter[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in lists:
        code = _code(entry["name"])
        if code:
            found.setdefault(code, {"all": []})["all"] += entry["feeds"]
    for country in found.values():
        front = [feed for feed in country["all"] if not _section(feed["url"])]
        country["feeds"] = _best(front or country["all"], times)
    return {code: found[code] for code in sorted(found) if len(found[code]["feeds"]) >= 3}


def _code(name: str) -> str:
    territories = {title: code for code, title in Locale("en").territories.items()}
    code = COUNTRY_CODES.get(name) or territories.get(name, "")
    return code if code.isalpha() and code not in ("EU", "UN") and name != "Georgia (US)" else ""


def _section(url: str) -> str:
    words = set(re.findall(r"[^\W\d_]{2,}", urlsplit(url).path.casefold()))
    for key, (_, _, sections) in TOPICS.items():
        if words & set(sections.split()):
            return key
    return ""


def _add_by_section(topics: dict[str, Any], feed: dict[str, str]) -> None:
    key = _section(feed["url"])
    if key:
        topics[key]["feeds"].append(feed)


def _best(feeds: list[dict[str, str]], times: Counter[str]) -> list[dict[str, str]]:
    """The feeds that most lists name, one per address and two per host, `MOST` a language."""
    kept: list[dict[str, str]] = []
    seen: set[str] = set()
    hosts: Counter[tuple[str, str]] = Counter()
    languages: Counter[str] = Counter()
    for feed in sorted(feeds, key=lambda each: -times[each["url"]]):
        bare = re.sub(r"^https?://(www\.)?", "", feed["url"]).rstrip("/#")
        host = bare.partition("/")[0]
        if (
            bare in seen
            or not re.fullmatch(r"https?://[!-~]+", feed["url"])
            or NO_NEWS.search(feed["url"])
        ):
            continue
        if hosts[host, feed["language"]] >= 2 or languages[feed["language"]] >= MOST:
            continue
        seen.add(bare)
        hosts[host, feed["language"]] += 1
        languages[feed["language"]] += 1
        kept.append(feed)
    return sorted(kept, key=lambda each: each["language"])


def _write(name: str, entries: dict[str, Any]) -> None:
    """One feed a line, so that a change is a line of a diff."""
    lines = ["{"]
    for number, (key, entry) in enumerate(entries.items()):
        titles = json.dumps(entry.get("titles", {}), ensure_ascii=False, sort_keys=True)
        lines.append(f' "{key}": {{')
        if entry.get("titles"):
            lines.append(f'  "titles": {titles},')
        lines.append('  "feeds": [')
        rows = [
            "   " + json.dumps([feed["language"], feed["title"], feed["url"]], ensure_ascii=False)
            for feed in entry["feeds"]
        ]
        lines.append(",\n".join(rows))
        lines.append("  ]\n }" + ("," if number < len(entries) - 1 else ""))
    lines.append("}\n")
    (TARGET / name).write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
