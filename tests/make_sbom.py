"""A bill of materials (CycloneDX 1.6) of what is installed for running: `make sbom > sbom.json`.

From the lock file (names, versions, hashes) and what the packages say of themselves (licences).
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z,]+\])?==([^ ;]+)(?: ; ([^\\]+))? \\$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def licence_of(name: str) -> str:
    """What a package says of its licence, in one line; empty when it is not installed here."""
    try:
        said: Any = metadata(name)  # its `get` came with Python 3.12's stubs alone
    except PackageNotFoundError:
        return ""
    classified = [
        each.rpartition(" :: ")[2]
        for each in said.get_all("Classifier") or ()
        if each.startswith("License ::") and not each.endswith("OSI Approved")
    ]
    words = said.get("License-Expression") or "; ".join(classified) or said.get("License") or ""
    return words.strip().splitlines()[0][:80] if words.strip() else _licence_by_text(name)


def _licence_by_text(name: str) -> str:
    """The licence of a package that brings its text and no more, by how that goes."""
    for file in files(name) or ():
        if file.name.upper().startswith("LICEN") and "Permission is hereby granted" in (
            file.read_text().replace("\n", " ")
        ):
            return "MIT"
    return ""


def components() -> list[dict[str, Any]]:
    """Every locked package, by name."""
    found: list[dict[str, Any]] = []
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if pin := _PIN.match(line):
            name, version, marker = pin[1], pin[2], pin[3]
            one: dict[str, Any] = {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{version}",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
            }
            if licence := licence_of(name):
                one["licenses"] = [{"license": {"name": licence}}]
            if marker:
                one["properties"] = [{"name": "python:marker", "value": marker.strip()}]
            found.append(one)
        elif found and (hashed := _HASH.search(line)):
            # a file for each platform; the first stands for the source distribution or a wheel
            found[-1].setdefault("hashes", [{"alg": "SHA-256", "content": hashed[1]}])
    return found


def bill() -> dict[str, Any]:
    """The whole document; the same for the same lock file."""
    from bot import __version__

    ref = f"pkg:pypi/lede@{__version__}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ref,
                "name": "lede",
                "version": __version__,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components(),
    }


if __name__ == "__main__":
    if "--licences" in sys.argv:
        for each in components():
            licences = [one["license"]["name"] for one in each.get("licenses", ())]
            print(f"{each['name']:<24} {each['version']:<14} {', '.join(licences) or '-'}")
    else:
        json.dump(bill(), sys.stdout, indent=1)
        print()
