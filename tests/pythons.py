"""Lede on other Pythons. One that cannot be had on this machine is said so, and is no failure.

`make pythons`: each that is here, with the locked packages, the wheel, its version, a page.
`make newest`: a fast part of the suite on the newest that is here or that uv brings.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.test_wheel import ROOT, plays

#: The ones after the oldest, which all else is tested on.
_OTHERS = ("3.12", "3.13", "3.14")

#: What of the suite needs no database, no server and no browser.
_FAST = ("tests/domain", "tests/render", "tests/text", "tests/telegram", "tests/test_config.py")
#: Seconds after which uv is not waited for to bring an interpreter.
_BRING_S = 60


def _interpreter(version: str) -> str:
    """One that runs, from the path or from where pyenv keeps them; empty when there is none."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python{version}"))
    for name in (f"python{version}", *map(str, reversed(kept))):
        try:
            done = subprocess.run([name, "--version"], capture_output=True, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            return name
    return ""


def _run(*words: str | Path, folder: Path = ROOT, wait_s: float = 600) -> str:
    return subprocess.run(
        list(map(str, words)),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=wait_s,
    ).stdout


def _try(interpreter: str, folder: Path) -> str:
    """The version that `lede` says of itself there, after its playground gave its page."""
    _run(interpreter, "-m", "venv", folder / "env")
    python, lede = (folder / "env" / "bin" / name for name in ("python", "lede"))
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    _run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock")
    _run(*pip, "--no-build-isolation", ROOT)
    said = _run(lede, "--version", folder=folder).strip()
    plays(lede, folder)
    return said


def _newest(uv: Path, folder: Path) -> str:
    """The newest version that is here or comes, with the locked packages in a folder's `env`."""
    for version in reversed(_OTHERS):
        wanted = _interpreter(version) or version
        try:
            _run(uv, "venv", "--quiet", "--python", wanted, folder / "env", wait_s=_BRING_S)
        except subprocess.SubprocessError:
            print(f"Python {version}: none here, and uv cannot bring it", flush=True)
            continue
        lock = ROOT / "requirements-dev.lock"
        pip = (uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes")
        _run(*pip, "--python", folder / "env", "-r", lock)
        return version
    return ""


def suite() -> int:
    """Whether the fast part of the suite passes on the newest, as a process's exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(sys.executable, "-m", "venv", folder / "uv")
        try:
            _run(folder / "uv" / "bin" / "python", "-m", "pip", "install", "--quiet", "uv")
        except subprocess.SubprocessError:
            print("uv, which brings interpreters, cannot be had here.", flush=True)
            return 0
        version = _newest(folder / "uv" / "bin" / "uv", folder)
        if not version:
            print("The tests were tried on no other Python.")
            return 0
        print(f"Python {version}:", flush=True)
        words = (folder / "env" / "bin" / "python", "-m", "pytest", "-n", "2", *_FAST)
        return subprocess.run(list(map(str, words)), cwd=ROOT, check=False).returncode


def main() -> int:
    """Whether Lede runs on all that are here, as a process's exit status."""
    failed = False
    for version in _OTHERS:
        interpreter = _interpreter(version)
        if not interpreter:
            print(f"Python {version}: none here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(f"Python {version}: {_try(interpreter, Path(folder))}, plays", flush=True)
            except subprocess.SubprocessError as error:
                failed = True
                print(f"Python {version}: {error}\n{getattr(error, 'stderr', '')}")
            except AssertionError as error:
                failed = True
                print(f"Python {version}: the playground does not run: {error}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(suite() if "--newest" in sys.argv else main())
