"""The state file: whole or not at all, and never a reason not to start."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest
from harness import CLUSTERS, LocalServer, await_status, dask_client, first_cluster, gone, start

from jupyterlab_saturn.local.accounts import Accounts
from jupyterlab_saturn.local.errors import ApiError
from jupyterlab_saturn.local.orphans import MARK, end_marked, is_ours, marked
from jupyterlab_saturn.local.records import new_id
from jupyterlab_saturn.local.store import Store
from jupyterlab_saturn.local.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def fill(path: Path, users: int = 2) -> Store:
    store = Store(path)
    Accounts(store, Tokens(store), ("local",)).ensure_users(users)
    return store


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    store = fill(path)
    assert Store(path).state == store.state
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["truncate", "flip"])
def test_l6_no_damage_gets_through(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "state.json"
    whole = fill(path)
    text = path.read_bytes()
    dice = random.Random(6)
    moved = 0
    for _ in range(100):
        place = dice.randrange(len(text))
        broken = bytearray(text)
        if damage == "truncate":
            del broken[place:]
        else:
            broken[place] ^= 1 << dice.randrange(8)
        path.write_bytes(broken)
        found = Store(path).state
        if found == whole.state:  # a flip in what JSON ignores
            continue
        assert found.users == {}
        moved += 1
        assert list(tmp_path.glob("state.json.bad-*"))
    assert moved > 90


def test_l6_a_broken_file_is_moved_aside_and_the_server_starts(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare").start()
    before = server.info["users"][0]["token"]
    server.end()
    path = server.state_dir / "state.json"
    path.write_text('{"version": 99}')
    server.start()
    with server.client() as client:
        assert first_cluster(client)
    assert server.info["users"][0]["token"] != before
    assert [one.read_text() for one in server.state_dir.glob("state.json.bad-*")] == [
        '{"version": 99}'
    ]
    assert "unreadable" in server.log.read_text()


def test_l5_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.json"
    store = fill(path)
    before, text = store.state, path.read_bytes()

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ApiError) as refused:
        store.update(port=1)
    assert refused.value.status == 507
    assert "No space left" in refused.value.message
    assert store.state == before
    assert path.read_bytes() == text
    assert [one.name for one in tmp_path.iterdir()] == ["state.json"]


def test_l5_the_server_lives_on_when_no_file_may_grow(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare").start()
    limits = psutil.Process(server.pid).rlimit(psutil.RLIMIT_FSIZE)
    with server.client() as client:
        cluster = f"{CLUSTERS}/{first_cluster(client)}"
        psutil.Process(server.pid).rlimit(psutil.RLIMIT_FSIZE, (16, limits[1]))
        found = client.post(f"{cluster}/scale", json={"n": 7})
        assert (found.status_code, client.get(cluster).json()["n_workers"]) == (507, 2)
        psutil.Process(server.pid).rlimit(psutil.RLIMIT_FSIZE, limits)
        assert client.post(f"{cluster}/scale", json={"n": 7}).status_code == 204
        assert client.get(cluster).json()["n_workers"] == 7
        server.end(signal.SIGKILL)
    server.start()
    with server.client() as client:
        assert client.get(cluster).json()["n_workers"] == 7


def test_l9_orphans_are_ended_and_strangers_are_not(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare").start()
    server.end()
    instance = Store(server.state_dir / "state.json").state.instance
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    orphan = subprocess.Popen(sleep, env={**os.environ, MARK: f"{instance}/left"})
    stranger = subprocess.Popen(sleep, env={**os.environ, MARK: "another directory/left"})
    try:
        server.start()
        assert orphan.wait(5) == -signal.SIGKILL
        assert stranger.poll() is None
        assert "Ended 1 processes" in server.log.read_text()
    finally:
        for one in (orphan, stranger):
            one.kill()
            one.wait()


def test_l8_nothing_is_signalled_by_a_number_in_a_file(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare")
    server.state_dir.mkdir(mode=0o700)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as bystander:
        (server.state_dir / "lock").write_text(f"{bystander.pid}\n")
        (server.state_dir / "info.json").write_text(f'{{"pid": {bystander.pid}}}')
        server.start()
        server.end()
        assert bystander.poll() is None
        bystander.kill()


def test_l10_without_descriptors_a_start_is_refused_and_the_rest_lives(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare", "--users", "2").start()
    process = psutil.Process(server.pid)
    limits = process.rlimit(psutil.RLIMIT_NOFILE)
    with server.client() as client, server.client(1) as other:
        running, refused = first_cluster(other), first_cluster(client)
        start(other, running, 1)
        # New descriptors would get numbers from here on; the open ones stay.
        process.rlimit(psutil.RLIMIT_NOFILE, (5, limits[1]))
        client.post(f"{CLUSTERS}/{refused}/start")
        found = await_status(client, refused, "error")
        assert found["errors"] == ["No process could be started: Too many open files."]
        process.rlimit(psutil.RLIMIT_NOFILE, limits)
        assert other.get(f"{CLUSTERS}/{running}").json()["status"] == "running"
        assert other.get(f"{CLUSTERS}/{running}/scheduler_info").json()["n_workers"] == 1
        start(client, refused, 1)


def test_l5_a_start_that_cannot_write_leaves_no_process(
    make_server: Callable[..., LocalServer],
) -> None:
    server = make_server("--no-spare").start()
    with server.client() as client:
        cluster_id = first_cluster(client)
        # Root may write anywhere, but not make a directory below a file.
        (server.state_dir / "clusters" / cluster_id).write_text("in the way")
        client.post(f"{CLUSTERS}/{cluster_id}/start")
        found = await_status(client, cluster_id, "error")
        assert found["errors"] == ["No process could be started: File exists."]
        assert server.family() == []


@pytest.mark.parametrize("end", ["close the cluster", "kill the server", "kill the supervisor"])
def test_l2_what_a_task_started_ends_with_its_cluster(
    make_server: Callable[..., LocalServer], end: str
) -> None:
    server = make_server("--no-spare").start()
    with server.client() as client:
        cluster_id = first_cluster(client)
        start(client, cluster_id, 1)

        def daemon() -> int:
            import subprocess

            return subprocess.Popen(["sleep", "100"], start_new_session=True).pid

        with dask_client(client, cluster_id) as dask:
            child = psutil.Process(dask.submit(daemon).result())
            supervisor = dask.run_on_scheduler(os.getpid)
        assert child.is_running()
        if end == "close the cluster":
            client.post(f"{CLUSTERS}/{cluster_id}/close")
        elif end == "kill the server":
            server.end(signal.SIGKILL)
        else:
            os.kill(supervisor, signal.SIGKILL)
        gone([child], 5)


@pytest.mark.parametrize("mark", [None, "", "0123456789abcdef", "other0123456789abcdef/x"])
def test_l9_an_unmarked_process_is_nobodys(mark: str | None) -> None:
    assert not is_ours(mark, "0123456789abcdef/")


def test_l9_a_short_prefix_is_refused() -> None:
    for prefix in ("", "/", "0123456789"):
        with pytest.raises(ValueError, match="anybody"):
            is_ours("0123456789abcdef/x", prefix)
    assert is_ours("0123456789abcdef/x", "0123456789abcdef/")


def test_marks_are_found_and_ended() -> None:
    mark = f"test-{os.getpid()}-{new_id()}"
    one = subprocess.Popen(["sleep", "60"], env={**os.environ, MARK: f"{mark}/x"})
    assert [found.pid for found in marked(mark)] == [one.pid]
    assert end_marked(mark) == 1
    assert one.wait(5) == -signal.SIGKILL
    assert marked(mark) == []
