"""Platforms for portable notebooks, and Saturns for them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent / "contract")]

from environments import MissingError  # noqa: E402
from homes import python_of_home  # noqa: E402
from platforms import Kernel, Platform, Saturn  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def home(name: str) -> Path:
    try:
        return python_of_home(name)
    except MissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Platform]:
    """Return a function that makes a platform: the name of its home, and of its stand-in."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))  # where its kernel is found
    return lambda name, standin="": Platform(home(name), tmp_path, standin)


@pytest.fixture(scope="module")
def saturns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Saturn]]:
    """Return a function that starts the local Saturn of an environment, one for a file."""
    made: dict[str, Saturn] = {}

    def make(name: str) -> Saturn:
        if name not in made:
            made[name] = Saturn(home(name), tmp_path_factory.mktemp(name) / "state")
        return made[name]

    yield make
    for one in made.values():
        one.server.close()


@pytest.fixture
def kernels() -> Iterator[Callable[..., Kernel]]:
    """Return a function that starts a kernel on a platform."""
    made: list[Kernel] = []

    def make(platform: Platform, **environ: str) -> Kernel:
        made.append(platform.kernel(**environ))
        return made[-1]

    yield make
    for one in made:
        one.close()
