"""saturn-api 2026.6.3, every operation the local Saturn has, through its own strict models.

The environment names base URL and token; arguments: the id of an empty project, and how the
second user's token reads is on stdin. Prints one line of JSON.
"""

import asyncio
import json
import sys
import warnings

import saturn_api
from saturn_api import exceptions

empty_project = sys.argv[1]
stranger_token = sys.stdin.read().strip()
facts = {}


async def until(condition, seconds=30):
    limit = asyncio.get_running_loop().time() + seconds
    while not await condition():
        assert asyncio.get_running_loop().time() < limit, "too late"
        await asyncio.sleep(0.05)


async def refusal(awaitable):
    """Return the status and the message of a refused call."""
    try:
        await awaitable
    except exceptions.ApiException as error:
        return [error.status, json.loads(error.body)["message"]]
    raise AssertionError("not refused")


async def lifecycle(clusters):
    made = await clusters.create(
        saturn_api.DaskClusterCreate(
            resource=saturn_api.ResourceReference(
                saturn_api.ResourceByWorkspaceId(workspace_id=empty_project)
            ),
            n_workers=1,
            nthreads=1,
            worker_size="small",
            tags={"team": "blue"},
        )
    )
    facts["made"] = [made.status, made.n_workers, made.nthreads, made.tags, made.workspace_id]
    first = await clusters.list(page_size=1)
    second = await clusters.list(page_size=1, next_key=first.next_key)
    facts["pages"] = [
        len(first.dask_clusters),
        [row.id for row in second.dask_clusters] == [made.id],
        second.next_key,
        second.prev_key is not None,
    ]
    changed = await clusters.update(made.id, saturn_api.DaskClusterUpdate(n_workers=2))
    facts["changed"] = [changed.n_workers, (await clusters.get(made.id)).n_workers]
    facts["running_only"] = [
        await refusal(clusters.get_info(made.id)),
        await refusal(clusters.get_scheduler_info(made.id)),
    ]
    started = await clusters.start(made.id)
    facts["started"] = started.status
    return made.id


async def running(clusters, cluster_id):
    async def up():
        summary = await clusters.get_runtime_summary(cluster_id)
        return summary.worker_summary.running_count == 2

    await until(up)
    summary = await clusters.get_runtime_summary(cluster_id)
    facts["summary"] = [
        summary.status,
        summary.kubecluster_summary.status,
        summary.scheduler_summary.status,
        summary.worker_summary.model_dump(),
        summary.errors,
    ]
    facts["parts"] = [
        (await clusters.get_kubecluster_runtime_summary(cluster_id)).running_count,
        (await clusters.get_scheduler_runtimesummary(cluster_id)).status,
        [one.status for one in (await clusters.list_worker_runtime_summaries(cluster_id)).workers],
    ]
    facts["status"] = await clusters.get_scheduler_status(cluster_id)
    facts["info"] = sorted(await clusters.get_info(cluster_id))
    facts["scheduler"] = (await clusters.get_scheduler_info(cluster_id))["type"]
    await clusters.scale(cluster_id, saturn_api.DaskClusterScale(n=1))

    async def one():
        return len((await clusters.list_worker_runtime_summaries(cluster_id)).workers) == 1

    await until(one)
    await clusters.adapt(cluster_id, saturn_api.DaskClusterAdapt(minimum=1, maximum=2))
    facts["conflict"] = await refusal(clusters.delete(cluster_id))


async def reports(clusters, cluster_id):
    logs = []
    key = None
    while True:
        page = await clusters.get_logs(cluster_id, page_size=5, next_key=key)
        assert 0 < len(page.logs) <= 5
        logs += page.logs
        key = page.next_key
        if key is None:
            break
    facts["log_containers"] = sorted({line.container_name for line in logs})
    facts["log_words"] = any("Registered to" in line.content for line in logs)
    only = await clusters.get_logs(cluster_id, component=saturn_api.DaskComponents.SCHEDULER)
    facts["log_filter"] = sorted({line.container_name for line in only.logs})
    await clusters.get_metrics(cluster_id)
    metrics = await clusters.get_metrics(cluster_id)
    facts["metrics"] = [
        all(series.stats.last >= 0 for series in metrics.cpu),
        all(series.stats.last > 10 * 2**20 for series in metrics.memory),
        len(metrics.memory),
    ]
    history = await clusters.get_pod_history(cluster_id)
    facts["history"] = sorted({pod.status for pod in history.pods})


