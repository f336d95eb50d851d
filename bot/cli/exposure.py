"""Exposure that an operator should look at: ports that are open, files that everybody can read."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from bot.private_files import readable_by_all
from bot.store.engines.registry import file_of


def open_ports(settings: Settings) -> list[str]:
    """Warnings about ports that other machines can reach without a secret."""
    hosts = [
        f"{name}={host}"
        for name, host, port in (
            ("WEB_HOST", settings.web_host, settings.web_port),
            ("METRICS_HOST", settings.metrics_host, settings.metrics_port),
        )
        if port and not (host in ("localhost", "::1") or host.startswith("127."))
    ]
    if not hosts or settings.metrics_token.get_secret_value():
        return []
    return [
        f"{' and '.join(hosts)} can be reached from other machines and METRICS_TOKEN is empty: "
        "set one, keep METRICS_HOST on 127.0.0.1, and put a proxy with TLS in front of WEB_PORT"
    ]


def open_files(settings: Settings) -> list[Path]:
    """Files with secrets that everybody on this machine can read."""
    files = [Path(name) for name in (".env", settings.telegram_bot_token_file) if name]
    database = file_of(settings.database_url)
    if database is not None and database.name:
        files += [database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm")]
    return list(readable_by_all(files))


def warnings_of(settings: Settings) -> list[str]:
    """Warnings about ports and files, in words that say what to do."""
    files = (f"everybody here can read {file}: chmod o-rwx {file}" for file in open_files(settings))
    return [*open_ports(settings), *files]
