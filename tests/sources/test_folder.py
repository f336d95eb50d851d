"""Folders: every kind of document, once, when it is written to its end, and nothing else."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import Source
from bot.offload import Offload
from bot.sources import folder as folder_module
from bot.sources.folder import FolderFetcher
from tests.support.clock import FakeClock
from tests.support.sources import make_source, remembering

MAIL = """From: Desk <desk@news.example>
Subject: =?utf-8?q?Harbour_reopens_=E2=80=93_at_last?=
Date: Fri, 20 Nov 2026 10:00:00 +0300
Content-Type: text/plain; charset=utf-8

The harbour opened again on Friday.
"""


class Ticks:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Reader:
    """A folder and its fetcher, with clocks that are moved by hand."""

    def __init__(self, root: Path, offload: Offload) -> None:
        self.root = root
        self.ticks = Ticks()
        # Change times come from the machine's clock and cannot be set, so this clock starts
        # from what the machine calls now: the change time of the folder itself.
        self.clock = FakeClock(datetime.fromtimestamp(root.stat().st_ctime, UTC))
        self.clock.advance(hours=1)
        self.fetcher = FolderFetcher(workbench=offload, now=self.clock.now, monotonic=self.ticks)
        self.source: Source = make_source(f"folder:{root}")

    async def poll(self) -> Fetched:
        fetched = await self.fetcher.fetch(self.source)
        self.source = remembering(self.source, fetched)
        return fetched

    async def keys(self) -> list[str]:
        return sorted(draft.key for draft in (await self.poll()).drafts)


@pytest.fixture
def reader(tmp_path: Path, offload: Offload) -> Reader:
    root = tmp_path / "news"
    root.mkdir()
    return Reader(root, offload)


def by_key(fetched: Fetched) -> dict[str, Draft]:
    return {draft.key: draft for draft in fetched.drafts}


async def test_every_kind_of_document_is_read(reader: Reader) -> None:
    """Plain text, HTML, Markdown, JSON and mail, each also gzipped, in folders too."""
    record = {
        "title": "A title",
        "body": "Text.",
        "published_at": "2026-11-20T10:00:00Z",
        "url": "https://news.example/a",
    }
    files = {
        "plain.txt": "Headline\n\nThe text.",
        "page.html": "<h1>Headline</h1><p>The text.</p>",
        "note.md": "---\ntitle: From the front\n---\nSome *text* with a [link](https://x.example).",
        "head.md": "# The heading\n\nBelow it.",
        "record.json": json.dumps(record),
        "list.json": json.dumps([{"id": 7, **record}, {"id": 8, **record}]),
        "mail.eml": MAIL,
    }
    (reader.root / "deep" / "er").mkdir(parents=True)
    for name, text in files.items():
        (reader.root / name).write_text(text)
        (reader.root / "deep" / "er" / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    drafts = by_key(await reader.poll())
    assert len(drafts) == 2 * (len(files) + 1)
    for prefix, suffix in (("", ""), ("deep/er/", ".gz")):
        found = {name: drafts[f"{prefix}{name}{suffix}"] for name in files if name != "list.json"}
        assert {name for name, draft in found.items() if draft.html} == {"page.html"}
        assert found["plain.txt"].body == files["plain.txt"]
        assert found["note.md"].headline == "From the front"
        assert found["note.md"].body == "Some text with a link."
        assert (found["head.md"].headline, found["head.md"].body) == ("The heading", "Below it.")
        assert found["record.json"].published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
        assert found["record.json"].url == record["url"]
        assert found["mail.eml"].headline == "Harbour reopens – at last"
        assert found["mail.eml"].published_at == datetime(2026, 11, 20, 7, tzinfo=UTC)
        assert f"{prefix}list.json{suffix}#7" in drafts


async def test_new_files_are_found_and_old_ones_not_again(reader: Reader) -> None:
    """A poll without anything new says so."""
    (reader.root / "one.txt").write_text("One.")
    assert await reader.keys() == ["one.txt"]
    again = await reader.poll()
    assert (list(again.drafts), again.not_modified) == ([], True)
    (reader.root / "two.txt").write_text("Two.")
    assert await reader.keys() == ["two.txt"]


async def test_a_changed_file_comes_again_under_the_same_key(reader: Reader) -> None:
    """It is the same article, edited."""
    path = reader.root / "one.txt"
    path.write_text("One.")
    await reader.poll()
    path.write_text("One, corrected.")
    assert [(d.key, d.body) for d in (await reader.poll()).drafts] == [
        ("one.txt", "One, corrected.")
    ]


async def test_a_half_written_file_waits_until_it_rests(reader: Reader) -> None:
    """A second ago is too fresh; it is read once, whole."""
    path = reader.root / "slow.txt"
    path.write_text("Half of")
    (reader.root / "done.txt").write_text("Done.")
    reader.clock.set(datetime.fromtimestamp(path.stat().st_ctime, UTC) + timedelta(seconds=1))
    assert await reader.keys() == []
    path.write_text("Half of it, and the other half.")
    reader.clock.set(datetime.fromtimestamp(path.stat().st_ctime, UTC) + timedelta(seconds=3))
    drafts = by_key(await reader.poll())
    assert sorted(drafts) == ["done.txt", "slow.txt"]
    assert drafts["slow.txt"].body == "Half of it, and the other half."


async def test_a_clock_that_differs_from_the_disk_does_not_hide_files(reader: Reader) -> None:
    """What looks the same at two looks two seconds apart has settled, whatever its times say."""
    (reader.root / "one.txt").write_text("One.")
    reader.clock.advance(hours=-3)
    assert await reader.keys() == []
    reader.ticks.now += 1
    assert await reader.keys() == []
    reader.ticks.now += 1
    assert await reader.keys() == ["one.txt"]


async def test_files_moved_in_with_old_times_are_found(reader: Reader, tmp_path: Path) -> None:
    """Copied with their times kept, one by one or a folder as a whole."""
    (reader.root / "now.txt").write_text("Now.")
    batch = tmp_path / "batch"
    batch.mkdir()
    for name in ("a.txt", "b.txt"):
        (batch / name).write_text(name)
        os.utime(batch / name, (1_000_000_000, 1_000_000_000))
    single = tmp_path / "single.txt"
    single.write_text("Single.")
    os.utime(single, (1_000_000_000, 1_000_000_000))
    (reader.root / "later.txt").write_text("Later.")
    assert await reader.keys() == ["later.txt", "now.txt"]
    single.rename(reader.root / "single.txt")
    batch.rename(reader.root / "batch")
    assert await reader.keys() == ["batch/a.txt", "batch/b.txt", "single.txt"]
    (reader.root / "batch").rename(reader.root / "renamed")
    assert await reader.keys() == ["renamed/a.txt", "renamed/b.txt"]


async def test_links_hidden_files_and_unfinished_ones_are_left_alone(
    reader: Reader, tmp_path: Path
) -> None:
    """Nothing outside of the folder is read, and nothing that is no document."""
    outside = tmp_path / "secret.txt"
    outside.write_text("Secret.")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "secret.txt").write_text("Secret.")
    (reader.root / "link.txt").symlink_to(outside)
    (reader.root / "linked").symlink_to(folder, target_is_directory=True)
    for name in (".hidden.txt", "new.txt.tmp", "load.txt.part", "backup.txt~", "image.png"):
        (reader.root / name).write_text("No.")
    os.mkfifo(reader.root / "pipe.txt")
    (reader.root / "yes.txt").write_text("Yes.")
    assert await reader.keys() == ["yes.txt"]


async def test_an_unreadable_file_is_reported_and_stops_nothing(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    """It is named with the reason, and not tried again until it changes."""
    (reader.root / "broken.txt.gz").write_bytes(b"\x1f\x8b\x08 this is no gzip at all")
    (reader.root / "picture.txt").write_bytes(b"\x89PNG\x00\x01\xff\x00")
    (reader.root / "binary.json").write_bytes(b"\xff\x00{")
    (reader.root / "huge.txt").write_bytes(b"")
    os.truncate(reader.root / "huge.txt", 100 * 1024 * 1024)
    (reader.root / "fine.txt").write_text("Fine.")
    with caplog.at_level("WARNING"):
        assert await reader.keys() == ["fine.txt"]
    told = "\n".join(map(str, [record.__dict__ for record in caplog.records]))
    assert all(name in told for name in ("broken.txt.gz", "binary.json", "huge.txt", "picture.txt"))
    assert (await reader.poll()).not_modified


async def test_a_gzip_bomb_is_an_unreadable_file(reader: Reader) -> None:
    """One megabyte that unpacks to a gigabyte is neither read nor in anybody's way."""
    (reader.root / "bomb.txt.gz").write_bytes(gzip.compress(b"\0" * (64 * 1024 * 1024)))
    (reader.root / "fine.txt").write_text("Fine.")
    assert await reader.keys() == ["fine.txt"]


