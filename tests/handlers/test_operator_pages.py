"""Operators' pages: who gets in, what is seen, what can be done; and what cannot."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select, update

from bot.domain.outbox import PartState
from bot.domain.polls import Noise
from bot.domain.readiness import Finding
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.delivery_state import DeliveryStateStore
from bot.store.furniture import FurnitureStore, keep_noise
from bot.store.operator_view import OperatorViewStore
from bot.store.outbox.admin import OutboxAdminStore
from bot.store.tables import edition, operator_pass, outbox, source
from bot.web.operator_pages import COOKIE, PAGES, OperatorPages, OperatorStores
from bot.web.server import ServedPages, WebServer
from tests.handlers.test_left_out import Paper
from tests.support.harness import OPERATOR, Harness
from tests.support.process import free_port

PUBLIC = "https://news.example.org"


class Browser:
    """One browser, with its cookies; it keeps them also over plain HTTP."""

    def __init__(self, port: int) -> None:
        self._session = aiohttp.ClientSession(
            f"http://127.0.0.1:{port}", cookie_jar=aiohttp.DummyCookieJar()
        )
        self.cookie = ""

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        headers = {**more.pop("headers", {}), **({"Cookie": self.cookie} if self.cookie else {})}
        async with self._session.request(
            method, path, headers=headers, allow_redirects=False, **more
        ) as answer:
            for name, morsel in answer.cookies.items():
                self.cookie = f"{name}={morsel.value}"
                self.set_cookie = morsel.OutputString()
            return answer.status, await answer.text()

    async def get(self, path: str) -> tuple[int, str]:
        return await self.ask("GET", path)

    async def enter(self, link: str) -> int:
        """Press the button of a link's page; the status."""
        return (await self.ask("POST", link.removeprefix(PUBLIC)))[0]

    async def act(self, page: str, what: str, about: object = "", **more: str) -> int:
        """Press a button of a page, with the proof that stands in its form; the status."""
        found = re.search(r'name="csrf" value="(\w+)"', (await self.get(f"/op/{page}"))[1])
        form = {"act": what, "id": str(about), "back": page, **more}
        if found and "csrf" not in form:
            form["csrf"] = found[1]
        return (await self.ask("POST", "/op/do", data=form))[0]

    async def close(self) -> None:
        await self._session.close()


class Site:
    """The pages over a harness's database."""

    def __init__(self, harness: Harness, *, secure: bool = True) -> None:
        self.port, self.harness, self.links = free_port(), harness, 0
        self.address = f"http://127.0.0.1:{self.port}"
        database = harness.services.passes._database
        self.admin_ids = {OPERATOR, 8}
        stores = OperatorStores(
            passes=harness.services.passes,
            view=OperatorViewStore(database),
            stats=harness.services.stats,
            figures=DeliveryFiguresStore(database),
            outbox=OutboxAdminStore(database),
            broadcasts=harness.services.operations.broadcasts,
            delivery=DeliveryStateStore(database),
            sources=harness.services.sources,
            furniture=FurnitureStore(database),
        )
        self.database = database
        self.pages = OperatorPages(
            stores,
            clock=harness.clock,
            admin_ids=self.admin_ids,
            ready=self._ready,
            settings=lambda: {"WEB_PORT": "8090", "TELEGRAM_BOT_TOKEN": "***"},
            secure=secure,
            rate=lambda: (12.4, 29.0),
        )
        self.server = self.serve()

    def serve(self, *more: ServedPages) -> WebServer:
        """A server of the pages, and of others."""
        return WebServer(
            host="127.0.0.1", port=self.port, ready=self._ready, pages=[self.pages, *more]
        )

    async def _ready(self) -> list[Finding]:
        return [Finding(name="disk", words="the disk is <nearly> full", blocking=False)]

    async def link(self, person: int = OPERATOR) -> str:
        """The link of a person, by the button of /admin."""
        await self.harness.say("/admin", chat_id=person, person_id=person)
        self.links += 1  # under another message: the same button twice is one press
        pressed = {"chat_id": person, "person_id": person, "message_id": 100 + self.links}
        await self.harness.press(self.harness.buttons()["Pages"], **pressed)
        return self.harness.buttons()["Pages"]

    @asynccontextmanager
    async def browser(self, *, inside: bool = True) -> AsyncGenerator[Browser]:
        browser = Browser(self.port)
        try:
            if inside:
                assert await browser.enter(await self.link()) == 303
            yield browser
        finally:
            await browser.close()


