"""A place that somebody sends: it sets the zone and is not kept."""

from __future__ import annotations

import asyncio
from zoneinfo import available_timezones

from telegram import Location

from handlers.call import Call
from handlers.keyboards import key
from handlers.timezone import change, tell


def zone_at(latitude: float, longitude: float) -> str | None:
    """The zone of a place on land or at sea; None when there is none that is known here.

    Looked up in a table that the library holds: nobody is asked. The table takes 35 MB, from the
    first place on that somebody sends.
    """
    from tzfpy import get_tz

    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    found = get_tz(longitude, latitude)
    return found if found in available_timezones() else None


async def located(call: Call, location: Location) -> None:
    """Set the chat's zone by a place; a press takes it back."""
    before = call.chat.zone
    zone = await asyncio.to_thread(zone_at, location.latitude, location.longitude)
    if zone is None:
        row = [key(call.label("button.type_zone"), "zone", "type")]
        await call.reply(call.text("plain.place"), [row])
        return
    await change(call, zone)
    rows = [[key(call.label("button.undo"), "zone", before)]] if before != call.chat.zone else []
    await tell(call, rows)
