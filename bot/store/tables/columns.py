"""Column types of keys and moments, and partial indexes, for both engines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData, Table, text
from sqlmodel import Field, SQLModel

from bot.store.engines.registry import DIALECTS
from bot.store.types import Key, Moment

#: Named constraints, so that migrations can name what they change.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: Rows are never made of the models, so that no checks of their values are needed.
SQLModel.model_config["defer_build"] = True

metadata: MetaData = SQLModel.metadata


def key(**kwargs: Any) -> Any:
    """A 64-bit primary key given by the database."""
    return Field(default=None, primary_key=True, sa_type=Key, **kwargs)


def ref(target: str, *, nullable: bool = False, **kwargs: Any) -> Any:
    """A 64-bit foreign key whose rows go with their parent."""
    return Field(sa_type=Key, foreign_key=target, ondelete="CASCADE", nullable=nullable, **kwargs)


def at(*, nullable: bool = False, **kwargs: Any) -> Any:
    """The type of a column that holds a moment."""
    if nullable:
        kwargs.setdefault("default", None)
    return Field(sa_type=Moment, nullable=nullable, **kwargs)


def where(condition: str) -> dict[str, Any]:
    """The condition of a partial index, for every engine."""
    return {f"{dialect.name}_where": text(condition) for dialect in DIALECTS}


def where_true(column: str) -> dict[str, Any]:
    """The condition of a partial index that holds rows in which a column is true."""
    return {f"{dialect.name}_where": text(dialect.true(column)) for dialect in DIALECTS}


def core(model: type[SQLModel]) -> Table:
    """The Core table of a model: statements are written on it, as its columns have true types."""
    found = metadata.tables[str(model.__tablename__)]
    assert isinstance(found, Table)
    return found
