"""The wheel works alone: installed by the oldest pip there may be, it runs anywhere."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import urllib.request
from pathlib import Path

from tests.support.process import free_port

ROOT = Path(__file__).parents[1]


def _run(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        list(map(str, words)),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _installed_but_lede(folder: Path) -> Path:
    """A folder with everything that is installed here but Lede itself."""
    folder.mkdir()
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if not re.match(r"(__editable__\w*lede|lede-|__pycache__)", each.name):
            (folder / each.name).symlink_to(each)
    return folder


def install(folder: Path) -> Path:
    """Build the wheel and install it offline beside what is installed here; its `lede`."""
    source, work = folder / "source", folder / "work"
    source.mkdir()
    work.mkdir()
    for name in ("bot", "handlers"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    offline = ("--no-index", "--quiet")
    _run(
        *(*pip, "wheel", *offline, "--no-deps", "--no-build-isolation", "-w", folder, source),
        cwd=work,
    )
    (wheel,) = folder.glob("lede-*.whl")
    _run(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=work)
    (site,) = (folder / "env" / "lib").glob("python3*/site-packages")
    (site / "here.pth").write_text(str(_installed_but_lede(folder / "here")) + "\n")
    # the resolver looks through everything that Lede asks for, and what that asks for
    python = folder / "env" / "bin" / "python"
    _run(*pip, "--python", python, "install", *offline, "--no-compile", wheel, cwd=work)
    return folder / "env" / "bin" / "lede"


def test_a_wheel_is_installed_by_pip_offline_and_plays(tmp_path: Path) -> None:
    """Into an environment that has its dependencies and nothing of this folder."""
    lede = install(tmp_path)
    work = tmp_path / "work"
    assert re.fullmatch(r"lede \d+\.\d+\.\d+\n", _run(lede, "--version", cwd=work))
    where = _run(lede.with_name("python"), "-c", "import bot; print(bot.__file__)", cwd=work)
    assert where.startswith(str(tmp_path / "env"))
    plays(lede, work)


def plays(lede: Path, work: Path) -> None:
    """The playground's page and its samples come from the wheel."""
    port = free_port()
    process = subprocess.Popen(
        [lede, "playground", "--port", str(port)],
        cwd=work,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(work), "WEB_PORT": "0", "METRICS_PORT": "0"},
    )
    try:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if f":{port}" in line:
                break
        else:
            raise AssertionError("".join(lines))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
            assert "app.js" in page.read().decode()
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM)  # perhaps before it listens for it
