"""Copies are made by themselves, checked, thinned out, and an operator hears when none is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.backups import name_at, to_delete
from bot.domain.errors import ConfigError
from bot.services.backups import BackupRules, BackupService
from bot.store.alarms import AlarmStore
from bot.store.backup import back_up
from bot.store.backup_state import BackupStateStore
from bot.store.database import Database
from tests.support.clock import FakeClock
from tests.support.harness import OPERATOR, open_harness
from tests.support.people import NOW


def service(database: Database, folder: Path, clock: FakeClock, **changes: float) -> BackupService:
    hours = {"every": 24.0, "keep": 2, "days": 30.0, **changes}
    return BackupService(
        make=lambda file: back_up(database, file),
        ledger=BackupStateStore(database),
        rules=BackupRules(
            folder=folder,
            every=timedelta(hours=hours["every"]),
            keep=int(hours["keep"]),
            keep_for=timedelta(days=hours["days"]),
        ),
        clock=clock,
    )


async def test_a_copy_a_day_and_only_the_newest_stay(database: Database, tmp_path: Path) -> None:
    """A restart makes none before it is time; what is not ours in the folder stays."""
    folder, clock = tmp_path / "backups", FakeClock(NOW)
    folder.mkdir()
    (folder / "mine.db").write_text("x")
    made = 0
    for _ in range(4 * 8):
        made += await service(database, folder, clock).tick()
        clock.advance(seconds=6 * 3600)
    assert made == 8
    names = sorted(each.name for each in folder.iterdir())
    assert names == [name_at(NOW + timedelta(days=6)), name_at(NOW + timedelta(days=7)), "mine.db"]


async def test_off_is_off_and_by_hand_goes_always(database: Database, tmp_path: Path) -> None:
    """BACKUP_EVERY=0 makes none by itself."""
    copies = service(database, tmp_path / "b", FakeClock(NOW), every=0)
    assert await copies.tick() == 0
    made = await copies.make_one()
    assert (made.error, made.made_at) == ("", NOW)
    assert Path(made.file).stat().st_size == made.size_bytes > 0


async def test_operators_hear_of_a_copy_that_fails_until_one_is_made(
    database: Database, tmp_path: Path
) -> None:
    """It is tried again after minutes, not at every tick; the last good one is remembered."""
    folder, clock = tmp_path / "b", FakeClock(NOW)
    alarms = AlarmStore(database)
    copies = service(database, folder, clock)
    assert await copies.tick() == 1
    clock.advance(seconds=24 * 3600)
    folder.rename(tmp_path / "away")
    folder.write_text("a file is in the way")
    assert await copies.tick() == 0
    assert "no copy of the database" in (await alarms.wrong(clock.now()))["backup"]
    assert (await BackupStateStore(database).read()).made_at == NOW
    folder.unlink()
    assert await copies.tick() == 0
    clock.advance(seconds=601)
    assert await copies.tick() == 1
    assert "backup" not in await alarms.wrong(clock.now())


async def test_an_operator_makes_one_in_the_chat(database: Database, tmp_path: Path) -> None:
    """Nobody else does; the answer says where it is, or why there is none."""
    copies = service(database, tmp_path / "b", FakeClock(NOW))
    async with open_harness(database, backups=copies) as found:
        assert "/backup" not in " ".join(await found.say("/backup", chat_id=8))
        assert not (tmp_path / "b").exists()
        (answer,) = await found.say("/backup", chat_id=OPERATOR)
        (file,) = (tmp_path / "b").iterdir()
        assert str(file) in answer
        file.unlink()
        (tmp_path / "b").rmdir()
        (tmp_path / "b").write_text("in the way")
        (answer,) = await found.say("/backup", chat_id=OPERATOR)
        assert "No copy could be made" in answer


async def test_a_copy_that_is_refused_is_an_error_in_words(
    database: Database, tmp_path: Path
) -> None:
    """Also what the store says."""

    async def refuse(_file: Path) -> int:
        raise ConfigError("The disk is full")

    rules = BackupRules(
        folder=tmp_path, every=timedelta(hours=1), keep=1, keep_for=timedelta(days=1)
    )
    copies = BackupService(
        make=refuse, ledger=BackupStateStore(database), rules=rules, clock=FakeClock(NOW)
    )
    assert (await copies.make_one()).error == "The disk is full"


@given(
    ages=st.lists(st.integers(0, 100), max_size=20, unique=True),
    keep=st.integers(1, 10),
    days=st.integers(0, 50),
)
def test_what_stays_is_the_newest_and_young(ages: list[int], keep: int, days: int) -> None:
    """Never more than `keep`, none older than `days` but the newest, other names never."""
    names = [name_at(NOW - timedelta(days=age)) for age in ages]
    gone = to_delete(
        [*names, "lede.db", "lede-x.backup"], keep=keep, keep_for=timedelta(days=days), now=NOW
    )
    left = [name for name in names if name not in gone]
    assert set(gone) <= set(names)
    assert len(left) <= keep
    assert bool(left) == bool(names)
    newest = max(names, default="")
    young = [n for n, age in zip(names, ages, strict=True) if age <= days or n == newest]
    assert set(left) <= set(young)
