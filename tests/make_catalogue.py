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

TARGET = Path(__file__).parents[1] / "bot" / "catalogue" / "data"

#: Feeds of one topic in one language, and of one country.
MOST = 12

#: key -> (names in the lists, title in English, words of addresses that name the section).
TOPICS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "world": (
        ("World", "News"),
        "World",
        "world monde welt mundo mondo mundial international internacional mir swiat dunya",
    ),
    "politics": (
        (),
        "Politics",
        "politics politik politique politica política politika polityka siyaset",
    ),
    "business": (
        ("Business", "Economy", "Business & Economy"),
        "Business",
        (
            "business economy economia economía wirtschaft economie économie ekonomika biznes "
            "ekonomi finance finanzen negocios"
        ),
    ),
    "technology": (
        ("Technology", "Tech"),
        "Technology",
        "tech technology tecnologia tecnología technik technologie tehnologii teknoloji digital netzwelt",
    ),
    "science": (
        ("Science",),
        "Science",
        "science scienze ciencia ciência wissenschaft wissen sciences nauka bilim",
    ),
    "health": (
        ("Medicine",),
        "Health",
        "health salud salute saúde gesundheit sante santé zdrowie saglik",
    ),
    "sports": (("Sports",), "Sports", "sport sports deportes esporte esportes spor"),
    "culture": (("Culture",), "Culture", "culture kultur cultura kultura kultur-sanat"),
    "entertainment": (
        ("Entertainment", "Celebs and Movies"),
        "Entertainment",
        "entertainment spettacoli entretenimiento unterhaltung people",
    ),
    "soccer": (
        ("Soccer", "Football", "French Football"),
        "Football",
        "football soccer futbol fútbol futebol calcio fussball",
    ),
    "ai": (("AI",), "AI", ""),
    "programming": (("Programming", "Computer Science"), "Programming", ""),
    "webdev": (("Web Development", "UI - UX"), "Web development", ""),
    "security": (("Cybersecurity",), "Cybersecurity", ""),
    "privacy": (("Privacy",), "Privacy", ""),
    "linux": (("Linux & OSS", "Linux"), "Linux & open source", ""),
    "apple": (("Apple",), "Apple", ""),
    "android": (("Android", "Google"), "Android & Google", ""),
    "microsoft": (("Microsoft",), "Microsoft", ""),
    "smarthome": (("Smart Home",), "Smart home", ""),
    "gaming": (("Gaming", "Nintendo"), "Video games", ""),
    "boardgames": (("Tabletop Gaming",), "Tabletop games", ""),
    "space": (("Space",), "Space", ""),
    "climate": (("Climate Change", "Ecology | France"), "Climate", ""),
    "energy": (("Energy",), "Energy", ""),
    "agriculture": (("Agriculture",), "Agriculture", ""),
    "cars": (("Auto", "Cars", "Autos"), "Cars", "auto motori motor voitures"),
    "aviation": (("Aviation",), "Aviation", ""),
    "maritime": (("Maritime",), "Shipping", ""),
    "defense": (("Defense",), "Defence", ""),
    "diplomacy": (("Diplomacy",), "Diplomacy", ""),
    "crypto": (("Cryptocurrency", "Bitcoin"), "Crypto", ""),
    "startups": (("Startups",), "Start-ups", ""),
    "money": (("Personal finance",), "Personal finance", ""),
    "movies": (("Movies",), "Films", "cinema cine cinéma kino film"),
    "television": (("Television",), "Television", "tv television televisione"),
    "music": (
        ("Music", "Music Technology", "French Music"),
        "Music",
        "music musik musique musica música muzyka",
    ),
    "books": (("Books",), "Books", "books livres libros bücher"),
    "travel": (("Travel",), "Travel", "travel reise viajes viaggi voyage"),
    "food": (("Food",), "Food", ""),
    "coffee": (("Coffee",), "Coffee", ""),
    "photography": (("Photography",), "Photography", ""),
    "architecture": (("Architecture", "Interior design"), "Architecture", ""),
    "fashion": (("Fashion", "Beauty"), "Fashion", ""),
    "history": (("History",), "History", ""),
    "psychology": (("Psychology",), "Psychology", ""),
    "formula1": (("Formula 1",), "Formula 1", ""),
    "cycling": (("Cycling",), "Cycling", ""),
    "tennis": (("Tennis",), "Tennis", ""),
    "basketball": (("NBA",), "Basketball", ""),
    "cricket": (("Cricket",), "Cricket", ""),
    "goodnews": (("Positive News",), "Good news", ""),
    "satire": (("Satire", "Funny"), "Satire", ""),
}

