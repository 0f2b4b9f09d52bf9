"""What a client needs to reach a running scheduler."""

from __future__ import annotations

from jupyterlab_saturn.local.definitions import MAX_WORKERS
from jupyterlab_saturn.local.errors import conflict
from jupyterlab_saturn.local.sizes import SIZES

from .base import Handler


class SizesHandler(Handler):
    """The sizes that a cluster may have."""

    def get(self) -> None:
        """Return them, with prices: 0.0, for this machine is yours; `max_workers` is ours."""
        sizes = [size.view() for size in SIZES.values()]
        self.reply({"server_options": {"size": sizes, "max_workers": MAX_WORKERS}})


class InfoHandler(Handler):
    """Addresses."""

    def get(self, cluster_id: str) -> None:
        """Return scheduler address, dashboard link and versions (409 while there are none).

        Always `tls://`, for there is no plain port here: it would let every user of the
        machine run code. The dashboard link bears its one-cluster ticket.
        """
        run = self.services.fleet.live(self.cluster(cluster_id).id)
        # Saturn Cloud does not say what a cluster runs; all workers run the scheduler's image here.
        workers = {name: [version] for name, version in run.versions.items()}
        self.reply(
            {
                "scheduler_address": run.address,
                "dashboard_link": run.dashboard,
                "versions": {"scheduler": run.versions, "workers": workers},
            }
        )


class CertificateHandler(Handler):
    """Client certificates."""

    def post(self, cluster_id: str) -> None:
        """Sign the PEM request in the body; returns the PEM chain, leaf first."""
        run = self.services.fleet.live(self.cluster(cluster_id).id)
        chain = run.authority.sign_client(self.request.body)
        self.set_header("Content-Type", "application/x-pem-file")
        self.finish(chain)


class StatusHandler(Handler):
    """The word that clients ask for every five seconds, from memory."""

    def get(self, cluster_id: str) -> None:
        """Return the status word."""
        self.reply({"status": self.services.fleet.status(self.cluster(cluster_id).id)})


class SchedulerInfoHandler(Handler):
    """The scheduler's own record."""

    async def get(self, cluster_id: str) -> None:
        """Return `Scheduler.identity()` (409 when not running)."""
        run = self.services.fleet.live(self.cluster(cluster_id).id)
        if run.link is None:
            raise conflict("The cluster is not running.")
        identity = await run.link.identity()
        workers = identity.get("workers", {}).values()
        self.reply(
            {
                **identity,
                "n_workers": len(workers),
                "total_threads": sum(worker["nthreads"] for worker in workers),
                "total_memory": sum(worker["memory_limit"] or 0 for worker in workers),
            }
        )
