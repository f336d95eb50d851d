"""Roles that a process may have."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """All that a process may do; several processes on PostgreSQL may share the roles."""

    LISTEN = "listen"
    INGEST = "ingest"
    CURATE = "curate"
    PUBLISH = "publish"
    DELIVER = "deliver"
    WEB = "web"
