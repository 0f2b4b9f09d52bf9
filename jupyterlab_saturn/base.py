"""What all handlers have in common: who may call them, and how errors are answered."""

from __future__ import annotations

import json
import secrets
from functools import cached_property
from http.client import responses
from typing import TYPE_CHECKING, Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .errors import SaturnError, bad_request, no_such_cluster
from .records import clean_text, is_id

if TYPE_CHECKING:
    from types import TracebackType

    from .actions import Actions
    from .attach import Attacher
    from .idlewatch import IdleWatch
    from .signin import SignIn
    from .watch import ClusterWatch

AUTH_RESOURCE = "saturn"
"""What an authorizer is asked about."""

MAX_BODY = 64 * 2**10
"""Bytes of a request's body."""

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class SaturnHandler(APIHandler):
    """Lets in who is authenticated and authorized, on every verb, and maps errors once."""

    auth_resource = AUTH_RESOURCE
    #: What writing means to the authorizer; reading is always "read".
    write_action = "write"

    def initialize(
        self,
        watch: ClusterWatch,
        actions: Actions,
        attacher: Attacher,
        signin: SignIn,
        idle: IdleWatch,
    ) -> None:
        """Take the parts that the handlers call."""
        self.watch = watch
        self.actions = actions
        self.attacher = attacher
        self.signin = signin
        self.idle = idle

    @cached_property
    def request_id(self) -> str:
        """What an error is found by, in the answer and in the log."""
        return secrets.token_hex(6)

    def set_default_headers(self) -> None:
        """Keep answers out of caches: they name clusters, users and addresses."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuse who may not do this, before any method runs.

        It is done here so that no method can be forgotten, HEAD and OPTIONS included:
        ``APIHandler`` answers OPTIONS without credentials. The decorators below say the same once
        more, to a server that runs with ``allow_unauthenticated_access=False``.
        """
        await super().prepare()
        if self._finished:
            return
        user = self.current_user
        if user is None:
            raise web.HTTPError(403)
        action = "read" if self.request.method in _READS else self.write_action
        allowed = self.authorizer.is_authorized(self, user, action, self.auth_resource)
        if not await ensure_async(allowed):
            raise web.HTTPError(403)

    @web.authenticated
    def head(self, *args: str, **kwargs: str) -> None:
        """Answer without a body, and without a look at Saturn."""
        self.finish()

    @web.authenticated
    def options(self, *args: str, **kwargs: str) -> None:  # type: ignore[override]
        """Answer without a body."""
        self.set_status(204)
        self.finish()

    def compute_etag(self) -> str | None:
        """Leave out the ETags that Tornado makes of whole bodies."""
        return None

    def json_body(self) -> dict[str, Any]:
        """Parse the body, which must be an object; never logs it, unlike ``get_json_body``."""
        if len(self.request.body) > MAX_BODY:
            raise bad_request(f"The body is larger than {MAX_BODY // 2**10} KiB.")
        try:
            body = json.loads(self.request.body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise bad_request("The body is not valid JSON.") from None
        if not isinstance(body, dict):
            raise bad_request("The body must be a JSON object.")
        return body

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Log an error of ours in one line; all others with a traceback."""
        if isinstance(value, SaturnError):
            self.log.warning("%s [request %s]", value, self.request_id)
        else:
            super().log_exception(typ, value, tb)

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ANN401
        """Describe what went wrong in the one form that the pages know."""
        error = kwargs.get("exc_info", (None, None))[1]
        if not isinstance(error, SaturnError):
            error = _of_status(status_code)
        self.set_status(error.status)
        self.finish(json.dumps({**error.to_json(), "request_id": self.request_id}))


def check_id(text: str) -> str:
    """Pass an id on; one that cannot be an id belongs to no cluster."""
    if not is_id(text):
        raise no_such_cluster(clean_text(text, 64))
    return text


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _of_status(status: int) -> SaturnError:
    """Describe an error that is not ours by its status alone: its text may say too much."""
    title = responses.get(status, "Error")
    reason, hint = {
        403: ("You may not do this on this server.", "Sign in to Jupyter again."),
        404: ("The request was refused or leads nowhere.", "Reload the page."),
        405: ("This address does not know the method.", ""),
    }.get(status, ("The server's log has the details.", "Try again."))
    return SaturnError(f"http-{status}", title, reason, hint, status)
