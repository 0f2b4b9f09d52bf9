"""A token that got into JupyterLab's settings is moved into the vault, and its user told.

It is bound to the base URL that stands beside it, else to the one in use, and goes nowhere else. It
is in the vault before it is taken out of the file, so that a crash loses nothing; only when its
Saturn has another token already is it held in memory, until it proves to be the better one.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .connection import normalise_base_url, origin_of
from .credentials import Credential
from .errors import SaturnError, bad_request
from .pasted import read_pasted
from .settingsfile import Leak, scrub
from .verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .credentials import Credentials
    from .settingsfile import SettingsFiles
    from .vault import Vault
    from .watch import ClusterWatch

QUIET = 60.0
"""Seconds in which the same token is not told of again: several pages hold the same settings."""


@dataclass(frozen=True)
class Find:
    """What became of a token so far, as a code that the page has words for.

    "moved" is not verified yet, and "other" is not stored: its Saturn has another token already.
    """

    code: str
    base_url: str = ""
    credential: Credential | None = None


class LeakedToken:
    """Empties the settings of tokens. Nothing it says, logs or raises holds one."""

    def __init__(
        self,
        files: SettingsFiles,
        watch: ClusterWatch,
        credentials: Credentials,
        vault: Vault,
        log: logging.Logger | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._files = files
        self._watch = watch
        self._credentials = credentials
        self._vault = vault
        self._log = log or logging.getLogger(__name__)
        self._clock = clock
        self._finds: list[Find] = []
        self._told: dict[str, float] = {}
        self._overrides: set[Path] = set()
        self._moving = asyncio.Lock()

    def collect(self, *, is_final: bool = True) -> None:
        """Move the tokens out of the files, without the network; never raises.

        What cannot be moved safely stays where it is, and is tried again the next time. Before any
        page told its settings (not ``is_final``), that is also a token without a base URL beside
        it: an admin's defaults may hold one, which the page knows.
        """
        for path in self._files.overrides():
            if path not in self._overrides:
                self._overrides.add(path)
                self._finds.append(Find("overrides"))
                self._log.warning(
                    "%s holds a token of Saturn's, which every user can read. It is not used:"
                    " take it out, and revoke it.",
                    path.name,
                )
        for path, leak in self._files.leaks():
            self._move(path, leak, is_final=is_final)

    async def rescue(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take over what a page found, and look into the files; answers what to tell the user.

        Raises ``SaturnError`` when the token could not be stored: then the page must keep it.
        """
        leak = _parse(body)
        async with self._moving:
            if leak is not None:
                self._note(leak, await asyncio.to_thread(self._keep, leak))
            await asyncio.to_thread(self.collect)
            finds, self._finds = self._finds, []
            notices = [await self._settle(find) for find in finds]
            # Each page asks so once, at its start.
            if leak is None and await asyncio.to_thread(self._files.are_unusable):
                notices.append(Find("unusable"))
        return {"notices": [{"code": n.code, "base_url": n.base_url or None} for n in notices]}

    def _move(self, path: Path, leak: Leak, *, is_final: bool) -> None:
        try:
            find = self._keep(leak)
            if find.code == "no-base-url" and not is_final:
                return
            scrub(path, leak)
        except SaturnError as error:
            self._log.warning("A token stays in %s. %s", path.name, error.reason)
        except (OSError, UnicodeDecodeError) as error:
            self._log.warning("A token stays in %s: %s", path.name, type(error).__name__)
        else:
            self._note(leak, find)

    def _keep(self, leak: Leak) -> Find:
        """Store a token for its own Saturn, unless that has one; raises ``SaturnError``."""
        try:
            pasted = read_pasted(leak.token)
        except SaturnError:
            return Find("not-a-token")
        try:
            base_url = pasted.base_url or normalise_base_url(leak.base_url)
        except SaturnError:
            return Find("no-base-url")
        # A token that was pasted as the base URL as well must not be shown.
        base_url = base_url or self._watch.connector.connection.base_url
        if base_url is None or pasted.token.lower() in base_url:
            return Find("no-base-url")
        origin = origin_of(base_url)
        if self._credentials.is_fixed(origin):
            return Find("environment", base_url)
        credential = Credential(origin, pasted.token, "vault")
        stored = self._vault.get(origin)
        if stored is None:
            self._vault.put(credential)
        elif stored.token != pasted.token:
            return Find("other", base_url, credential)
        return Find("moved", base_url, stored or credential)

    def _note(self, leak: Leak, find: Find) -> None:
        """Remember to tell of it, once for all pages."""
        now, name = self._clock(), hashlib.sha256(leak.token.encode()).hexdigest()
        if now - self._told.get(name, float("-inf")) >= QUIET:
            self._finds.append(find)
        self._told[name] = now

    async def _settle(self, find: Find) -> Find:
        """Show the token to its Saturn, if one may; a good one may take the place of another."""
        connector, credential = self._watch.connector, find.credential
        if credential is None:
            return find
        connection, fixed = connector.connection, connector.fixed
        is_fixed = connection.base_url_source in ("admin", "environment")
        if is_fixed and find.base_url != connection.base_url:
            return Find("unverified" if find.code == "moved" else find.code, find.base_url)
        try:
            good = await verify(find.base_url, credential.token, fixed.limits, fixed.ca_bundle)
            if find.code == "other" and not await self._may_replace(good):
                return Find("other", find.base_url)
            await asyncio.to_thread(self._vault.put, good)
        except SaturnError as error:
            self._log.info("A token out of the settings is not verified: %s", error.code)
            return Find("unverified" if find.code == "moved" else find.code, find.base_url)
        await self._watch.renew(good.origin, good.user)
        return Find("moved", find.base_url)

    async def _may_replace(self, good: Credential) -> bool:
        """Tell whether the stored token is of the same user, or good for nothing any more."""
        stored, fixed = self._vault.get(good.origin), self._watch.connector.fixed
        if stored is None or (good.user and good.user == stored.user):
            return True
        try:
            await verify(f"{good.origin}/", stored.token, fixed.limits, fixed.ca_bundle)
        except SaturnError as error:
            return error.code in ("refused", "expired")
        return False


def _parse(body: dict[str, Any]) -> Leak | None:
    """Check what a page sent; raises ``SaturnError`` without repeating any of it."""
    token, base_url = body.get("token", ""), body.get("base_url", "")
    if not body.keys() <= {"token", "base_url"} or not isinstance(token, str):
        raise bad_request("It may hold token and base_url, and nothing else.")
    if not isinstance(base_url, str):
        raise bad_request("base_url must be text.")
    return Leak(token, base_url) if token.strip() else None
