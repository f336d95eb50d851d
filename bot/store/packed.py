"""Texts of articles as columns that are packed where the engine does not pack long values itself.

Rows are packed as they are written (`PACKED_VALUES`; a trigger packs what comes otherwise) and
unpacked in all that is selected, so that nobody else knows. The words for search are packed with
the body of their row. Texts that were stored before stay readable as they are.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

from bot.store.engines.registry import DIALECTS


class lede_pack(GenericFunction[str]):  # noqa: N801  # the name in SQL
    """A text as it is stored."""

    inherit_cache = True


class lede_pack_words(GenericFunction[str]):  # noqa: N801  # the name in SQL
    """Words as they are stored, given with their body."""

    inherit_cache = True


class lede_unpack(GenericFunction[str]):  # noqa: N801  # the name in SQL
    """A column of packed texts as text."""

    type = Text()
    inherit_cache = True


class lede_unpack_words(GenericFunction[str]):  # noqa: N801  # the name in SQL
    """A column of packed words as text, given with its row's body."""

    type = Text()
    inherit_cache = True


def _as_it_is(element: GenericFunction[str], compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(next(iter(element.clauses)), **options))


for _function in (lede_pack, lede_pack_words, lede_unpack, lede_unpack_words):
    for _dialect in DIALECTS:
        if not _dialect.packs_texts:
            compiles(_function, _dialect.name)(_as_it_is)


def packed(body: Any, search_text: Any) -> dict[str, ColumnElement[str]]:
    """The values of the columns of a row with these texts."""
    return {"body": lede_pack(body), "search_text": lede_pack_words(search_text, body)}


class PackedBody(TypeDecorator[str]):
    """A text that is packed where it is stored."""

    impl = Text
    cache_ok = True

    def column_expression(self, column: ColumnElement[str]) -> ColumnElement[str]:
        """The text, unpacked as it is read."""
        return lede_unpack(column)


class PackedWords(TypeDecorator[str]):
    """Words that are packed beside the `body` of their row."""

    impl = Text
    cache_ok = True

    def column_expression(self, column: ColumnElement[str]) -> ColumnElement[str]:
        """The words, unpacked as they are read."""
        return words_of_row(column)


def words_of_row(column: Any) -> ColumnElement[str]:
    """The words for search in a column, on either engine."""
    assert isinstance(column, Column)
    return lede_unpack_words(column, column.table.c.body)


#: How a statement writes the texts that it is given as `body` and `search_text`.
PACKED_VALUES = packed(bindparam("body", type_=Text()), bindparam("search_text", type_=Text()))
