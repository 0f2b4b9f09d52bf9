"""Asks a real Saturn what only an account can answer, and tables it without names, ids or secrets.

Everything is read-only (signing a certificate request changes nothing), unless a cluster is named
that may be started.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from .bodies import load_json, media_type_of, read_body
from .connection import is_loopback, origin_of
from .doctor import examine_scheduler
from .errors import SaturnError
from .failures import transport_failure
from .records import is_id, parse_cluster
from .transport import no_cookies, trust

if TYPE_CHECKING:
    from .doctor import Way

START_LIMIT = 600.0
"""Seconds that a cluster may take to start, or to stop."""

_LOOK_EVERY = 5.0
_MAX_BODY = 2**20
_KEY = re.compile(r"[a-z_]{1,40}")
_EXTERNAL = "?is_external=true"


@dataclass(frozen=True)
class Row:
    """A question and its answer."""

    who: str
    question: str
    answer: str


class Asker:
    """Asks through one HTTP client, and remembers the rows."""

    def __init__(self, way: Way, http: httpx.AsyncClient) -> None:
        self.way = way
        self.rows: list[Row] = []
        self._http = http

    async def ask(
        self,
        who: str,
        header: str,
        question: str,
        cluster_id: str = "",
        content: str | None = None,
    ) -> object:
        """Ask, note status and shape, and return what JSON there was."""
        method, path = question.split(" ", 1)
        url = path.replace("{id}", cluster_id)
        headers = {"Authorization": header} if header else {}
        try:
            request = self._http.build_request(method, url, headers=headers, content=content)
            response = await self._http.send(request, stream=True)
            try:
                body = await read_body(origin_of(self.way.base_url), response, _MAX_BODY)
            finally:
                await response.aclose()
        except (httpx.RequestError, OSError) as error:
            origin = origin_of(self.way.base_url)
            self.note(who, question, transport_failure(origin, error, is_write=False).code)
            return None
        except SaturnError as error:
            self.note(who, question, error.code)
            return None
        kind = media_type_of(response, header.rpartition(" ")[2])
        try:
            value = load_json(body)
        except (ValueError, RecursionError):
            value = None
        shape = _shape(value) if value is not None else f"{len(body)} bytes"
        self.note(who, question, f"{response.status_code} {kind} {shape}")
        return value

    def note(self, who: str, question: str, answer: str) -> None:
        """Add a row."""
        self.rows.append(Row(who, question, answer))


async def ask_all(way: Way, scoped: str, cluster_to_start: str) -> list[Row]:
    """Ask with the user's token, with one of a resource, and with none."""
    assert way.credential is not None  # noqa: S101
    scheme = urlsplit(way.base_url).scheme
    async with httpx.AsyncClient(
        base_url=way.base_url,
        verify=await asyncio.to_thread(trust, scheme, way.ca_bundle),
        cookies=no_cookies(),
        trust_env=not is_loopback(urlsplit(way.base_url).hostname or ""),
        timeout=httpx.Timeout(way.limits.read, connect=way.limits.connect),
        headers={"Accept-Encoding": "gzip"},
    ) as http:
        asker = Asker(way, http)
        token = way.credential.token
        for who, header in (
            ("nobody", ""),
            ("wrong token", "token 0000000000000000"),
            ("user, token", f"token {token}"),
            ("user, Bearer", f"Bearer {token}"),
        ):
            await asker.ask(who, header, "GET /api/user")
        await _ask_as(asker, "user", token)
        if scoped:
            await asker.ask("resource", f"token {scoped}", "GET /api/user")
            await _ask_as(asker, "resource", scoped)
        if cluster_to_start:
            await _start_each_way(asker, cluster_to_start)
        return asker.rows


def table(rows: list[Row]) -> str:
    """Write the rows below each other."""
    head = Row("as", "question", "answer")
    widths = [max(len(getattr(row, key)) for row in (head, *rows)) for key in ("who", "question")]
    lines = (f"{r.who:{widths[0]}}  {r.question:{widths[1]}}  {r.answer}" for r in (head, *rows))
    return "\n".join(line.rstrip() for line in lines)


async def _ask_as(asker: Asker, who: str, token: str) -> None:
    header = f"token {token}"
    for path in ("status", "info", "tokens", "dask_clusters/info"):
        await asker.ask(who, header, f"GET /api/{path}")
    listed = await asker.ask(who, header, "GET /api/dask_clusters")
    for status, cluster_id in _examples(listed).items():
        name = f"{who}, {status}"
        for path in ("", "/status", "/info", f"/info{_EXTERNAL}", "/runtimesummary", "/token"):
            question = f"GET /api/dask_clusters/{{id}}{path}"
            await asker.ask(name, header, question, cluster_id)
        if status == "running":
            await _sign(asker, name, header, cluster_id)
            await _handshake(asker, name, cluster_id)


