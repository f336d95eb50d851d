"""Writes settings into `.env`: what stands there stays, and nobody else can read it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.domain.errors import ConfigError

_NAME = re.compile(r"\s*(?:export\s+)?([A-Z_][A-Z0-9_]*)\s*=")
#: A value of these alone stands as it is; others are quoted.
_PLAIN = re.compile(r"[\w@%+=:,./\-]*")


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Put values into a file of settings: known lines are replaced, new ones added.

    The file is replaced as a whole or not at all, with mode 0600.

    Raises:
        ConfigError: it cannot be written, or a value has a line break.
    """
    if any("\n" in value or "\r" in value for value in values.values()):
        raise ConfigError("A setting has one line")
    left = dict(values)
    try:
        old = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        lines = [_line(line, left) for line in old]
        lines += [f"{name}={_quoted(value)}" for name, value in left.items()]
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".env.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            Path(name).chmod(0o600)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be written ({error})") from error


def _line(line: str, left: dict[str, str]) -> str:
    """A line as it is, or with its new value, which is then done."""
    found = _NAME.match(line)
    if found is None or found[1] not in left:
        return line
    return f"{found[1]}={_quoted(left.pop(found[1]))}"


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
