"""The real methods' parameters, and the check of every call against them.

`methods.json` is data from the official description of Bot API 10.1 (11 June 2026,
https://core.telegram.org/bots/api); `tests/playground/make_methods.py` writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final

import orjson

from bot.playground.world.errors import ApiError, bad_request
from bot.playground.world.files import Upload

#: Reads one value: coerces it as Telegram does, and appends what is wrong with it to the list.
Reader = Callable[[Any, list[str]], Any]

_TRUE = frozenset(("true", "yes", "1"))
_FALSE = frozenset(("false", "no", "0", ""))

#: What Telegram says where a required parameter is missing and its words are known.
_MISSING: Final = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "user_id": "invalid user_id specified",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "file_id": "file_id is empty",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method the emulator answers."""

    name: str
    readers: Mapping[str, Reader]
    required: tuple[str, ...]

    def read(
        self, given: Mapping[str, Any], files: Mapping[str, Upload]
    ) -> tuple[dict[str, Any], list[str]]:
        """The parameters with their real types, and what a strict reader objects to.

        Raises:
            ApiError: a required parameter is missing.
        """
        values: dict[str, Any] = {}
        problems: list[str] = []
        readers = self.readers
        for name, value in given.items():
            reader = readers.get(name)
            if reader is None:
                if not (value is None or name in files):
                    problems.append(f"{self.name} has no parameter {name}")
            elif value is not None:
                values[name] = reader(value, problems)
        if files:
            values |= {name: upload for name, upload in files.items() if name in readers}
        for name in self.required:
            if name not in values:
                raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
        return values, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCatalogue:
    """The methods of the Bot API that are answered."""

    version: str
    #: By lower-case name: Telegram does not care about case.
    methods: Mapping[str, Method]
    #: Real methods that the emulator does not do, lower case.
    others: frozenset[str]

    def find(self, name: str) -> Method:
        """The method of that name.

        Raises:
            ApiError: 404 for no method of the Bot API, 501 for one the emulator does not do.
        """
        method = self.methods.get(name) or self.methods.get(name.lower())
        if method is not None:
            return method
        if name.lower() in self.others:
            raise ApiError(501, f"Not Implemented: the emulator does not do {name}")
        raise ApiError(404, "Not Found")


@dataclass(slots=True)
class _Compiler:
    types: Mapping[str, Any]
    done: dict[str, Reader] = field(default_factory=dict)

    def reader(self, kinds: tuple[str, ...]) -> Reader:
        """The way a value of one of these types is read."""
        key = "|".join(kinds)
        if key not in self.done:
            self.done[key] = self._make(kinds)
        return self.done[key]

    def _make(self, kinds: tuple[str, ...]) -> Reader:
        if set(kinds) == {"Integer", "String"}:
            return _integer_or_string
        if "InputFile" in kinds:
            return _file
        if len(kinds) == 1 and kinds[0] in _SIMPLE:
            return _SIMPLE[kinds[0]]
        if len(kinds) == 1 and kinds[0].startswith("Array of "):
            return self._array(kinds[0].removeprefix("Array of "))
        return self._object(kinds)

    def _array(self, kind: str) -> Reader:
        element: Reader | None = None

        def read(value: Any, problems: list[str]) -> Any:
            nonlocal element
            if element is None:
                element = self.reader((kind,))
            value = _from_json(value)
            if not isinstance(value, list):
                problems.append(f"expected an array of {kind}")
                raise bad_request(f"can't parse JSON: expected an Array of {kind}")
            return [element(one, problems) for one in value]

        return read

    def _object(self, kinds: tuple[str, ...]) -> Reader:
        shapes: list[tuple[str, dict[str, Reader], frozenset[str]]] | None = None
        label = " or ".join(kinds)

        def read(value: Any, problems: list[str]) -> Any:
            nonlocal shapes
            if shapes is None:
                shapes = [self._shape(name) for kind in kinds for name in self._concrete(kind)]
            value = _from_json(value)
            if not isinstance(value, dict):
                problems.append(f"expected {label}")
                raise bad_request(f"can't parse JSON: {label} must be an Object")
            name, readers, required = _best(shapes, value)
            result = {}
            for key, one in value.items():
                reader = readers.get(key)
                if reader is None:
                    problems.append(f"{name} has no field {key}")
                elif one is not None:
                    result[key] = reader(one, problems)
            missing = required - result.keys()
            if missing:
                problems.append(f"{name} lacks {', '.join(sorted(missing))}")
            return result

        return read

    def _concrete(self, kind: str) -> list[str]:
        described = self.types[kind]
        return described if isinstance(described, list) else [kind]

    def _shape(self, name: str) -> tuple[str, dict[str, Reader], frozenset[str]]:
        described = self.types[name]
        readers = {key: self.reader(tuple(kinds)) for key, (kinds, _) in described.items()}
        return name, readers, frozenset(key for key, (_, required) in described.items() if required)


def _best(
    shapes: list[tuple[str, dict[str, Reader], frozenset[str]]], value: dict[str, Any]
) -> tuple[str, dict[str, Reader], frozenset[str]]:
    """The shape that explains most of the value."""
    if len(shapes) == 1:
        return shapes[0]
    keys = value.keys()
    return max(shapes, key=lambda shape: (len(shape[1].keys() & keys), -len(shape[2] - keys)))


def _from_json(value: Any) -> Any:
    """Forms carry objects as JSON texts; JSON bodies may."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None


def _integer(value: Any, problems: list[str]) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return int(str(value))
    except ValueError:
        problems.append(f"expected an integer, not {value!r:.40}")
        return 0


def _string(value: Any, problems: list[str]) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list | bool):
        problems.append("expected a string")
    return str(value)


def _boolean(value: Any, problems: list[str]) -> Any:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text not in _TRUE and text not in _FALSE:
        problems.append(f"expected a boolean, not {value!r:.40}")
    return text in _TRUE


def _float(value: Any, problems: list[str]) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        problems.append(f"expected a number, not {value!r:.40}")
        return 0.0


def _integer_or_string(value: Any, problems: list[str]) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = _string(value, problems).strip()
    try:
        return int(text)
    except ValueError:
        return text


def _file(value: Any, problems: list[str]) -> Any:
    return value if isinstance(value, Upload) else _string(value, problems)


_SIMPLE: Final[dict[str, Reader]] = {
    "Integer": _integer,
    "String": _string,
    "Boolean": _boolean,
    "Float": _float,
    "True": _boolean,
}


def load() -> MethodCatalogue:
    """The catalogue in `methods.json`."""
    data = orjson.loads(resources.files(__package__).joinpath("methods.json").read_bytes())
    compiler = _Compiler(data["types"])
    methods = {
        name.lower(): Method(
            name=name,
            readers={key: compiler.reader(tuple(kinds)) for key, (kinds, _) in described.items()},
            required=tuple(key for key, (_, required) in described.items() if required),
        )
        for name, described in data["methods"].items()
    }
    methods |= {method.name: method for method in methods.values()}
    return MethodCatalogue(
        version=data["version"],
        methods=methods,
        others=frozenset(name.lower() for name in data["others"]),
    )
