"""A slot comes for two hundred chats: each gets its digest, whether or not the process is killed.

Every figure is counted at the receiving side.
"""

from __future__ import annotations

import asyncio
import importlib.util
import random
import time
from collections import Counter
from collections.abc import Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.playground.api.journal import JournalEntry
from bot.playground.server import Emulator
from bot.store.database import Database
from bot.store.stats import StatsStore
from tests.support.collector import Span, collector
from tests.support.crowd import HEADLINE, LEAD, NOISE, Crowd, lay_documents
from tests.support.databases import PostgresServer
from tests.support.process import TOKEN, LedeProcess, lede, run_lede, settings_of

CHATS = 200
TRACED = importlib.util.find_spec("opentelemetry") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What arrived in one run."""

    digests: tuple[JournalEntry, ...]
    #: How many each chat has.
    per_chat: Counter[int]
    slot_at_s: float
    #: Digests that had arrived when the process was killed; None when it was not.
    killed_after: int | None
    violations: int
    output: str
    #: What came of it as traces.
    spans: tuple[Span, ...]


async def scenario(folder: Path, database_url: str, *, kill: bool, seed: int) -> Outcome:
    """One crowd, one bot process, one slot."""
    async with AsyncExitStack() as stack:
        emulator = await stack.enter_async_context(Emulator(token=TOKEN))
        crowd = Crowd(emulator, CHATS)
        more = {"INGEST_INTERVAL_S": "5", "SEND_RATE": "100" if kill else "1000"}
        settings = settings_of(emulator, database_url, TICK_S="1", LOG_FORMAT="json", **more)
        traces = await stack.enter_async_context(collector())
        if TRACED and not kill:
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = traces.url
        (folder / "news").mkdir()
        locator = f"folder:{folder / 'news'}"
        await run_lede("migrate", folder=folder, settings=settings)
        added = await run_lede(
            "source", "add", locator, "--topic", "news", folder=folder, settings=settings
        )
        assert added.process.returncode == 0, str(added)
        running = await stack.enter_async_context(lede("run", folder=folder, settings=settings))
        await running.wait_for("app.started")
        if not kill:
            await crowd.say("/start")
        began = time.monotonic()
        await crowd.say("/subscribe news")
        # everybody must have said when before it comes; that takes about as long again
        margin_s = 10 + 2 * (time.monotonic() - began)
        slot_at = SystemClock().now() + timedelta(seconds=margin_s)
        slot_at = slot_at.replace(second=0, microsecond=0) + timedelta(minutes=1)
        await crowd.say(f"/schedule {slot_at:%H:%M}")
        lay_documents(folder / "news")  # there was nothing yet that could be told at once
        await asyncio.sleep((slot_at - SystemClock().now()).total_seconds())
        killed_after = None
        outputs = [running]
        if kill:
            killed_after = await kill_while_sending(running, crowd, random.Random(seed))
            running = await stack.enter_async_context(lede("run", folder=folder, settings=settings))
            outputs.append(running)
        try:
            await crowd.until_everybody_has_a_digest(timeout_s=90)
        except AssertionError as error:
            served = len(crowd.counted(crowd.digests()))
            raise AssertionError(f"{error}; {served} have one, {kill=}: {running}") from error
        # a part in doubt waits half a minute before it is sent once more
        await until_nothing_waits(database_url)
        assert await running.stop() == 0, str(running)
        return Outcome(
            digests=tuple(crowd.digests()),
            per_chat=crowd.counted(crowd.digests()),
            slot_at_s=slot_at.timestamp(),
            killed_after=killed_after,
            violations=len(emulator.journal.violations),
            output="\n".join(each.output for each in outputs),
            spans=tuple(traces.spans),
        )


async def kill_while_sending(running: LedeProcess, crowd: Crowd, chance: random.Random) -> int:
    """Kill the process after a random number of digests; how many had arrived."""
    wanted = chance.randrange(1, CHATS - 20)
    async with asyncio.timeout(60):
        while len(crowd.digests()) < wanted:
            await asyncio.sleep(0.005)
    await running.kill()
    return len(crowd.digests())


async def until_nothing_waits(database_url: str) -> None:
    """Wait until nothing is left to send; what arrived is counted elsewhere."""
    database = Database(database_url)
    figures: dict[str, float] = {}
    try:
        for _ in range(90):
            figures = await StatsStore(database).figures(now=SystemClock().now())
            if not any(figures.get(f"parts.{state}") for state in ("ready", "waiting", "sending")):
                return
            await asyncio.sleep(1)
    finally:
        await database.aclose()
    raise AssertionError(f"something waits for ever: {figures}")


@pytest.fixture(scope="module")
def outcomes(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer
) -> Generator[dict[tuple[str, bool], Outcome]]:
    """All runs at once: they wait for the same minute anyway."""
    names = {kill: f"e2e_slot_{'killed' if kill else 'whole'}" for kill in (False, True)}
    urls = {("postgres", kill): postgres.make_database(name) for kill, name in names.items()}
    folders = {
        (engine, kill): tmp_path_factory.mktemp(f"{engine}-{names[kill]}")
        for engine in ("sqlite", "postgres")
        for kill in (False, True)
    }
    for kill in (False, True):
        urls["sqlite", kill] = f"sqlite:///{folders['sqlite', kill] / 'data' / 'lede.db'}"
    seed = random.SystemRandom().randrange(1 << 30)

    async def run_all() -> dict[tuple[str, bool], Outcome]:
        keys = list(urls)
        found = await asyncio.gather(
            *(scenario(folders[key], urls[key], kill=key[1], seed=seed + len(key)) for key in keys)
        )
        return dict(zip(keys, found, strict=True))

    try:
        yield asyncio.run(run_all())
    finally:
        for name in names.values():
            postgres.drop_database(name)


def test_each_chat_gets_exactly_one_digest(
    outcomes: dict[tuple[str, bool], Outcome], engine: str
) -> None:
    """Two hundred chats, one slot: two hundred messages, none before the time."""
    outcome = outcomes[engine, False]
    assert len(outcome.per_chat) == CHATS
    assert set(outcome.per_chat.values()) == {1}
    assert min(entry.wall_at_s for entry in outcome.digests) >= outcome.slot_at_s


def test_a_digest_holds_headline_and_lead_and_none_of_the_noise(
    outcomes: dict[tuple[str, bool], Outcome], engine: str
) -> None:
    """What the reader sees is the document's own news."""
    for entry in outcomes[engine, False].digests:
        assert HEADLINE in entry.text
        assert LEAD in entry.text
        assert not [words for words in NOISE if words in entry.text]


