"""Tokens: the users' own, and each cluster's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jupyterlab_saturn.local import paging
from jupyterlab_saturn.local.definitions import text, whole
from jupyterlab_saturn.local.errors import bad_request
from jupyterlab_saturn.local.views import token_view

from .base import Handler

# Seconds: a hundred years.
MAX_LIFETIME = 100 * 366 * 86400


class TokenHandler(Handler):
    """What needs the whole user: a limited token must not make itself a wider one."""

    def prepare(self) -> None:
        """Refuse limited tokens (403)."""
        super().prepare()
        self.caller.require_whole_user()


class TokensRootHandler(TokenHandler):
    """The user's tokens."""

    def get(self) -> None:
        """List them, without their secrets."""
        rows = self.services.tokens.of_user(self.caller.user)
        rows.sort(
            key=lambda row: row.created_at,
            reverse=self.get_query_argument("descending", "false").lower() == "true",
        )
        found, neighbours = paging.page(
            rows,
            [row.id for row in rows],
            paging.parse_page_size(self.get_query_argument("page_size", None)),
            self.get_query_argument("next_key", None),
            self.get_query_argument("prev_key", None),
        )
        self.reply({"tokens": [token_view(row) for row in found], **neighbours})

    def post(self) -> None:
        """Make one; the only answer that ever shows its secret."""
        body = self.body()
        self._check_identity(body.get("identity"))
        token, secret = self.services.tokens.create(
            self.caller.user,
            self.caller.token.project_id,
            description=text("description", body.get("description") or ""),
            scope=_scope(body),
            lifetime=_lifetime(body, "expires_in"),
            refresh_lifetime=_lifetime(body, "refresh_expires_in"),
        )
        self.reply({**token_view(token), "access_token": secret, "refresh_token": None}, 201)

    def _check_identity(self, identity: object) -> None:
        if identity is None:
            return
        named = identity.get("user_id") if isinstance(identity, dict) else None
        if named != self.caller.user.id:
            raise bad_request("'identity' must be yourself.")


class TokenRootHandler(TokenHandler):
    """One token."""

    def get(self, token_id: str) -> None:
        """Return it, without its secret."""
        self.reply(token_view(self.services.tokens.get(self.caller, token_id)))

    def patch(self, token_id: str) -> None:
        """Change its description."""
        token = self.services.tokens.get(self.caller, token_id)
        changed = replace(token, description=text("description", self.body().get("description")))
        self.services.store.put("tokens", changed)
        self.reply(token_view(changed))

    def delete(self, token_id: str) -> None:
        """Revoke it; from now on it is refused."""
        token = self.services.tokens.get(self.caller, token_id)
        self.services.store.drop("tokens", lambda row: row.id == token.id)
        self.set_status(204)


class ClusterTokenHandler(TokenHandler):
    """A cluster's own token. Nobody is ever told its secret, so no process here holds it."""

    def get(self, cluster_id: str) -> None:
        """Return id and scope."""
        self._reply(self.services.store.state.tokens[self.cluster(cluster_id).token_id])

    def post(self, cluster_id: str) -> None:
        """Rotate it."""
        cluster = self.cluster(cluster_id)
        old = self.services.store.state.tokens[cluster.token_id]
        self._reply(self.services.accounts.renew_token(cluster, old.scope))

    def patch(self, cluster_id: str) -> None:
        """Change its scope, which rotates it too."""
        self._reply(
            self.services.accounts.renew_token(self.cluster(cluster_id), _scope(self.body()))
        )

    def _reply(self, token: Any) -> None:  # noqa: ANN401
        self.reply({"id": token.id, "scope": token.scope})


def _scope(body: dict[str, Any]) -> str | None:
    scope = body.get("scope")
    return None if scope is None else text("scope", scope)


def _lifetime(body: dict[str, Any], name: str) -> int | None:
    value = body.get(name)
    return None if value is None else whole(name, value, 1, MAX_LIFETIME)
