"""The recipe of Saturn's "Connect Externally" page of 2021, as a notebook ran it.

Arguments: base URL, project id; the token comes on stdin. Prints one line of JSON.
"""

import json
import os
import sys

base_url, project_id = sys.argv[1:3]
token = sys.stdin.read().strip()
facts = {"python": list(sys.version_info[:2])}

# --- the recipe ---
from dask_saturn import ExternalConnection, SaturnCluster  # noqa: E402
from dask.distributed import Client  # noqa: E402

conn = ExternalConnection(
    project_id=project_id,
    base_url=base_url,
    saturn_token=token,
)
cluster = SaturnCluster(
    external_connection=conn,
    n_workers=2,
    worker_size="small",
    scheduler_size="small",
    nthreads=1,
)
client = Client(cluster)
client.wait_for_workers(2)
# --- and what a user did then ---


def square(x):
    return x**2


facts["squares"] = client.gather(client.map(square, range(5)))
facts["pids"] = sorted(client.run(os.getpid).values())
facts["own_pid"] = os.getpid()
facts["status"] = cluster.status
facts["repr"] = repr(cluster)
facts["html"] = bool(cluster._repr_html_())
facts["dashboard"] = cluster.dashboard_link

import dask.array as da  # noqa: E402

facts["sum"] = int(da.ones((100, 100), chunks=(50, 50)).sum().compute())

cluster.scale(3)
client.wait_for_workers(3)
facts["scaled"] = len(cluster.scheduler_info["workers"])
client.close()
cluster.close()
facts["after"] = cluster.status
try:
    cluster.scheduler_info
except ValueError as error:
    facts["info_after"] = str(error)
print(json.dumps(facts))
