"""Variants: a line that says when something was published is a date and little else."""

from __future__ import annotations

import pytest

from bot.text.lines.kinds import TEXT, LineKind, classify

PROSE = [
    ("en", "The ferry left at 10:30."),
    ("en", "Police were called at 11:45 p.m. on Sunday."),
    ("de", "Der Zug fährt um 10:30 Uhr ab."),
    ("fr", "Le train part à 10:30 dimanche."),
    ("es", "El barco salió a las 10:30."),
    ("it", "La nave è partita alle 10:30."),
    ("pt", "O barco saiu às 10:30 de domingo."),
    ("nl", "De boot vertrok om 10:30 uur."),
    ("sv", "Båten gick klockan 10:30."),
    ("da", "Båden sejlede kl. 10:30 søndag."),
    ("pl", "Prom odpłynął o 10:30."),
    ("cs", "Loď vyplula v 10:30."),
    ("ru", "Паром ушёл в 10:30."),
    ("uk", "Пором вирушив о 10:30."),
    ("tr", "Vapur saat 10:30'da kalktı."),
    ("el", "Το πλοίο έφυγε στις 10:30."),
    ("ja", "フェリーは10:30に港を出た。"),
    ("id", "Kapal berangkat pukul 10:30."),
]
DATES = [
    ("en", "Published 25 November 2026, 10:30 GMT"),
    ("en", "Updated: November 25, 2026 at 10:30 a.m."),
    ("de", "Mittwoch, 25. November 2026, 10:30 Uhr."),
    ("fr", "Publié le 25 novembre 2026 à 10:30"),
    ("ru", "25 ноября 2026, 10:30"),
    ("es", "25 de noviembre de 2026, 10:30"),
    ("ja", "更新 2026年11月25日 10:30"),
    ("ko", "입력 2026.11.25 10:30"),
]


@pytest.mark.parametrize(("language", "text"), PROSE)
def test_a_sentence_with_a_time_is_prose(language: str, text: str) -> None:
    """However short."""
    assert classify(text, language).kind in TEXT


@pytest.mark.parametrize(("language", "text"), DATES)
def test_a_line_that_is_a_moment_is_a_date(language: str, text: str) -> None:
    """With or without a full stop."""
    assert classify(text, language).kind in (LineKind.DATE, LineKind.LABEL)
