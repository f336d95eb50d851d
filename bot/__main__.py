"""`python -m bot` and `lede`: runs the command line and turns errors into exit statuses."""

from __future__ import annotations

import sys
import traceback

from bot.cli.main import app
from bot.domain.errors import InputError, LedeError, RetryError, StopError
from bot.private_files import make_private

#: As in sysexits.h: wrong usage, try again later; a bug, and what is done but in part.
USAGE, TEMPORARY, BUG = 2, 75, 1

# httpx loads a command line of its own, with all that draws and colours, wherever it can: 80 modules
# and a tenth of a second that nobody here asks for.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # how Python is told so


def main() -> None:
    """Run the command line; the process ends with the status of what happened."""
    make_private()
    try:
        app()
    except StopError as error:
        _end(str(error), error.exit_status)
    except InputError as error:
        _end(f"{error} For example: {error.example}" if error.example else str(error), USAGE)
    except RetryError as error:
        _end(str(error), TEMPORARY)
    except LedeError as error:
        _end(str(error), BUG)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  # the last place that can keep secrets off the screen
        trace = "".join(traceback.format_exception(error))
        _end(f"This is a bug in Lede; please report it:\n{trace}", BUG)


def _end(text: str, status: int) -> None:
    """Say it in one go, without secrets, and end."""
    # What only an end with an error needs is not loaded by `lede --help`.
    from bot.config import load_settings
    from bot.log import Redactor

    try:
        secrets = load_settings().secrets()
    except StopError:
        secrets = ()
    print(Redactor(secrets).clean(text), file=sys.stderr)  # noqa: T201  # the last word of the process
    sys.exit(status)


if __name__ == "__main__":
    main()
