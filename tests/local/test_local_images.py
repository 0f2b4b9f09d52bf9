"""Images: the interpreters that clusters run under."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from harness import (
    CLUSTERS,
    LocalServer,
    await_status,
    dask_client,
    first_cluster,
    start,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def test_c2_an_image_without_distributed_says_what_to_install(
    make_server: Callable[..., LocalServer], tmp_path: Path
) -> None:
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    server = make_server("--no-spare", "--image", f"bare={bare / 'bin' / 'python'}").start()
    with server.client() as client:
        cluster_id = first_cluster(client)
        # dask-saturn joins `errors` into its exception.
        answer = client.post(CLUSTERS, content=b"{}").json()
        assert answer["status"] == "error"
        assert answer["errors"] == [
            "The image's Python cannot import 'dask'; install 'distributed' there."
        ]
        await_status(client, cluster_id, "error")
        wait_until(lambda: not server.family(), 5, "no process")


def test_c2_an_image_whose_distributed_is_broken_says_how(
    make_server: Callable[..., LocalServer], tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(broken)], check=True)
    (package,) = broken.glob("lib/python*/site-packages")
    (package / "dask.py").write_text("raise AttributeError('module tornado has no attribute x')")
    server = make_server("--no-spare", "--image", f"broken={broken / 'bin' / 'python'}").start()
    with server.client() as client:
        errors = client.post(CLUSTERS, content=b"{}").json()["errors"]
    assert errors == [
        "'distributed' does not load in the image: "
        "AttributeError: module tornado has no attribute x"
    ]


def test_images_and_info_may_be_named_as_a_shell_names_them(
    make_server: Callable[..., LocalServer], tmp_path: Path
) -> None:
    directory = Path(sys.executable).parent
    info = tmp_path / "new" / "place" / "info.json"
    server = make_server(
        "--no-spare",
        *("--image", f"named={Path(sys.executable).name}", "--info", str(info)),
        PATH=f"{directory}:{os.environ['PATH']}",
    )
    server.spawn()
    wait_until(info.exists, 15, "the info file")
    server.info = json.loads(info.read_text())
    assert info.stat().st_mode & 0o777 == 0o600
    with server.client() as client:
        cluster_id = first_cluster(client)
        start(client, cluster_id, 0)
        await_status(client, cluster_id, "running")
    assert server.end() == 0
    assert not info.exists()


def test_a_cluster_takes_the_image_it_names(
    make_server: Callable[..., LocalServer], tmp_path: Path
) -> None:
    missing = tmp_path / "nothing" / "python"
    server = make_server("--image", f"gone={missing}", "--image", f"here={sys.executable}").start()
    with server.client() as client:
        cluster_id = first_cluster(client)
        assert client.get(f"{CLUSTERS}/{cluster_id}").json()["image"] == "gone"
        client.post(f"{CLUSTERS}/{cluster_id}/start")
        found = await_status(client, cluster_id, "error")
        assert "the interpreter of the image 'gone' is not there" in found["errors"][0]
        changed = client.patch(f"{CLUSTERS}/{cluster_id}", json={"image": "here"})
        assert changed.json()["image"] == "here"
        start(client, cluster_id, 1)
        with dask_client(client, cluster_id) as dask:
            assert dask.submit(lambda: __import__("sys").executable).result() == sys.executable


def test_an_image_needs_nothing_of_ours(server: LocalServer, client: object) -> None:
    """What runs under an image imports no module of this package but those beside it."""
    with server.client() as caller:
        cluster_id = first_cluster(caller)
        start(caller, cluster_id, 1)
        with dask_client(caller, cluster_id) as dask:

            def ours() -> list[str]:
                import sys

                return [name for name in sys.modules if name.startswith("jupyterlab_saturn")]

            assert dask.run_on_scheduler(ours) == []
            assert dask.submit(ours).result() == []
