"""Texts of articles in a third of their bytes on SQLite; PostgreSQL packs long values itself.

SQLite packs as rows are written (`PACKED_VALUES`; a trigger packs what comes otherwise) and
unpacks in all that is selected, so that nobody else knows. The words for search are mostly words
of the body, which is the dictionary they are packed with. Texts that were stored before stay
readable as they are.
"""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

#: No more of a dictionary can be used.
_REACH_BYTES = 32_768

#: A text as SQLite holds it: packed, or as it was stored before.
Stored = str | bytes


def pack(body: Stored) -> bytes:
    """A body packed; one that is packed already stays as it is."""
    return zlib.compress(body.encode(), wbits=-15) if isinstance(body, str) else body


def unpack(body: Stored) -> str:
    """The body of an article."""
    return body if isinstance(body, str) else zlib.decompress(body, wbits=-15).decode()


def pack_words(words: Stored, body: Stored) -> bytes:
    """The words for search of an article with that body, packed; packed ones stay as they are."""
    if not isinstance(words, str):
        return words
    packing = zlib.compressobj(wbits=-15, zdict=_dictionary(body))
    return packing.compress(words.encode()) + packing.flush()


def unpack_words(words: Stored, body: Stored) -> str:
    """The words for search of an article with that body."""
    if isinstance(words, str):
        return words
    unpacking = zlib.decompressobj(wbits=-15, zdict=_dictionary(body))
    return (unpacking.decompress(words) + unpacking.flush()).decode()


def _dictionary(body: Stored) -> bytes:
    # small letters of ASCII alone: what others are depends on the version of Unicode
    return unpack(body).encode().lower()[:_REACH_BYTES]


#: The functions that SQLite is given, by name, with their number of arguments.
SQLITE_FUNCTIONS: dict[str, tuple[int, Any]] = {
    "lede_pack": (1, pack),
    "lede_unpack": (1, unpack),
    "lede_pack_words": (2, pack_words),
    "lede_unpack_words": (2, unpack_words),
}


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


@compiles(lede_pack, "postgresql")
@compiles(lede_pack_words, "postgresql")
@compiles(lede_unpack, "postgresql")
@compiles(lede_unpack_words, "postgresql")
def _as_it_is(element: GenericFunction[str], compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(next(iter(element.clauses)), **options))


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