#: Titles that no list has: English, German, Russian, French, Spanish, Italian, Portuguese,
#: Ukrainian.
_LANGUAGES = ("en", "de", "ru", "fr", "es", "it", "pt", "uk")
TITLES = {
    "world": "World|Welt|Мир|Monde|Mundo|Mondo|Mundo|Світ",
    "politics": "Politics|Politik|Политика|Politique|Política|Politica|Política|Політика",
    "business": "Business|Wirtschaft|Экономика|Économie|Economía|Economia|Economia|Економіка",
    "technology": "Technology|Technik|Технологии|Technologie|Tecnología|Tecnologia|Tecnologia|Технології",
    "science": "Science|Wissenschaft|Наука|Sciences|Ciencia|Scienza|Ciência|Наука",
    "health": "Health|Gesundheit|Здоровье|Santé|Salud|Salute|Saúde|Здоров’я",
    "sports": "Sports|Sport|Спорт|Sport|Deportes|Sport|Esportes|Спорт",
    "culture": "Culture|Kultur|Культура|Culture|Cultura|Cultura|Cultura|Культура",
    "entertainment": (
        "Entertainment|Unterhaltung|Развлечения|Divertissement|Entretenimiento|Spettacolo"
        "|Entretenimento|Розваги"
    ),
    "soccer": "Football|Fußball|Футбол|Football|Fútbol|Calcio|Futebol|Футбол",
    "programming": (
        "Programming|Programmieren|Программирование|Programmation|Programación|Programmazione"
        "|Programação|Програмування"
    ),
    "webdev": (
        "Web development|Webentwicklung|Веб-разработка|Développement web|Desarrollo web|Sviluppo "
        "web|Desenvolvimento web|Веброзробка"
    ),
    "android": (
        "Android & Google|Android & Google|Android и Google|Android et Google|Android y Google"
        "|Android e Google|Android e Google|Android і Google"
    ),
    "linux": (
        "Linux & open source|Linux & Open Source|Linux и открытый код|Linux et logiciel libre"
        "|Linux y código abierto|Linux e open source|Linux e código aberto|Linux і відкритий код"
    ),
    "gaming": "Video games|Videospiele|Видеоигры|Jeux vidéo|Videojuegos|Videogiochi|Jogos|Відеоігри",
    "climate": "Climate|Klima|Климат|Climat|Clima|Clima|Clima|Клімат",
    "cars": "Cars|Autos|Автомобили|Voitures|Coches|Auto|Carros|Автомобілі",
    "crypto": "Crypto|Krypto|Криптовалюты|Crypto|Cripto|Cripto|Cripto|Криптовалюти",
    "startups": "Start-ups|Start-ups|Стартапы|Start-up|Startups|Startup|Startups|Стартапи",
    "money": (
        "Personal finance|Geld|Личные финансы|Argent|Finanzas personales|Finanza personale"
        "|Finanças pessoais|Особисті фінанси"
    ),
    "movies": "Films|Filme|Кино|Cinéma|Cine|Cinema|Cinema|Кіно",
    "television": "Television|Fernsehen|Телевидение|Télévision|Televisión|Televisione|Televisão|Телебачення",
    "music": "Music|Musik|Музыка|Musique|Música|Musica|Música|Музика",
    "books": "Books|Bücher|Книги|Livres|Libros|Libri|Livros|Книги",
    "travel": "Travel|Reisen|Путешествия|Voyages|Viajes|Viaggi|Viagens|Подорожі",
    "food": "Food|Essen|Еда|Cuisine|Comida|Cucina|Comida|Їжа",
    "photography": "Photography|Fotografie|Фотография|Photographie|Fotografía|Fotografia|Fotografia|Фотографія",
    "architecture": (
        "Architecture|Architektur|Архитектура|Architecture|Arquitectura|Architettura|Arquitetura"
        "|Архітектура"
    ),
    "fashion": "Fashion|Mode|Мода|Mode|Moda|Moda|Moda|Мода",
    "history": "History|Geschichte|История|Histoire|Historia|Storia|História|Історія",
    "psychology": "Psychology|Psychologie|Психология|Psychologie|Psicología|Psicologia|Psicologia|Психологія",
    "tennis": "Tennis|Tennis|Теннис|Tennis|Tenis|Tennis|Tênis|Теніс",
    "basketball": "Basketball|Basketball|Баскетбол|Basket|Baloncesto|Basket|Basquete|Баскетбол",
    "cricket": "Cricket|Cricket|Крикет|Cricket|Críquet|Cricket|Críquete|Крикет",
    "goodnews": (
        "Good news|Gute Nachrichten|Хорошие новости|Bonnes nouvelles|Buenas noticias|Buone "
        "notizie|Boas notícias|Добрі новини"
    ),
    "satire": "Satire|Satire|Сатира|Satire|Sátira|Satira|Sátira|Сатира",
    "space": "Space|Weltraum|Космос|Espace|Espacio|Spazio|Espaço|Космос",
}
_COUNTRY_LANGUAGES = {
    "AT": "de", "DE": "de", "CH": "de", "FR": "fr", "ES": "es", "MX": "es", "AR": "es", "CL": "es",
    "CO": "es", "CR": "es", "DO": "es", "VE": "es", "IT": "it", "PT": "pt", "BR": "pt", "RU": "ru",
    "UA": "uk", "PL": "pl", "TR": "tr", "NL": "nl", "SE": "sv", "JP": "ja", "GB": "en", "IE": "en",
    "US": "en", "AU": "en", "CA": "en", "NZ": "en", "IN": "en", "ZA": "en", "NG": "en", "PH": "en",
    "PK": "en", "KE": "en", "GH": "en", "SG": "en",
}  # fmt: skip
#: Endings of hosts that say a language.
_HOST_LANGUAGES = {
    "de": "de", "at": "de", "fr": "fr", "es": "es", "mx": "es", "ar": "es", "cl": "es", "it": "it",
    "pt": "pt", "br": "pt", "ru": "ru", "ua": "uk", "pl": "pl", "tr": "tr", "nl": "nl", "se": "sv",
    "jp": "ja", "cn": "zh", "tw": "zh", "kr": "ko", "dk": "da", "no": "no", "fi": "fi", "cz": "cs",
    "hu": "hu", "ro": "ro", "gr": "el", "bg": "bg",
}  # fmt: skip
#: How the lists spell languages, and how we do.
_SPELLED = {"zh-Hans": "zh", "zh-Hant": "zh", "gr": "el", "arq": "ar", "sq-XK": "sq", "cnr": "sr"}
#: Names of countries that the territory table spells otherwise.
_COUNTRY_CODES = {
    "The Netherlands": "NL", "UK": "GB", "USA": "US", "Turkey": "TR", "Czech Republic": "CZ",
    "DR Congo": "CD", "Palestine": "PS", "Hong Kong": "HK", "Macau": "MO", "Myanmar": "MM",
    "Bosnia and Herzegovina": "BA", "Switzerland (DE)": "CH", "Switzerland (FR)": "CH",
    "Switzerland (IT)": "CH", "Hong Kong SAR China": "HK", "Myanmar (Burma)": "MM",
}  # fmt: skip
_NO_NEWS = re.compile(
    r"news\.google\.|reddit\.com|youtube\.com|medium\.com/feed/@|twitter\.com|nitter\.|tumblr",
    re.IGNORECASE,
)


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
        language = _SPELLED.get(entry["language"], entry["language"])
        feeds = [_feed(url, language) for url in entry["feeds"]]
        found.append({"name": name, "titles": entry["names"], "feeds": feeds})
    for row in json.loads((folder / "awesome.json").read_text()):
        code = _code(row["name"])
        language = _COUNTRY_LANGUAGES.get(code, "") if code else "en"
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
        language = _HOST_LANGUAGES.get(ending, language)
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
                titles = {_SPELLED.get(k, k): v for k, v in entry["titles"].items()} | titles
            feeds += entry["feeds"]
    own = TITLES.get(key, "").split("|")
    if len(own) == len(_LANGUAGES):
        titles |= dict(zip(_LANGUAGES, own, strict=True))
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
    code = _COUNTRY_CODES.get(name) or territories.get(name, "")
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
            or _NO_NEWS.search(feed["url"])
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
