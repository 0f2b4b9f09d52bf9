"""`python -m jupyterlab_saturn.local`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import shutil
import sys
from pathlib import Path

from .lock import LockedError
from .server import Options, PortTakenError, serve

EXIT_LOCKED = 3
EXIT_PORT = 4
EXIT_DIRECTORY = 5
DEFAULT_IMAGE = "local"


def parse_arguments(arguments: list[str]) -> Options:
    """Turn a command line into options; exits with 2 and a sentence when it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m jupyterlab_saturn.local", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=0, help="0 takes a free port and keeps it (default)")
    add("--state-dir", type=Path, required=True, help="where everything is kept")
    add("--users", type=int, default=1, help="how many users there are (default 1)")
    add(
        "--image",
        action="append",
        default=[],
        metavar="NAME=PYTHON",
        help="an interpreter with distributed; the first is the default (default: this one)",
    )
    add("--info", type=Path, help="file for address and tokens (default: STATE_DIR/info.json)")
    add("--lease", action="store_true", help="exit when nobody holds a lease any more")
    add("--no-spare", action="store_true", help="keep no imported process ready for a start")
    found = parser.parse_args(arguments)
    images = {}
    for text in found.image:
        name, equals, python = text.partition("=")
        if not (name and equals and python):
            parser.error(f"--image wants NAME=PYTHON, not '{text}'")
        # Absolute, for supervisors run elsewhere; not resolved, for a venv's Python is a link.
        images[name] = str(Path(shutil.which(python) or python).expanduser().absolute())
    if not 1 <= found.users <= 100:
        parser.error("--users must be from 1 to 100")
    if not 0 <= found.port <= 65535:
        parser.error("--port must be from 0 to 65535")
    state_dir = found.state_dir.absolute()
    return Options(
        state_dir=state_dir,
        info=(found.info or state_dir / "info.json").absolute(),
        port=found.port,
        users=found.users,
        images=images or {DEFAULT_IMAGE: sys.executable},
        lease=found.lease,
        spare=not found.no_spare,
    )


def main() -> int:
    """Run the server; returns the exit code."""
    options = parse_arguments(sys.argv[1:])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        asyncio.run(serve(options))
    except LockedError as error:
        holder = "another process" if error.pid is None else f"process {error.pid}"
        print(f"The state directory is in use by {holder}.", file=sys.stderr)  # noqa: T201
        return EXIT_LOCKED
    except PortTakenError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return EXIT_PORT
    except OSError as error:
        print(f"The state directory cannot be used: {error}.", file=sys.stderr)  # noqa: T201
        return EXIT_DIRECTORY
    return 0


if __name__ == "__main__":
    sys.exit(main())
