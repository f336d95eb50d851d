"""Makes the model of languages anew from the installed py3langid: `python -m tests.make_language_model`.

py3langid comes with the packages of benchmarks (`make bench`). What its own `rank` says of the texts
of `tests/data/language_ranks.json` is written there, too, for the test that compares.
"""

from __future__ import annotations

import json
import lzma
import shutil
from array import array
from importlib.metadata import distribution
from pathlib import Path

from py3langid import langid
from py3langid.modelio import load_model

from bot.text.words.language import _LATIN
from bot.text.words.scripts import LANGUAGES

FOLDER = Path("bot/text/words/model")
RANKS = Path("tests/data/language_ranks.json")
#: Scripts that are told by their letters before the model is asked.
_TOLD = {"han"}


def main() -> None:
    """Write the model, its licence, and what py3langid says."""
    ptc, pc, classes, steps, rows, features = load_model(langid.MODEL_DIR / langid.MODEL_FILE)
    wanted = {"latin": _LATIN} | {
        script: languages for script, languages in LANGUAGES.items() if script not in _TOLD
    }
    picked = {
        script: [at for at, label in enumerate(classes) if label in languages]
        for script, languages in wanted.items()
    }
    head = {
        "steps": len(steps),
        "states": len(rows),
        "features": len(ptc),
        "scripts": {
            script: {
                "labels": [classes[at] for at in places],
                "priors": [float(pc[at]) for at in places],
            }
            for script, places in picked.items()
        },
    }
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    with lzma.open(FOLDER / "languages.xz", "wb", filters=filters) as file:
        file.write(json.dumps(head).encode() + b"\n")
        file.write(array("I", steps).tobytes())
        file.write(array("H", rows).tobytes())
        file.write(array("i", features).tobytes())
        for places in picked.values():
            file.write(ptc[:, places].astype("<f2").tobytes())
    licence = next(each for each in distribution("py3langid").files or () if each.name == "LICENSE")
    shutil.copyfile(str(licence.locate()), FOLDER / "LICENSE")
    said = json.loads(RANKS.read_text(encoding="utf-8"))
    for each in said:
        model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
        model.set_languages(sorted(set(model.labels) & set(wanted[each["script"]])))
        each["ranks"] = [[name, round(share, 5)] for name, share in model.rank(each["text"])[:3]]
    RANKS.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
