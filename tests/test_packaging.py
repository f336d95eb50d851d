"""What is installed is exactly what was locked, complete, and layered as drawn."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from bot import __version__

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")

#: `name==version` or `name[extra]==version`, perhaps with a marker.
_REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z,]+\])?==([^ ;]+)(?: ; [^\\]+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def project() -> dict[str, Any]:
    """The project's own description."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(name: str) -> dict[str, str]:
    """Package -> version of a lock file. Fails on any line of another shape."""
    found: dict[str, str] = {}
    open_hashes = False
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if not line or line.lstrip().startswith("#"):
            continue
        if requirement := _REQUIREMENT.match(line):
            assert not open_hashes, f"{name}: no hash before {line}"
            found[requirement[1]] = requirement[2]
            open_hashes = True
        else:
            assert _HASH.match(line), f"{name}: {line}"
            open_hashes = line.endswith("\\")
    assert not open_hashes
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_every_package_with_hashes(name: str) -> None:
    """Nothing is installed that differs by a byte from what was tested."""
    assert len(locked(name)) > 40


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_place_to_download_from(name: str) -> None:
    """Where packages come from is the installing machine's matter."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"^\s*-(-index-url|-extra-index-url|-find-links|i|f)\b", text, re.MULTILINE
    )


def test_the_lock_files_agree() -> None:
    """What the tests ran with is what is installed for running."""
    run, dev, bench = (locked(name) for name in LOCKS)
    assert run.items() <= dev.items()
    assert dev.keys() <= bench.keys()


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        (LOCKS[0], ""),
        (LOCKS[1], "dev"),
        (LOCKS[1], "otel"),
        (LOCKS[2], "bench"),
        ("requirements-docs.lock", "docs"),
    ],
)
def test_everything_the_project_asks_for_is_locked(name: str, extra: str) -> None:
    """A dependency added without `make lock` fails here."""
    description = project()["project"]
    wanted = description["optional-dependencies"][extra] if extra else description["dependencies"]
    names = {re.split(r"[\[<>=!~ ;]", text)[0].lower() for text in wanted}
    assert names <= locked(name).keys()


def test_the_version_is_said_once_in_two_places() -> None:
    """The package and its description say the same version."""
    assert project()["project"]["version"] == __version__


def test_every_file_of_data_is_packaged() -> None:
    """What a module reads beside itself is there after an installation, too."""
    patterns = project()["tool"]["setuptools"]["package-data"]["bot"]
    left_out = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "bot").rglob("*")
        if file.is_file()
        and file.suffix not in {".py", ".pyc", ".png"}  # pictures are for the README
        and not any(fnmatch(file.name, pattern.removeprefix("**/")) for pattern in patterns)
    ]
    assert left_out == []


def test_every_module_has_its_layer() -> None:
    """A new part of the program cannot stand outside the import rule."""
    contracts = {
        contract["id"]: contract for contract in project()["tool"]["importlinter"]["contracts"]
    }
    layers = contracts["layers"]["layers"]
    named = {name.strip(" ()") for layer in layers for name in re.split(r"[|:]", layer)}
    parts = {
        f"bot.{path.stem}"
        for path in (ROOT / "bot").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__init__"
    }
    assert named == parts | {"handlers"}
    for contract in contracts.values():
        assert contract["name"]
