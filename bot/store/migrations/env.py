"""Runs inside Alembic: on the connection `bot.store.migrate` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context

from bot.store import fulltext
from bot.store.tables.columns import for_engines


def _declared(_object: object, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave alone what search made for itself."""
    return name is None or not name.startswith(fulltext.NAMES)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=for_engines(),
    render_as_batch=True,
    include_object=_declared,
    compare_type=False,
    transaction_per_migration=True,
    on_version_apply=context.config.attributes.get("applied"),
)
with context.begin_transaction():
    context.run_migrations()
