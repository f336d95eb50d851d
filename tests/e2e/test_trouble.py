"""Telegram, the token, another poller, a webhook: what an operator sees, and nothing is lost."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.server import Emulator
from bot.store.database import Database
from bot.store.inbox import InboxStore
from tests.support.crowd import Crowd, until
from tests.support.process import free_port, lede, run_lede, settings_of


@pytest.fixture
def settings(emulator: Emulator, database_url: str) -> dict[str, str]:
    more = {"LOG_FORMAT": "json", "FETCH_ALLOW_PRIVATE": "true", "WEB_PORT": str(free_port())}
    return settings_of(emulator, database_url, TICK_S="0.2", **more)


async def ready(settings: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Status of /readyz and what it says."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{settings['WEB_PORT']}/readyz") as answer,
    ):
        return answer.status, await answer.json()


async def ready_when(settings: dict[str, str], **wanted: str) -> dict[str, str]:
    """What /readyz says as soon as it names these things as blocking, with these words.

    Raises:
        AssertionError: it did not within a minute.
    """
    said: Any = None
    for _ in range(300):
        try:
            status, said = await ready(settings)
        except aiohttp.ClientConnectionError:  # it is still starting
            await asyncio.sleep(0.2)
            continue
        named = all(words in said.get(name, "") for name, words in wanted.items())
        if (status == 503) == bool(wanted) and named:
            return dict(said)
        await asyncio.sleep(0.2)
    raise AssertionError(f"not {wanted}: {said}")


async def test_telegram_may_be_away_at_the_start(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """It starts, serves, reads sources, says what it waits for, and answers once Telegram is back."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Dam bursts\n\nThe dam above Riverton burst.\n")
    crowd = Crowd(emulator, 1)
    await emulator.go_down()
    given = settings | {"SOURCES": f"folder:{tmp_path / 'news'}"}
    async with lede("run", folder=tmp_path, settings=given) as running:
        await running.wait_for("source.polled")
        await ready_when(settings, telegram="cannot be reached")
        await emulator.come_back()
        await running.wait_for("telegram.reached")
        await crowd.say("/help")
        await ready_when(settings)
        assert await running.stop() == 0
        assert "Traceback" not in running.output


@pytest.mark.parametrize("preset", ["502", "429", "reset"])
async def test_trouble_while_the_webhook_is_taken_away_is_waited_for(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path, preset: str
) -> None:
    """No traceback and no end: it is asked again until Telegram does it."""
    crowd = Crowd(emulator, 1)
    more: dict[str, Any] = {"parameters": {"retry_after": 1}} if preset == "429" else {}
    emulator.faults.preset(preset, methods=("deleteWebhook",), count=2, **more)
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await running.wait_for("telegram.not_reached")
        await crowd.say("/help")
        assert await running.stop() == 0
        assert "Traceback" not in running.output


