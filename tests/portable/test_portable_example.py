"""The example for Colab: it is what the extension writes today, and it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from platforms import write_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode
    from platforms import Platform, Saturn

EXAMPLE = Path(__file__).parents[2] / "examples" / "colab.ipynb"
ADDRESS = "https://app.community.saturnenterprise.io/"


@pytest.fixture
def example() -> NotebookNode:
    found = nbformat.read(EXAMPLE, nbformat.NO_CONVERT)
    nbformat.validate(found)
    return found


def sources(example: NotebookNode) -> dict[str, str]:
    return {cell.id: cell.source for cell in example.cells if cell.cell_type == "code"}


def test_its_cells_are_those_of_the_extension(example: NotebookNode) -> None:
    install, connect, stop = write_cells(
        ("installCell", {"withDaskSaturn": True}),
        ("connectCell", {"baseUrl": ADDRESS}),
        ("stopCell", {}),
    )
    found = sources(example)
    assert (found["install"], found["connect"], found["stop"]) == (install, connect, stop)


def test_every_platform_can_open_it(example: NotebookNode) -> None:
    assert (example.nbformat, example.nbformat_minor) == (4, 5)
    assert example.metadata.kernelspec == {"name": "python3", "display_name": "Python 3"}
    assert example.metadata.language_info.name == "python"
    assert len({cell.id for cell in example.cells}) == len(example.cells)
    code = [cell for cell in example.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


def test_it_runs_in_colab(
    platform: Callable[..., Platform], saturns: Callable[[str], Saturn], example: NotebookNode
) -> None:
    saturn = saturns("colab-3.13")
    saturn.start()
    cells = [source.replace(ADDRESS, saturn.url) for source in sources(example).values()]
    installed, connected, tasks, graph, stopped = platform("colab-3.13", "colab").show(
        *cells, USERDATA=saturn.token
    )
    assert installed == "Everything is here: nothing to install.\n"
    assert "Connected to first-steps, which is running." in connected
    assert tasks.startswith("[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]\nhere: ")
    assert graph == "49995000\n"
    assert stopped.startswith("The cluster runs on.")
