"""Who may ask, what a body is, and how every error looks."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tornado.web import HTTPError, RequestHandler

from jupyterlab_saturn.local.errors import ApiError, bad_request

if TYPE_CHECKING:
    from jupyterlab_saturn.local.records import Cluster
    from jupyterlab_saturn.local.services import Services
    from jupyterlab_saturn.local.tokens import Caller

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SCHEMES = ("token", "bearer")


class Handler(RequestHandler):
    """Every handler's base: no method of any route runs without a valid token."""

    caller: Caller

    def initialize(self, services: Services) -> None:
        """Take what tornado hands to each handler."""
        self.services = services

    def set_default_headers(self) -> None:
        """Say nothing about the server, and let nobody keep an answer."""
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def prepare(self) -> None:
        """Refuse foreign hosts and origins (403), then unknown tokens (401)."""
        check_host(self.request.headers.get("Host", ""), self.request.headers.get("Origin"))
        # dask-saturn sends `token`, saturn-api `Bearer`.
        scheme, _, secret = self.request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() not in SCHEMES or not secret.strip():
            raise ApiError(401, "A token is required: 'Authorization: token <token>'.")
        self.secret = secret.strip()
        self.caller = self.services.tokens.identify(self.secret)

    def cluster(self, cluster_id: str) -> Cluster:
        """Return one of the caller's clusters (404)."""
        return self.services.accounts.cluster(self.caller, cluster_id)

    def body(self) -> dict[str, Any]:
        """Parse the body as a JSON object, whatever its Content-Type; nothing counts as {}.

        dask-saturn sends no Content-Type, and no body where it has nothing to say.
        """
        if not self.request.body.strip():
            return {}
        try:
            found = json.loads(self.request.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise bad_request("The body is not valid JSON.") from None
        if not isinstance(found, dict):
            raise bad_request("The body must be a JSON object.")
        return found

    def flag(self, name: str) -> bool:
        """Read a true-or-false query argument; missing is false."""
        return self.get_query_argument(name, "false").lower() in ("true", "1", "yes")

    def reply(self, body: dict[str, Any], status: int = 200) -> None:
        """Answer with strict JSON."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(body, allow_nan=False))

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ANN401
        """Answer with `{"message": …}`, which both dask-saturn eras read."""
        error = kwargs.get("exc_info", (None, None))[1]
        if isinstance(error, ApiError):
            self.set_status(error.status)
            message = error.message
        else:
            message = f"{HTTPStatus(status_code).phrase}."
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"message": message}))

    def log_exception(self, *error: Any) -> None:  # noqa: ANN401
        """Log what nobody expected; refusals are no news."""
        if not isinstance(error[1], (ApiError, HTTPError)):
            log.error("%s %s failed", self.request.method, self.request.path, exc_info=error)


class UnknownHandler(Handler):
    """Whatever has no route."""

    def prepare(self) -> None:
        """Refuse strangers first: they need not learn which routes there are."""
        super().prepare()
        raise ApiError(404, "There is no such page.")


def check_host(host: str, origin: str | None) -> None:
    """Refuse what a web page elsewhere may have sent (403): DNS rebinding, cross-site calls."""
    if _hostname(host) not in LOOPBACK:
        raise ApiError(403, "This server answers only under the name of this machine.")
    if origin is not None and urlsplit(origin).netloc != host:
        raise ApiError(403, "This server answers no other site's pages.")


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
