"""What loading the extension costs, and what it leaves alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from fake_saturn import TOKEN
from server_rig import API
from tornado.httpclient import HTTPClientError

CODE = """
import json, sys, time
import jupyterlab_saturn
light = [name for name in sys.modules if name.split(".")[0] in ("jupyter_server", "httpx")]
from jupyter_server.serverapp import ServerApp
began = time.perf_counter()
from jupyterlab_saturn.app import SaturnApp
app = ServerApp(allow_root=True)
app.initialize(argv=[], new_httpserver=False, find_extensions=False)
extension = SaturnApp()
extension._link_jupyter_server_extension(app)
extension.initialize()
heavy = [n for n in ("dask", "distributed", "bokeh", "cryptography") if n in sys.modules]
print(json.dumps([light, heavy]))
"""


def test_p13_loading_brings_no_dask(tmp_path: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [[], []]


def test_extension_points() -> None:
    import jupyterlab_saturn
    from jupyterlab_saturn.app import SaturnApp

    (point,) = jupyterlab_saturn._jupyter_server_extension_points()
    assert point == {"module": "jupyterlab_saturn.app", "app": SaturnApp}
    (path,) = jupyterlab_saturn._jupyter_labextension_paths()
    assert path["dest"] == "jupyterlab-saturn"


class TestBadOption:
    @pytest.fixture
    def saturn_config(self) -> dict[str, Any]:
        return {"base_url": "http://user:pw@app.saturn.example"}

    async def test_bad_base_url_of_the_admin_keeps_the_extension_out(
        self, jp_serverapp: Any, jp_fetch: Any
    ) -> None:
        with pytest.raises(HTTPClientError) as failure:
            await jp_fetch(API, "state")
        assert failure.value.code == 404
        assert "SATURN_TOKEN" not in os.environ


class TestHub:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"JUPYTERHUB_API_URL": "http://hub"}

    async def test_local_saturn_is_off_under_jupyterhub(self, state_when: Any) -> None:
        state = await state_when(lambda s: s["connection"]["status"] != "starting")
        assert state["connection"]["status"] == "no-local"


class TestHubSwitchedOn:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"JUPYTERHUB_API_URL": "http://hub"}

    @pytest.fixture
    def saturn_config(self) -> dict[str, Any]:
        return {"local_saturn": True}

    async def test_local_saturn_is_on_under_jupyterhub_if_the_admin_says_so(self, app: Any) -> None:
        assert app._fixed().has_local is True


async def test_extension_stops_cleanly(app: Any, call: Any, saturn: Any) -> None:
    await call("POST", "refresh")
    await app.stop_extension()
    assert app.watch._loop_task is None
    assert app.watch.connector._client is None
    await app.stop_extension()
    assert TOKEN not in repr(vars(app.watch.connector._credentials))
