"""The playground's sample articles, sources and topics, as data of the package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date

from bot.domain.models import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSource:
    """A place the samples appear in."""

    #: Names its folder, too.
    key: str
    kind: SourceKind
    title: str
    #: ISO 639-1 code, or empty when its articles are in several.
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTopic:
    """A topic the playground starts with."""

    name: str
    title: str
    #: A query (see `bot.domain.query`), or empty.
    words: str
    #: Keys of sample sources.
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample article: a whole document, or what a feed says of one."""

    source: str
    file: str
    language: str
    topic: str
    headline: str
    #: The opening sentence as it stands in the file, or the beginning of it.
    opening: str
    #: How long before the start it was published, in hours.
    age_h: float = 0.0
    #: Laid as a gzipped file.
    gzip: bool = False
    #: In a feed: the whole text is given as content, not only the first paragraph.
    full: bool = False
    #: Not there at the start; appears while the playground runs, again and again.
    live: bool = False
    #: What stands for headline and opening from its second appearance on; `{{n}}` counts.
    update_headline: str = ""
    update_opening: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.file.partition(".")[0]

    def headline_of(self, time_round: int) -> str:
        """Its headline when it appears for the `time_round`-th time, counted from 0."""
        if not time_round:
            return self.headline
        return self.update_headline.replace("{{n}}", str(time_round))

    def opening_of(self, time_round: int) -> str:
        """Its opening sentence when it appears for the `time_round`-th time."""
        if not time_round:
            return self.opening
        return self.update_opening.replace("{{n}}", str(time_round))

    def document(
        self, *, name: str, now: datetime, published_at: datetime, time_round: int = 0
    ) -> bytes:
        """The document's bytes; without places to fill in, exactly the file's.

        Where it says when it was published, it says `published_at`; the day it carries as a
        page does is that of `now`, so that it is never read as a day old.
        """
        content = files(__package__).joinpath(self.source, self.file).read_bytes()
        text = content.decode()
        if time_round:
            text = text.replace(self.headline, self.headline_of(time_round))
            text = text.replace(self.opening, self.opening_of(time_round))
        text = text.replace("{{iso}}", published_at.isoformat(timespec="seconds"))
        text = text.replace("{{day}}", format_date(now.date(), "long", locale=self.language))
        return text.replace("{{slug}}", name).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCatalogue:
    """The sample sources, topics and articles of the playground."""

    sources: tuple[SampleSource, ...]
    topics: tuple[SampleTopic, ...]
    samples: tuple[Sample, ...]

    @property
    def initial(self) -> tuple[Sample, ...]:
        """The samples that are there at the start."""
        return tuple(sample for sample in self.samples if not sample.live)

    @property
    def live(self) -> tuple[Sample, ...]:
        """The samples that appear while the playground runs, in that order."""
        return tuple(sample for sample in self.samples if sample.live)


@cache
def load_catalogue() -> SampleCatalogue:
    """The catalogue of the package."""
    data = json.loads(files(__package__).joinpath("catalogue.json").read_bytes())
    return SampleCatalogue(
        sources=tuple(
            SampleSource(**{**row, "kind": SourceKind(row["kind"])}) for row in data["sources"]
        ),
        topics=tuple(
            SampleTopic(**{**row, "sources": tuple(row["sources"])}) for row in data["topics"]
        ),
        samples=tuple(_sample(row) for row in data["samples"]),
    )


def _sample(row: dict[str, Any]) -> Sample:
    update = row.pop("update", {})
    return Sample(
        **row,
        update_headline=update.get("headline", ""),
        update_opening=update.get("opening", ""),
    )
