"""Column types of keys and moments, and partial indexes, for both engines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData, Table, text
from sqlmodel import Field, SQLModel
from sqlmodel.main import get_column_from_field

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

#: Where an index keeps the function from an engine to its condition.
_WHERE = "where"


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
    """The condition of a partial index."""
    return {"info": {_WHERE: lambda _: condition}}


def where_true(column: str) -> dict[str, Any]:
    """The condition of a partial index that holds rows in which a column is true."""
    return {"info": {_WHERE: lambda dialect: dialect.true(column)}}


def for_engines() -> MetaData:
    """The tables, with the conditions of partial indexes in the words of every engine.

    Only what makes tables has use for them, and SQLAlchemy loads an engine whose words it is given.
    """
    for index in (each for table in metadata.tables.values() for each in table.indexes):
        if (condition := index.info.get(_WHERE)) is not None:
            for dialect in DIALECTS:
                index.dialect_kwargs[f"{dialect.name}_where"] = text(condition(dialect))
    return metadata


def core(model: type[SQLModel]) -> Table:
    """The Core table that a model states. Statements are written on it: its columns have true types.

    No class is mapped, as rows are never made of the models: mappers of 33 would take a sixth of
    a start.
    """
    columns = [
        _named(get_column_from_field(field), name) for name, field in model.model_fields.items()
    ]
    given = getattr(model, "__table_args__", ())
    parts = [each for each in given if not isinstance(each, dict)]
    options = next((each for each in given if isinstance(each, dict)), {})
    return Table(str(model.__tablename__), metadata, *columns, *parts, **options)


def _named(column: Column[Any], name: str) -> Column[Any]:
    column.name = column.key = name
    return column
