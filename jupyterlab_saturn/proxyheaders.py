"""What passes between a browser and a dashboard: these headers, and no others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tornado.httputil import HTTPHeaders

TO_UPSTREAM = (
    "Accept",
    "Accept-Language",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Range",
)
"""Never Cookie, Authorization, X-XSRFToken, Referer, Origin or a Forwarded."""

TO_BROWSER = (
    "Accept-Ranges",
    "Content-Encoding",
    "Content-Language",
    "Content-Range",
    "Content-Type",
    "ETag",
    "Last-Modified",
    "Retry-After",
)
"""Never Set-Cookie, CORS, HSTS, Clear-Site-Data, Refresh, Link or a policy of its own."""

OWN = {
    # An opaque origin: no cookies, no storage, no access to Jupyter's pages and API.
    "Content-Security-Policy": "sandbox allow-scripts",
    "X-Content-Type-Options": "nosniff",
    # The ticket is in the URL.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""What every answer bears, errors included."""

MAX_VALUE = 4 * 2**10
"""Characters of a header's value."""

_VALUE = re.compile(r"[\t\x20-\x7e]*")
# RFC 9110's token, as RFC 6455 wants subprotocols.
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def select(headers: HTTPHeaders, names: Iterable[str]) -> dict[str, str]:
    """Pick the named headers that are there and are plain text."""
    found = ((name, headers.get(name, "")) for name in names)
    return {
        name: value
        for name, value in found
        if value and len(value) <= MAX_VALUE and _VALUE.fullmatch(value)
    }


def subprotocols(headers: HTTPHeaders) -> list[str]:
    """Read what a websocket offers; Bokeh puts its session's own token there."""
    offered = (item.strip() for item in headers.get("Sec-WebSocket-Protocol", "").split(","))
    return [item for item in offered if _TOKEN.fullmatch(item)]
