"""One HTTP exchange with Saturn: bounded in time and size, and without surprises.

Redirects are never followed, answers are cut at a limit, writes are never sent twice, and the
token goes to its own origin only. Figures are those of the project's fault list.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, TypeVar

import anyio
import httpx

from . import __version__, redaction
from .bodies import load_json, media_type_of, message_of, read_body
from .connection import is_loopback
from .errors import SaturnError
from .failures import moved, not_saturn, refusal, too_slow, transport_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .credentials import Credential

MAX_ANSWER = 8 * 2**20
"""Bytes of an answer, unpacked, that are read."""

TRIES = 3
"""How often a read is tried."""

_T = TypeVar("_T")
_BACKOFF = (0.5, 8.0)
_PROBLEMS = (httpx.RequestError, httpx.InvalidURL, OSError, ImportError, ValueError)


@dataclass(frozen=True)
class Limits:
    """Seconds: to connect, between two pieces of an answer, and for a call with its retries."""

    connect: float = 5.0
    read: float = 10.0
    call: float = 12.0


@dataclass(frozen=True)
class Answer:
    """A whole answer with a 2xx status."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True)
class _Call:
    method: str
    url: httpx.URL
    params: dict[str, str]
    headers: dict[str, str]
    content: bytes | None
    limit: int

    @property
    def is_write(self) -> bool:
        return self.method != "GET"


class Transport:
    """Sends requests to one origin, with the credential that is bound to it."""

    def __init__(
        self, base_url: str, credential: Credential | None, limits: Limits, ca_bundle: str = ""
    ) -> None:
        self._base_url = httpx.URL(base_url)
        self._origin = base_url.rstrip("/")
        # A token is bound to the origin that it was entered for: nowhere else does it go.
        is_bound = credential is not None and credential.origin == self._origin
        self._credential = credential if is_bound else None
        self._is_local = is_bound and credential is not None and credential.source == "local"
        redaction.watch(self)
        self._limits = limits
        self._ca_bundle = ca_bundle
        self._http: httpx.AsyncClient | None = None
        self._is_closed = False
        self._under_way = 0
        self._opening = asyncio.Lock()

    @property
    def secret(self) -> str:
        """The token that is sent."""
        return self._credential.token if self._credential else ""

    async def close(self, *, is_drained: bool = False) -> None:
        """Close the connections for good; a call under way fails, and so do later ones.

        ``is_drained`` lets the calls under way end first, without waiting for them here.
        """
        self._is_closed = True
        if is_drained and self._under_way:
            return
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def get_json(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        limit: int = MAX_ANSWER,
        is_anonymous: bool = False,
    ) -> object:
        """Read JSON; None for an answer without a body (204).

        ``is_anonymous`` leaves the token out: to see who answers before it is shown again.
        """
        return self._load(
            await self.request("GET", path, params=params, limit=limit, is_anonymous=is_anonymous)
        )

    async def get_parsed(self, path: str, parse: Callable[[object], _T], *, limit: int) -> _T:
        """Read JSON that may be large, and parse it off the event loop."""
        answer = await self.request("GET", path, limit=limit)
        return await asyncio.to_thread(lambda: parse(self._load(answer)))

    def _load(self, answer: Answer) -> object:
        if answer.status == 204:
            return None
        if answer.media_type not in ("", "application/json") and "+json" not in answer.media_type:
            raise not_saturn(self._origin, f"It answered with {answer.media_type}, not JSON.")
        try:
            return load_json(answer.body)
        except (ValueError, RecursionError):
            raise not_saturn(self._origin, "Its answer is not valid JSON.") from None

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
        media_type: str = "application/json",
        limit: int = MAX_ANSWER,
        is_anonymous: bool = False,
    ) -> Answer:
        """Send one request and read its answer.

        Raises ``SaturnError`` for everything but a 2xx answer. Only GET is ever tried again.
        """
        headers = {} if content is None else {"Content-Type": media_type}
        if self._credential and not is_anonymous:
            headers["Authorization"] = f"{self._credential.scheme} {self._credential.token}"
        url = self._base_url.join(path)
        call = _Call(method, url, dict(params or {}), headers, content, limit)
        self._under_way += 1
        try:
            with anyio.fail_after(self._limits.call):
                return await self._try(call)
        except TimeoutError:
            raise too_slow(
                self._origin, self._limits.call, is_write=call.is_write, is_local=self._is_local
            ) from None
        finally:
            self._under_way -= 1
            if self._is_closed:
                await self.close(is_drained=True)

    async def _try(self, call: _Call) -> Answer:
        """Send, and try a read again after a passing fault, as long as there is time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.call
        for attempt in range(1, TRIES + 1):
            try:
                return await self._exchange(call)
            except SaturnError as error:
                if call.is_write or not error.is_transient or attempt == TRIES:
                    raise
                pause = error.retry_after
                if pause is None:
                    # Full jitter: many servers of one outage must not come back in step.
                    pause = random.uniform(0, min(_BACKOFF[1], _BACKOFF[0] * 2**attempt))  # noqa: S311
                if loop.time() + pause >= deadline:
                    raise
            await asyncio.sleep(pause)
        raise AssertionError("The last try either returns or raises.")

    async def _exchange(self, call: _Call) -> Answer:
        try:
            http = await self._client()
            request = http.build_request(
                call.method,
                call.url,
                params=call.params or None,
                headers=call.headers,
                content=call.content,
            )
            response = await http.send(request, stream=True)
            try:
                body = await read_body(self._origin, response, call.limit)
            finally:
                await response.aclose()
        except _PROBLEMS as error:
            raise transport_failure(
                self._origin, error, is_write=call.is_write, is_local=self._is_local
            ) from None
        if not response.is_success:
            raise refusal(
                self._origin,
                response,
                message_of(body),
                self._credential,
                is_write=call.is_write,
            )
        return Answer(response.status_code, media_type_of(response, self.secret), body)

    async def _client(self) -> httpx.AsyncClient:
        """Make the client at the first use: reading the trusted certificates takes a while."""
        async with self._opening:
            if self._is_closed:
                raise moved(self._origin)
            if self._http is None:
                url, bundle = self._base_url, self._ca_bundle
                verify = await asyncio.to_thread(trust, url.scheme, bundle)
                self._http = self._open(verify)
        return self._http

    def _open(self, verify: ssl.SSLContext) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=verify,
            cookies=no_cookies(),
            # Proxies of the environment are honoured for Saturn, and never for this machine.
            trust_env=not is_loopback(self._base_url.host),
            follow_redirects=False,
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": f"jupyterlab-saturn/{__version__}",
            },
        )


def no_cookies() -> CookieJar:
    """Make a jar that takes nothing: a session of Saturn's must not stand in for the token."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def trust(scheme: str, ca_bundle: str) -> ssl.SSLContext:
    """Make the context that checks Saturn's certificate; a CA bundle adds to the usual ones."""
    if scheme == "http":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = httpx.create_ssl_context()
    if ca_bundle:
        context.load_verify_locations(cafile=ca_bundle)
    return context
