"""Puts what goes wrong on the way to Saturn into words: one function per kind of fault."""

from __future__ import annotations

import email.utils
import math
import socket
import ssl
import time
from typing import TYPE_CHECKING

import httpx

from .errors import SaturnError
from .records import MAX_MESSAGE, clean_text

if TYPE_CHECKING:
    from .credentials import Credential

WHERE_TOKENS_ARE = (
    "Saturn shows a token once, under User Profile → Access Keys; for one resource under Connect"
    " Externally; older versions at /api/user/token."
)
"""The next step of whoever needs a token."""

AGAIN = "It is tried again by itself."
"""The next step of whoever only has to wait."""

MAX_WAIT = 60.0
"""Seconds that a Retry-After can make us wait."""

MAX_SKEW = 300.0
"""Seconds that two clocks may differ before we say so."""

MAY_HAPPEN = "It may still happen: see what became of the cluster before you try again."
"""The next step after a write whose answer did not come."""

_TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
_UNCONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)
_LOCAL_LOG = "Its log is saturn/local/server.log in Jupyter's data directory."
_CHECK_URL = "Check the base URL in the settings."


def not_saturn(origin: str, reason: str) -> SaturnError:
    """Say that something else than Saturn's API answers at the base URL."""
    return SaturnError(
        "not-saturn", f"{origin} does not answer as Saturn's API does", reason, _CHECK_URL
    )


def moved(origin: str) -> SaturnError:
    """Say that the settings led away while something was still to be sent."""
    reason = f"The connection to {origin} was closed meanwhile."
    hint = "Refresh the list and try again."
    return SaturnError("moved", "The settings have changed", reason, hint, 409)


def unexpected() -> SaturnError:
    """Say that the fault is ours."""
    reason = "Our server met an error that it did not expect; its log has the details."
    return SaturnError("internal", "Saturn could not be read", reason, AGAIN, 500)


def too_large(origin: str, limit: int) -> SaturnError:
    """Say that an answer was cut."""
    return not_saturn(origin, f"Its answer is larger than {limit // 2**20} MiB.")


def too_slow(origin: str, seconds: float, *, is_write: bool, is_local: bool = False) -> SaturnError:
    """Say that there was no whole answer in time."""
    reason = f"There was no complete answer within {seconds:g} seconds."
    return _late(origin, reason, is_write=is_write, is_local=is_local)


def transport_failure(
    origin: str, error: BaseException, *, is_write: bool, is_local: bool = False
) -> SaturnError:
    """Translate an exception of httpx (or of the system below it)."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _tls(origin, cause)
    # What could not connect has sent nothing.
    has_left = not isinstance(error, _UNCONNECTED)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        reason = f"The host name of {origin} cannot be resolved."
    elif isinstance(error, httpx.ConnectTimeout):
        reason = "It does not accept connections in time."
        return _late(origin, reason, is_write=is_write, is_local=is_local, is_sent=False)
    elif isinstance(error, httpx.TimeoutException):
        return _late(origin, "It stopped answering.", is_write=is_write, is_local=is_local)
    elif isinstance(error, httpx.ConnectError):
        reason = "It refuses connections."
    elif isinstance(error, httpx.ProxyError):
        reason = "The proxy of this computer (HTTPS_PROXY) refuses to pass the request on."
    elif isinstance(error, httpx.RequestError):
        reason = "The connection broke before the answer was complete."
    else:
        return _misconfigured(origin, error)
    failure = _unreachable(origin, reason, is_write, is_local, is_sent=has_left)
    failure.is_transient = True
    return failure


def refusal(
    origin: str,
    response: httpx.Response,
    message: str,
    credential: Credential | None,
    *,
    is_write: bool = False,
) -> SaturnError:
    """Translate an answer other than 2xx; ``message`` is Saturn's own sentence, or ""."""
    status = response.status_code
    token = credential.token if credential else ""
    said = _quote(message, MAX_MESSAGE, token)
    if status == 401:
        return _unauthorized(said, response, credential)
    if 300 <= status < 400:
        location = _redact(response.headers.get("Location", ""), token)
        target = _quote(location.split("?")[0], 100, token)
        return not_saturn(origin, f"It redirects to {target or 'another page'}.")
    if status in _TRANSIENT:
        return _unavailable(origin, response, said, is_write=is_write)
    code, title, answer = {
        403: ("forbidden", "Saturn does not permit this.", 403),
        404: ("not-found", "Saturn does not know this.", 404),
        409: ("conflict", "Saturn cannot do this now.", 409),
    }.get(status, ("rejected", "Saturn rejected the request.", 502))
    reason = said or f"Saturn answered with HTTP status {status} and no explanation."
    return SaturnError(code, title, reason, "Refresh the list and try again.", answer)


def refused(reason: str, credential: Credential | None) -> SaturnError:
    """Say that Saturn does not take the token, or that it is nobody's."""
    hint = _new_token(credential)
    return SaturnError("refused", "Saturn refuses the token", reason or "It is not valid.", hint)


