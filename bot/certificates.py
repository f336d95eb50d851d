"""The certificates that servers are known by, read once for all who connect."""

from __future__ import annotations

import asyncio
import ssl
from functools import lru_cache


@lru_cache(maxsize=1)
def certificates() -> ssl.SSLContext:
    """The certificates of this machine; reading them takes a tenth of a second."""
    return ssl.create_default_context()


async def read_certificates() -> ssl.SSLContext:
    """The same, while others are not kept waiting for it."""
    if certificates.cache_info().currsize:
        return certificates()
    return await asyncio.to_thread(certificates)
