"""Writes `bot/playground/api/methods.json` anew from a machine-readable description of the Bot API.

Usage: `python -m tests.playground.make_methods PATH_TO/api.min.json` (a JSON file with `version`,
`methods` and `types`, each with `fields` of `name`, `types`, `required`, as the projects that
scrape https://core.telegram.org/bots/api publish). The names, types and requirements are facts
from that page; the file in the repository is from Bot API 10.1 of 11 June 2026. Of every method
the name is kept, so that a real method is told from a misspelt one; of the supported ones the
parameters, and the fields of the types that these take.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[2] / "bot" / "playground" / "api" / "methods.json"

SUPPORTED = [
    "getMe",
    "logOut",
    "close",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendDocument",
    "sendPhoto",
    "sendChatAction",
    "copyMessage",
    "forwardMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "deleteMessage",
    "deleteMessages",
    "answerCallbackQuery",
    "answerInlineQuery",
    "setMessageReaction",
    "pinChatMessage",
    "unpinChatMessage",
    "getFile",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "setMyName",
    "getMyName",
    "setMyDescription",
    "getMyDescription",
    "setMyShortDescription",
    "getMyShortDescription",
    "setChatMenuButton",
    "getChatMenuButton",
    "getMyStarBalance",
    "getChat",
    "getChatMember",
    "getChatAdministrators",
    "getChatMemberCount",
    "leaveChat",
    "createForumTopic",
    "editForumTopic",
    "closeForumTopic",
    "reopenForumTopic",
    "deleteForumTopic",
]


def condense(api: dict[str, Any]) -> dict[str, Any]:
    """What the emulator needs: `{version, methods, types, others}`.

    `methods` and `types` map a name to `{field: [[type, …], required]}`; a type that is one of
    several maps to a list of their names; `others` are the real methods not supported.
    """
    methods = {name: fields(api["methods"][name]) for name in SUPPORTED}
    types: dict[str, Any] = {}
    waiting = [
        kind for method in methods.values() for kinds, _ in method.values() for kind in kinds
    ]
    while waiting:
        name = waiting.pop().removeprefix("Array of ").removeprefix("Array of ")
        if name in types or name not in api["types"] or name == "InputFile":
            continue
        described = api["types"][name]
        if described.get("subtypes"):
            types[name] = described["subtypes"]
            waiting += described["subtypes"]
        else:
            types[name] = fields(described)
            waiting += [kind for kinds, _ in types[name].values() for kind in kinds]
    others = sorted(set(api["methods"]) - set(SUPPORTED))
    return {"version": api["version"], "methods": methods, "types": types, "others": others}


def fields(described: dict[str, Any]) -> dict[str, Any]:
    """`{name: [types, required]}` of a method or a type."""
    return {
        field["name"]: [field["types"], field["required"]] for field in described.get("fields", [])
    }


def main() -> None:
    """Read the description named on the command line, write the file."""
    api = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    text = json.dumps(condense(api), indent=None, separators=(",", ":"), sort_keys=True)
    TARGET.write_text(text.replace('},"', '},\n"') + "\n", "utf-8")


if __name__ == "__main__":
    main()
