#@title Connect to the Dask cluster
# saturn:connect v1
# It needs a Saturn token and keeps none: it takes the environment variable, Colab secret or Kaggle
# secret of the name SECRET_NAME, and where there is none of them, it asks you.
SATURN_BASE_URL = ""  #@param {type:"string"}
SECRET_NAME = "SATURN_TOKEN"  #@param {type:"string"}
# A running cluster costs money until it is stopped, so this cell starts none unless you say so.
START_IF_STOPPED = False  #@param {type:"boolean"}
N_WORKERS = 0  #@param {type:"integer"}
# N_WORKERS is for a cluster that this cell starts; 0 takes as many as are set in Saturn.
CLUSTER_ID = ""
CLUSTER_NAME = ""
PROJECT_ID = ""

import getpass
import http.client
import importlib.util
import json
import logging
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import warnings
from typing import Any


class _SaturnError(Exception):
    """What went wrong, shown as one sentence and not as a traceback."""

    def _render_traceback_(self) -> Any:
        return [f"Saturn: {self}"]


class _SaturnNoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token would go along."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _saturn_is_local(url: str) -> bool:
    return urllib.parse.urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _saturn_base(text: str) -> str:
    """Return the address of the server in a URL, with a slash at the end."""
    parts = urllib.parse.urlsplit(text.strip())
    if parts.scheme != "https" and not (parts.scheme == "http" and _saturn_is_local(text)):
        raise _SaturnError(f"SATURN_BASE_URL must begin with https://, and is {text!r}.")
    if not parts.hostname or parts.username is not None:
        raise _SaturnError(f"SATURN_BASE_URL must name a server, and is {text!r}.")
    return f"{parts.scheme}://{parts.netloc.lower()}/"


def _saturn_ask(base: str, token: str, path: str, body: Any = None) -> Any:
    """Ask Saturn something, by POST if there is a body. Return the HTTP status and parsed JSON."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(base + path, data, headers)
    handlers: list[Any] = [_SaturnNoRedirect()]
    if _saturn_is_local(base):
        handlers.append(urllib.request.ProxyHandler({}))  # a proxy does not know this machine
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=10) as answer:
            status, text = answer.status, answer.read(10_000_000)
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read(100_000)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise _SaturnError(
            f"{base} cannot be reached ({reason}). Check SATURN_BASE_URL and your network."
        ) from None
    try:
        return status, json.loads(text)
    except ValueError:
        return status, None


def _saturn_colab_secret() -> Any:
    """Return the secret of this name in Colab; where there is none, say what to do."""
    if "google.colab" not in sys.modules or os.environ.get("VERTEX_PRODUCT") == "COLAB_ENTERPRISE":
        return None
    try:
        from google.colab import userdata

        return userdata.get(SECRET_NAME)
    except Exception as error:  # NotebookAccessError has no base class of Colab's
        kind = type(error).__name__
    if kind == "SecretNotFoundError":
        print(f"Colab has no secret {SECRET_NAME}: add one under the key icon on the left.")
    elif kind == "NotebookAccessError":
        print(f"Switch on Notebook access of the secret {SECRET_NAME}, under the key icon.")
    else:
        print("Colab secrets work only in the Colab web page, and it did not answer.")
    return None


def _saturn_kaggle_secret() -> Any:
    """Return the secret of this name in Kaggle; where there is none, say what to do."""
    if importlib.util.find_spec("kaggle_secrets") is None:
        return None
    try:
        from kaggle_secrets import UserSecretsClient

        return UserSecretsClient().get_secret(SECRET_NAME)
    except Exception:  # the service raises many kinds
        print(f"Kaggle gave no secret {SECRET_NAME}: add and tick it under Add-ons, Secrets.")
        return None


def _saturn_token(base: str) -> Any:
    """Return the token and where it comes from, the first that is found."""
    named = os.environ.get("SATURN_BASE_URL")
    if os.environ.get(SECRET_NAME):
        if not named or _saturn_base(named) == base:
            return os.environ[SECRET_NAME], f"the environment variable {SECRET_NAME}"
        print(f"The token in the environment is for {named}, and is not sent to {base}.")
    secret = _saturn_colab_secret()
    if secret:
        return secret, f"the Colab secret {SECRET_NAME}"
    secret = _saturn_kaggle_secret()
    if secret:
        return secret, f"the Kaggle secret {SECRET_NAME}"
    if _saturn_is_local(base):
        print("In JupyterLab on this machine no token is needed: attach in the Saturn sidebar.")
    try:
        return getpass.getpass("Saturn token (hidden, not saved): "), "your input"
    except (EOFError, NotImplementedError):
        raise _SaturnError(
            f"There is no token, and nobody to ask: set the environment variable {SECRET_NAME}."
        ) from None


def _saturn_clean(secret: str, source: str) -> str:
    """Return the token alone: people also paste what Saturn's token page shows."""
    secret = secret.strip()
    if secret.startswith("{"):
        try:
            secret = str(json.loads(secret).get("token", ""))
        except ValueError:
            secret = ""
    secret = secret.strip("\"'")
    if not re.fullmatch(r"[\x21-\x7e]+", secret):
        raise _SaturnError(f"What came from {source} is not a token.")
    return secret


