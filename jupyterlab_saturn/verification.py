"""Finds out whether a token is good, and whose it is, before it is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from .connection import origin_of
from .credentials import Credential
from .errors import SaturnError
from .failures import AGAIN
from .saturn import SaturnClient

if TYPE_CHECKING:
    from .transport import Limits

SCHEMES = ("token", "Bearer")
"""The words before the token in the header: dask-saturn's, and saturn-api's."""

USER = "user"
"""The scope of a token that may do all that its user may."""

RESOURCE = "resource"
"""The scope of a token for one resource."""


async def verify(base_url: str, token: str, limits: Limits, ca_bundle: str = "") -> Credential:
    """Show the token to its Saturn; raises ``SaturnError`` when it is not good for anything."""
    refusals: list[SaturnError] = []
    for scheme in SCHEMES:
        credential = Credential(origin_of(base_url), token, "vault", scheme)
        client = SaturnClient(base_url, credential, limits, ca_bundle)
        try:
            return await _identify(client, credential)
        except SaturnError as error:
            # A poll is repeated; this was asked for once.
            error.hint = error.hint.replace(AGAIN, "Then try again.")
            if error.code != "refused":
                raise
            refusals.append(error)
        finally:
            await client.close()
    raise refusals[0]


async def _identify(client: SaturnClient, credential: Credential) -> Credential:
    user = await client.user()
    if user is None:
        # It may not ask who it is. The list decides whether it is good: this raises if not.
        owner = await client.owner()
        names = {"user": owner.name, "organisation": owner.organisation, "scope": RESOURCE}
    else:
        organisation, scope, expires_at = await _details(client)
        names = {"user": user, "organisation": organisation}
        credential = replace(credential, scope=scope, expires_at=expires_at)
    # Saturn's words are shown; a hostile one could make them the token.
    clean = {key: value.replace(credential.token, "") for key, value in names.items()}
    return replace(credential, **clean)


async def _details(client: SaturnClient) -> tuple[str, str | None, str | None]:
    """Find organisation, scope and end, as far as Saturn tells them to this token."""
    owner, token = await asyncio.gather(client.owner(), about_token(client), return_exceptions=True)
    for fault in (owner, token):
        if isinstance(fault, BaseException) and not isinstance(fault, SaturnError):
            raise fault
    organisation = "" if isinstance(owner, BaseException) else owner.organisation
    return organisation, *((None, None) if isinstance(token, BaseException) else token)


async def about_token(client: SaturnClient) -> tuple[str | None, str | None]:
    """Ask for the scope and the end of the token in use; raises ``SaturnError`` for faults."""
    try:
        tokens = await client.tokens()
    except SaturnError as error:
        if error.code != "forbidden":
            raise
        return RESOURCE, None
    # Which of them is in use is not told: only what is true of all is true of it.
    ends = {item.expires_at for item in tokens}
    return USER, ends.pop() if len(ends) == 1 else None
