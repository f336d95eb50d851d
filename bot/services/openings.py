"""Longer leads for briefings that show stories in full."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.choice import Digest, Story
from bot.domain.models import Style
from bot.store.editions import EditionStore
from bot.text.lead.longer import READ_CHARS, longer_lead

#: Whole sentences of a digest's first story, and of the others.
_FIRST, _OTHERS = 3, 2


class Openings:
    """Reads bodies once for all the digests that tell them."""

    def __init__(self, store: EditionStore) -> None:
        self._store = store
        #: Bodies by article, and what was made of them by article and sentences.
        self._bodies: dict[int, str] = {}
        self._leads: dict[tuple[int, int], str] = {}

    def forget(self) -> None:
        """Forgets what was read before."""
        self._bodies.clear()
        self._leads.clear()

    async def as_styled(self, digest: Digest, style: Style) -> Digest:
        """The digest as a style shows it."""
        return await self.lengthened(digest) if style is Style.FULL else digest

    async def lengthened(self, digest: Digest) -> Digest:
        """The digest with longer leads; what an update says is new stays as it is."""
        wanted = {each.speaker.id for each in digest.stories if not each.update}
        if missing := wanted - self._bodies.keys():
            found = await self._store.bodies(missing, chars=READ_CHARS)
            self._bodies |= {each: found.get(each, "") for each in missing}
        first = digest.stories[0].id if digest.stories else 0
        sections = [
            replace(
                section,
                stories=tuple(
                    each
                    if each.update
                    else self._longer(each, _FIRST if each.id == first else _OTHERS)
                    for each in section.stories
                ),
            )
            for section in digest.sections
        ]
        return replace(digest, sections=tuple(sections))

    def _longer(self, story: Story, sentences: int) -> Story:
        speaker = story.speaker
        key = (speaker.id, sentences)
        if key not in self._leads:
            self._leads[key] = longer_lead(
                speaker.lead,
                self._bodies[speaker.id],
                headline=speaker.headline,
                language=speaker.language,
                sentences=sentences,
            )
        return replace(story, speaker=replace(speaker, lead=self._leads[key]))
