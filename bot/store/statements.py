"""Compiled statements made ready for the driver: words, parameters in order, how rows are read.

Each statement is compiled, cached and typed by SQLAlchemy; what is the same at every execution is
found out once and kept beside its compiled form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Engine
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import WARN_LINTING, SQLCompiler

#: Of a statement with lists so many forms are kept, each for lists of other lengths.
_FORMS = 64

#: What is read where a statement brings no rows.
NOTHING = SimpleResultMetaData(())

Given = Sequence[Mapping[str, Any]]
#: A type's way of writing a value.
Write = Callable[[Any], Any]


class Form:
    """The words of a statement with the names of its parameters in order, lists written out."""

    __slots__ = ("names", "words", "writes", "written")

    def __init__(
        self,
        words: str,
        names: Sequence[str],
        writes: Mapping[str, Write],
        written: Mapping[str, Sequence[Any]],
    ) -> None:
        self.words = words
        #: The parameters in order, each with its type's way of writing it, if it has one.
        self.names = [(name, writes.get(name)) for name in names]
        #: The names of each list's values.
        self.written = written

    def row(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters in order."""
        return tuple(
            [values[name] if write is None else write(values[name]) for name, write in self.names]
        )


class Plan:
    """A compiled statement, ready for the driver."""

    def __init__(self, engine: Engine, compiled: Any) -> None:
        self._dialect: Any = engine.dialect
        self._compiled = compiled
        self._lists = sorted(compiled.bind_names[each] for each in compiled.post_compile_params)
        #: Lists of pairs, and values that are written into the words, are not kept.
        self._kept = not compiled.literal_execute_params and not any(
            each.type._is_tuple_type for each in compiled.post_compile_params
        )
        #: What columns have that were given nothing.
        self._defaults = {}
        if compiled.insert_prefetch:
            key = compiled._within_exec_param_key_getter
            self._defaults = {key(each): each.default.arg for each in compiled.insert_prefetch}
        self._forms: dict[tuple[int, ...], Form] = {}
        self._rows: SimpleResultMetaData | None = None
        if not self._lists and self._kept:
            self._forms[()] = Form(
                compiled.string, compiled.positiontup, compiled._bind_processors, {}
            )

    def bound(self, given: Given, extracted: Any, collected: Any) -> tuple[str, Any]:
        """The words, and the parameters in order: one row of them, or a list for several."""
        sets = [
            self._compiled.construct_params(
                each,
                escape_names=False,
                _group_number=place,
                extracted_parameters=extracted,
                _collected_params=collected,
            )
            for place, each in enumerate(given or (None,))
        ]
        for each in sets:
            each.update(self._defaults)
        form = self._form(sets[0])
        if len(sets) == 1:
            return form.words, form.row(sets[0])
        return form.words, [form.row(each) for each in sets]

    def _form(self, values: Any) -> Form:
        lengths = tuple([len(values[name]) for name in self._lists])
        form = self._forms.get(lengths) if self._kept else None
        if form is not None:
            for name, names in form.written.items():
                values.update(zip(names, values[name], strict=True))
            return form
        state = self._compiled._process_parameters_for_postcompile(values)
        writes = {**self._compiled._bind_processors, **state.processors}
        form = Form(state.statement, state.positiontup, writes, state.parameter_expansion)
        if self._kept and len(self._forms) < _FORMS:
            self._forms[lengths] = form
        return form

    def rows(self, described: Sequence[Any]) -> SimpleResultMetaData:
        """A reader of rows for the driver's description: names and types."""
        if self._rows is None:
            columns = self._compiled._result_columns
            if not columns:
                return named(described)
            self._rows = SimpleResultMetaData(
                [each.keyname for each in columns],
                extra=[each.objects for each in columns],
                _processors=[
                    each.type._cached_result_processor(self._dialect, about[1])
                    for each, about in zip(columns, described, strict=True)
                ],
            )
        return self._rows


def named(described: Sequence[Any]) -> SimpleResultMetaData:
    """A reader of rows of which only names are known."""
    return SimpleResultMetaData([each[0] for each in described])


_PLANS: WeakKeyDictionary[SQLCompiler, Plan] = WeakKeyDictionary()


def plan_of(engine: Engine, statement: Any, given: Given) -> tuple[Plan | None, Any, Any]:
    """A statement's plan, and what SQLAlchemy took out of it as parameters.

    None where more is to be done than giving words to the driver.
    """
    compiled, extracted, collected, _ = statement._compile_w_cache(
        engine.dialect,
        compiled_cache=engine._compiled_cache,
        column_keys=sorted(given[0]) if given else [],
        for_executemany=len(given) > 1,
        linting=engine.dialect.compiler_linting | WARN_LINTING,
    )
    plan = _PLANS.get(compiled)
    if plan is None:
        if not _plain(compiled):
            return None, None, None
        plan = _PLANS[compiled] = Plan(engine, compiled)
    return plan, extracted, collected


def _plain(compiled: Any) -> bool:
    """True if nothing is to be computed beside, and columns come in the order they are named."""
    return (
        compiled.positional
        and all(each.default and each.default.is_scalar for each in compiled.insert_prefetch)
        and not compiled.update_prefetch
        and not compiled.schema_translate_map
        and not (compiled._insertmanyvalues and compiled._insertmanyvalues.num_sentinel_columns)
        and not (compiled._result_columns and compiled._loose_column_name_matching)
        and not (
            compiled._result_columns
            and not compiled._ordered_columns
            and not compiled._textual_ordered_columns
        )
    )
