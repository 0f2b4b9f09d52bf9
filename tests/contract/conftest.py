"""Local Saturns for the official clients, which run in environments of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent / "local")]

from environments import MissingError, python_of  # noqa: E402
from harness import LocalServer  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENT_TIMEOUT = 150


class Contract:
    """A server whose clusters run under a client's own interpreter, and that client."""

    def __init__(self, python: Path, state_dir: Path) -> None:
        self.python = python
        self.server = LocalServer(state_dir, "--users", "2", "--image", f"client={python}")
        self.server.start()

    @property
    def base_url(self) -> str:
        found: str = self.server.info["base_url"]
        return found

    def user(self, index: int = 0) -> dict[str, str]:
        found: dict[str, str] = self.server.info["users"][index]
        return found

    def run(self, script: str, *arguments: str, given: str = "", **environ: str) -> dict[str, Any]:
        """Run a client's script and return the facts that it prints."""
        done = subprocess.run(
            [str(self.python), str(HERE / "clients" / script), *arguments],
            input=given,
            capture_output=True,
            text=True,
            timeout=CLIENT_TIMEOUT,
            check=False,
            # A proxy in the environment is not for this machine (contract, section 3).
            env={**os.environ, "NO_PROXY": "127.0.0.1", "SATURN_RESOURCE_TYPE": "", **environ},
        )
        assert done.returncode == 0, done.stderr
        facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return facts


@pytest.fixture
def contract(tmp_path: Path) -> Iterator[Callable[[str], Contract]]:
    """Return a function that starts a server for the clients of one environment."""
    made: list[Contract] = []

    def make(environment: str) -> Contract:
        try:
            python = python_of(environment)
        except MissingError as error:
            pytest.skip(str(error))
        made.append(Contract(python, tmp_path / "state"))
        return made[-1]

    yield make
    for one in made:
        one.server.close()
