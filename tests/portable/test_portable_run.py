"""The cells run, whole, where people run notebooks."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from platforms import KERNEL, texts, write_cells

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from platforms import Platform, Saturn

COMPUTE = (
    "import os\nprint(c.submit(os.getpid).result() != os.getpid(), c.submit(pow, 7, 2).result())"
)
LEFT = """print(sorted(name for name in globals() if "saturn" in name.lower()))
import os
print({name: name in os.environ for name in ("SATURN_BASE_URL", "SATURN_TOKEN")})"""
GIVEN, DONE = "given.ipynb", "done.ipynb"
CONSTANTS = "['SATURN_BASE_URL']"


def notebook(saturn: Saturn, version: str) -> list[str]:
    """Return the cells of a portable notebook for the cluster; its client is `c`."""
    names = {"client": "c", "cluster": "cluster"}
    install, stop, stop_now = write_cells(
        ("installCell", {"dask": version, "distributed": version, "withDaskSaturn": True}),
        ("stopCell", {"names": names}),
        ("stopCell", {"names": names}),
    )
    connect = saturn.connect(names=names)
    stop_now = stop_now.replace("STOP_NOW = False", "STOP_NOW = True")
    return [install, connect, COMPUTE, connect, LEFT, stop, stop_now, "print(cluster.status)"]


def check(cells: list[str], *, before: bool) -> None:
    installed, connected, computed, again, left, kept, stopped, status = cells
    assert installed == "Everything is here: nothing to install.\n"
    assert re.fullmatch(
        r"Connected to first-steps, which is running\.\n"
        r"Workers: 1, threads: 1, memory: 2\.0 GiB\.\n"
        r"Dashboard: http://127\.0\.0\.1:\S+\n"
        r"It is free, and runs until you stop it: in Saturn, or with the stop cell\.\n",
        connected,
    ), connected
    assert computed == "True 49\n"
    assert again == "Connected to first-steps already: nothing to do.\n"
    in_environment = {"SATURN_BASE_URL": False, "SATURN_TOKEN": before}
    assert left == f"{CONSTANTS}\n{in_environment}\n"
    assert kept.startswith("The cluster runs on.")
    assert stopped.startswith("Saturn stops the cluster.")
    assert status in ("stopping\n", "stopped\n")


@pytest.mark.parametrize(
    ("home", "standin", "version", "secret"),
    [
        ("colab-3.11", "colab", "2024.12.1", "USERDATA"),
        ("colab-3.12", "colab", "2026.7.0", "USERDATA"),
        ("colab-3.13", "colab", "2026.7.1", "USERDATA"),
        ("sagemaker-3.12", "", "2026.7.1", "SATURN_TOKEN"),
        ("plain", "kaggle", "2026.7.1", "KAGGLE_SECRET"),
    ],
)
def test_a_notebook_runs_whole(
    platform: Callable[..., Platform],
    saturns: Callable[[str], Saturn],
    home: str,
    standin: str,
    version: str,
    secret: str,
) -> None:
    saturn = saturns(home)
    saturn.start()
    done = platform(home, standin).execute(*notebook(saturn, version), **{secret: saturn.token})
    check([texts(cell) for cell in done.cells], before=secret == "SATURN_TOKEN")
    assert saturn.token not in json.dumps(done)


@pytest.mark.parametrize(
    "arguments",
    [
        ("papermill", "-k", KERNEL, GIVEN, DONE),
        ("nbconvert", "--to", "notebook", "--execute", GIVEN, "--output", DONE),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_program_runs_it_with_a_token_in_the_environment(
    platform: Callable[..., Platform],
    saturns: Callable[[str], Saturn],
    tmp_path: Path,
    arguments: tuple[str, ...],
) -> None:
    saturn, plain = saturns("plain"), platform("plain")
    saturn.start()
    done = tmp_path / DONE
    written = new_notebook(cells=[new_code_cell(source) for source in notebook(saturn, "2026.7.1")])
    written.metadata.kernelspec = {"name": KERNEL, "display_name": KERNEL}
    nbformat.write(written, tmp_path / GIVEN)
    run = subprocess.run(
        [str(plain.python), "-m", *arguments],
        cwd=tmp_path,
        env={
            **plain.environ,
            "SATURN_TOKEN": saturn.token,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    check([texts(cell) for cell in nbformat.read(done, 4).cells], before=True)
    assert saturn.token not in done.read_text() + run.stdout + run.stderr
