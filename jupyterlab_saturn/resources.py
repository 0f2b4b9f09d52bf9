"""The jobs and deployments of a project's owner, to be looked at only.

Today's Saturn ties neither to a workspace: what they have in common is whose they are. A job's
schedule is a cron expression in UTC; Saturn does not tell the next run, so it is computed.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from cronsim import CronSim, CronSimError

from .errors import SaturnError
from .links import resource_link
from .records import as_count, as_mapping, clean_text, format_time, is_id

if TYPE_CHECKING:
    from .watch import ClusterWatch

_MAX_CRON = 100
_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


async def list_resources(watch: ClusterWatch, project_id: str) -> dict[str, object]:
    """List the jobs and deployments of whoever owns the project; raises ``SaturnError``."""
    owned = (item for item in await watch.clusters() if item.project_id == project_id)
    owner = next((item.owner.path for item in owned), None)
    if owner is None:
        hint = "Choose another project; one without a cluster is not known here."
        reason = "No cluster that you may see belongs to it."
        raise SaturnError("no-project", "There is no such project", reason, hint, 404)
    base_url = None if watch.connector.is_local else watch.connector.base_url
    client = await watch.connector.open()
    jobs = [parse_job(item, base_url) for item in await client.resources("jobs", owner)]
    found = await client.resources("deployments", owner)
    deployments = [parse_deployment(item, base_url) for item in found]
    return {
        "owner": owner or None,
        "jobs": [job for job in jobs if job],
        "deployments": [item for item in deployments if item],
    }


def parse_job(value: object, base_url: str | None) -> dict[str, object] | None:
    """Read a job; None when it has no id."""
    found = _parse(value, "job", base_url)
    if found is None:
        return None
    record = as_mapping(value)
    is_scheduled = record.get("scheduled") is True
    options = as_mapping(record.get("cron_schedule_options"))
    schedule = clean_text(options.get("schedule"), _MAX_CRON) or None
    now = datetime.now(timezone.utc)
    return {
        **found,
        "schedule": schedule,
        "is_scheduled": is_scheduled,
        "next_run": next_run(schedule, now) if schedule and is_scheduled else None,
    }


def parse_deployment(value: object, base_url: str | None) -> dict[str, object] | None:
    """Read a deployment; None when it has no id."""
    return _parse(value, "deployment", base_url)


def next_run(schedule: str, after: datetime) -> str | None:
    """Compute when a cron expression is due next; None when it never is, or is none."""
    try:
        return format_time(next(CronSim(_MACROS.get(schedule, schedule), after)))
    except (CronSimError, StopIteration):
        return None


def _parse(value: object, kind: str, base_url: str | None) -> dict[str, object] | None:
    record = as_mapping(value)
    if not is_id(record.get("id")):
        return None
    return {
        "id": record["id"],
        "name": clean_text(record.get("name")),
        "status": clean_text(record.get("status"), 64) or None,
        "running_count": as_count(record.get("running_count")),
        "url": resource_link(base_url, kind, record["id"]),
    }
