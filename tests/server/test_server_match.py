"""Restarting a cluster of the local Saturn under a kernel's own interpreter."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from server_rig import is_status

from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.interpreter import kernel_python

if TYPE_CHECKING:
    from pathlib import Path


class OnThisMachine:
    """The default Saturn: the local one."""

    pytestmark = pytest.mark.skipif(os.name != "posix", reason="The local Saturn needs POSIX.")

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {}

    @pytest.fixture
    def saturn_config(self) -> dict[str, Any]:
        return {}


def make_kernel_spec(data_dir: Path, python: str) -> None:
    place = data_dir / "kernels" / "other"
    place.mkdir(parents=True)
    argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Other", "language": "python"}
    (place / "kernel.json").write_text(json.dumps(spec))


@pytest.fixture
def other_python(tmp_path: Path) -> str:
    """Another interpreter, which sees the packages of this one."""
    home = tmp_path / "other"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "ours.pth").write_text("\n".join(site.getsitepackages()))
    return str(home / "bin" / "python")


class TestLocal(OnThisMachine):
    @pytest.mark.filterwarnings("default")
    async def test_the_cluster_restarts_under_the_kernel_s_python(
        self,
        app: Any,
        call: Any,
        state_when: Any,
        jp_fetch: Any,
        jp_data_dir: Path,
        other_python: str,
    ) -> None:
        await call("GET", "state")
        state = await state_when(is_status("ok"), within=15)
        cluster_id = state["clusters"][0]["id"]
        make_kernel_spec(jp_data_dir, other_python)
        made = await jp_fetch("api", "kernels", method="POST", body=json.dumps({"name": "other"}))
        kernel_id = json.loads(made.body)["id"]
        status, error = await call(
            "POST", f"clusters/{cluster_id}/match", {"kernel_id": "not-a-kernel"}
        )
        assert (status, error["code"]) == (404, "no-kernel")
        status, error = await call(
            "POST", f"clusters/{cluster_id}/match", {"kernel_id": kernel_id, "python": "/bin/sh"}
        )
        assert (status, error["code"]) == (400, "bad-request")
        assert (await call("POST", f"clusters/{cluster_id}/match", {"kernel_id": kernel_id}))[
            0
        ] == 204
        await state_when(lambda s: s["clusters"][0]["status"] == "running", within=40)
        client = await app.watch.connector.open()
        record = await client._http.get_json(f"/api/dask_clusters/{cluster_id}")
        assert record["image"] == other_python
        await jp_fetch("api", "kernels", kernel_id, method="DELETE")
        await app.stop_extension()


class TestElsewhere:
    async def test_only_the_local_saturn_takes_one(
        self, call: Any, state_when: Any, jp_fetch: Any, saturn: Any
    ) -> None:
        await state_when(is_status("ok"))
        made = await jp_fetch("api", "kernels", method="POST", body="{}")
        kernel_id = json.loads(made.body)["id"]
        status, error = await call("POST", "clusters/run/match", {"kernel_id": kernel_id})
        assert (status, error["code"]) == (409, "not-local")
        assert saturn.writes == []
        await jp_fetch("api", "kernels", kernel_id, method="DELETE")


class TestKernelPython:
    def test_a_bare_python_is_the_server_s_own(self) -> None:
        kernel = a_kernel(["python", "-m", "x"])
        assert kernel_python(Kernels(k=kernel), "k") == sys.executable

    def test_a_link_is_not_resolved(self, other_python: str) -> None:
        assert kernel_python(Kernels(k=a_kernel([other_python])), "k") == other_python

    @pytest.mark.parametrize("kernel_id", [None, 5, "", "../k", {}])
    def test_no_such_kernel(self, kernel_id: object) -> None:
        with pytest.raises(SaturnError) as refusal:
            kernel_python(Kernels(k=a_kernel(["python"])), kernel_id)
        assert refusal.value.code == "no-kernel"

    def test_a_kernel_elsewhere(self) -> None:
        kernel = a_kernel(["python"])
        kernel.provisioner = object()  # type: ignore[assignment]
        with pytest.raises(SaturnError) as refusal:
            kernel_python(Kernels(k=kernel), "k")
        assert refusal.value.code == "remote-kernel"

    def test_an_interpreter_that_has_gone(self) -> None:
        with pytest.raises(SaturnError) as refusal:
            kernel_python(Kernels(k=a_kernel(["/nowhere/python"])), "k")
        assert refusal.value.code == "no-interpreter"


class Kernels(dict[str, KernelManager]):
    """Kernels by id, as the server's manager has them."""

    def get_kernel(self, kernel_id: str) -> KernelManager:
        return self[kernel_id]


def a_kernel(argv: list[str]) -> KernelManager:
    """A kernel of this machine that is not started."""
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    kernel = KernelManager()
    kernel._kernel_spec = KernelSpec(argv=argv, display_name="x", language="python")
    kernel.provisioner = LocalProvisioner(parent=kernel, kernel_spec=kernel._kernel_spec)
    return kernel
