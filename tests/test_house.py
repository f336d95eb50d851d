"""Rules of the house that no linter knows: one word for each idea, plain openings of docstrings."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.domain.log_levels import PARTS
from bot.domain.setting_checks import DATABASES
from bot.store.engines.registry import DIALECTS, read_address

ROOT = Path(__file__).parent.parent


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax trees of the program's modules, by path; migrations are written by Alembic."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for package in ("bot", "handlers")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "versions" not in path.parts
    }


def test_no_two_classes_have_one_name() -> None:
    """Whoever searches for a word finds one thing; a private class is no exception."""
    places = defaultdict(list)
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(f"{path}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


#: A docstring says what its thing gives; a question says what its reader does not know.
_QUESTIONS = frozenset(
    ["What", "Whether", "How", "Who", "Whom", "Whose", "Which", "Where", "When", "Why"]
)
#: Openings that name nothing: whoever searches for the ordinary word would not find the place.
_VAGUE = ("All that ", "Everything ", "Knowledge of ", "The fate of ")
_LEAST_WORDS = 3


def test_docstrings_say_what_a_thing_gives() -> None:
    """They open with the thing in three plain words or more, no question, no `All that`."""
    wrong = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(
                node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            ):
                continue
            words = (ast.get_docstring(node) or "three words or none").split("\n\n")[0].split()
            vague = words[0].strip(",:") in _QUESTIONS or " ".join(words).startswith(_VAGUE)
            if vague or len(words) < _LEAST_WORDS:
                wrong.append(f"{path}: {' '.join(words)}")
    assert wrong == []


#: Names that only one engine has, and words by which one is told from another.
_ENGINE = re.compile(r"sqlite|postgres|asyncpg", re.IGNORECASE)
_ENGINE_WORD = re.compile(r"(sqlite3?|postgres(ql)?)(\+\w+)?(:/{0,3})?", re.IGNORECASE)
#: Where an engine may be named: each is about something that is one engine's own.
_NAMES_ENGINES = {
    "bot/domain/setting_checks.py": "addresses that DATABASE_URL may be",
    "bot/sources/sql_table.py": "the database of somebody else, as a source",
    "bot/store/backup.py": "the copy that is put back on any engine is a file of one",
}


def _named(node: ast.AST) -> str:
    """The word in a node by which an engine could be named."""
    match node:
        case ast.Compare(left=ast.Attribute(attr="name", value=ast.Attribute(attr="dialect"))):
            return "postgresql or sqlite"
        case (
            ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name) | ast.arg(arg=name)
        ):
            return name
        case ast.keyword(arg=str(name)) | ast.ImportFrom(module=str(name)):
            return name
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
        case ast.Constant(value=str(words)) if _ENGINE_WORD.fullmatch(words):
            return words
        case _:
            return ""


def test_nothing_asks_on_which_engine_it_works() -> None:
    """The differences are methods of `Dialect`: a third engine is a package in `store/engines`."""
    asks = {
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, tree in modules().items()
        if not path.startswith("bot/store/engines/") and path not in _NAMES_ENGINES
        for node in ast.walk(tree)
        if _ENGINE.search(_named(node))
    }
    assert asks == set()


#: Services that are no part's own: they look after the whole process.
_OF_ALL_PARTS = {"bot.services.alarms", "bot.services.connection", "bot.services.reload"}


def test_every_service_that_writes_lines_is_of_a_part_whose_level_can_be_set() -> None:
    """`LOG_LEVEL=INFO,deliver=DEBUG` shows all of that part."""
    known = {name for names in PARTS.values() for name in names} | _OF_ALL_PARTS
    writing = {
        path.removesuffix(".py").replace("/", ".")
        for path, tree in modules().items()
        if path.startswith("bot/services/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "getLogger"
    }
    assert writing - known == set()
    assert {name for name in known if name.startswith("bot.services.")} - writing == set()


def test_no_method_is_there_that_must_not_be_called() -> None:
    """What only some can do is a part that they have or have not, and not a step that raises."""
    raising = {
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and node.exc is not None
        for word in ast.walk(node.exc)
        if isinstance(word, ast.Name) and word.id == "NotImplementedError"
    }
    assert raising == set()


def _writes_states(call: ast.Call) -> bool:
    """True if an update of `outbox` is given a state, at once or by a function of its own."""
    statement = call.func if isinstance(call.func, ast.Attribute) else None
    about = statement.value if statement and statement.attr == "values" else call.args[:1]
    nodes = [about] if isinstance(about, ast.AST) else about
    return any(word.arg == "state" for word in call.keywords) and any(
        isinstance(node, ast.Call | ast.Name)
        and "outbox" in {getattr(each, "id", "") for each in (node, *getattr(node, "args", ()))}
        for each in nodes
        for node in ast.walk(each)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    )


def test_one_file_writes_the_states_of_parts() -> None:
    """So that the table of moves holds for all of them; see `tests/store/test_moves.py`."""
    found = {
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _writes_states(node)
    }
    assert found == {"bot/store/outbox/states.py"}


def test_every_engine_can_be_set() -> None:
    """An address that the settings take leads to an engine, and each engine has one."""
    found = {read_address(f"{begins}here/lede")[0] for begins in DATABASES}
    assert found == set(DIALECTS)


#: Longer files have more than one job.
MOST_LINES = 350


def _files() -> Iterator[Path]:
    """The modules of the program and of its tests; migrations are written by Alembic."""
    for folder in ("bot", "handlers", "tests"):
        yield from (f for f in (ROOT / folder).rglob("*.py") if "versions" not in f.parts)


def test_lines_fit_a_screen() -> None:
    """At most 120 characters, in tests too."""
    long = [
        f"{file.relative_to(ROOT).as_posix()}:{number}"
        for file in _files()
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1)
        if len(line) > 120
    ]
    assert long == []


def test_files_have_one_job() -> None:
    """No module is longer than a few screens, tests neither; migrations are written by Alembic."""
    long = {
        file.relative_to(ROOT).as_posix(): lines
        for file in _files()
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


#: Calls in an assertion that change nothing.
_LOOKS = frozenset({"isinstance", "all", "len"})


def _only_looks(part: ast.AST) -> bool:
    if isinstance(part, ast.Call):
        return ast.unparse(part.func) in _LOOKS
    return not isinstance(part, ast.Await | ast.NamedExpr | ast.Yield)


def test_nothing_that_runs_needs_assertions_or_docstrings() -> None:
    """With `python -OO` there are neither: an assertion only tells a reader and mypy."""
    wrong = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "__doc__":
                wrong.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.Assert):
                calls = (each for each in ast.walk(node.test) if not _only_looks(each))
                wrong += [f"{path}:{node.lineno}" for _ in calls]
    assert wrong == []
