"""dask-saturn 0.4.4 in external mode, whole.

The environment names base URL and token, as Saturn's page of today says. Prints one line of
JSON.
"""

import json
import os
import time

from dask.distributed import Client
from dask_saturn import SaturnCluster
from dask_saturn.core import describe_sizes, list_sizes

facts = {"sizes": list_sizes(), "described": describe_sizes()}


def workers(cluster):
    return len(cluster.scheduler_info["workers"])


def await_workers(cluster, count):
    limit = time.monotonic() + 30
    while workers(cluster) != count:
        assert time.monotonic() < limit, workers(cluster)
        time.sleep(0.05)
    return count


cluster = SaturnCluster(
    n_workers=1,
    worker_size="small",
    scheduler_size="small",
    worker_is_spot=False,
    nprocs=2,
    nthreads=1,
    shutdown_on_close=False,
)
with Client(cluster) as client:
    facts["square"] = client.submit(pow, 7, 2).result()
    await_workers(cluster, 2)
    facts["pids"] = sorted(client.run(os.getpid).values())
    facts["own_pid"] = os.getpid()
facts["status"] = cluster.status
facts["repr"] = repr(cluster)
facts["html"] = "Scheduler" in cluster._repr_html_()

# The address itself makes a client that is whole: `wait_for_workers` works there.
with Client(cluster.scheduler_address, security=cluster.security) as client:
    cluster.scale(2)
    client.wait_for_workers(4, timeout=30)
    facts["scaled"] = workers(cluster)
    cluster.adapt(minimum=0, maximum=1)
    facts["adapted"] = await_workers(cluster, 0)
    facts["while_adaptive"] = client.submit(pow, 2, 5).result(timeout=30)
    cluster.scale(1)
    facts["fixed_again"] = await_workers(cluster, 2)

again = SaturnCluster(cluster_url=cluster.cluster_url)
facts["same_id"] = again.dask_cluster_id == cluster.dask_cluster_id
facts["same_address"] = again.scheduler_address == cluster.scheduler_address

# Settings for a cluster that is up change nothing (and the client logs the warning).
facts["unchanged"] = SaturnCluster(n_workers=5).scheduler_address == cluster.scheduler_address

fresh = SaturnCluster.reset(n_workers=1, nthreads=2)
facts["reset_id"] = fresh.dask_cluster_id == cluster.dask_cluster_id
facts["reset_address"] = fresh.scheduler_address != cluster.scheduler_address
await_workers(fresh, 1)
facts["reset_threads"] = [w["nthreads"] for w in fresh.scheduler_info["workers"].values()]
fresh.close()
facts["closed"] = fresh.status

with SaturnCluster(shutdown_on_close=True) as temporary, Client(temporary) as client:
    facts["inside_with"] = client.submit(pow, 3, 2).result()
facts["after_with"] = temporary.status

refused = []
for wrong in ({"worker_size": "planet"}, {"n_workers": -1}):
    try:
        SaturnCluster(**wrong)
    except ValueError as error:
        refused.append(str(error))
facts["refused"] = refused
print(json.dumps(facts))
