"""Poison never blocks the next message: whatever texts are refused, through the pump itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.delivery import LAST_LEVEL
from bot.domain.outbox import OutboxPart
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from bot.store.database import Database
from tests.services.test_deliver import NOW, SENT, Crowd
from tests.support.editions import add_editions

PARTS = range(1, 4)
#: Texts by chat and part that are refused in so many forms, and as what.
Poison = dict[tuple[int, int], tuple[int, RefusalReason]]
_POISON = st.dictionaries(
    st.tuples(st.integers(0, 29), st.sampled_from(PARTS)),
    st.tuples(
        st.integers(1, LAST_LEVEL + 1),
        st.sampled_from([RefusalReason.MARKUP, RefusalReason.TOO_LONG, RefusalReason.BAD_REQUEST]),
    ),
    max_size=40,
)
#: More different texts than that are no longer single texts: sending stops for seconds.
FEW = 20
#: Every example has chats of its own.
_PLACES = count(1, 100)


@given(st.integers(1, 30), _POISON, st.booleans())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_poison_never_blocks_the_next_message(
    database_url: str, chats: int, poison: Poison, shared: bool
) -> None:
    """All else arrives once and in order, at once while few texts are refused; poison goes plainer.

    Whether each chat has texts of its own or all have the same (`shared`). What follows in a
    digest on what no form saves arrives within the hour.
    """
    first = next(_PLACES)
    forms = {
        (f"{first}" if shared else f"{first + chat}") + f":{part}/3": each
        for (chat, part), each in poison.items()
        if chat < (1 if shared else chats)
    }
    asyncio.run(_send(database_url, range(first, first + chats), forms, shared=shared))


async def _send(
    url: str,
    chats: range,
    forms: dict[str, tuple[int, RefusalReason]],
    *,
    shared: bool,
) -> None:
    texts = [f"{chats[0]}:{part}/3" for part in PARTS] if shared else None
    mine = [(chat, text) for chat in chats for text in texts or [f"{chat}:{p}/3" for p in PARTS]]
    hopeless = {text for text, (refused, _) in forms.items() if refused > LAST_LEVEL}
    arrived: list[tuple[int, str]] = []

    def answer(part: OutboxPart) -> RequestVerdict:
        refused, reason = forms.get(part.message.html, (0, RefusalReason.NONE))
        if part.level < refused:
            return RequestVerdict(outcome=Outcome.REFUSED, reason=reason)
        arrived.append((part.telegram_id, part.message.html))
        return SENT

    def stuck(text: str) -> bool:
        """It stands in a digest behind what no form saves, or is that itself."""
        before = [each for each in hopeless if each <= text]
        return any(each.split(":")[0] == text.split(":")[0] for each in before)

    passed_s = 0.0
    wanted = Counter(each for each in mine if each[1] not in hopeless)
    database = Database(url, server_leases=False)
    try:
        slot = f"now:{chats[0]}"
        await add_editions(
            database,
            len(chats),
            now=NOW,
            parts=len(PARTS),
            first_chat=chats[0],
            slot=slot,
            texts=texts,
        )
        crowd = Crowd(database, steady=lambda: passed_s)
        crowd.telegram.answer = answer
        await crowd.service.tick()
        if len(forms) < FEW:
            assert set(arrived) >= {each for each in wanted if not stuck(each[1])}
        while Counter(arrived) != wanted and passed_s < 3600:
            passed_s += 300
            crowd.clock.advance(seconds=300)
            await crowd.service.tick()
    finally:
        await database.aclose()
    assert Counter(arrived) == wanted
    for chat in chats:
        of_chat = [text for number, text in arrived if number == chat]
        assert of_chat == sorted(of_chat)
