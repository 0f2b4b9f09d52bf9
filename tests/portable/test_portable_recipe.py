"""The recipe of 2021 today: typed it fails, and made modern it computes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from platforms import write_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from platforms import Platform, Saturn

COMPUTE = (
    "from dask import delayed\nprint(c.submit(pow, 7, 2).result(), delayed(pow)(3, 2).compute())"
)


@pytest.fixture(scope="module")
def saturn(saturns: Callable[[str], Saturn]) -> Saturn:
    found = saturns("plain")
    found.start()
    return found


@pytest.fixture
def recipe(saturn: Saturn) -> list[str]:
    """The cells that Saturn's page of 2021 had people type into Colab."""
    project = saturn.server.info["users"][0]["project_id"]
    return [
        "!pip install dask-saturn dask==2.30.0 distributed==2.30.0 tornado==6.1 numpy==1.20",
        "from dask_saturn import ExternalConnection, SaturnCluster\n"
        "from dask.distributed import Client\n\n"
        "conn = ExternalConnection(\n"
        f'    project_id="{project}",\n'
        f'    base_url="{saturn.url}",\n'
        f'    saturn_token="{saturn.token}",\n'
        ")\n"
        "cluster = SaturnCluster(external_connection=conn, n_workers=2)\n"
        "c = Client(cluster)",
        COMPUTE,
    ]


def test_typed_today_it_fails(
    platform: Callable[..., Platform], saturn: Saturn, recipe: list[str]
) -> None:
    # The pins of 2020 have no builds for today's Pythons, so what is there is used.
    shown = platform("plain").execute(*recipe[1:])
    (error,) = (output for output in shown.cells[0].outputs if output.output_type == "error")
    assert error.ename == "RuntimeError"
    assert "ExternalConnection" in error.evalue


def test_made_modern_it_computes(
    platform: Callable[..., Platform], saturn: Saturn, recipe: list[str]
) -> None:
    asked: tuple[str, dict[str, Any]] = ("modernised", {"sources": recipe})
    (cells,) = write_cells(asked)
    assert saturn.token not in "\n".join(cells)
    shown = platform("plain").show(*cells, SATURN_TOKEN=saturn.token)
    assert "Everything is here: nothing to install.\n" in shown
    assert any("Connected to first-steps, which is running." in one for one in shown)
    assert shown[-1] == "49 9\n"
