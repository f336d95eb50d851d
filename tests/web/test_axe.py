"""Pages in a real browser: axe finds nothing to mend, on a phone and wide, by day and by night.

Screenshots are kept in the folder that LEDE_SHOTS names.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from sqlalchemy import select, update

from bot.domain.polls import Noise
from bot.store.furniture import keep_noise
from bot.store.tables import outbox, source
from bot.web.operator_pages import PAGES
from bot.web.pages import Pages
from tests.handlers.conftest import lite, sqlite
from tests.handlers.test_left_out import Paper, last_part
from tests.handlers.test_operator_pages import Site
from tests.playground.test_page import ARGUMENTS, CHROMIUM
from tests.support.harness import Harness

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")

__all__ = ["lite", "sqlite"]

SHOTS = os.environ.get("LEDE_SHOTS", "")
PHONE, WIDE = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)

#: Headline and text of what three papers tell; the first two tell one thing.
NEWS = {
    "riverton-post": (
        ("Old dam above Riverton bursts", "The old dam above Riverton burst on Monday after a week"
         " of heavy rain, officials said. Nobody was hurt, because the village was cleared."),
        ("Council opens the new bridge", "The council of Riverton opened the new bridge over the"
         " Lake on Sunday. It cost 12 million and took three years."),
        ("Ferry line to Lakeside closes", "The ferry to Lakeside makes its last crossing on Friday,"
         " its owner said. Buses are to take its place from next week."),
    ),
    "lakeside-herald": (
        ("Dam above Riverton bursts after a week of rain", "The old dam above Riverton burst on"
         " Monday, officials said. The village below had been cleared the evening before."),
        ("Chess cup goes to a girl of eleven", "Mira Holm, eleven years old, won the cup of the"
         " county on Saturday. She beat last year's champion in 31 moves."),
    ),
    "al-nahr": (
        ("افتتاح الجسر الجديد فوق البحيرة", "افتتح المجلس الجسر الجديد يوم الأحد بعد ثلاث سنوات من"
         " العمل. وبلغت كلفته اثني عشر مليونًا."),
    ),
    "hubao": (
        ("湖区新桥周日通车", "湖区议会周日启用了横跨湖面的新桥，工程历时三年，耗资一千二百万。"
         "从下周起，公共汽车将取代原来的渡轮。"),
    ),
}  # fmt: skip


@pytest.fixture
async def site(lite: Harness) -> AsyncGenerator[Site]:
    """Both kinds of pages over one database, at one address."""
    site = Site(lite, secure=False)
    services = lite.services
    site.server = site.serve(
        Pages(
            archives=services.archives,
            search=services.search,
            briefings=services.briefings,
            saved=services.saved,
            clock=lite.clock,
            public_url=site.address,
        )
    )
    await site.server.start()
    yield site
    await site.server.stop()


async def _fill(site: Site) -> None:
    """Papers, a digest, a message that was refused, a source in trouble, learned furniture."""
    now = site.harness.clock.now()
    papers = {name: Paper(site.harness, name) for name in NEWS}
    for paper in papers.values():
        await paper.bring()
    for name in papers:
        await site.harness.say(f"/subscribe {name.capitalize()}")
    for name, paper in papers.items():
        for number, (headline, text) in enumerate(NEWS[name]):
            language = {"al-nahr": "ar", "hubao": "zh"}.get(name, "en")
            await paper.bring(number, headline=headline, body=text, language=language)
    await site.harness.say("/digest")
    await site.harness.say("/save 1")
    async with site.database.write() as connection:
        part = select(outbox.c.id).order_by(outbox.c.id).limit(1).scalar_subquery()
        values = {"state": "dead", "reason": "markup", "error": "can't parse", "done_at": now}
        await connection.execute(update(outbox).where(outbox.c.id == part).values(**values))
        ids = list((await connection.execute(select(source.c.id))).scalars())
        await connection.execute(
            update(source)
            .where(source.c.id == ids[-1])
            .values(last_error="the site answers 503", failures=4, failing_since_at=now)
        )
        words = {
            "aabbccddeeff": "Follow the Post on all its channels",
            "001122334455": "Subscribe!",
        }
        pieces = dict.fromkeys(words, (9.0, 3, 739_000))
        await keep_noise(connection, ids[0], Noise(pieces=pieces, articles=9, words=words))
        await keep_noise(
            connection,
            ids[1],
            Noise(pieces=pieces, articles=9, words=words, refused=frozenset(["001122334455"])),
        )
    site.harness.clock.advance(hours=1)


async def _look(page: Page, address: str, name: str, wrong: list[str]) -> None:
    """Open a page with everything in it unfolded; note what axe has against it."""
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    if page.viewport_size == PHONE:
        wide = await page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            wrong.append(f"{name}: {wide} pixels wide on a phone")
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    options = {"runOnly": ["color-contrast"]} if "dark" in name else {"resultTypes": ["violations"]}
    found = (await Axe().run(page, options=options)).response["violations"]
    wrong += [f"{name}: {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


async def test_axe_finds_nothing_on_any_page(site: Site, lite: Harness) -> None:
    """Reader's and operator's pages, right to left and empty ones, light and dark."""
    await lite.say("/archive")
    await lite.press("archive:open")
    home = re.sub(r"^https://[^/]+", site.address, lite.buttons()["Read"])
    saved = lite.buttons()["Saved"]
    await _fill(site)
    _, edition = await last_part(lite)
    readers = {
        "edition": f"{home}/{edition}",
        "archive": home,
        "saved": re.sub(r"^https://[^/]+", site.address, saved),
        "found": f"{home}?q=riverton",
        "not-found": f"{home}?q=nothing-of-that-kind",
    }
    wrong: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS.split(), headless=True
        )
        for night in (False, True):
            shade = "dark" if night else "light"
            for size, seen in ((PHONE, "phone"), *([(WIDE, "wide")] if SHOTS else ())):
                page = await _page(browser, size, night=night)
                for name, address in readers.items():
                    await _look(page, address, f"{name}-{seen}-{shade}", wrong)
                entrance = re.sub(r"^https://[^/]+", site.address, await site.link())
                await _look(page, entrance, f"enter-{seen}-{shade}", wrong)
                await page.get_by_role("button").click()
                for name in PAGES:
                    await _look(page, f"{site.address}/op/{name}", f"{name}-{seen}-{shade}", wrong)
                await page.context.close()
        await lite.press("lang:ar")
        page = await _page(browser, PHONE, night=False)
        for name in ("edition", "archive"):
            await _look(page, readers[name], f"{name}-rtl", wrong)
        await browser.close()
    assert wrong == [], "\n".join(wrong)


async def _page(browser: Browser, size: ViewportSize, *, night: bool) -> Page:
    context = await browser.new_context(
        viewport=size, color_scheme="dark" if night else "light", bypass_csp=True
    )
    return await context.new_page()
