"""Charts as pictures: bars with numbers, drawn as SVG and made a PNG.

A picture holds digits alone, so that it is the same in every language and needs no fonts; its words
are told beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Each digit as strokes in a box of 4 by 6.
_DIGITS = {
    "0": "M2 0C.6 0 0 1.3 0 3s.6 3 2 3 2-1.3 2-3-.6-3-2-3z",
    "1": "M.6 1.2 2.3 0V6",
    "2": "M.1 1.6C.3.6 1 0 2 0c1.1 0 1.9.7 1.9 1.7 0 .8-.4 1.3-1.2 2.1L.1 6H4",
    "3": "M.2 1C.6.3 1.2 0 2 0c1.1 0 1.8.6 1.8 1.4S3.1 2.8 2 2.8H1.3M2 2.8c1.3 0 2 .7 2 1.6S3.1 6 2 6"
    "C1.1 6 .4 5.6 0 4.9",
    "4": "M3.1 6V0L0 4.2H4",
    "5": "M3.7 0H.7L.4 2.8C.8 2.4 1.3 2.2 2 2.2c1.2 0 2 .8 2 1.9S3.1 6 1.9 6C1.1 6 .4 5.7 0 5",
    "6": "M3.4.2C1.4.4 0 2 0 4c0 1.2.8 2 2 2s2-.8 2-1.9S3.2 2.3 2.1 2.3.3 2.9 0 3.8",
    "7": "M0 0H4L1.5 6",
    "8": "M2 2.8C1 2.8.3 2.2.3 1.4S1 0 2 0s1.7.6 1.7 1.4S3 2.8 2 2.8C.8 2.8 0 3.5 0 4.4S.8 6 2 6s2-.7"
    " 2-1.6S3.2 2.8 2 2.8z",
    "9": "M.6 5.8C2.6 5.6 4 4 4 2 4 .8 3.2 0 2 0S0 .8 0 1.9s.8 1.8 1.9 1.8S3.7 3.1 4 2.2",
}
#: Steps of one digit, and the width of its line, in the digits' units.
_STEP, _LINE = 5.4, 0.75
#: Paper, ink and bars, in the colours of the pages.
_PAPER, _FAINT, _BAR = "#fdfdfb", "#5b6167", "#0b57a4"
#: Of the picture in pixels: its width, a row's height, margins, the size of digits.
_WIDTH, _HEIGHT, _MARGIN, _DIGIT = 720, 190, 18, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """One row of bars."""

    counts: Sequence[int]
    #: The number below each bar; none below those without one.
    below: Sequence[int | None]


def draw(rows: Sequence[Bars]) -> bytes:
    """A PNG of rows of bars, one below the other, the largest of each row with its count above."""
    from resvg_py import svg_to_bytes  # only when somebody wants a picture

    height = len(rows) * _HEIGHT + _MARGIN
    inner = "".join(_row(row, _MARGIN + at * _HEIGHT) for at, row in enumerate(rows))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}">'
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>{inner}</svg>'
    )
    return bytes(svg_to_bytes(svg_string=svg, skip_system_fonts=True))


def _row(row: Bars, top: float) -> str:
    step = (_WIDTH - 2 * _MARGIN) / max(len(row.counts), 1)
    above, below = 9 * _DIGIT, 11 * _DIGIT
    base = top + _HEIGHT - below - _MARGIN / 2
    room = base - top - above
    most = max(row.counts, default=0)
    drawn = [f'<path d="M{_MARGIN} {base}H{_WIDTH - _MARGIN}" stroke="{_FAINT}" stroke-width="1"/>']
    # where the counts have no room beside each other the highest alone is written
    all_fit = max((_wide(count) for count in row.counts), default=0.0) < 0.9 * step
    for at, count in enumerate(row.counts):
        left, width = _MARGIN + at * step, max(step * 0.72, 2.0)
        middle = left + step / 2
        if count:
            tall = max(room * count / most, 2.0)
            drawn.append(
                f'<rect x="{middle - width / 2:.1f}" y="{base - tall:.1f}" width="{width:.1f}"'
                f' height="{tall:.1f}" rx="3" fill="{_BAR}"/>'
            )
            if all_fit or row.counts.index(most) == at:
                drawn.append(_number(count, middle, base - tall - 8 * _DIGIT))
        number = row.below[at]
        if number is not None:
            drawn.append(_number(number, middle, base + 3 * _DIGIT))
    return "".join(drawn)


def _wide(number: int) -> float:
    return (len(str(number)) * _STEP - (_STEP - 4)) * _DIGIT


def _number(number: int, middle: float, top: float) -> str:
    """A number around a middle, kept within the picture."""
    written = str(number)
    width = _wide(number)
    left = min(max(middle - width / 2, _MARGIN / 2), _WIDTH - _MARGIN / 2 - width)
    strokes = "".join(
        f'<path transform="translate({at * _STEP} 0)" d="{_DIGITS[digit]}"/>'
        for at, digit in enumerate(written)
    )
    return (
        f'<g transform="translate({left:.1f} {top:.1f}) scale({_DIGIT})" fill="none"'
        f' stroke="{_FAINT}" stroke-width="{_LINE}" stroke-linecap="round"'
        f' stroke-linejoin="round">{strokes}</g>'
    )
