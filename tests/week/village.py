"""Small things of villages, for an issue that comes all at once."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.week.series import NAMES, TOWNS_EN, Text, places

_WHO = NAMES["who"]
_NOTES = (
    ("{who} of {town} Grows a Pumpkin of {n} Kilos", "A pumpkin of {n} kilos in the garden of {who} "
     "had to be lifted out with a crane, as all of {town} looked on."),
    ("{town} Choir Looks for {n} Basses", "The choir of {town} cannot perform its oratorio unless {who} "
     "finds {n} more basses by Easter."),
    ("Lost Parrot of {who} Back in {town} After {n} Days", "After {n} days in the woods a parrot that "
     "belongs to {who} has flown back through a kitchen window in {town}."),
    ("{town} School Plants {n} Oaks", "Pupils in {town} have planted {n} oaks along the brook, led by "
     "their caretaker {who}."),
    ("{who} Walks {n} Miles Backwards to {town}", "With a mirror on a hat {who} walked {n} miles backwards "
     "and reached {town} with two blisters."),
    ("{town} Clears {n} Tonnes of Scrap From Its Pond", "Divers pulled {n} tonnes of scrap out of the duck "
     "pond of {town}, among it a safe that {who} had missed since the flood."),
    ("Ferry to {town} Fails, {who} Rows {n} Guests", "When the ferry to {town} broke down, {who} rowed {n} "
     "wedding guests across, four at a time."),
    ("{who} Opens a Shop for {n} Kinds of Tea in {town}", "In the old chemist's of {town} one can now "
     "choose between {n} kinds of tea, all tasted by {who}."),
)  # fmt: skip


def notes(chance: random.Random) -> Iterator[Text]:
    """Short notes, without end."""
    for town in places(chance, TOWNS_EN):
        headline, first = chance.choice(_NOTES)
        values = {"town": town, "who": chance.choice(_WHO), "n": chance.randint(11, 490)}
        yield Text(
            headline=headline.format(**values),
            first=first.format(**values),
            rest=(
                f"It was the talk of the market on {chance.choice(('Friday', 'Sunday', 'Tuesday'))}.",
                f"{chance.choice(_WHO)} took a picture that hangs in the post office of {town}.",
            ),
        )
