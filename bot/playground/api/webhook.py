"""Pushes updates to the bot's webhook, as Telegram does."""

from __future__ import annotations

import asyncio
from typing import Final

import aiohttp
import orjson

from bot.playground.api.context import Context

#: Seconds until an update that was not taken is pushed again, doubled each time up to the limit.
_FIRST_RETRY_S: Final = 0.2
_LAST_RETRY_S: Final = 30.0
#: Seconds a webhook may take to answer.
_ANSWER_LIMIT_S: Final = 60.0


class WebhookPusher:
    """One task that pushes updates in order while a webhook is set."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._task: asyncio.Task[None] | None = None

    def settings_changed(self) -> None:
        """Begin or end pushing."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._context.webhook.url:
            self._context.updates.conflict()
            self._task = asyncio.get_running_loop().create_task(self._push())

    async def stop(self) -> None:
        """Stops pushing updates to the webhook."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _push(self) -> None:
        updates, webhook = self._context.updates, self._context.webhook
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        timeout = aiohttp.ClientTimeout(total=_ANSWER_LIMIT_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            wait_s = _FIRST_RETRY_S
            while True:
                if not updates.pending:
                    await updates.arrival()
                    continue
                update = updates.pending[0]
                error = await self._post(session, webhook.url, orjson.dumps(update), headers)
                if not error:
                    wait_s = _FIRST_RETRY_S
                    if updates.pending and updates.pending[0] is update:
                        updates.confirmed.append(updates.pending.popleft())
                    continue
                webhook.last_error = error
                webhook.last_error_at = self._context.world.date()
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, _LAST_RETRY_S)

    async def _post(
        self, session: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str]
    ) -> str:
        """Push one update; what went wrong, in Telegram's words, or nothing."""
        try:
            async with session.post(url, data=body, headers=headers) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection reset by peer"