async def _sign(asker: Asker, who: str, header: str, cluster_id: str) -> None:
    csr = await asyncio.to_thread(_make_request, cluster_id)
    if csr is None:
        asker.note(who, "POST …/csr", "not asked: this Python lacks cryptography")
        return
    for query in ("", _EXTERNAL):
        question = f"POST /api/dask_clusters/{{id}}/csr{query}"
        await asker.ask(who, header, question, cluster_id, csr)


async def _handshake(asker: Asker, who: str, cluster_id: str) -> None:
    client = asker.way.client()
    try:
        wait = asker.way.limits.connect
        for finding in await examine_scheduler(client, cluster_id, "scheduler", wait):
            # The reason may name a host; whether it worked is what counts.
            answer = finding.text if finding.is_good else "no"
            asker.note(who, finding.name, answer)
    finally:
        await client.close()


async def _start_each_way(asker: Asker, cluster_id: str) -> None:
    """Start a stopped cluster as the page does, then as dask-saturn does; stop it after each."""
    assert asker.way.credential is not None  # noqa: S101
    header = f"token {asker.way.credential.token}"
    path = "/api/dask_clusters/{id}"
    cluster = None
    if is_id(cluster_id):
        cluster = parse_cluster(await asker.ask("start", header, f"GET {path}", cluster_id))
    if cluster is None or cluster.status != "stopped":
        asker.note("start", "is it stopped?", "no: nothing was started")
        return
    await _start(asker, header, cluster_id, f"POST {path}/start", None)
    if is_id(cluster.project_id):
        # Without its owner named, the token would choose what is started.
        owner = json.dumps({"project_id": cluster.project_id})
        await _start(asker, header, cluster_id, f"POST /api/dask_clusters{_EXTERNAL}", owner)


async def _start(
    asker: Asker, header: str, cluster_id: str, question: str, content: str | None
) -> None:
    stop = "POST /api/dask_clusters/{id}/stop"
    started: object = None
    try:
        started = await asker.ask("start", header, question, cluster_id, content)
        if await _wait_for(asker, header, cluster_id, "running"):
            await _handshake(asker, f"after {question.split()[1]}", cluster_id)
    finally:
        await asker.ask("start", header, stop, cluster_id)
        # An owner may have another cluster, and that one was started.
        other = started.get("id") if isinstance(started, dict) else None
        if isinstance(other, str) and is_id(other) and other != cluster_id:
            await asker.ask("start, another", header, stop, other)
    await _wait_for(asker, header, cluster_id, "stopped")


async def _wait_for(asker: Asker, header: str, cluster_id: str, status: str) -> bool:
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() - began < START_LIMIT:
        count = len(asker.rows)
        question = "GET /api/dask_clusters/{id}"
        cluster = parse_cluster(await asker.ask("start", header, question, cluster_id))
        del asker.rows[count:]
        word = cluster.status if cluster else "unknown"
        if word == status or word == "error":
            asker.note("start", f"until {status}", f"{word} after {loop.time() - began:.0f} s")
            return word == status
        await asyncio.sleep(_LOOK_EVERY)
    asker.note("start", f"until {status}", f"not within {START_LIMIT:.0f} s")
    return False


def _examples(listed: object) -> dict[str, str]:
    """Choose one cluster of each status."""
    records = listed.get("dask_clusters") if isinstance(listed, dict) else None
    found: dict[str, str] = {}
    for record in records if isinstance(records, list) else ():
        cluster = parse_cluster(record)
        if cluster is not None:
            found.setdefault(cluster.status, cluster.id)
    return found


def _shape(value: object) -> str:
    """Name the keys and the kinds of their values; a key that may be data is left out."""
    if not isinstance(value, dict):
        return type(value).__name__
    known = sorted(key for key in value if _KEY.fullmatch(key))[:30]
    parts = [f"{key}:{_kind(value[key])}" for key in known]
    return "{" + " ".join(parts) + "}"


def _kind(value: object) -> str:
    if isinstance(value, str) and value.startswith(("tls://", "tcp://")):
        return value[:6]
    return f"list[{len(value)}]" if isinstance(value, list) else type(value).__name__


def _make_request(cluster_id: str) -> str | None:
    """Make a certificate request as dask-saturn's; its key is thrown away."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
    except ImportError:
        return None
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.NameAttribute(NameOID.COMMON_NAME, f"Dask Client {cluster_id}"[:64])
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([name]))
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    basic = x509.BasicConstraints(ca=False, path_length=None)
    identity = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    for extension, is_critical in ((basic, True), (usage, True), (identity, False)):
        builder = builder.add_extension(extension, is_critical)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
