"""Some things can be had of running clusters only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import SaturnError

if TYPE_CHECKING:
    from .watch import ClusterWatch


async def check_running(
    watch: ClusterWatch, cluster_id: str, hint: str, *, is_fresh: bool = False
) -> None:
    """Raise ``not-running`` (409) if it is not; a snapshot that says so is checked first.

    ``hint`` is the next step of whoever wanted it; ``is_fresh`` distrusts a snapshot that says
    yes as well.
    """
    cluster = watch.cluster(cluster_id)
    if is_fresh or cluster is None or cluster.status != "running":
        await watch.refresh(after_write=True)
        cluster = watch.cluster(cluster_id)
    if cluster is not None and cluster.status not in ("running", "unknown"):
        raise SaturnError(
            "not-running",
            "The cluster is not running",
            f"Its state is {cluster.status}.",
            hint,
            409,
        )