@pytest.fixture
async def site(harness: Harness) -> AsyncGenerator[Site]:
    site = Site(harness)
    await site.server.start()
    yield site
    await site.server.stop()


async def _fill(site: Site) -> int:
    """A source, a digest that was refused for good; the part's number."""
    paper = Paper(site.harness)
    await paper.bring()
    await site.harness.say("/subscribe Gazette")
    await paper.bring(*range(3))
    await site.harness.say("/digest")
    async with site.database.write() as connection:
        part_id = await connection.scalar(select(outbox.c.id).order_by(outbox.c.id.desc()).limit(1))
        await connection.execute(
            update(outbox)
            .where(outbox.c.id == part_id)
            .values(state="dead", reason="markup", done_at=site.harness.clock.now())
        )
        await connection.execute(
            update(source).values(
                last_error="<script>alert(1)</script>", failing_since_at=site.harness.clock.now()
            )
        )
    return int(part_id or 0)


async def test_an_operator_sees_everything_and_nobody_s_name(site: Site) -> None:
    """Every page opens, escapes what comes from outside, and names no chat."""
    await _fill(site)
    async with site.browser() as browser:
        assert "HttpOnly" in browser.set_cookie
        assert "SameSite=Strict" in browser.set_cookie
        assert "Secure" in browser.set_cookie
        said = {name: await browser.get(f"/op/{name}") for name in PAGES}
    assert {status for status, _ in said.values()} == {200}
    whole = "".join(text for _, text in said.values())
    assert "<script" not in whole
    assert "&lt;script&gt;" in said["sources"][1]
    assert "Gazette" in said["sources"][1]
    assert "markup" in said["outbox"][1]
    assert "the disk is &lt;nearly&gt; full" in said["overview"][1]
    assert "TELEGRAM_BOT_TOKEN" in said["settings"][1]
    assert not re.search(r"\b(1001|style=|onclick)", whole)


async def test_what_is_quarantined_is_sent_again_and_a_source_removed(site: Site) -> None:
    """By forms of the page; sending is held and goes on."""
    part_id = await _fill(site)
    async with site.browser() as browser:
        assert await browser.act("outbox", "retry", part_id) == 303
        assert await browser.act("overview", "hold") == 303
        held = (await browser.get("/op/overview"))[1]
        assert await browser.act("overview", "resume") == 303
        (source_id,) = (each.id for each in await site.harness.services.sources.all())
        assert await browser.act("sources", "remove", source_id) == 303
        assert await browser.act("sources", "nonsense", source_id) == 400
        assert await browser.act("overview", "leave") == 200
        assert (await browser.get("/op/overview"))[0] == 403
    assert "Held: by an operator" in held
    async with site.database.read() as connection:
        state = await connection.scalar(select(outbox.c.state).where(outbox.c.id == part_id))
        gone = await connection.scalar(select(source.c.state))
    assert state == PartState.READY.value
    assert gone == "removed"


async def test_learned_furniture_is_seen_and_taken_back(site: Site) -> None:
    """By a button of its source, and back again; a poll under way does not undo it."""
    await _fill(site)
    mark, store = "aabbccddeeff", FurnitureStore(site.database)
    (source_id,) = (each.id for each in await site.harness.services.sources.all())
    words = {mark: "Follow us on <every> channel", "001122334455": "Never heard"}
    pieces = {mark: (9.0, 3, 739_000), "001122334455": (1.0, 1, 739_000)}
    learned = Noise(pieces=pieces, articles=9, words=words)
    async with site.database.write() as connection:
        await keep_noise(connection, source_id, learned)

    async def seen() -> tuple[str, bool]:
        (piece,) = (await store.of_sources([source_id]))[source_id]
        return piece.words, piece.refused

    async with site.browser() as browser:
        said = (await browser.get("/op/sources"))[1]
        assert "Follow us on &lt;every&gt; channel" in said
        assert "Never heard" not in said
        assert await browser.act("sources", "not_furniture", source_id, mark=mark) == 303
        assert await seen() == ("Follow us on <every> channel", True)
        async with site.database.write() as connection:  # read before it was said
            await keep_noise(connection, source_id, learned)
        assert "It is furniture" in (await browser.get("/op/sources"))[1]
        assert await browser.act("sources", "furniture", source_id, mark=mark) == 303
        assert await seen() == ("Follow us on <every> channel", False)
        assert await browser.act("sources", "furniture", source_id, mark="nothing") == 400
    assert await OperatorViewStore(site.database).source_counts() == ({source_id: (3, 0)}, 1)