async def test_more_than_fits_into_a_poll_comes_with_the_next(reader: Reader) -> None:
    """None is lost and none comes twice, and the source says that there is more."""
    many = folder_module.MOST_DOCUMENTS + 20
    for number in range(many):
        (reader.root / f"{number}.txt").write_text(f"Number {number}.")
    first = await reader.poll()
    second = await reader.poll()
    assert (first.more, second.more) == (True, False)
    keys = [draft.key for draft in (*first.drafts, *second.drafts)]
    assert len(keys) == len(set(keys)) == many


async def test_the_memory_does_not_grow_with_the_files(reader: Reader) -> None:
    """It is written with every poll."""
    for number in range(200):
        (reader.root / f"{number}.txt").write_text("Text.")
    assert len(json.dumps((await reader.poll()).memory)) < 300


async def test_a_clock_set_back_reads_everything_once_more(reader: Reader) -> None:
    """Then the order of change times means nothing; what is known is recognised elsewhere."""
    (reader.root / "one.txt").write_text("One.")
    reader.clock.advance(days=10)
    assert await reader.keys() == ["one.txt"]
    reader.clock.advance(days=-9)
    assert await reader.keys() == ["one.txt"]
    assert await reader.keys() == []


async def test_a_folder_that_is_not_there_is_an_error_with_its_name(reader: Reader) -> None:
    """The operator sees which."""
    reader.root.rmdir()
    with pytest.raises(FetchError, match="there is no folder .*news") as caught:
        await reader.poll()
    assert caught.value.reason is FetchReason.NOT_FOUND


async def test_what_is_still_written_belongs_to_the_first_reading(reader: Reader) -> None:
    """A folder filled a moment ago is not called read before its files are at rest."""
    (reader.root / "one.txt").write_text("One.")
    reader.clock.advance(hours=-3)
    reader.source = replace(reader.source, added_at=reader.clock.now())
    first = await reader.poll()
    assert not first.drafts
    assert first.more
    reader.ticks.now += 2
    second = await reader.poll()
    assert [draft.key for draft in second.drafts] == ["one.txt"]
    assert not second.more
    (reader.root / "log.txt").write_text("Always written.")
    reader.clock.advance(minutes=1)
    assert not (await reader.poll()).more  # by then it is as any other
