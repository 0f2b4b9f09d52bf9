"""Saturn's REST API: what the extension asks of it, and nothing more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .activity import Sample, parse_activity
from .bodies import load_or_none
from .errors import SaturnError, no_such_cluster
from .failures import not_saturn, refused
from .records import (
    Cluster,
    Offer,
    Owner,
    Token,
    as_list,
    as_mapping,
    clean_text,
    parse_cluster,
    parse_offer,
    parse_owner,
    parse_tokens,
)
from .summaries import Summary, parse_summary
from .transport import Answer, Limits, Transport
from .versions import Versions, parse_versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .credentials import Credential

__all__ = ["MAX_CLUSTERS", "MAX_PAGES", "SaturnClient", "SaturnError"]

MAX_PAGES = 100
"""Pages of the list that are read."""

MAX_CLUSTERS = 5_000
"""Clusters of the list that are kept."""

MAX_SCHEDULER_INFO = 64 * 2**20
"""Bytes of a scheduler's record that are read: 994 of them tell of one worker (measured)."""

_CLUSTERS = "/api/dask_clusters"
_PAGE_SIZE = "500"


class SaturnClient:
    """Talks to one Saturn as one user. Every method raises ``SaturnError``."""

    def __init__(
        self,
        base_url: str,
        credential: Credential | None,
        limits: Limits | None = None,
        ca_bundle: str = "",
    ) -> None:
        self.base_url = base_url
        self.credential = credential
        self._http = Transport(base_url, credential, limits or Limits(), ca_bundle)

    async def close(self, *, is_drained: bool = False) -> None:
        """Close the connections; ``is_drained`` lets the calls under way end first."""
        await self._http.close(is_drained=is_drained)

    async def probe(self) -> None:
        """See, without showing the token, whether Saturn's API answers at the base URL."""
        try:
            await self._http.get_json("/api/user", is_anonymous=True)
        except SaturnError as error:
            if error.code not in ("refused", "expired", "forbidden"):
                raise

    async def user(self) -> str | None:
        """Say whose token it is; raises ``refused`` when it is nobody's (401 or 204).

        None when it may not ask (403): a token of one resource can be like that, and whether it
        is good shows in the list of clusters.
        """
        try:
            record = await self._http.get_json("/api/user")
        except SaturnError as error:
            if error.code == "forbidden":
                return None
            raise self._at_the_door(error) from None
        if record is None:
            raise refused("Saturn knows no user for this token.", self.credential)
        if not isinstance(record, dict) or not record.keys() & {"username", "email", "id"}:
            raise self._odd("Its description of the user is not one of Saturn's.")
        names = (clean_text(record.get(key)) for key in ("username", "full_name", "email", "id"))
        return next((name for name in names if name), "")

    async def owner(self) -> Owner:
        """Say who owns the clusters, going by the first one; raises ``refused`` as the list."""
        page = await self._page({"page_size": "1"})
        return parse_owner(next(iter(page["dask_clusters"]), None))

    async def tokens(self) -> tuple[Token, ...]:
        """List what is known of the user's tokens; which of them is in use is not told."""
        return parse_tokens(await self._http.get_json("/api/tokens"))

    async def offer(self) -> Offer:
        """List the machine sizes with their prices."""
        return parse_offer(await self._http.get_json(f"{_CLUSTERS}/info"))

    async def clusters(self) -> tuple[Cluster, ...]:
        """List the clusters, page by page; a cursor that repeats ends the list."""
        found: dict[str, Cluster] = {}
        seen: set[str] = set()
        params = {"page_size": _PAGE_SIZE}
        for _ in range(MAX_PAGES):
            page = await self._page(params)
            for record in page["dask_clusters"][: MAX_CLUSTERS - len(found)]:
                cluster = parse_cluster(record)
                if cluster is not None:
                    found.setdefault(cluster.id, cluster)
            cursor = page.get("next_key")
            if not isinstance(cursor, str) or not 0 < len(cursor) <= 2_000 or cursor in seen:
                break
            if len(found) >= MAX_CLUSTERS:
                break
            seen.add(cursor)
            params["next_key"] = cursor
        return tuple(found.values())

    async def summary(self, cluster_id: str) -> Summary:
        """Read how far the parts of a cluster have come, and what keeps them."""
        value = await self._http.get_json(f"{_CLUSTERS}/{cluster_id}/runtimesummary")
        summary = parse_summary(value)
        if not summary.workers_failed or summary.detail is not None:
            return summary
        try:
            path = f"{_CLUSTERS}/{cluster_id}/workers/runtimesummary"
            return parse_summary(value, await self._http.get_json(path, {"page_size": "50"}))
        except SaturnError:
            # The reason is a help; how many workers failed is known without it.
            return summary

    async def activity(self, cluster_id: str) -> Sample | None:
        """Look at what a cluster's workers do; None when its scheduler does not tell."""
        path = f"{_CLUSTERS}/{cluster_id}/scheduler_info"
        return await self._http.get_parsed(path, parse_activity, limit=MAX_SCHEDULER_INFO)

    async def resources(self, kind: str, owner: str) -> list[Any]:
        """List an owner's ``jobs`` or ``deployments``, as Saturn's records; at most 1,000."""
        params = {"owner_name": owner, "page_size": "1000"}
        value = await self._http.get_json(f"/api/{kind}", params)
        return as_list(as_mapping(value).get(kind))[:1_000]

    async def create(self, resource: Mapping[str, str], settings: Mapping[str, object]) -> None:
        """Make a cluster, which is not started; ``resource`` says whose, such as workspace_id."""
        await self._http.request(
            "POST", _CLUSTERS, content=_json({**settings, "resource": resource})
        )

    async def update(self, cluster_id: str, settings: Mapping[str, object]) -> tuple[str, ...]:
        """Change settings of a cluster; returns Saturn's warnings."""
        answer = await self._send("PATCH", cluster_id, "", settings)
        cluster = parse_cluster(load_or_none(answer.body))
        return cluster.warnings if cluster else ()

    async def delete(self, cluster_id: str, *, allow_active: bool) -> None:
        """Delete a cluster; one that is up only with ``allow_active``."""
        await self._send("DELETE", cluster_id, "?allow_active=true" if allow_active else "")

    async def act(self, cluster_id: str, action: str) -> None:
        """Start, stop or restart a cluster."""
        await self._send("POST", cluster_id, f"/{action}")

    async def scale(self, cluster_id: str, hosts: int) -> None:
        """Set the number of hosts that run workers."""
        await self._send("POST", cluster_id, "/scale", {"n": hosts})

    async def adapt(self, cluster_id: str, minimum: int, maximum: int) -> None:
        """Let the cluster choose the number of hosts by its load."""
        await self._send("POST", cluster_id, "/adapt", {"minimum": minimum, "maximum": maximum})

    async def scheduler_address(self, cluster_id: str, *, is_external: bool) -> str:
        """Ask for the scheduler's address; "" when there is none."""
        address, _ = await self.info(cluster_id, is_external=is_external)
        return address

    async def info(self, cluster_id: str, *, is_external: bool) -> tuple[str, Versions | None]:
        """Ask for the scheduler's address, as dask-saturn does, and what the cluster runs.

        The address is "" when there is none. Only the local Saturn says the versions.
        """
        record = await self._info(cluster_id, is_external=is_external)
        return _text(record.get("scheduler_address")), parse_versions(record.get("versions"))

    async def dashboard_link(self, cluster_id: str, *, is_external: bool) -> str:
        """Ask for the link to the dashboard's status page; "" when there is none."""
        record = await self._info(cluster_id, is_external=is_external)
        return _text(record.get("dashboard_link"))

    async def scheduler_info(self, cluster_id: str) -> bytes:
        """Read the scheduler's record of itself and its workers, as JSON not yet parsed."""
        path = f"{_CLUSTERS}/{cluster_id}/scheduler_info"
        try:
            return (await self._http.request("GET", path, limit=MAX_SCHEDULER_INFO)).body
        except SaturnError as error:
            raise _of_cluster(error, cluster_id) from None

    async def logs(self, cluster_id: str, params: dict[str, str]) -> object:
        """Read one page of what the cluster's processes wrote, in whichever form."""
        try:
            return await self._http.get_json(f"{_CLUSTERS}/{cluster_id}/logs", params)
        except SaturnError as error:
            raise _of_cluster(error, cluster_id) from None

    async def history(self, cluster_id: str) -> object:
        """List the processes (pods) of the cluster, the ended ones too."""
        return await self._http.get_json(f"{_CLUSTERS}/{cluster_id}/history")

    async def set_python(self, cluster_id: str, python: str) -> None:
        """Have the local Saturn run a cluster under an interpreter of this machine."""
        body = json.dumps({"python": python}).encode()
        try:
            await self._http.request("PUT", f"/local/clusters/{cluster_id}/python", content=body)
        except SaturnError as error:
            raise _of_cluster(error, cluster_id) from None

    async def sign(self, cluster_id: str, csr: str) -> bytes:
        """Have a certificate signed; the answer is what Saturn sent, not yet checked."""
        try:
            answer = await self._http.request(
                "POST",
                f"{_CLUSTERS}/{cluster_id}/csr",
                content=csr.encode("ascii"),
                media_type="application/x-pem-file",
                limit=2**16,
            )
        except SaturnError as error:
            raise _of_cluster(error, cluster_id) from None
        return answer.body

    async def _info(self, cluster_id: str, *, is_external: bool) -> Mapping[str, object]:
        params = {"is_external": "true"} if is_external else None
        path = f"{_CLUSTERS}/{cluster_id}/info"
        try:
            return as_mapping(await self._http.get_json(path, params))
        except SaturnError as error:
            raise _of_cluster(error, cluster_id) from None

    async def _page(self, params: dict[str, str]) -> dict[str, Any]:
        try:
            page = await self._http.get_json(_CLUSTERS, params)
        except SaturnError as error:
            raise self._at_the_door(error) from None
        if not isinstance(page, dict) or not isinstance(page.get("dask_clusters"), list):
            raise self._odd("Its list of clusters is not one of Saturn's.")
        return page

    async def _send(
        self, method: str, cluster_id: str, rest: str, body: Mapping[str, object] | None = None
    ) -> Answer:
        content = None if body is None else _json(body)
        path = f"{_CLUSTERS}/{cluster_id}{rest}"
        try:
            return await self._http.request(method, path, content=content)
        except SaturnError as error:
            raise _of_cluster(error, cluster_id) from None

    def _at_the_door(self, error: SaturnError) -> SaturnError:
        """Read 403 and 404 where every user is let in: a refused token, and another server."""
        if error.code == "forbidden":
            return refused(error.reason, self.credential)
        return self._odd("It has no such API (404).") if error.code == "not-found" else error

    def _odd(self, reason: str) -> SaturnError:
        return not_saturn(self.base_url.rstrip("/"), reason)


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body).encode()


def _of_cluster(error: SaturnError, cluster_id: str) -> SaturnError:
    return no_such_cluster(cluster_id) if error.code == "not-found" else error


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
