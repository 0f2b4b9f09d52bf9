"""Signing in and out: a token is understood, verified, stored, used; or forgotten everywhere."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from .connection import normalise_base_url, origin_of
from .credentials import describe
from .errors import SaturnError, bad_request
from .pasted import read_pasted
from .verification import verify

if TYPE_CHECKING:
    from .connector import Connector
    from .credentials import Credential, Credentials
    from .leaked import LeakedToken
    from .vault import Vault
    from .watch import ClusterWatch

_MAX_URL = 500


class SignIn:
    """Changes the vault, and lets the watch go on with what is in it then."""

    def __init__(
        self,
        watch: ClusterWatch,
        credentials: Credentials,
        vault: Vault,
        leaked: LeakedToken,
    ) -> None:
        #: Moves a token out of JupyterLab's settings.
        self.leaked = leaked
        self._watch = watch
        self._credentials = credentials
        self._vault = vault

    def describe(self) -> dict[str, Any]:
        """Say what is known of the token in use, and for which Saturns there is one."""
        connector = self._connector
        found = self._describe(connector.base_url, connector.credential)
        user = found["user"] or self._watch.user or None
        return {**found, "user": user}

    async def enter(self, body: dict[str, Any]) -> dict[str, Any]:
        """Verify and store a token; raises ``SaturnError``, and then nothing is stored.

        The texts of its errors hold nothing of the body: a token may stand anywhere in it.
        """
        if not body.keys() <= {"token", "base_url"}:
            raise bad_request("It must hold token, and may hold base_url.")
        pasted = read_pasted(body.get("token"))
        named = _base_url(body.get("base_url"))
        if named and pasted.base_url and named != pasted.base_url:
            reason = f"It was copied together with the base URL {pasted.base_url}."
            raise SaturnError("other-origin", "This token is for another Saturn", reason, "", 400)
        if named is not None and pasted.token.lower() in named:
            raise bad_request("The base URL is a token as well.")
        base_url = self._target(named or pasted.base_url)
        fixed = self._connector.fixed
        credential = await verify(base_url, pasted.token, fixed.limits, fixed.ca_bundle)
        await asyncio.to_thread(self._vault.put, credential)
        await self._watch.renew(credential.origin, credential.user)
        return self._describe(base_url, credential)

    async def forget(self, base_url: object) -> dict[str, Any]:
        """Wipe the token from the file, from memory and from the open connections."""
        await asyncio.to_thread(self._vault.wipe_leftovers)
        target = self._named(_base_url(base_url))
        origin = origin_of(target)
        # Nothing is sent, so it may be any Saturn's; one below the environment's is kept, too.
        if self._vault.get(origin) is None:
            self._check_token(target)
        is_known = await asyncio.to_thread(self._vault.forget, origin)
        if not self._credentials.is_fixed(origin):
            await self._watch.renew(origin, None)
        credential = self._credentials.for_origin(origin)
        return {**self._describe(target, credential), "forgotten": is_known}

    @property
    def _connector(self) -> Connector:
        return self._watch.connector

    def _named(self, base_url: str | None) -> str:
        """Choose the Saturn that is meant: the one in use, if none is named."""
        target = base_url or self._connector.connection.base_url
        if target is None:
            raise SaturnError(
                "no-base-url",
                "There is no Saturn to sign in to",
                "The local Saturn needs no token, and no other base URL is set.",
                "Set the base URL of your Saturn first.",
                400,
            )
        return target

    def _target(self, base_url: str | None) -> str:
        """Choose the Saturn that is meant; raises for one whose token is not the user's to set."""
        connection = self._connector.connection
        target = self._named(base_url)
        is_fixed = connection.base_url_source in ("admin", "environment")
        if is_fixed and target != connection.base_url:
            reason = f"The {connection.base_url_source} of this server fixed {connection.base_url}."
            raise SaturnError("fixed", "Another base URL cannot be used here", reason, "", 409)
        self._check_token(target)
        return target

    def _check_token(self, target: str) -> None:
        """Raise if the environment decided on the token."""
        if self._credentials.is_fixed(origin_of(target)):
            raise SaturnError(
                "read-only",
                "The token cannot be changed here",
                "It comes from SATURN_TOKEN in the environment of the Jupyter server.",
                "Change it there and restart Jupyter.",
                409,
            )

    def _describe(self, base_url: str | None, credential: Credential | None) -> dict[str, Any]:
        return {
            **describe(credential),
            "base_url": base_url,
            "user": (credential.user or None) if credential else None,
            "organisation": (credential.organisation or None) if credential else None,
            "scope": credential.scope if credential else None,
            "read_only": credential is not None and credential.source != "vault",
            "vault": self._vault.kind,
            "stored": [f"{origin}/" for origin in self._vault.origins()],
            "has_local": self._connector.has_local,
        }


def _base_url(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _MAX_URL:
        raise bad_request(f"base_url must be text of at most {_MAX_URL} characters.")
    return normalise_base_url(value)
