"""Runtime summaries."""

from __future__ import annotations

from jupyterlab_saturn.local import paging, summaries

from .base import Handler


class SummaryHandler(Handler):
    """The summaries of one cluster."""

    def get(self, cluster_id: str, part: str | None) -> None:
        """Return the whole, or the part that the path names."""
        cluster = self.cluster(cluster_id)
        run = self.services.fleet.run(cluster.id)
        if part == "kubecluster/":
            self.reply(summaries.kubecluster_summary(cluster, run))
        elif part == "scheduler/":
            self.reply(summaries.scheduler_summary(cluster, run))
        elif part == "workers/":
            workers = summaries.worker_summaries(run)
            found, neighbours = paging.page(
                workers,
                [worker["uid"] for worker in workers],
                paging.parse_page_size(self.get_query_argument("page_size", None)),
                self.get_query_argument("next_key", None),
            )
            self.reply({"workers": list(found), **neighbours})
        else:
            self.reply(summaries.cluster_summary(cluster, run))
