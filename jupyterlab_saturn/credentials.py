"""Tokens, and the origins that they are bound to."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from .connection import normalise_base_url, origin_of
from .errors import SaturnError

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from .vault import Vault

WARN_BEFORE = timedelta(hours=24)
"""How long before its end a token is warned of."""

_MIN_HINTED = 12
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")


@dataclass(frozen=True)
class Credential:
    """A token and the only origin that it may be sent to; "" as origin means nowhere.

    ``scheme`` is the word before it in the header. The rest is what Saturn told when the token
    was verified, "" or None for what it did not tell.
    """

    origin: str
    token: str = field(repr=False)
    source: str
    scheme: str = "token"
    user: str = ""
    organisation: str = ""
    scope: str | None = None
    expires_at: str | None = None

    @property
    def hint(self) -> str:
        """The last four characters, by which the user knows which token it is."""
        return self.token[-4:] if len(self.token) >= _MIN_HINTED else ""


class Credentials:
    """Finds the token for an origin: the environment's, else the vault's."""

    def __init__(
        self, from_environment: Credential | None = None, vault: Vault | None = None
    ) -> None:
        self._from_environment = from_environment
        self._is_learnt = False
        self._vault = vault

    def for_origin(self, origin: str) -> Credential | None:
        """Find the credential that may be sent to an origin."""
        if not origin:
            return None
        if self.is_fixed(origin):
            return self._from_environment
        return self._vault.get(origin) if self._vault else None

    def is_fixed(self, origin: str) -> bool:
        """Tell whether the environment decided on the token for an origin."""
        credential = self._from_environment
        return credential is not None and credential.origin == origin != ""

    def is_unseen(self, credential: Credential | None) -> bool:
        """Tell whether Saturn was not asked yet about a token that nobody entered here."""
        is_unseen = self._from_environment is not None and not self._is_learnt
        return is_unseen and credential == self._from_environment

    def learn(self, scope: str | None, expires_at: str | None) -> Credential | None:
        """Keep what Saturn told of the environment's token."""
        known = self._from_environment
        if known is not None:
            known = replace(known, scope=scope, expires_at=expires_at)
        self._from_environment, self._is_learnt = known, True
        return known

    @property
    def has_stray_token(self) -> bool:
        """Tell whether SATURN_TOKEN came without SATURN_BASE_URL, and so is sent nowhere."""
        return self._from_environment is not None and not self._from_environment.origin


def is_token(value: object) -> bool:
    """Tell whether this can be a token: printable ASCII without spaces."""
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def describe(credential: Credential | None) -> dict[str, Any]:
    """Say what is known of a token, never the token."""
    return {
        "configured": credential is not None,
        "source": credential.source if credential else None,
        "hint": credential.hint if credential else "",
        "expires_at": credential.expires_at if credential else None,
        "warnings": _warnings(credential),
    }


def _warnings(credential: Credential | None) -> list[str]:
    if credential is None or credential.expires_at is None:
        return []
    end = datetime.fromisoformat(credential.expires_at.replace("Z", "+00:00"))
    left = end - datetime.now(timezone.utc)
    if left > WARN_BEFORE:
        return []
    if left <= timedelta(0):
        return [f"The token ended at {credential.expires_at}: enter a new one."]
    return [f"The token ends at {credential.expires_at}: enter a new one before."]


def take_from_environment(
    environment: MutableMapping[str, str], *, keep: bool, log: logging.Logger | None = None
) -> Credential | None:
    """Read SATURN_TOKEN, bound to SATURN_BASE_URL, and take it away unless told to keep it.

    Kernels and terminals inherit the server's environment; they must not inherit the token.
    """
    text = environment.get("SATURN_TOKEN", "")
    if not keep:
        environment.pop("SATURN_TOKEN", None)
    token = text.strip()
    if not is_token(token):
        if token:
            (log or logging.getLogger(__name__)).warning(
                "SATURN_TOKEN is ignored: it holds spaces or characters that no token has, or is"
                " too long."
            )
        return None
    try:
        base_url = normalise_base_url(environment.get("SATURN_BASE_URL", ""))
    except SaturnError:
        base_url = None
    return Credential(origin_of(base_url) if base_url else "", token, "environment")
