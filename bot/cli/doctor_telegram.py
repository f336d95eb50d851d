"""The looks of `lede doctor` at Telegram, and the form of a finding."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.errors import ConfigError, LedeError, TemporaryError, TokenRefusedError
from bot.domain.readiness import clock_finding
from bot.telegram.questions import Questions, RefusedError

#: The exit statuses of what a setting mends, and of what may pass.
WRONG, LATER = ConfigError.exit_status, TemporaryError.exit_status


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The result of one check."""

    #: What was looked at, one word.
    at: str
    words: str
    #: What to do, where something is to be done.
    remedy: str = ""
    #: The exit status it asks for; 0 where Lede can work.
    status: int = 0


async def look_at_telegram(settings: Settings) -> AsyncIterator[Examination]:
    """The token, the clock, groups, how updates come, whether operators can be written to."""
    if not settings.token:
        yield Examination(
            at="Telegram", words="no token: only the playground", remedy="set one by: lede init"
        )
        return
    async with Questions(settings, SystemClock()) as telegram:
        try:
            bot: dict[str, Any] = await telegram.ask("getMe")
        except TokenRefusedError as error:
            yield Examination(
                at="Telegram",
                words=f"does not accept TELEGRAM_BOT_TOKEN ({error})",
                remedy="copy it again from @BotFather: lede init",
                status=WRONG,
            )
            return
        except LedeError as error:
            yield Examination(
                at="Telegram",
                words=f"cannot be reached ({error})",
                remedy="does this machine reach TELEGRAM_API_URL? A proxy is TELEGRAM_PROXY",
                status=LATER,
            )
            return
        name = bot.get("username", "?")
        yield Examination(at="Telegram", words=f"knows the token: @{name}")
        skewed = clock_finding(telegram.server_clock.skew_s)
        if skewed is not None:
            yield Examination(
                at="clock", words=skewed.words, remedy="let NTP set the clock", status=LATER
            )
        yield _groups(bot)
        yield await _updates(settings, telegram)
        async for look in _operators(settings, telegram, name):
            yield look


def _groups(bot: dict[str, Any]) -> Examination:
    if not bot.get("can_join_groups", True):
        return Examination(
            at="groups",
            words="nobody can add the bot to a group",
            remedy="if somebody should: /setjoingroups of @BotFather",
        )
    privacy = not bot.get("can_read_all_group_messages", False)
    words = "privacy mode is on: in groups it sees commands and replies to it, which is enough"
    return Examination(
        at="groups", words=words if privacy else "it sees all that is said in groups"
    )


async def _updates(settings: Settings, telegram: Questions) -> Examination:
    """True if what is set at Telegram is what the settings say."""
    hook: dict[str, Any] = await telegram.ask("getWebhookInfo")
    there = str(hook.get("url") or "")
    trouble, waiting = hook.get("last_error_message"), hook.get("pending_update_count", 0)
    if not settings.webhook_url:
        if not there:
            return Examination(at="updates", words=f"are asked for; {waiting} wait")
        return Examination(
            at="updates",
            words=f"another webhook is set, at {urlsplit(there).hostname}",
            remedy="lede run takes it away; if it comes back, another program has the same token",
        )
    if there != settings.webhook_url:
        return Examination(
            at="updates",
            words=f"WEBHOOK_URL is not set at Telegram ({urlsplit(there).hostname or 'none is'})",
            remedy="lede run sets it; if that does not last, another program has the same token",
        )
    if trouble:
        return Examination(
            at="updates",
            words=f"Telegram cannot deliver to WEBHOOK_URL: {trouble}; {waiting} wait",
            remedy="does the proxy with TLS pass its path to WEB_PORT?",
            status=LATER,
        )
    return Examination(at="updates", words=f"come to WEBHOOK_URL; {waiting} wait")


async def _operators(
    settings: Settings, telegram: Questions, name: str
) -> AsyncIterator[Examination]:
    if not settings.admin_ids:
        yield Examination(
            at="operators",
            words="ADMIN_IDS is empty: nobody is told of trouble",
            remedy="set it by: lede init --admin NUMBER",
        )
    for number in settings.admin_ids:
        try:
            await telegram.ask("getChat", chat_id=number)
        except RefusedError:
            yield Examination(
                at="operators",
                words=f"{number} never wrote to the bot, so it cannot write to them",
                remedy=f"open https://t.me/{name} and press START",
                status=LATER,
            )
        else:
            yield Examination(at="operators", words=f"{number} can be written to")
