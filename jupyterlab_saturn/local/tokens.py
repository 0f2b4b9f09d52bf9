"""Tokens: made, hashed, checked, limited."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from .errors import ApiError, bad_request, not_found
from .records import Cluster, Project, Token, User, new_id, now

if TYPE_CHECKING:
    from .store import Store

SCOPE_PREFIX = "workspace:"


@dataclass(frozen=True)
class Caller:
    """Who is asking: the user, the token, and the one project it is limited to, if any."""

    user: User
    token: Token
    only_project: str | None

    def may_see(self, record: Cluster | Project) -> bool:
        """Tell whether a cluster or project is within reach."""
        project_id = record.project_id if isinstance(record, Cluster) else record.id
        mine = record.user_id == self.user.id
        return mine and self.only_project in (None, project_id)

    def require_whole_user(self) -> None:
        """Refuse a token that is limited to one resource (403)."""
        if self.only_project is not None:
            raise ApiError(403, "This token is limited to one resource.")


class Tokens:
    """All tokens of all users."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(
        self,
        user: User,
        project_id: str,
        *,
        description: str = "",
        scope: str | None = None,
        lifetime: int | None = None,
        refresh_lifetime: int | None = None,
    ) -> tuple[Token, str]:
        """Make a token; returns its record and the secret, which is kept nowhere.

        Lifetimes are seconds. Raises `ApiError` 400 for a scope that would not be enforced.
        """
        limit = self.project_of(scope, user)
        secret = secrets.token_hex(32)
        token = Token(
            id=new_id(),
            digest=digest(secret),
            user_id=user.id,
            project_id=limit or project_id,
            description=description,
            scope=scope,
            created_at=now(),
            expires_at=_after(lifetime),
            refresh_expires_at=_after(refresh_lifetime),
        )
        self._store.put("tokens", token)
        return token, secret

    def project_of(self, scope: str | None, user: User) -> str | None:
        """Return the project that a scope names, None for the whole user.

        The syntax is ours (the contract has none): a scope that we do not know is refused,
        because storing it unenforced would promise a limit that is not there.
        """
        if scope is None or scope in ("", "user"):
            return None
        project = self._store.state.projects.get(scope.removeprefix(SCOPE_PREFIX))
        if scope.startswith(SCOPE_PREFIX) and project and project.user_id == user.id:
            return project.id
        raise bad_request("The scope must be 'user' or 'workspace:<id>' of a workspace of yours.")

    def identify(self, secret: str) -> Caller:
        """Find out whose a secret is; raises `ApiError` 401 when nobody's, or expired."""
        wanted = digest(secret)
        state = self._store.state
        token = next((row for row in state.tokens.values() if row.digest == wanted), None)
        user = state.users.get(token.user_id) if token else None
        if token is None or user is None:
            raise ApiError(401, "The token is not valid here.")
        if token.expires_at and datetime.fromisoformat(token.expires_at) <= _now():
            raise ApiError(401, "The token has expired.")
        return Caller(user, token, self.project_of(token.scope, user))

    def of_user(self, user: User) -> list[Token]:
        """Return the tokens that a user may hold, not those of the clusters."""
        state = self._store.state
        internal = {cluster.token_id for cluster in state.clusters.values()}
        return [
            row
            for row in state.tokens.values()
            if row.user_id == user.id and row.id not in internal
        ]

    def get(self, caller: Caller, token_id: str) -> Token:
        """Return one of the caller's tokens; raises `ApiError` 404."""
        token = self._store.state.tokens.get(token_id)
        if token is None or token.user_id != caller.user.id:
            raise not_found("token")
        return token


def digest(secret: str) -> str:
    """Hash a token; it has 256 random bits, so neither salt nor stretching adds anything."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _after(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    try:
        return (_now() + timedelta(seconds=seconds)).isoformat(timespec="microseconds")
    except OverflowError:
        raise bad_request("The expiry is too far away.") from None
