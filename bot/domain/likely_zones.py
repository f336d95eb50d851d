"""The zone somebody probably lives in, from what Telegram says of their language.

Measured against Babel (likely subtags, then the zones of the territory): the same for 33 of the 37
languages; for Russian, Indonesian, Kazakh and Uzbek it gives the first of a country's zones by name.
"""

from __future__ import annotations

from functools import cache

from bot.domain.zones import first_zones

#: Where most speakers live of a language that has one country before all others. English,
#: Spanish, Portuguese and Arabic have none: of these only a region says something.
_LANGUAGES = {
    "be": "Europe/Minsk", "bg": "Europe/Sofia", "cs": "Europe/Prague", "da": "Europe/Copenhagen",
    "de": "Europe/Berlin", "el": "Europe/Athens", "et": "Europe/Tallinn", "fa": "Asia/Tehran",
    "fi": "Europe/Helsinki", "fr": "Europe/Paris", "he": "Asia/Jerusalem", "hi": "Asia/Kolkata",
    "hr": "Europe/Zagreb", "hu": "Europe/Budapest", "id": "Asia/Jakarta", "it": "Europe/Rome",
    "ja": "Asia/Tokyo", "ka": "Asia/Tbilisi", "kk": "Asia/Almaty", "ko": "Asia/Seoul",
    "lt": "Europe/Vilnius", "lv": "Europe/Riga", "nb": "Europe/Oslo", "nl": "Europe/Amsterdam",
    "pl": "Europe/Warsaw", "ro": "Europe/Bucharest", "ru": "Europe/Moscow",
    "sk": "Europe/Bratislava", "sl": "Europe/Ljubljana", "sr": "Europe/Belgrade",
    "sv": "Europe/Stockholm", "th": "Asia/Bangkok", "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv", "uz": "Asia/Tashkent", "vi": "Asia/Ho_Chi_Minh", "zh": "Asia/Shanghai",
}  # fmt: skip

#: Where most people live of countries whose first zone in the database is another one.
_REGIONS = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto",
    "KZ": "Asia/Almaty", "MX": "America/Mexico_City", "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip


@cache
def likely_zone(language_code: str, default: str) -> str:
    """The zone of a language as Telegram names it (`de`, `pt-br`, `zh-hans`), or the default.

    An operator's own default is better than a guess: who writes to a bot of Berlin in Russian
    lives in Berlin. So only UTC, which nobody chose, is replaced.
    """
    if default != "UTC":
        return default
    language, *others = language_code.replace("_", "-").split("-")
    for region in (other.upper() for other in others):
        zone = _REGIONS.get(region) or first_zones().get(region)
        if zone is not None:
            return zone
    return _LANGUAGES.get(language.lower(), default)
