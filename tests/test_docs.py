"""Documentation that cannot lie: what follows from the program, links, files that machines read."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import COMMANDS, load_command
from bot.config import Settings
from handlers.registry import COMMANDS as CHAT_COMMANDS
from tests.make_docs import FILES, FOLDER
from tests.make_sbom import bill
from tests.test_packaging import locked, project

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*DOCS.rglob("*.md"), ROOT / "README.md"]


@pytest.mark.parametrize("name", FILES)
def test_what_follows_from_the_program_is_up_to_date(name: str) -> None:
    """A changed command or setting fails here until `make docs` was run."""
    assert (FOLDER / name).read_text(encoding="utf-8") == FILES[name](), "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file of this repository, and to a heading that it has."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", target):
            continue
        name, _, part = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), target
        if part:
            said = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in said}
            assert part in slugs, target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_exists(page: Path) -> None:
    """In the chat, on the command line, and of make."""
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"`lede ([a-z]+)", text)) <= set(COMMANDS)
    chat = set(re.findall(r"`/([a-z]+)(?=[ `])", text)) - {"metrics", "healthz", "readyz", "op"}
    elsewhere = {"healthcheck", "health", "newbot", "setjoingroups"}
    assert chat - elsewhere <= {each.name for each in CHAT_COMMANDS}
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", text)) <= made


def _examples(text: str) -> list[list[str]]:
    """The words of each command line of Lede that a page shows, whole."""
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    found = []
    for line in lines:
        told = re.sub(r"\s+[#<>|].*", "", line.strip())
        told = re.sub(r"^sudo ", "", re.sub(r"^(sudo )?env (\S+=\S+ )+", "", told))
        if re.match(r"(\S*/)?lede \w", told) and "[--" not in told and "[-" not in told:
            found.append(shlex.split(told)[1:])
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_example_of_the_command_line_would_be_understood(page: Path) -> None:
    """Its command, what stands below that, its options, and no word too many."""
    for words in _examples(page.read_text(encoding="utf-8")):
        name, *rest = words
        if name not in COMMANDS:
            continue  # prose: another test looks at names
        command: Any = load_command(name)
        if getattr(command, "commands", None) and rest:
            said = [each.strip(",") for each in rest if each.strip(",").islower()]
            below = [each for each in said[:1] if not each.startswith("-")]
            assert set(below) <= set(command.commands), words
            if "," in " ".join(rest) or not below:
                continue  # `lede source add, list`: several are named
            command, rest = command.commands[below[0]], rest[1:]
        known = {opt for param in command.params for opt in (*param.opts, *param.secondary_opts)}
        given = {each.partition("=")[0] for each in rest if each.startswith("--")}
        assert given <= known | {"--help"}, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_setting_of_an_example_exists(page: Path) -> None:
    """`NAME=value` names a setting, or what belongs to the tests."""
    named = set(re.findall(r"\b([A-Z][A-Z_]{3,})=", page.read_text(encoding="utf-8")))
    settings = {name.upper() for name in Settings.model_fields}
    assert named <= settings | {"TOKEN", "LEDE_DATA", "LEDE_SHOTS"}


def test_every_dependency_has_its_row() -> None:
    """What is installed for running, and nothing else, is accounted for."""
    wanted = {re.split(r"[\[<>=!~ ;]", each)[0] for each in project()["project"]["dependencies"]}
    table = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == wanted


def test_the_bill_of_materials_has_every_package() -> None:
    """With version, hash and, where it is installed, licence; the same each time."""
    made = bill()
    assert {each["name"]: each["version"] for each in made["components"]} == locked(
        "requirements.lock"
    )
    assert all(each["hashes"] for each in made["components"])
    unsaid = [each["name"] for each in made["components"] if "licenses" not in each]
    assert set(unsaid) <= {"colorama", "setuptools", "pip"}
    assert json.dumps(made) == json.dumps(bill())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_the_unit_is_shut_tight() -> None:
    """2.0 at the most, as systemd itself counts."""
    words = ["systemd-analyze", "security", "--offline=true", str(DOCS / "deploy/lede.service")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"exposure level for [\w.]+: ([\d.]+)", done.stdout)
    if found is None:
        pytest.skip("this systemd-analyze cannot look at files")
    assert float(found[1]) <= 2.0


def test_kubernetes_runs_roles_and_settings_that_there_are() -> None:
    """Every role is somebody's; probes ask for what is served; no secret stands in the file."""
    text = (DOCS / "deploy" / "kubernetes.yaml").read_text(encoding="utf-8")
    roles = [set(each.split(",")) for each in re.findall(r'--roles, "([a-z,]+)"', text)]
    assert set().union(*roles) == {"listen", "ingest", "curate", "publish", "deliver", "web"}
    assert all("web" in each for each in roles)
    assert {"/healthz", "/readyz"} == set(re.findall(r"path: (/[a-z]+)[,}]", text)) - {"/tmp"}
    assert "TOKEN=…" in text
    assert text.count("readOnlyRootFilesystem: true") == text.count("image: lede") == 2