def _saturn_check(base: str, token: str, source: str) -> None:
    """Raise if Saturn does not take the token, or if it is no Saturn."""
    status, user = _saturn_ask(base, token, "api/user")
    if status in (204, 401):  # 204 is how Saturn answers a token that it does not know
        raise _SaturnError(
            f"Saturn refused the token from {source}: it is wrong, has expired or is another "
            "Saturn's. Make a new one in Saturn under User Profile, Access Keys."
        )
    if status >= 500:
        raise _SaturnError(f"{base} has trouble (HTTP {status}). Try again later.")
    # The token of a single resource may not be allowed to see its user (403): the cluster tells.
    if status != 403 and not (status == 200 and isinstance(user, dict)):
        raise _SaturnError(f"{base} does not answer like a Saturn (HTTP {status}).")


def _saturn_find(base: str, token: str) -> Any:
    """Return the cluster that is meant, as Saturn describes it."""
    path = "api/dask_clusters" + (
        f"/{urllib.parse.quote(CLUSTER_ID, safe='')}" if CLUSTER_ID else ""
    )
    status, found = _saturn_ask(base, token, path)
    if status != 200 or not isinstance(found, dict):
        meant = f"the cluster {CLUSTER_NAME or CLUSTER_ID}" if CLUSTER_ID else "its clusters"
        raise _SaturnError(f"Saturn does not show {meant} to this token (HTTP {status}).")
    if CLUSTER_ID:
        return found
    owners = ("workspace_id", "deployment_id", "job_id")
    clusters = [
        one
        for one in found.get("dask_clusters", [])
        if not PROJECT_ID or PROJECT_ID in [one.get(owner) for owner in owners]
    ]
    if len(clusters) == 1:
        return clusters[0]
    names = ", ".join(f"{one['name']} ({one['id']})" for one in clusters[:20])
    raise _SaturnError(
        f"Set CLUSTER_ID to the cluster that you mean: {names}."
        if clusters
        else "There is no cluster yet. Make one in Saturn, then run this cell again."
    )


def _saturn_cost(base: str, token: str, cluster: Any) -> str:
    """Return what a running cluster costs, in words: an estimate from Saturn's list of prices."""
    try:
        _, answer = _saturn_ask(base, token, "api/dask_clusters/info")
        prices = {one["name"]: one["price_per_hour"] for one in answer["server_options"]["size"]}
        worker, scheduler = prices[cluster["worker_size"]], prices[cluster["scheduler_size"]]
        price = float(scheduler) + cluster["n_workers"] * float(worker)
    except (KeyError, TypeError, ValueError):
        return "costs an unknown price"
    return f"costs about ${price:.2f} an hour" if price else "is free"


def _saturn_start(base: str, token: str, cluster: Any) -> Any:
    """Start a cluster if that is wanted, and wait until it runs."""
    name, path = cluster["name"], f"api/dask_clusters/{cluster['id']}"
    if cluster["status"] not in ("pending", "running"):
        workers = N_WORKERS or cluster["n_workers"]
        size = f"workers: {workers}, {cluster['worker_size']}"
        cost = _saturn_cost(base, token, {**cluster, "n_workers": workers})
        if not START_IF_STOPPED:
            raise _SaturnError(
                f"{name} is {cluster['status']} ({size}; it {cost} while it runs). Set "
                "START_IF_STOPPED = True and run this cell again, or start it in Saturn."
            )
        print(f"Starting {name}: {size}; it {cost} while it runs.")
        if N_WORKERS:
            _saturn_ask(base, token, f"{path}/scale", {"n": N_WORKERS})
        status, answer = _saturn_ask(base, token, f"{path}/start", {})
        if status >= 300:
            told = answer.get("message", "") if isinstance(answer, dict) else ""
            raise _SaturnError(f"Saturn did not start {name} (HTTP {status}). {told}")
    limit = time.monotonic() + 1200
    while cluster["status"] != "running":
        time.sleep(1)
        status, answer = _saturn_ask(base, token, path)
        cluster = answer if status == 200 and isinstance(answer, dict) else cluster
        if cluster["status"] == "error" or time.monotonic() > limit:
            reasons = "; ".join(cluster.get("errors") or []) or f"it is {cluster['status']}"
            raise _SaturnError(f"{name} did not start: {reasons.rstrip('.')}.")
    return cluster


