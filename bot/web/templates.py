"""Templates of the pages; Jinja is loaded by the first page that is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def filled(template: str, values: dict[str, Any]) -> str:
    """A template of `bot/web/templates` with these values."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader

    return Environment(
        loader=PackageLoader("bot.web"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
