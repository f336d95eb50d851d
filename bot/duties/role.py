"""Roles that a process may have."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles of a process; several processes on PostgreSQL may share them."""

    LISTEN = "listen"
    INGEST = "ingest"
    CURATE = "curate"
    PUBLISH = "publish"
    DELIVER = "deliver"
    WEB = "web"
