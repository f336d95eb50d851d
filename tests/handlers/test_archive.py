"""A chat's archive: pages of what was told, for who knows the address."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from xml.etree import ElementTree

import aiohttp
import feedparser
import pytest
from multidict import CIMultiDictProxy
from sqlalchemy import update

from bot.domain.readiness import Finding
from bot.services.editions import EditionService
from bot.store.editions import EditionStore
from bot.store.tables import chat
from bot.web.pages import Pages
from bot.web.server import WebServer
from tests.handlers.test_left_out import Paper, last_part, title
from tests.support.harness import Harness
from tests.support.process import free_port

PUBLIC = "https://news.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"


class Site:
    """The web server over a harness's database."""

    def __init__(self, harness: Harness) -> None:
        self.port = free_port()
        services = harness.services
        pages = Pages(
            archives=services.archives,
            search=services.search,
            briefings=services.briefings,
            saved=services.saved,
            clock=harness.clock,
            public_url=PUBLIC,
        )
        self.server = WebServer(host="127.0.0.1", port=self.port, ready=_nothing, pages=[pages])

    async def get(self, address: str) -> tuple[int, str]:
        """What is at an address of the public site."""
        status, text, _ = await self.look(address)
        return status, text

    async def look(
        self, address: str, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, CIMultiDictProxy[str]]:
        path = address.removeprefix(PUBLIC)
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}{path}", headers=headers) as answer,
        ):
            return answer.status, await answer.text(), answer.headers


async def _nothing() -> list[Finding]:
    return []


@pytest.fixture
async def site(harness: Harness) -> AsyncGenerator[Site]:
    site = Site(harness)
    await site.server.start()
    yield site
    await site.server.stop()


async def opened(harness: Harness, **who: int) -> str:
    """Make an archive by its button; its address."""
    await harness.say("/archive", **who)
    await harness.press("archive:open", **who)
    return address_of(harness)


def address_of(harness: Harness) -> str:
    """The address that the last message's button opens."""
    address = harness.buttons()["Read"]
    assert re.fullmatch(rf"{PUBLIC}/a/[\w-]{{22}}", address)
    return address


async def told(harness: Harness, *numbers: int) -> None:
    """A digest of these stories."""
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/subscribe Gazette")
    await paper.bring(*numbers)
    await harness.say("/digest")


async def test_everything_of_an_edition_stands_on_its_page(harness: Harness, site: Site) -> None:
    """Stories and the headlines of what did not fit; found from the list; nothing runs in it."""
    home = await opened(harness)
    assert "No digest yet" in (await site.get(home))[1]
    await told(harness, *range(34))
    _, edition = await last_part(harness)
    status, listed, headers = await site.look(home)
    assert (status, f'href="{home}/{edition}"' in listed, "34 stories" not in listed) == (
        200,
        True,
        True,
    )
    status, page, headers = await site.look(f"{home}/{edition}")
    assert status == 200
    missing = [number for number in range(34) if title(number) not in page]
    assert missing == []
    assert page.count("<article") == 10
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "<script" not in page
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"
    assert (await site.get(f"{PUBLIC}/a/style.css"))[0] == 200


async def test_an_address_opens_one_chats_editions_until_it_is_changed(
    harness: Harness, site: Site
) -> None:
    """Another's edition, a wrong key, the address of before, and what was forgotten: nothing."""
    home = await opened(harness)
    await told(harness, 1, 2)
    _, mine = await last_part(harness)
    other = await opened(harness, chat_id=3003)
    assert (await site.get(f"{other}/{mine}"))[0] == 404
    for wrong in (f"{PUBLIC}/a/{'x' * 22}", f"{PUBLIC}/a/{'x' * 900}", f"{home}/999999"):
        assert (await site.get(wrong))[0] == 404, wrong
    await harness.say("/archive")
    await harness.press("archive:public")
    assert "X-Robots-Tag" not in (await site.look(f"{home}/{mine}"))[2]
    page = (await site.get(f"{home}/{mine}"))[1]
    for shown in ('og:title"', f'og:url" content="{home}/{mine}"', 'og:type" content="article"'):
        assert f'<meta property="{shown}' in page
    await harness.press("archive:renew")
    assert (await site.get(home))[0] == 404
    new = address_of(harness)
    assert (await site.get(f"{new}/{mine}"))[0] == 200
    await harness.say("/forgetme")
    await harness.press(next(data for data in harness.buttons().values() if "forget" in data))
    assert (await site.get(new))[0] == 404


async def test_what_sources_say_is_text_on_a_page(harness: Harness, site: Site) -> None:
    """Markup, scripts and addresses that are none are shown, not obeyed."""
    home = await opened(harness)
    paper = Paper(harness, "gazette")
    await paper.bring()
    await harness.say("/subscribe Gazette")
    bad = "<script>alert(1)</script> &amp; <img src=x onerror=alert(2)>"
    await paper.bring(1, headline=bad, body=f"{bad} It rained.", url="javascript:alert(3)")
    await harness.say("/digest")
    _, edition = await last_part(harness)
    for address in (home, f"{home}/{edition}", f"{home}?q=rained", f"{home}/feed.xml"):
        status, page = await site.get(address)
        assert status == 200
        assert "<script" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page
    assert "&lt;script&gt;" in (await site.get(f"{home}/{edition}"))[1]


