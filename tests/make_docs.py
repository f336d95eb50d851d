"""Writes what of the documentation follows from the program: `make docs`.

A test says when these files are not what this would write.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

from bot.cli.main import COMMANDS, load_command
from bot.config import Settings
from bot.render.catalogue import label
from handlers.declare import Who
from handlers.registry import COMMANDS as CHAT_COMMANDS

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
_NOTE = "<!-- Written by `make docs` from the program; change it there. -->\n\n"


def command_line() -> str:
    """Every command with its arguments and options."""
    lines = [f"{_NOTE}# The command line\n"]
    for name in COMMANDS:
        command = load_command(name)
        lines += _of_command(command, f"lede {name}")
        for sub, each in getattr(command, "commands", {}).items():
            lines += _of_command(each, f"lede {name} {sub}")
    return "\n".join(lines) + "\n"


def _of_command(command: Any, called: str) -> list[str]:
    group = bool(getattr(command, "commands", None))
    params = [each for each in command.params if each.name != "help" and not group]
    usage = " ".join([called, *(_usage(each) for each in params)])
    lines = [f"\n{'##' if called.count(' ') == 1 else '###'} `{called}`\n"]
    lines.append(inspect.cleandoc(command.help or ""))
    if not group:
        lines.append(f"\n```sh\n{usage}\n```")
    told = [each for each in params if getattr(each, "help", None)]
    if told:
        lines.append("")
        lines += [f"- `{_name(each)}`: {each.help}" for each in told]
    return lines


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    return " / ".join([*param.opts[:1], *param.secondary_opts[:1]])


def _usage(param: Any) -> str:
    many = "…" if param.multiple or param.nargs == -1 else ""
    if param.param_type_name == "argument":
        name = str(param.metavar or param.name.upper())
        return (name if param.required else f"[{name}]") + (many if "…" not in name else "")
    value = "" if getattr(param, "is_flag", False) else f" {param.name.upper()}"
    return f"[{param.opts[0]}{value}]{many}" if not param.required else f"{param.opts[0]}{value}"


def settings() -> str:
    """Every setting with its default, what it means and an example."""
    rows = ["| name | default | what it is | for example |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        text = ",".join(map(str, shown)) if isinstance(shown, tuple) else str(shown)
        example = (field.examples or [""])[0]
        cells = (
            f"`{name.upper()}`",
            f"`{text}`" if text else "",
            field.description,
            f"`{example}`",
        )
        rows.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return f"{_NOTE}# Settings\n\nIn the environment, or in `.env`.\n\n" + "\n".join(rows) + "\n"


def chat() -> str:
    """Every command of the chat, people's and operators'."""
    parts = [f"{_NOTE}# Commands in the chat\n"]
    for title, operators in (("For everybody", False), ("For operators", True)):
        parts.append(f"\n## {title}\n\n| command | does |\n|---|---|")
        for each in CHAT_COMMANDS:
            if (each.who is Who.OPERATOR) is operators:
                does = re.sub(r"\s+", " ", label(f"command.{each.name}", "en"))
                parts.append(f"| `/{each.name}` | {does} |")
    return "\n".join(parts) + "\n"


FILES = {"command-line.md": command_line, "settings.md": settings, "chat.md": chat}


def main() -> None:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, write in FILES.items():
        (FOLDER / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
