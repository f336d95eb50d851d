"""The end of following: by words, by a button, by an entry of the catalogue."""

from __future__ import annotations

from bot.domain.address_words import spoken_form
from bot.domain.errors import InputError
from bot.domain.models import Interest, InterestKind
from bot.services.offers import OfferService
from bot.services.shelf import ShelfService
from bot.store.briefings import BriefingStore
from bot.store.sources import SourceStore


class UnfollowService:
    """Takes what a chat follows away. Everything is idempotent."""

    def __init__(
        self,
        *,
        following: BriefingStore,
        sources: SourceStore,
        shelf: ShelfService,
        offered: OfferService,
    ) -> None:
        self._following = following
        self._sources = sources
        self._shelf = shelf
        self._offered = offered

    async def unfollow(self, chat_id: int, words: str, *, briefing_id: int = 0) -> Interest:
        """Stop following what the words mean, in every briefing of the chat.

        Raises:
            InputError: the chat follows nothing of that name.
        """
        wanted = spoken_form(words)
        followed = await self._following.followed(chat_id, spoken=False)
        for each in followed:
            names = {*await self._names(each.interest), *each.asked}
            if wanted and wanted in map(spoken_form, names):
                return await self.unfollow_interest(
                    chat_id, each.interest.id, briefing_id=briefing_id
                )
        shown = words[:60]
        raise InputError(
            f"You do not follow “{shown}”; /list shows what you follow.",
            example="/unsubscribe technology",
            key="error.not_followed",
            values={"word": shown},
        )

    async def unfollow_interest(
        self, chat_id: int, interest_id: int, *, briefing_id: int = 0
    ) -> Interest:
        """Stop following an interest in a briefing; 0: in every one of the chat.

        Raises:
            InputError: the chat does not follow it (any more).
        """
        found = [
            each
            for each in await self._following.followed(chat_id, spoken=False)
            if each.interest.id == interest_id and briefing_id in (0, each.briefing_id)
        ]
        briefings = [each.briefing_id for each in found]
        if not found or not await self._following.unsubscribe(briefings, interest_id):
            raise InputError(
                "You do not follow that any more.", example="/list", key="error.follow_gone"
            )
        return found[0].interest

    async def unfollow_shelved(
        self, chat_id: int, key: str, language: str, *, briefing_id: int = 0
    ) -> None:
        """Stop following an entry of the catalogue; nothing when it is not followed."""
        name = self._shelf.topic_name(key, language)
        refs = {str(topic.id) for topic in await self._offered.topics() if topic.name == name}
        for each in await self._following.followed(chat_id, spoken=False):
            if (
                each.interest.kind is InterestKind.TOPIC
                and each.interest.ref in refs
                and briefing_id in (0, each.briefing_id)
            ):
                await self.unfollow_interest(
                    chat_id, each.interest.id, briefing_id=each.briefing_id
                )

    async def _names(self, interest: Interest) -> set[str]:
        """The names that an interest can be unfollowed by, casefolded."""
        names = {interest.title.casefold()}
        if interest.kind is InterestKind.QUERY:
            names.add(interest.ref.casefold())
        elif interest.kind is InterestKind.TOPIC:
            names |= {
                each.name.casefold()
                for each in await self._offered.topics()
                if str(each.id) == interest.ref
            }
        else:
            source = await self._sources.get(int(interest.ref))
            names |= {source.locator.casefold()} if source else set()
        return names