async def test_a_search_finds_what_was_told_and_nothing_else(harness: Harness, site: Site) -> None:
    """With the edition in which it came; hostile words are told what they are."""
    home = await opened(harness)
    await told(harness, 5, 6)
    _, edition = await last_part(harness)
    await Paper(harness).bring(7)
    word = title(5).split()[0]
    status, page = await site.get(f"{home}?q={word}")
    assert (status, title(5) in page, f"{home}/{edition}" in page) == (200, True, True)
    assert title(7) not in (await site.get(f"{home}?q={title(7).split()[0]}"))[1]
    for hostile in ('"', "a AND", "col:x", "-only", "%00", "x" * 5000):
        assert (await site.get(f"{home}?q={hostile}"))[0] == 200, hostile


async def test_feeds_are_read_by_strict_programs(harness: Harness, site: Site) -> None:
    """Atom and JSON Feed have what they must, ids that stay, and nothing anew for who has it."""
    home = await opened(harness)
    await told(harness, 8)
    _, edition = await last_part(harness)
    atom = (await site.get(f"{home}/feed.xml"))[1]
    told_in = ElementTree.fromstring(atom)
    for each in (told_in, *told_in.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each.findtext(f"{ATOM}id", ""))
        at = datetime.fromisoformat(each.findtext(f"{ATOM}updated", ""))
        assert (at.tzinfo is not None, at <= harness.clock.now()) == (True, True)
    links = {link.get("rel"): link.get("href") for link in told_in.findall(f"{ATOM}link")}
    assert links == {"self": f"{home}/feed.xml", "alternate": home}
    assert told_in.findtext(f"{ATOM}author/{ATOM}name")
    (entry,) = told_in.iter(f"{ATOM}entry")
    assert title(8) in entry.findtext(f"{ATOM}content", "")
    assert not feedparser.parse(atom).bozo
    feed = json.loads((await site.get(f"{home}/feed.json"))[1])
    (item,) = feed["items"]
    assert item["id"] == entry.findtext(f"{ATOM}id")
    assert (item["url"], feed["feed_url"]) == (f"{home}/{edition}", f"{home}/feed.json")
    assert title(8) in item["content_html"]
    assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
    for name in ("feed.xml", "feed.json"):
        tag = (await site.look(f"{home}/{name}"))[2]["ETag"]
        again = await site.look(f"{home}/{name}", headers={"If-None-Match": tag})
        assert (again[0], again[1], again[2]["ETag"]) == (304, "", tag)
    assert all(home.rpartition("/")[2] not in each for each in (item["id"], *told_in.itertext()))


async def test_the_calendar_has_every_slot_to_come_once(harness: Harness, site: Site) -> None:
    """As RFC 5545 wants it: properties, ids that stay and are nobody else's, short lines."""
    home = await opened(harness)
    await harness.say("/schedule 08:00 18:30")
    calendar = (await site.get(f"{home}/calendar.ics"))[1]
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    lines = calendar.replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN"} <= set(lines)
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    events = [each.split("\r\n") for each in "\r\n".join(lines).split("BEGIN:VEVENT\r\n")[1:]]
    assert len(events) == 30
    for event in events:
        names = [line.partition(":")[0] for line in event[: event.index("END:VEVENT")]]
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(names)
        assert len(names) == len(set(names))
    starts = [line for line in lines if line.startswith("DTSTART")]
    assert all(re.fullmatch(r"DTSTART:\d{8}T\d{6}Z", each) for each in starts)
    assert starts == sorted(set(starts))
    ids = [line for line in lines if line.startswith("UID")]
    assert len(set(ids)) == 30
    other = await opened(harness, chat_id=3003)
    assert not set(ids) & set((await site.get(f"{other}/calendar.ics"))[1].split("\r\n"))
    harness.clock.advance(days=1)
    later = (await site.get(f"{home}/calendar.ics"))[1]
    assert len(set(ids) & set(later.split("\r\n"))) == 28


async def test_saved_stories_have_an_address_of_their_own(harness: Harness, site: Site) -> None:
    """Who was shown the archive does not find them; never for search engines; gone with it."""
    home = await opened(harness)
    saved = harness.buttons()["Saved"]
    assert re.fullmatch(rf"{PUBLIC}/a/[\w-]{{22}}/saved", saved)
    assert "You have saved nothing yet" in (await site.get(saved))[1]
    await told(harness, *range(3))
    _, edition = await last_part(harness)
    await harness.say("/save 2")
    await harness.say("/archive")
    await harness.press("archive:public")
    status, page, headers = await site.look(saved)
    shown = [title(number) in page for number in range(3)]
    assert (status, sum(shown), page.count("<article")) == (200, 1, 1)
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "og:title" not in page
    assert home not in page
    for address in (home, f"{home}/{edition}"):
        assert saved not in (await site.get(address))[1]
    for wrong in (f"{home}/saved", saved.removesuffix("/saved")):
        assert (await site.get(wrong))[0] == 404, wrong
    await harness.press("archive:renew")
    assert (await site.get(saved))[0] == 404
    assert (await site.get(harness.buttons()["Saved"]))[0] == 200


async def test_in_a_channel_more_is_a_link_to_the_page(harness: Harness, site: Site) -> None:
    """Nobody would see the answer of a button there; the page has everything."""
    home = await opened(harness)
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/subscribe Gazette")
    await paper.bring(*range(34))
    database = harness.services.chats._database
    async with database.write() as connection:
        await connection.execute(update(chat).values(kind="channel"))
    editions = EditionService(store=EditionStore(database), clock=harness.clock, public_url=PUBLIC)
    (first,) = await harness.services.briefings.of_chat(1)
    harness.clock.advance(minutes=1)
    await editions.commit_now(first.id, key="1:1", now=harness.clock.now())
    message, edition = await last_part(harness)
    assert message.buttons == (("More (24)", f"{home}/{{edition}}"),)
    status, page = await site.get(f"{home}/{edition}")
    assert (status, [n for n in range(34) if title(n) not in page]) == (200, [])
