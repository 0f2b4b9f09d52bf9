"""Chooses the Saturn to talk to, and opens a client for it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

from .connection import Connection, Settings, effective, origin_of
from .credentials import Credential, Credentials
from .errors import SaturnError
from .failures import WHERE_TOKENS_ARE
from .lease import LocalSaturn, no_local
from .saturn import SaturnClient
from .transport import Limits
from .verification import about_token


@dataclass(frozen=True)
class Fixed:
    """What an admin or the environment decided; the settings cannot change it."""

    admin_url: str | None = None
    environment_url: str | None = None
    has_local: bool = True
    ca_bundle: str = ""
    limits: Limits = field(default_factory=Limits)


class Connector:
    """Holds the settings and the one client that they lead to."""

    def __init__(self, fixed: Fixed, credentials: Credentials, local: LocalSaturn) -> None:
        self._fixed = fixed
        self._credentials = credentials
        self._local = local
        self._client: SaturnClient | None = None
        self._has_asked = False
        self._retired: list[SaturnClient] = []
        self._opening = asyncio.Lock()
        self.settings = Settings()

    @property
    def fixed(self) -> Fixed:
        """What an admin or the environment decided."""
        return self._fixed

    @property
    def connection(self) -> Connection:
        """Where the settings, the environment and the admin lead."""
        fixed = self._fixed
        return effective(self.settings, fixed.admin_url, fixed.environment_url)

    @property
    def is_local(self) -> bool:
        """Tell whether that is the local Saturn: the default when nothing is configured."""
        return self.connection.base_url is None and not self._credentials.has_stray_token

    @property
    def has_local(self) -> bool:
        """Tell whether the local Saturn is there to be chosen."""
        return self._fixed.has_local and not self._credentials.has_stray_token

    @property
    def would_start_local(self) -> bool:
        """Tell whether reading would start the local Saturn, or join it anew."""
        return self.is_local and not self._local.is_joined

    @property
    def credential(self) -> Credential | None:
        """The credential in use."""
        if self._client is not None:
            return self._client.credential
        return self._stored

    @property
    def has_new_token(self) -> bool:
        """Tell whether a token was stored, here or by another program, that was not used yet."""
        stored = self._stored
        used = self._client.credential if self._client else None
        return stored is not None and stored != used

    @property
    def base_url(self) -> str | None:
        """The base URL in use; the local Saturn's is known once it is joined."""
        return self._client.base_url if self._client else self.connection.base_url

    def configure(self, settings: Settings) -> bool:
        """Take the settings over; tell whether they lead to another Saturn.

        If they do, nothing new is sent to the old one; ``tidy`` closes what led there.
        """
        before = self.connection.base_url
        self.settings = settings
        is_moved = before != self.connection.base_url
        if is_moved:
            self._retire()
        return is_moved

    async def open(self) -> SaturnClient:
        """Open the client, or return the open one; raises ``SaturnError`` when there is none."""
        async with self._opening:
            while True:
                if self._client is not None and self._is_current(self._client):
                    return self._client
                self._retire()
                await self._close_retired()
                connection = self.connection
                opened = await self._join() if self.is_local else self._remote()
                # The settings may have changed while the local Saturn started.
                if connection == self.connection:
                    fixed = self._fixed
                    self._client = SaturnClient(*opened, fixed.limits, fixed.ca_bundle)

    async def learn(self) -> None:
        """Ask for scope and end of a token that was not verified here: once for each client."""
        client = self._client
        if client is None or self._has_asked:
            return
        self._has_asked = True
        if self._credentials.is_unseen(client.credential):
            with contextlib.suppress(SaturnError):
                client.credential = self._credentials.learn(*await about_token(client))

    def is_in_use(self, client: SaturnClient) -> bool:
        """Tell whether a client is the one in use: not after signing out, or moving away."""
        return client is self._client and self._is_current(client)

    def renew(self, origin: str) -> bool:
        """Stop using the old token for an origin; tell whether it was the connection's."""
        base_url = self.connection.base_url
        if base_url is None or origin_of(base_url) != origin:
            return False
        self._retire()
        return True

    async def tidy(self, *, at_once: bool = False) -> None:
        """Close the clients that are no longer used, and leave a local Saturn that is not.

        Their calls under way (a kernel may be attaching) may end first, unless ``at_once``.
        """
        await self._close_retired(at_once=at_once)
        if not self.is_local:
            await self._local.leave()

    async def close(self) -> None:
        """Close the client and leave the local Saturn."""
        self._retire()
        await self.tidy(at_once=True)
        await self._local.leave()

    @property
    def _stored(self) -> Credential | None:
        """The token for the Saturn that the settings lead to, as it is stored now."""
        base_url = self.connection.base_url
        return self._credentials.for_origin(origin_of(base_url)) if base_url else None

    def _is_current(self, client: SaturnClient) -> bool:
        if self.is_local:
            return self._local.is_joined
        return client.credential == self._stored

    async def _join(self) -> tuple[str, Credential]:
        if not self._fixed.has_local:
            hint = "Set the base URL of your Saturn in the settings."
            raise no_local("It is switched off on this server.", hint)
        joined = await self._local.join()
        return joined.base_url, Credential(origin_of(joined.base_url), joined.token, "local")

    def _remote(self) -> tuple[str, Credential]:
        base_url = self.connection.base_url
        if base_url is None:
            raise _signed_out(
                "SATURN_TOKEN is set without a valid SATURN_BASE_URL, so it is sent nowhere.",
                "Restart Jupyter with SATURN_BASE_URL set as well.",
            )
        credential = self._credentials.for_origin(origin_of(base_url))
        if credential is None:
            raise _signed_out(
                f"There is no token for {origin_of(base_url)}.",
                f"Enter one, in the settings or with: jupyter saturn login. {WHERE_TOKENS_ARE}",
            )
        return base_url, credential

    async def _close_retired(self, *, at_once: bool = False) -> None:
        while self._retired:
            await self._retired.pop().close(is_drained=not at_once)

    def _retire(self) -> None:
        if self._client is not None:
            self._retired.append(self._client)
            self._client = None
            self._has_asked = False


def _signed_out(reason: str, hint: str) -> SaturnError:
    return SaturnError("signed-out", "You are not signed in to Saturn", reason, hint, 409)