async def test_a_webhook_that_telegram_refuses_is_a_wrong_setting(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """78 with the name of the setting and Telegram's own words."""
    words = "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
    emulator.faults.preset("cant_parse", description=words, methods=("setWebhook",))
    hook = {"WEBHOOK_URL": "https://news.example.org:9000/hook", "WEBHOOK_SECRET": "s" * 40}
    ended = await run_lede("run", folder=tmp_path, settings=settings | hook)
    assert ended.process.returncode == 78, str(ended)
    assert "WEBHOOK_URL=https://news.example.org:9000/hook" in ended.err[-1]
    assert "only on ports 80, 88, 443 or 8443" in ended.err[-1]
    assert "Traceback" not in ended.output


async def test_a_token_that_is_refused_is_no_persons_fault(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """While it is refused readiness says so; what people asked stays and is answered after it."""
    crowd = Crowd(emulator, 1)
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await crowd.say("/help")
        await ready_when(settings)
        fault = emulator.faults.preset("unauthorized", methods=("sendMessage",))
        emulator.people.say(1001, 1001, "/status")
        await until(lambda: fault_struck(emulator, fault.id) > 0, timeout_s=30, what="a refusal")
        emulator.faults.clear()
        fault = emulator.faults.preset("unauthorized")
        emulator.people.say(1001, 1001, "/help")
        await ready_when(settings, token="does not accept the token")
        assert any(event["event"] == "token.refused" for event in running.events)
        emulator.faults.clear()
        await until(lambda: len(crowd.sent()) >= 3, timeout_s=60, what="both answers")
        await crowd.say("/help")  # a poll that waits for an update ends with one
        await ready_when(settings)
        assert await running.stop() == 0
    # Nor a wrong setting at the start, once it was accepted.
    emulator.faults.preset("unauthorized", methods=("*",))
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await ready_when(settings, telegram="does not accept TELEGRAM_BOT_TOKEN")
        emulator.faults.clear()
        await crowd.say("/help")
        assert await running.stop() == 0
    database = Database(settings["DATABASE_URL"])
    assert await InboxStore(database).dead() == 0
    await database.aclose()


def fault_struck(emulator: Emulator, number: int) -> int:
    """How often a fault struck."""
    return sum(each.struck for each in emulator.faults.active if each.id == number)


async def test_somebody_elses_webhook_and_another_poller_are_told_in_telegrams_words(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """Not ready while nothing is received, with what is in the way; ready again after it."""
    crowd = Crowd(emulator, 1)
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await ready_when(settings)
        emulator.context.webhook.url = f"http://127.0.0.1:{free_port()}/hook"
        emulator.context.webhook_changed()
        await ready_when(settings, updates="webhook is active")
        emulator.context.webhook.url = ""
        emulator.context.webhook_changed()
        await crowd.say("/help")  # a poll that waits for an update ends with one
        await ready_when(settings)
        emulator.faults.preset("conflict")
        emulator.people.say(1001, 1001, "/help")
        await ready_when(settings, updates="terminated by other getUpdates request")
        assert await running.stop() == 0


async def test_sighup_reads_what_can_change_and_ends_nothing(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """New operators are in force at once; the rest is named; wrong ones wait."""
    crowd = Crowd(emulator, 1)
    env = tmp_path / ".env"
    env.write_text("LOG_LEVEL=INFO\n")
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await running.wait_for("telegram.reached")
        env.write_text("INGEST_INTERVAL_S=60\nADMIN_IDS=1001\nSEND_RATE=5\n")
        running.send(signal.SIGHUP)
        line = await running.wait_for("settings.reloaded")
        assert '"changed": "ADMIN_IDS,INGEST_INTERVAL_S", "need_restart": "SEND_RATE"' in line
        await crowd.say("/stats")
        assert "chats" in crowd.sent()[-1].text
        env.write_text("SEND_RATE=fast\n")
        running.send(signal.SIGHUP)
        line = await running.wait_for("settings.not_reloaded")
        assert "SEND_RATE=fast" in line
        assert await running.stop() == 0


async def test_a_clock_that_is_ahead_makes_no_question_late(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """A message's age is by Telegram's clock; an operator is told of the difference."""
    emulator.clock.offset = timedelta(minutes=-20)
    crowd = Crowd(emulator, 1)
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await crowd.say("/digest")
        await crowd.say("/search glaciers")
        texts = [entry.text for entry in crowd.sent()]
        assert not any("away when you asked" in text for text in texts), texts
        line = await running.wait_for("clock.skewed")
        assert "ahead of Telegram" in line
        # No reason not to be ready, and told as soon as the readiness has looked again.
        status, said = 0, dict[str, str]()
        async with asyncio.timeout(60):
            while said.keys() != {"clock"}:
                await asyncio.sleep(0.2)
                status, said = await ready(settings)
        assert (status, "ahead of Telegram" in said["clock"]) == (200, True)
        assert await running.stop() == 0


async def test_another_bot_on_the_same_data_is_not_deaf(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """Its updates have their own numbers; it says that it begins anew, and keeps what people set."""
    crowd = Crowd(emulator, 1)
    async with lede("run", folder=tmp_path, settings=settings) as running:
        for _ in range(5):
            await crowd.say("/timezone Europe/Berlin")
        assert await running.stop() == 0
    async with Emulator(token="5550999999:AAEcanaryOfTheOtherBotOnTheSameData") as other:
        again = Crowd(other, 1)
        given = settings | {"TELEGRAM_BOT_TOKEN": other.token, "TELEGRAM_API_URL": other.url}
        async with lede("run", folder=tmp_path, settings=given) as running:
            await running.wait_for("bot.changed")
            await again.say("/status")
            await again.say("/settings")
            assert any("Berlin" in entry.text for entry in again.sent())
            assert await running.stop() == 0


async def test_operators_acts_and_deliveries_are_in_the_log_and_a_source_is_tried(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """Who did what, and what became of each message; an address that is none is not added."""
    crowd = Crowd(emulator, 2)
    given = settings | {"ADMIN_IDS": "1001", "TICK_S": "0.2"}
    async with lede("run", folder=tmp_path, settings=given) as running:
        await crowd.say("/help")
        emulator.people.say(1001, 1001, f"/addsource {emulator.url}/no-such-feed")
        await until(
            lambda: any("not added" in entry.text for entry in crowd.sent()),
            timeout_s=60,
            what="a refusal",
        )
        emulator.people.say(1001, 1001, "/broadcast Hello all")
        await until(
            lambda: any("Send it?" in entry.text for entry in crowd.sent()),
            timeout_s=60,
            what="a question",
        )
        emulator.people.press(1001, 1001, "Send")
        await until(
            lambda: any("Arrived: 2, waiting: 0" in entry.text for entry in crowd.sent()),
            timeout_s=60,
            what="the result",
        )
        acts = {event["act"] for event in running.events if event["event"] == "operator.acts"}
        assert {"addsource", "broadcast", "bc"} <= acts
        sent = [event for event in running.events if event["event"] == "part.sent"]
        assert [event["lane"] for event in sent].count("broadcast") == 2
        assert any(event["event"] == "broadcast.ended" for event in running.events)
        assert await running.stop() == 0
