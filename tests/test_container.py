"""The container files by their rules: what can be seen of them without a container engine."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")


def _instructions() -> list[tuple[str, str]]:
    """Each instruction with its arguments, continued lines joined, comments left out."""
    text = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_last_stage_runs_as_nobody_and_says_whether_it_lives() -> None:
    """No root, a health check, and commands in the form that signals reach."""
    found = _instructions()
    last = found[max(at for at, (word, _) in enumerate(found) if word == "FROM") :]
    words = dict(last)
    assert words["USER"].isdigit()
    assert int(words["USER"]) > 1000
    assert json.loads(words["ENTRYPOINT"]) == ["lede"]
    assert json.loads(words["CMD"]) == ["run"]
    assert json.loads(words["HEALTHCHECK"].partition("CMD ")[2]) == ["lede", "healthcheck"]
    assert [word for word, _ in last].index("USER") > [word for word, _ in last].index("RUN")


def test_every_base_has_a_version_and_every_package_a_hash() -> None:
    """What is built is what was tested."""
    bases = {rest.split()[0] for word, rest in _instructions() if word == "FROM"}
    assert bases == {"python:3.13-slim-bookworm"}
    installs = [rest for _, rest in _instructions() if "pip install" in rest]
    assert any("--require-hashes -r requirements.lock" in rest for rest in installs)
    assert all("--no-deps" in rest for rest in installs)


def test_what_is_copied_is_let_through_and_there() -> None:
    """The context holds no secrets: everything is left out but what is named."""
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    let_through = {line[1:] for line in ignore if line.startswith("!")}
    assert "*" in ignore
    copied = {
        name
        for word, rest in _instructions()
        if word == "COPY" and not rest.startswith("--from")
        for name in rest.split()[:-1]
    }
    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)


def test_services_run_without_rights_and_without_secrets_in_the_file() -> None:
    """A read-only root, no capabilities, nothing that is a token or a password."""
    for rule in ("read_only: true", "cap_drop: [ALL]", '"no-new-privileges:true"'):
        assert rule in COMPOSE
    assert not re.search(r"\d{6,}:AA", COMPOSE + DOCKERFILE)
    assert set(re.findall(r"PASSWORD: (\S+)", COMPOSE)) == {"${POSTGRES_PASSWORD:-}"}