def test_a_kill_loses_nothing_and_repeats_at_most_one_message_in_a_chat(
    outcomes: dict[tuple[str, bool], Outcome], engine: str
) -> None:
    """SIGKILL at a random moment of the sending, then a restart."""
    outcome = outcomes[engine, True]
    assert outcome.killed_after is not None
    assert 0 < outcome.killed_after < CHATS
    assert len(outcome.per_chat) == CHATS
    assert max(outcome.per_chat.values()) <= 2
    repeated = sum(count - 1 for count in outcome.per_chat.values())
    # a quarter of a second's sends are under way at the most
    assert repeated <= 25, f"{repeated} repeated after a kill at {outcome.killed_after}"


def test_every_call_was_by_the_book_and_no_line_shows_the_token(
    outcomes: dict[tuple[str, bool], Outcome],
) -> None:
    """The emulator checks each call; the canary token is in no output."""
    for outcome in outcomes.values():
        assert outcome.violations == 0
        assert TOKEN not in outcome.output
        assert [line for line in outcome.output.splitlines() if "Traceback" in line] == []


@pytest.mark.skipif(not TRACED, reason="lede[otel] is not installed")
def test_each_digest_of_the_slot_is_a_span_of_its_trace(
    outcomes: dict[tuple[str, bool], Outcome], engine: str
) -> None:
    """From planning to arrival one tree; an update has its own, to the answer; no token in either."""
    outcome = outcomes[engine, False]
    slot = f"s{datetime.fromtimestamp(outcome.slot_at_s, UTC):%Y%m%dT%H%M}"
    mine = [span for span in outcome.spans if span.attributes.get("lede.flow", "").count(slot)]
    (trace,) = {span.trace_id for span in mine}
    (root,) = [span for span in mine if not span.parent_id]
    assert root.name == "editions.committed"
    names = Counter(span.name for span in mine if span.parent_id == root.span_id)
    assert names["part.sent"] == names["telegram.asked"] == CHATS
    handled = [span for span in outcome.spans if span.name == "update.handled"]
    assert len({span.trace_id for span in handled} - {trace}) >= 3 * CHATS
    asked = {span.parent_id for span in outcome.spans if span.name == "telegram.asked"}
    assert {span.span_id for span in handled} <= asked
    assert TOKEN not in str(outcome.spans)
