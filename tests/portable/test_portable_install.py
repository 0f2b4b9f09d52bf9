"""The install cell in clean environments: what it installs, what it leaves alone, what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from conftest import home
from platforms import Platform, write_cells

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What a kernel runs on, and what the packages of Dask have no business with.
KERNEL = re.compile(r"^(ipy|jupyter|tornado|traitlets|pyzmq|prompt|jedi|notebook)", re.IGNORECASE)
DONE = "Everything is here: nothing to install.\n"


def install_cell(**options: Any) -> str:
    source: str = write_cells(("installCell", options))[0]
    return source


def freeze(python: Path) -> dict[str, str]:
    shown = subprocess.run(
        [str(python), "-m", "pip", "freeze"], capture_output=True, text=True, check=True
    )
    rows = (line.split("==") for line in shown.stdout.splitlines() if "==" in line)
    return {name.lower(): version for name, version in rows}


@pytest.fixture
def clean(platform: Callable[..., Platform], tmp_path: Path) -> Callable[..., Platform]:
    """Return a function that makes an environment that may be changed: a copy of Colab's."""
    platform("bare-3.12")  # says where its kernel is found

    def make(standin: str = "") -> Platform:
        copy = tmp_path / "copy"
        if not copy.exists():
            shutil.copytree(home("bare-3.12").parents[1], copy, symlinks=True)
        return Platform(copy / "bin" / "python", tmp_path, standin)

    return make


def test_it_ends_with_the_clusters_versions_and_touches_nothing_else(
    clean: Callable[..., Platform],
) -> None:
    colab = clean("colab")
    before = freeze(colab.python)
    cell = install_cell(
        dask="2026.1.1",
        distributed="2026.1.1",
        python="3.12.4",
        packages={"cloudpickle": "3.1.1"},
        withDaskSaturn=True,
    )
    first, again = colab.show(f"import dask\n{cell}", cell)
    after = freeze(colab.python)
    wanted = {"dask": "2026.1.1", "distributed": "2026.1.1", "cloudpickle": "3.1.1"}
    assert {name: after[name] for name in wanted} == wanted
    assert "dask-saturn" in after
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {"dask", "cloudpickle"}
    added = set(after) - set(before)
    assert [name for name in added if KERNEL.match(name)] == []
    assert first.endswith(
        "Restart the kernel (in Colab: Runtime, Restart session), then run the next cell.\n"
    )
    assert again == DONE


def test_without_known_versions_distributed_fits_the_dask_that_is_there(
    clean: Callable[..., Platform],
) -> None:
    plain = clean()
    (shown,) = plain.show(install_cell(withDaskSaturn=True))
    after = freeze(plain.python)
    assert (after["dask"], after["distributed"]) == ("2026.7.1", "2026.7.1")
    assert shown.endswith("Installed. Run the next cell.\n")


def test_it_leaves_rapids_alone_unless_it_is_forced(clean: Callable[..., Platform]) -> None:
    gpu = clean("colab")
    package = next(gpu.python.parents[1].glob("lib/python*/site-packages"))
    rapids = package / "rapids_dask_dependency-26.2.0.dist-info"
    rapids.mkdir()
    (rapids / "METADATA").write_text("Name: rapids-dask-dependency\nVersion: 26.2.0\n")
    cell = install_cell(dask="2026.1.1", distributed="2026.1.1")
    before = freeze(gpu.python)
    (shown,) = gpu.show(cell)
    assert shown == (
        "RAPIDS is here and pins its own version of Dask. Nothing was installed.\n"
        "To install the cluster's versions all the same, set FORCE = True and run this cell "
        "again.\n"
    )
    assert freeze(gpu.python) == before
    forced, again = gpu.show(cell.replace("FORCE = False", "FORCE = True"), cell)
    assert "Installed." in forced
    assert again == DONE


def test_what_pip_cannot_install_is_named(clean: Callable[..., Platform]) -> None:
    plain = clean()
    (shown,) = plain.show(install_cell(dask="1.999"))
    last = shown.splitlines()[-1]
    assert last.startswith("pip did not install dask==1.999, distributed==1.999")
    assert last.endswith(": its last lines say why.")


@pytest.mark.parametrize(
    ("standin", "python", "sentence"),
    [
        ("", "3.11", "Choose a kernel with Python 3.11."),
        ("colab", "3.11.13", "Choose Runtime, Change runtime type, Runtime version: 2025.07."),
        ("colab", "3.9", "Colab has no runtime version with that Python now."),
    ],
)
def test_another_python_is_said_and_where_to_find_it(
    platform: Callable[..., Platform], standin: str, python: str, sentence: str
) -> None:
    there = platform("colab-3.12", standin)
    cell = install_cell(dask="2026.7.0", python=python, withDaskSaturn=True)
    (shown,) = there.show(cell)
    minor = ".".join(python.split(".")[:2])
    assert shown == (
        f"The cluster runs Python {minor}, and this is Python 3.12.\n{sentence}\n{DONE}"
    )


def test_old_certificates_are_foretold(platform: Callable[..., Platform]) -> None:
    there = platform("colab-3.13")
    cell = install_cell(dask="2024.8.0").replace(
        "_saturn_missing()\n_saturn_loaded", "[]\n_saturn_loaded"
    )
    (shown,) = there.show(cell)
    assert shown == (
        "Python 3.13 refuses the certificates of distributed==2024.8.0: choose an older Python.\n"
        + DONE
    )
