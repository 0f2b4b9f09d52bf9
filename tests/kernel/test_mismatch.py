"""Kernels whose releases are not the cluster's: what the page says of them, and both ways out.

The verdicts and the install cell are the page's own, for which Node.js runs its code. The other way
out, *match this kernel*, is a test of the browser (ui-tests/tests/versions.spec.ts).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from interpreters import kernel_python
from kernels import launch, sign_for

sys.path += [str(Path(__file__).parents[1] / place) for place in ("contract", "portable")]

from environments import MissingError
from platforms import write_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx
    from page import Page

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

# What a kernel runs on: an install cell has no business with it.
KERNEL = re.compile(r"^(ipy|jupyter|tornado|traitlets|pyzmq|comm|debugpy|notebook)", re.IGNORECASE)
COMPUTE = "print(client.submit(sum, [1, 2, 3]).result(timeout=30))"


class Judge:
    """Answers a kernel as the page does: nothing if the versions are known not to fit."""

    def __init__(self, http: httpx.Client, cluster: dict[str, Any]) -> None:
        self.sign = sign_for(http, cluster)
        self.info = f"/api/dask_clusters/{cluster['id']}/info"
        self.http = http
        self.said: dict[str, Any] = {}

    def __call__(self, question: dict[str, Any]) -> dict[str, Any]:
        told = self.http.get(self.info, params={"is_external": "true"}).json()["versions"]
        self.said = write_cells(("judged", {**told, "kernel": question["versions"]}))[0]
        if self.said["verdict"] == "fatal":
            return {}
        return {**self.sign(question), "versions": told}

    def verdict(self, package: str) -> str:
        found: str = self.row(package)["verdict"]
        return found

    def row(self, package: str) -> dict[str, Any]:
        (found,) = (row for row in self.said["rows"] if row["package"] == package)
        return dict(found)


def python_of(name: str) -> Path:
    try:
        return kernel_python(name)
    except MissingError as error:
        pytest.skip(str(error))


def packages(python: Path) -> dict[str, str]:
    """Return what is installed there."""
    code = (
        "import importlib.metadata as m, json\n"
        "print(json.dumps({d.name.lower(): d.version for d in m.distributions()}))"
    )
    shown = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(shown.stdout)
    return found


@pytest.fixture
def judge(http: httpx.Client, cluster: dict[str, Any]) -> Judge:
    return Judge(http, cluster)


@pytest.fixture
def clean(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that copies an environment, for the copy may be changed."""

    def make(name: str) -> Path:
        python = python_of(name)
        copy = tmp_path / name
        shutil.copytree(python.parents[1], copy, symlinks=True)
        return copy / "bin" / "python"

    return make


@pytest.fixture
def kernel() -> Iterator[Callable[[Path], Page]]:
    """Return a function that starts a kernel of an interpreter."""
    made: list[Iterator[Page]] = []

    def start(python: Path) -> Page:
        made.append(launch(str(python)))
        return next(made[-1])

    yield start
    for one in made:
        one.close()  # type: ignore[attr-defined]


def test_k8_releases_that_cannot_talk_are_refused_until_the_kernel_matches_the_cluster(
    clean: Callable[[str], Path],
    kernel: Callable[[Path], Page],
    judge: Judge,
    cluster: dict[str, Any],
) -> None:
    python = clean("kernel-apart")
    page = kernel(python)
    assert page.attach(judge, cluster)["outcome"] == {"code": "refused"}
    assert judge.said["ways"] == ["match-cluster", "match-kernel", "attach-anyway"]
    assert judge.verdict("python") == "same"
    assert judge.row("distributed") == {
        "package": "distributed",
        "kernel": "2025.2.0",
        "scheduler": judge.row("distributed")["scheduler"],
        "workers": [judge.row("distributed")["scheduler"]],
        "verdict": "fatal",
    }
    assert page.run("print('client' in globals())") == "False"

    before = packages(python)
    printed = page.run(judge.said["cell"], seconds=240)
    assert printed.endswith(
        "Restart the kernel (in Colab: Runtime, Restart session), then run the next cell."
    )
    after = packages(python)
    pinned = {"dask", "distributed", "msgpack", "cloudpickle"} & set(after)
    assert {name: after[name] for name in pinned} == {
        name: judge.row(name)["scheduler"] for name in pinned
    }
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert {"dask", "distributed", "msgpack"} <= changed
    assert [name for name in changed if KERNEL.match(name)] == []

    page.manager.restart_kernel(now=True)
    page.client.wait_for_ready(timeout=60)
    assert page.attach(judge, cluster)["outcome"] == {"code": "attached"}
    assert {judge.verdict(name) for name in ("python", *pinned)} == {"same"}
    assert page.run(COMPUTE) == "6"
    assert page.run(judge.said["cell"]) == "Everything is here: nothing to install."


def test_k8_another_release_that_talks_is_attached_and_told_of(
    kernel: Callable[[Path], Page], judge: Judge, cluster: dict[str, Any]
) -> None:
    page = kernel(python_of("kernel-older"))
    page.published()
    report = page.attach(judge, cluster)
    assert report["outcome"] == {"code": "attached"}
    assert set(page.published()) == {"status"}  # distributed would have warned in the notebook
    assert (judge.said["verdict"], judge.verdict("distributed")) == ("differs", "differs")
    assert judge.said["ways"][:2] == ["match-cluster", "match-kernel"]
    assert report["attached"]["versions"]["kernel"]["distributed"] == "2026.1.1"
    assert page.run(COMPUTE) == "6"
    shown = page.run("print(repr(client)); print(repr(cluster)); cluster; client")
    assert "Traceback" not in shown
    assert "Error" not in shown


def test_k7_a_kernel_without_distributed_has_the_same_way_out(
    bare_python: str,
    tmp_path: Path,
    kernel: Callable[[Path], Page],
    judge: Judge,
    cluster: dict[str, Any],
) -> None:
    copy = tmp_path / "bare"
    shutil.copytree(Path(bare_python).parents[1], copy, symlinks=True)
    python = copy / "bin" / "python"
    page = kernel(python)
    outcome = page.attach(judge, cluster)["outcome"]
    assert outcome == {"code": "missing", "packages": ["distributed", "cryptography"]}
    before = packages(python)
    # What the kernel was not asked for, nobody knows: the cell pins nothing.
    (cell,) = write_cells(("installCell", {}))
    assert page.run(cell, seconds=240).endswith("Installed. Run the next cell.")
    after = packages(python)
    assert {name for name in before if before[name] != after.get(name)} == set()
    assert {"dask", "distributed", "cryptography"} <= set(after)
    report = page.attach(judge, cluster)  # in the same kernel, without a restart
    assert report["outcome"] == {"code": "attached"}
    assert page.run(COMPUTE) == "6"


@pytest.mark.parametrize("name", ["kernel-3.10", "kernel-3.12"])
def test_k8_another_python_is_refused_and_no_cell_is_offered(
    kernel: Callable[[Path], Page], judge: Judge, cluster: dict[str, Any], name: str
) -> None:
    page = kernel(python_of(name))
    page.published()
    assert page.attach(judge, cluster)["outcome"] == {"code": "refused"}
    assert set(page.published()) == {"status"}
    assert judge.verdict("python") == "fatal"
    # A cell cannot install a Python.
    assert judge.said["ways"] == ["match-kernel", "attach-anyway"]
    assert page.run("print('client' in globals())") == "False"