async def test_a_story_says_by_which_words_it_is_one_and_the_overview_how_punctual(
    site: Site,
) -> None:
    """Two papers tell one thing; a slot was told; the pace is shown beside the most there is."""
    now = site.harness.clock.now()
    await _fill(site)
    for name, headline in (
        ("herald", "Old dam bursts above Riverton"),
        ("courier", "Dam above Riverton bursts after rain"),
    ):
        body = "The old dam above Riverton burst on Monday after a week of rain, officials said."
        await Paper(site.harness, name).bring(90, headline=headline, body=body)
    async with site.database.write() as connection:
        await connection.execute(update(edition).values(slot="2026-01-01T08:00+0000"))
        part = select(outbox.c.id).where(outbox.c.part == 1).limit(1).scalar_subquery()
        await connection.execute(
            update(outbox)
            .where(outbox.c.id == part)
            .values(state="sent", sent_at=now + timedelta(seconds=3), done_at=now)
        )
    async with site.browser() as browser:
        stories = (await browser.get("/op/stories"))[1]
        overview = (await browser.get("/op/overview"))[1]
        sources = (await browser.get("/op/sources"))[1]
    assert "shares: <bdi>" in stories
    assert "riverton" in stories.lower()
    assert "12 of 29" in overview
    assert "The last slots" in overview
    assert "None within a day" not in overview
    assert re.search(r", told [1-9]", sources)


async def test_a_link_opens_once_and_not_for_long(site: Site) -> None:
    """Forged, used, replaced and old ones open nothing; looking at one does not use it up."""
    async with site.browser(inside=False) as browser:
        assert (await browser.get("/op"))[0] == 403
        assert await browser.enter(f"{PUBLIC}/op/enter/{'x' * 32}") == 403
        first = await site.link()
        second = await site.link()
        assert await browser.enter(first) == 403
        assert (await browser.get(second.removeprefix(PUBLIC)))[0] == 200
        assert (
            await browser.ask(
                "POST", second.removeprefix(PUBLIC), headers={"Sec-Fetch-Site": "cross-site"}
            )
        )[0] == 403
        third = await site.link()
        assert await browser.enter(third) == 303
        assert await browser.enter(third) == 403
        assert (await browser.get("/op"))[0] == 200
        old = await site.link()
        site.harness.clock.advance(minutes=6)
        assert await browser.enter(old) == 403
        assert (await browser.get("/op"))[0] == 200
        site.harness.clock.advance(hours=8)
        assert (await browser.get("/op"))[0] == 403
    async with site.database.read() as connection:
        kept = (await connection.execute(select(operator_pass.c.key_hash))).scalars().all()
    assert not {key for key in kept if key in (browser.cookie + second + third)}


async def test_forms_of_others_and_of_no_session_do_nothing(site: Site) -> None:
    """Without the proof, with another session's, from another site, or with a made-up cookie."""
    part_id = await _fill(site)
    async with site.browser() as mine, site.browser() as theirs:
        other = re.search(r'name="csrf" value="(\w+)"', (await theirs.get("/op/outbox"))[1])
        assert other is not None
        assert await mine.act("outbox", "retry", part_id, csrf="") == 403
        assert (
            await mine.act(
                "outbox", "retry", part_id, csrf="\udcff".encode("utf-8", "replace").decode()
            )
            == 403
        )
        assert await mine.act("outbox", "retry", part_id, csrf=other[1]) == 403
        proof = re.search(r'name="csrf" value="(\w+)"', (await mine.get("/op/outbox"))[1])
        assert proof is not None
        form = {"act": "retry", "id": str(part_id), "csrf": proof[1]}
        crossed = await mine.ask(
            "POST", "/op/do", data=form, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert crossed[0] == 403
        kept, mine.cookie = mine.cookie, f"{COOKIE}={'x' * 32}"
        assert (await mine.ask("POST", "/op/do", data=form))[0] == 403
        mine.cookie = f"{COOKIE}={'y' * 5000}"
        assert (await mine.get("/op"))[0] == 403
        mine.cookie = kept
        site.admin_ids.discard(OPERATOR)  # no operator any more
        assert (await mine.get("/op"))[0] == 403
    async with site.database.read() as connection:
        state = await connection.scalar(select(outbox.c.state).where(outbox.c.id == part_id))
    assert state == "dead"


async def test_nobody_else_is_given_a_link(site: Site) -> None:
    """The button does nothing for a person who is no operator."""
    await site.harness.press("pages", chat_id=1234)
    assert not any("op/enter" in str(call) for call in site.harness.telegram.calls)