def _unauthorized(
    said: str, response: httpx.Response, credential: Credential | None
) -> SaturnError:
    if "expired" in said.lower():
        reason = f"{said} {_skew(response)}".strip()
        return SaturnError("expired", "The token has expired", reason, _new_token(credential))
    return refused(said, credential)


def _new_token(credential: Credential | None) -> str:
    if credential is not None and credential.source == "environment":
        return f"Restart Jupyter with a new one as SATURN_TOKEN. {WHERE_TOKENS_ARE}"
    return f"Enter a new one. {WHERE_TOKENS_ARE}"


def _unavailable(
    origin: str, response: httpx.Response, said: str, *, is_write: bool
) -> SaturnError:
    status = response.status_code
    wait = retry_after(response.headers.get("Retry-After", ""))
    reason = said or f"The gateway or the server answered with HTTP status {status}."
    hint = MAY_HAPPEN if is_write else AGAIN
    if status == 429:
        hint = "Nothing was changed. Try again then." if is_write else AGAIN
        pause = f" It asks to wait {wait:.0f} seconds." if wait else ""
        reason = f"{said or 'There were too many requests.'}{pause}"
    error = SaturnError("unavailable", f"{origin} is not available now", reason, hint, 503)
    error.is_transient = True
    # The write may have been carried out behind the gateway that gave up on it.
    error.is_uncertain = status != 429
    error.retry_after = wait
    return error


def retry_after(text: str) -> float | None:
    """Read a Retry-After header, seconds or a date; at most a minute, None when it is garbage."""
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
        seconds = max(seconds, 0.0)
    return min(seconds, MAX_WAIT) if math.isfinite(seconds) and seconds >= 0 else None


def _late(
    origin: str, reason: str, *, is_write: bool, is_local: bool, is_sent: bool = True
) -> SaturnError:
    error = _unreachable(origin, reason, is_write, is_local, is_sent=is_sent)
    error.code, error.status = "timeout", 504 if is_sent else 502
    if is_local and not (is_write and is_sent):
        error.hint = f"If it stays so, end its process, jupyterlab_saturn.local. {_LOCAL_LOG}"
    return error


def _unreachable(
    origin: str, reason: str, is_write: bool, is_local: bool, *, is_sent: bool
) -> SaturnError:
    title = f"{origin} cannot be reached"
    hint = f"Check the network and the base URL. {AGAIN}"
    if is_local:
        title = "The local Saturn has stopped answering"
        hint = f"It is started again by itself, and its clusters are stopped then. {_LOCAL_LOG}"
    if is_write:
        hint = MAY_HAPPEN if is_sent else f"Nothing was changed. {hint.removesuffix(AGAIN)}".strip()
    error = SaturnError("unreachable", title, reason, hint)
    error.is_uncertain = is_write and is_sent
    return error


def _tls(origin: str, cause: ssl.SSLError) -> SaturnError:
    if isinstance(cause, ssl.SSLCertVerificationError):
        detail = clean_text(cause.verify_message, MAX_MESSAGE)
        reason = f"Its certificate cannot be trusted: {detail}."
    else:
        reason = f"No secure connection could be agreed on ({clean_text(cause.reason, 80)})."
    hint = "If your organisation has its own CA, set SaturnApp.ca_bundle to its certificate."
    return SaturnError("tls", f"{origin} cannot be reached securely", reason, hint)


def _misconfigured(origin: str, error: BaseException) -> SaturnError:
    """Name the kind of error only: its text can hold a path or a proxy's password."""
    reason = f"The connection cannot be set up ({type(error).__name__})."
    hint = "Check the proxy variables (HTTPS_PROXY) and SaturnApp.ca_bundle."
    return SaturnError("unreachable", f"{origin} cannot be reached", reason, hint)


def _skew(response: httpx.Response) -> str:
    """Say so when this computer's clock is off: then "expired" may not be the token's fault."""
    try:
        theirs = email.utils.parsedate_to_datetime(response.headers["Date"]).timestamp()
    except (KeyError, ValueError, TypeError, OverflowError):
        return ""
    seconds = abs(time.time() - theirs)
    if seconds <= MAX_SKEW:
        return ""
    size = f"{seconds / 3600:.0f} h" if seconds >= 5400 else f"{seconds / 60:.0f} min"
    return f"This computer's clock differs from Saturn's by {size}."


def _quote(text: str, limit: int, token: str) -> str:
    """Make what Saturn says safe to show, without the token.

    The token goes before anything is cut, which could leave the beginning of it, and again after
    the cleaning, which could put it together.
    """
    text = _redact(text, token)
    return clean_text(_redact(clean_text(text, len(text)), token), limit)


def _redact(text: str, token: str) -> str:
    return text.replace(token, "[token]") if token else text


def _causes(error: BaseException | None) -> list[BaseException]:
    """List an exception and what caused it; groups included (happy eyeballs make them)."""
    found: list[BaseException] = []
    queue = [error]
    while queue and len(found) < 50:
        item = queue.pop()
        if item is None or item in found:
            continue
        found.append(item)
        queue += [item.__cause__, item.__context__, *getattr(item, "exceptions", ())]
    return found
