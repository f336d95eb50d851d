"""The one error a Bot API method raises, and the texts Telegram uses for it.

The texts are those of Bot API 10.1 as seen in public reports and in `tdlib/telegram-bot-api`.
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal as Telegram words it."""

    def __init__(
        self, status: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        #: HTTP status and `error_code`.
        self.status = status
        self.description = description
        #: `migrate_to_chat_id` or `retry_after`, or None.
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON body of the error response."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(text: str) -> ApiError:
    """400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {text}")


def migrated(new_chat_id: int) -> ApiError:
    """The answer to whoever writes to a group that became a supergroup."""
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new_chat_id},
    )
