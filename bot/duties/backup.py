"""Makes copies of the database, when it is time and when an operator asks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.services.backups import BackupRules, BackupService
from bot.store.backup import back_up
from bot.store.backup_state import BackupStateStore


def backup(parts: ProcessParts) -> list[Duty]:
    """Copies by the settings' hours, by one process alone."""
    return [Duty(name="backup", tick=backups(parts).tick, leader=parts.leader("backup"))]


def backups(parts: ProcessParts) -> BackupService:
    """The service that makes them."""
    settings, database = parts.settings, parts.database
    return BackupService(
        make=lambda file: back_up(database, file),
        ledger=BackupStateStore(database),
        rules=BackupRules(
            folder=Path(settings.backup_dir),
            every=timedelta(hours=settings.backup_every),
            keep=settings.backup_keep,
            keep_for=timedelta(days=settings.backup_keep_days),
        ),
        clock=parts.clock,
    )
