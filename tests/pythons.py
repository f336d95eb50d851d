"""Lede on the other Pythons that are here: the locked packages, the wheel, its version, a page.

`make pythons`. One that is not on this machine is said to be missing, and is no failure.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.test_wheel import ROOT, plays

#: The ones after the oldest, which all else is tested on.
_OTHERS = ("3.12", "3.13", "3.14")


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


def _try(interpreter: str, folder: Path) -> str:
    """The version that `lede` says of itself there, after its playground gave its page."""

    def run(*words: str | Path) -> str:
        return subprocess.run(
            list(map(str, words)),
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        ).stdout

    run(interpreter, "-m", "venv", folder / "env")
    python, lede = (folder / "env" / "bin" / name for name in ("python", "lede"))
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock")
    run(*pip, "--no-build-isolation", ROOT)
    said = run(lede, "--version").strip()
    plays(lede, folder)
    return said


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
    sys.exit(main())
