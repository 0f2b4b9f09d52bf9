"""Tokens, and the origins that they are bound to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .connection import normalise_base_url, origin_of
from .errors import SaturnError

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_MIN_HINTED = 12
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")


@dataclass(frozen=True)
class Credential:
    """A token and the only origin that it may be sent to; "" as origin means nowhere."""

    origin: str
    token: str = field(repr=False)
    source: str

    @property
    def hint(self) -> str:
        """The last four characters, by which the user knows which token it is."""
        return self.token[-4:] if len(self.token) >= _MIN_HINTED else ""


class Credentials:
    """Finds the token for an origin. Today they come from the server's environment only."""

    def __init__(self, from_environment: Credential | None = None) -> None:
        self._from_environment = from_environment

    def for_origin(self, origin: str) -> Credential | None:
        """Find the credential that may be sent to an origin."""
        credential = self._from_environment
        is_bound = credential is not None and credential.origin == origin != ""
        return credential if is_bound else None

    @property
    def has_stray_token(self) -> bool:
        """Tell whether SATURN_TOKEN came without SATURN_BASE_URL, and so is sent nowhere."""
        return self._from_environment is not None and not self._from_environment.origin


def describe(credential: Credential | None) -> dict[str, object]:
    """Say what is known of a token, never the token."""
    return {
        "configured": credential is not None,
        "source": credential.source if credential else None,
        "hint": credential.hint if credential else "",
        "expires_at": None,
    }


def take_from_environment(
    environment: MutableMapping[str, str], *, keep: bool
) -> Credential | None:
    """Read SATURN_TOKEN, bound to SATURN_BASE_URL, and take it away unless told to keep it.

    Kernels and terminals inherit the server's environment; they must not inherit the token.
    """
    text = environment.get("SATURN_TOKEN", "")
    if not keep:
        environment.pop("SATURN_TOKEN", None)
    token = text.strip()
    if _TOKEN.fullmatch(token) is None:
        return None
    try:
        base_url = normalise_base_url(environment.get("SATURN_BASE_URL", ""))
    except SaturnError:
        base_url = None
    return Credential(origin_of(base_url) if base_url else "", token, "environment")
