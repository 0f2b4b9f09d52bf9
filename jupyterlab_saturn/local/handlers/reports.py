"""What happens inside a cluster: summaries, logs, metrics, history."""

from __future__ import annotations

from jupyterlab_saturn.local import logs, paging, summaries
from jupyterlab_saturn.local.metrics import parse_time
from jupyterlab_saturn.local.records import now

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


class LogsHandler(Handler):
    """The lines that the processes wrote."""

    def get(self, cluster_id: str) -> None:
        """Return one page; a cluster that never ran has none."""
        cluster = self.cluster(cluster_id)
        run = self.services.fleet.run(cluster.id)
        if run is None:
            self.reply({"logs": []})
            return
        lines, key = logs.read_page(
            self.services.backend.logs(cluster.id),
            run,
            size=paging.parse_page_size(self.get_query_argument("page_size", None)),
            key=self.get_query_argument("next_key", None),
            component=self.get_query_argument("component", None),
            pod=self.get_query_argument("pod_name", None),
        )
        self.reply({"logs": lines, **({"next_key": key} if key else {})})


class MetricsHandler(Handler):
    """What the processes use."""

    def get(self, cluster_id: str) -> None:
        """Return the samples of the present or last run, with one of this moment."""
        run = self.services.fleet.run(self.cluster(cluster_id).id)
        if run is None:
            self.reply({"cpu": [], "memory": []})
            return
        run.meter.sample(run)
        self.reply(
            run.meter.view(
                self.get_query_argument("component", None),
                self.get_query_argument("type", None),
                parse_time("start", self.get_query_argument("start", None)),
                parse_time("end", self.get_query_argument("end", None)),
            )
        )


class HistoryHandler(Handler):
    """The pods of the present or last run, the ended ones too."""

    def get(self, cluster_id: str) -> None:
        """Return them."""
        run = self.services.fleet.run(self.cluster(cluster_id).id)
        component = self.get_query_argument("component", None)
        self.reply(
            {
                "pods": [
                    {
                        "pod_name": pod.name,
                        "status": pod.status,
                        "last_seen": pod.ended_at or now(),
                        "start_time": pod.started_at,
                    }
                    for pod in (run.pods if run else [])
                    if component in (None, pod.component)
                ]
            }
        )
