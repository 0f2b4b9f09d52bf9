"""The states of clusters, without processes: what leads where, and what is refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from instant import InstantBackend

from jupyterlab_saturn.local import fleet as fleet_module
from jupyterlab_saturn.local.accounts import Accounts
from jupyterlab_saturn.local.errors import ApiError
from jupyterlab_saturn.local.fleet import Fleet
from jupyterlab_saturn.local.store import Store
from jupyterlab_saturn.local.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from jupyterlab_saturn.local.records import Cluster

NEVER: list[Any] = []


class Stage:
    """A store, accounts and a fleet on an instant backend."""

    def __init__(self, path: Path, backend: InstantBackend, users: int = 1) -> None:
        self.store = Store(path / "state.json")
        self.accounts = Accounts(self.store, Tokens(self.store), ("local",))
        self.accounts.ensure_users(users)
        self.backend = backend
        self.fleet = Fleet(self.store, backend)

    @property
    def cluster(self) -> Cluster:
        return next(iter(self.store.state.clusters.values()))


def play(
    path: Path,
    scene: Callable[[Stage], Coroutine[Any, Any, None]],
    script: Any = None,
    users: int = 1,
) -> None:
    async def run() -> None:
        stage = Stage(path, InstantBackend(script), users)
        await asyncio.wait_for(scene(stage), 10)
        await stage.fleet.close()

    asyncio.run(run())


def test_from_stopped_to_running_and_back(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        fleet, cluster = stage.fleet, stage.cluster
        assert fleet.status(cluster.id) == "stopped"
        run = await fleet.start(cluster)
        assert run.status == "pending"
        await fleet.ready(cluster)
        assert (fleet.status(cluster.id), len(run.workers)) == ("running", 2)
        await fleet.stop(cluster, wait=True)
        assert (fleet.status(cluster.id), run.ended, run.workers) == ("stopped", True, {})
        assert stage.backend.links[0].stopped

    play(tmp_path, scene)


def test_c11_five_starts_are_one(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        runs = await asyncio.gather(*(stage.fleet.ready(stage.cluster) for _ in range(5)))
        assert len({id(run) for run in runs}) == 1
        assert len(stage.backend.links) == 1

    play(tmp_path, scene)


def test_a_start_while_stopping_waits_for_the_end(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.fleet.ready(stage.cluster)
        await stage.fleet.stop(stage.cluster)
        assert stage.fleet.status(stage.cluster.id) == "stopping"
        await stage.fleet.ready(stage.cluster)
        assert stage.fleet.status(stage.cluster.id) == "running"
        assert [link.stopped for link in stage.backend.links] == [True, False]

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (OSError(12, "Cannot allocate memory"), "No process could be started: Cannot allocate"),
        ([{"event": "failed", "reason": "No bokeh."}, {"event": "exited", "code": 1}], "No bokeh."),
        ([{"event": "exited", "code": -9}], "was killed by signal 9"),
        ([{"event": "exited", "code": 7}], "ended by itself with code 7"),
    ],
)
def test_c2_a_failed_start_says_why(tmp_path: Path, script: Any, reason: str) -> None:
    async def scene(stage: Stage) -> None:
        run = await stage.fleet.ready(stage.cluster)
        assert run.status == "error"
        assert reason in run.reason
        await run.until(lambda: run.ended, 5)
        stage.backend.script = None
        assert (await stage.fleet.ready(stage.cluster)).status == "running"

    play(tmp_path, scene, script)


def test_c1_a_start_does_not_take_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet_module, "START_TIMEOUT", 0.2)

    async def scene(stage: Stage) -> None:
        run = await stage.fleet.start(stage.cluster)
        assert await run.until(lambda: run.ended, 5)
        assert (run.status, stage.backend.links[0].stopped) == ("error", True)
        assert "was not up after" in run.reason

    play(tmp_path, scene, NEVER)


def test_a_stop_cancels_a_start(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.fleet.start(stage.cluster)
        await stage.fleet.stop(stage.cluster, wait=True)
        assert stage.fleet.status(stage.cluster.id) == "stopped"
        assert not [link for link in stage.backend.links if not link.stopped]

    play(tmp_path, scene, NEVER)


def test_a_client_may_shut_the_scheduler_down(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        run = await stage.fleet.ready(stage.cluster)
        stage.backend.links[0].tell({"event": "closed"})
        assert await run.until(lambda: run.ended, 5)
        assert run.status == "stopped"

    play(tmp_path, scene)


def test_c9_scaling_while_pending_comes_later(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        run = await stage.fleet.start(stage.cluster)
        await stage.fleet.scale(stage.cluster, 5)
        await asyncio.sleep(0)
        stage.backend.links[0].come_up()
        assert await run.until(lambda: len(run.workers) == 5, 5)
        assert stage.cluster.n_workers == 5

    play(tmp_path, scene, NEVER)


def test_adaptivity_ends_with_a_fixed_number_and_with_the_run(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        fleet = stage.fleet
        with pytest.raises(ApiError) as refused:
            await fleet.adapt(stage.cluster, 1, 4)
        assert refused.value.status == 409
        run = await fleet.ready(stage.cluster)
        await fleet.adapt(stage.cluster, 1, 4)
        assert run.bounds == (1, 4)
        await fleet.scale(stage.cluster, 3)
        assert run.bounds is None
        assert stage.backend.links[0].asked == [("adapt", 1, 4), ("scale", 3)]

    play(tmp_path, scene)


def test_processes_per_host_multiply(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        cluster, _ = stage.fleet.redefine(stage.cluster, {"nprocs": 3, "nthreads": 2})
        run = await stage.fleet.ready(cluster)
        plan = stage.backend.links[0].plan
        assert (plan.workers, plan.nthreads, plan.memory_limit) == (6, 2, 2 * 2**30 // 3)
        assert run.target == 6

    play(tmp_path, scene)


def test_settings_do_not_change_a_cluster_that_is_up(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.fleet.ready(stage.cluster)
        cluster, warnings = stage.fleet.redefine(stage.cluster, {"n_workers": 7, "nprocs": 1})
        assert cluster.n_workers == 2
        assert warnings == ["The cluster is up, so these settings were not changed: n_workers."]
        assert stage.fleet.redefine(stage.cluster, {"n_workers": 2})[1] == []

    play(tmp_path, scene)


def test_p9_the_eleventh_cluster_is_refused_politely(tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        clusters = list(stage.store.state.clusters.values())
        for cluster in clusters[:10]:
            small, _ = stage.fleet.redefine(cluster, {"n_workers": 0})
            await stage.fleet.ready(small)
        with pytest.raises(ApiError) as refused:
            await stage.fleet.start(clusters[10])
        assert refused.value.status == 409
        assert "10 clusters run already" in refused.value.message
        await stage.fleet.stop(clusters[0], wait=True)
        await stage.fleet.start(clusters[10])

    play(tmp_path, scene, users=11)


def test_l10_more_memory_than_the_machine_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet_module, "MEMORY_OVERCOMMIT", 0.0001)

    async def scene(stage: Stage) -> None:
        with pytest.raises(ApiError) as refused:
            await stage.fleet.start(stage.cluster)
        assert "memory" in refused.value.message
        assert stage.backend.links == []

    play(tmp_path, scene)
