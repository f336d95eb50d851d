"""The README's pictures, of the playground as it is now: `make pictures` (needs chromium)."""

from __future__ import annotations

import asyncio
import base64
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.playground.samples.people import ANNA
from tests.e2e.test_playground import ARGUMENTS, CHROMIUM, Visitor
from tests.support.crowd import LEAD
from tests.support.process import free_port, lede

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
_PHONE, _WIDE = (390, 844), (900, 645)
#: Of WebP: letters stay sharp, a picture stays below 60 kB.
_QUALITY = 82


async def _keep(page: Page, name: str) -> None:
    """Write what the page shows, without what it only says for a moment."""
    await expect(page.get_by_test_id("toasts")).to_be_empty()
    await page.evaluate("document.activeElement?.blur()")
    session = await page.context.new_cdp_session(page)
    shot = await session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))


async def _open(browser: Browser, address: str, size: tuple[int, int], *, night: bool) -> Visitor:
    page = await browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if night else "light"
    )
    page.set_default_timeout(60_000)
    await page.goto(address)
    await page.get_by_test_id(f"chat-{ANNA}").click()
    return Visitor(page, FOLDER)


async def _take(browser: Browser, address: str) -> None:
    phone = await _open(browser, address, _PHONE, night=True)
    await phone.page.get_by_test_id("start").click()
    await phone.sees("What do you want to read")
    await phone.press("World")
    await phone.sees("Your news", LEAD)
    await _keep(phone.page, "first-minute")
    for topic in ("Riverton", "Technology"):
        await phone.press(topic)
        ticked = phone.page.get_by_test_id("inline-button").filter(has_text=f"✓ {topic}")
        await expect(ticked.last).to_be_visible()
    await phone.press("Next")
    await phone.sees("When?")
    await phone.press("Done")
    await phone.sees("Your news", "Riverton Gazette")

    wide = await _open(browser, address, _WIDE, night=False)
    await (await wide.sees("Your news", "Riverton Gazette")).evaluate(
        "each => each.scrollIntoView()"
    )
    await _keep(wide.page, "digest")

    await phone.type("/why")
    await phone.sees("Press a number")
    await phone.press("1")
    await phone.sees("You follow")
    await _keep(phone.page, "why")

    await wide.type("/channels")
    await wide.page.get_by_test_id("reply-button").first.click()
    await expect(wide.page.get_by_test_id("shared-chat").first).to_be_visible()
    await _keep(wide.page, "channels")


async def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        async with lede("playground", "--port", str(port), folder=Path(folder)) as running:
            await running.wait_for("app.started")
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=ARGUMENTS.split(), headless=True
                )
                await _take(browser, f"http://127.0.0.1:{port}/")
                await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