def _saturn_open(base: str, token: str, cluster_id: str) -> Any:
    """Return a client and the cluster object; the token is in the environment only meanwhile."""
    before = {name: os.environ.get(name) for name in ("SATURN_BASE_URL", "SATURN_TOKEN")}
    log = logging.getLogger("dask-saturn")
    level = log.level
    # Its news are in our own words, and it warns of a method that distributed no longer has.
    log.setLevel(logging.ERROR)
    os.environ["SATURN_BASE_URL"], os.environ["SATURN_TOKEN"] = base, token
    try:
        from dask_saturn import SaturnCluster

        cluster = SaturnCluster(cluster_url=f"{base}api/dask_clusters/{cluster_id}")
    finally:
        log.setLevel(level or logging.WARNING)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    from distributed import Client

    address = cluster.scheduler_address
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared below
            # By its address: a Client(cluster) of today has no wait_for_workers().
            return Client(address, security=cluster.security, timeout=30), cluster
    except OSError as error:
        raise _SaturnError(
            f"The scheduler at {address} does not answer ({error}). Is it reachable from here, and "
            "have dask and distributed the cluster's versions? The install cell makes them so."
        ) from None


def _saturn_compare(client: Any) -> None:
    """Print the versions that differ between here and the cluster."""
    found = client.get_versions()
    here = found["client"]["packages"]
    there = [
        found["scheduler"]["packages"],
        *(one["packages"] for one in found["workers"].values()),
    ]
    for name in ("python", "dask", "distributed", "cloudpickle", "msgpack", "numpy", "pandas"):
        cut = 2 if name == "python" else 9
        mine, *others = (
            ".".join(str(packages.get(name) or "missing").split(".")[:cut])
            for packages in (here, *there)
        )
        for other in sorted(set(others) - {mine}):
            print(f"Versions differ: {name} is {mine} here and {other} on the cluster.")


def _saturn_tell(client: Any, cluster: Any, cost: str, link: str) -> None:
    """Print what one has now: four lines."""
    info = client.scheduler_info()
    rows = info["workers"].values()
    workers = info.get("n_workers", len(rows))
    threads = info.get("total_threads", sum(row["nthreads"] for row in rows))
    memory = info.get("total_memory", sum(row["memory_limit"] for row in rows)) / 2**30
    print(f"Connected to {cluster['name']}, which is running.")
    print(f"Workers: {workers}, threads: {threads}, memory: {memory:.1f} GiB.")
    print(f"Dashboard: {link}")
    print(f"It {cost}, and runs until you stop it: in Saturn, or with the stop cell.")


def _saturn_existing(base: str, client: Any, cluster: Any) -> Any:
    """Return the client and the cluster object that are there already, or None."""
    attached: Any = sys.modules.get("_jupyterlab_saturn")
    live = getattr(attached, "client", None)
    if live is not None and live.status == "running":
        if _saturn_base(attached.cluster["base_url"]) == base:
            print(f"JupyterLab has attached {attached.cluster['name']}: nothing to do.")
            return live, getattr(attached, "object", None)
    url = str(getattr(cluster, "cluster_url", ""))
    if url.startswith(base) and CLUSTER_ID in url and getattr(client, "status", "") == "running":
        print(f"Connected to {CLUSTER_NAME or url} already: nothing to do.")
        return client, cluster
    return None


def _saturn_connect(client: Any, cluster: Any) -> Any:
    """Return a client and the cluster object, or what went wrong.

    An error is returned, not raised: its traceback would hold on to everything here.
    """
    token = ""
    try:
        base = _saturn_base(SATURN_BASE_URL)
        existing = _saturn_existing(base, client, cluster)
        if existing:
            return existing
        for package in ("distributed", "dask_saturn"):
            if importlib.util.find_spec(package) is None:
                raise _SaturnError(f"{package} is not installed here. Run the install cell first.")
        token, source = _saturn_token(base)
        token = _saturn_clean(token, source)
        _saturn_check(base, token, source)
        found = _saturn_start(base, token, _saturn_find(base, token))
        if getattr(cluster, "cluster_url", None) and client is not None:
            client.close()  # of another cluster, or dead: the name is about to be another's
        opened, made = _saturn_open(base, token, found["id"])
        _saturn_compare(opened)
        _saturn_tell(opened, found, _saturn_cost(base, token, found), made.dashboard_link)
        return opened, made
    except _SaturnError as error:
        text = str(error)
    except KeyboardInterrupt:
        text = "Interrupted."
    except BaseException as error:
        text = f"{type(error).__name__}: {error}"
    return _SaturnError(text.replace(token, "[token]") if token else text)


def _saturn_result(client: Any, cluster: Any) -> Any:
    found = _saturn_connect(client, cluster)
    if isinstance(found, _SaturnError):
        raise found
    return found


try:
    client, cluster = _saturn_result(globals().get("client"), globals().get("cluster"))
finally:  # leave nothing but the two names
    for _saturn_name in [name for name in globals() if name.lower().startswith("_saturn")]:
        del globals()[_saturn_name]
    del _saturn_name