async def endings(clusters, cluster_id):
    assert (await clusters.restart(cluster_id)).status in ("pending", "running")

    async def is_up():
        return (await clusters.get(cluster_id)).status == "running"

    await until(is_up)
    facts["stopping"] = (await clusters.stop(cluster_id)).status

    async def is_down():
        return (await clusters.get(cluster_id)).status == "stopped"

    await until(is_down)
    before = await clusters.get_token_info(cluster_id)
    rotated = await clusters.rotate_token(cluster_id)
    updated = await clusters.update_token(
        cluster_id, saturn_api.ResourceTokenUpdate(scope=f"workspace:{empty_project}")
    )
    facts["cluster_token"] = [len({before.id, rotated.id, updated.id}), updated.scope is not None]
    await clusters.start(cluster_id)
    await clusters.delete(cluster_id, allow_active=True)
    facts["deleted"] = await refusal(clusters.get(cluster_id))


async def account(client, configuration):
    user = await saturn_api.CurrentUserApi(client).get()
    facts["user"] = [user.username, user.active]
    facts["api_status"] = (await saturn_api.ApiStatusApi(client).get()).version
    info = await saturn_api.InfoApi(client).get()
    facts["cloud"] = info.cloud_provider
    facts["servers"] = sorted((await saturn_api.InfoApi(client).get_server_options()).sizes)
    options = await saturn_api.DaskClustersApi(client).get_server_options()
    facts["prices"] = sorted({size.price_per_hour for size in options.server_options.size})
    jobs = await saturn_api.JobsApi(client).list(owner_name="local/user1", page_size=1000)
    others = await saturn_api.DeploymentsApi(client).list(owner_name="local/user1", page_size=1000)
    facts["none"] = [jobs.jobs, jobs.next_key, others.deployments, others.next_key]
    tokens = saturn_api.ApiTokensApi(client)
    made = await tokens.create(saturn_api.ApiTokenCreate(description="mine", expires_in=3600))
    facts["token"] = [len(made.access_token) >= 32, made.expires_at > made.created_at]
    facts["token_get"] = (await tokens.get(made.id)).description
    renamed = await tokens.update(made.id, saturn_api.ApiTokenUpdate(description="yours"))
    facts["token_renamed"] = renamed.description
    facts["token_listed"] = made.id in [one.id for one in (await tokens.list()).tokens]
    async with client_of(configuration.host, made.access_token) as other:
        facts["token_works"] = (await saturn_api.CurrentUserApi(other).get()).username
        await tokens.delete(made.id)
        facts["token_revoked"] = await refusal(saturn_api.CurrentUserApi(other).get())
    unknown = saturn_api.ApiTokenCreate(scope="everything:everywhere")
    facts["unknown_scope"] = await refusal(tokens.create(unknown))


async def isolation(configuration, cluster_id):
    async with client_of(configuration.host, stranger_token) as other:
        theirs = saturn_api.DaskClustersApi(other)
        facts["foreign"] = [
            (await refusal(call))[0]
            for call in (
                theirs.get(cluster_id),
                theirs.start(cluster_id),
                theirs.delete(cluster_id),
                theirs.get_token_info(cluster_id),
            )
        ]


def client_of(host, token):
    return saturn_api.ApiClient(saturn_api.Configuration(host=host, access_token=token))


async def main():
    configuration = saturn_api.Configuration()
    async with saturn_api.ApiClient(configuration) as client:
        clusters = saturn_api.DaskClustersApi(client)
        cluster_id = await lifecycle(clusters)
        await isolation(configuration, cluster_id)
        await running(clusters, cluster_id)
        await reports(clusters, cluster_id)
        await endings(clusters, cluster_id)
        await account(client, configuration)
    print(json.dumps(facts))


warnings.simplefilter("error")
asyncio.run(main())
