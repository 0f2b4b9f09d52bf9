"""Where a cluster's dashboard is, and what of it may be asked for: pure rules, no network.

Host, port and scheme come from the link in Saturn's record alone; a page only chooses a path
below it, and a query. Nothing here joins URLs the way browsers do, so nothing in a path can lead
elsewhere.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from .connection import is_loopback
from .errors import SaturnError

MAX_TARGET = 8 * 2**10
"""Characters of a path, or of a query."""

# RFC 3986's pchar and "/"; in queries, what browsers leave as it is.
_PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
_QUERY = re.compile(r"[!$-;=?-\[\]-~]*")
_HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_STATUS_PAGE = "status"
# Dask's own proxy to any host and port (distributed.http.proxy) must not become everybody's.
_FORBIDDEN_ROOT = "proxy"
# Where clouds (Alibaba, Azure, Oracle, AWS, Google) serve machines their credentials, besides the
# link-local 169.254.169.254.
_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"),
    )
)
_THIS_NETWORK = ipaddress.ip_network("0.0.0.0/8")
# An IPv4 address is in their last 32 bits: NAT64 (RFC 6052), and RFC 4291, 2.5.5.1.
_BEARING_IPV4 = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::/96")))


@dataclass(frozen=True)
class Upstream:
    """One dashboard. ``prefix`` begins and ends with a slash; it may hold a secret."""

    scheme: str
    host: str
    port: int
    prefix: str = field(repr=False)

    @property
    def origin(self) -> str:
        """The part of its URLs before the path."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{shown}:{self.port}"

    def url(self, tail: str, query: str = "") -> str | None:
        """Write the URL of a page below the dashboard; None for what must not be asked for."""
        if not is_tail(tail) or len(query) > MAX_TARGET or _QUERY.fullmatch(query) is None:
            return None
        return f"{self.origin}{self.prefix}{tail}{'?' if query else ''}{query}"

    def tail_of(self, location: str, asked: str) -> str | None:
        """Read a redirect, the answer to the URL ``asked``: where it leads below the dashboard.

        None when it leads out of it.
        """
        is_odd = any(not "!" <= char <= "~" or char == "\\" for char in location)
        if is_odd or not 0 < len(location) <= MAX_TARGET:
            return None
        try:
            parts = urlsplit(urljoin(asked, location))
            port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
        except ValueError:
            return None
        is_same = (parts.scheme, parts.hostname, port) == (self.scheme, self.host, self.port)
        if not is_same or "@" in parts.netloc or not parts.path.startswith(self.prefix):
            return None
        tail = parts.path.removeprefix(self.prefix)
        if self.url(tail, parts.query) is None or _QUERY.fullmatch(parts.fragment) is None:
            return None
        query = f"?{parts.query}" if parts.query else ""
        return f"{tail}{query}#{parts.fragment}" if parts.fragment else f"{tail}{query}"


def is_tail(path: str) -> bool:
    """Tell whether a path, still percent-encoded, stays below the dashboard for any reader.

    Refused are dot segments and control characters, however often they are encoded, empty
    segments, and Dask's proxy. An encoded slash is not: Dask names workers' pages by address.
    """
    if len(path) > MAX_TARGET or _PATH.fullmatch(path) is None:
        return False
    if path.startswith("/") or "//" in path:
        return False
    for _ in range(5):
        decoded = unquote(path)
        segments = decoded.split("/")
        if not decoded.isprintable() or "\\" in decoded or {".", ".."} & set(segments):
            return False
        if segments[0].lower() == _FORBIDDEN_ROOT:
            return False
        if decoded == path:
            return True
        path = decoded
    return False


def without_login(query: str) -> str:
    """Leave Jupyter's own token out of a query: somebody may have put it into the address."""
    pairs = query.split("&")
    return "&".join(pair for pair in pairs if unquote(pair.partition("=")[0]) != "token")


def parse_link(link: str, base_url: str, *, is_internal: bool) -> Upstream:
    """Read Saturn's link to a dashboard's status page; raises ``SaturnError``.

    This machine may be named by a Saturn of this machine only, and plain http by it and inside
    Saturn; the addresses that only the machine itself is to talk to, never.
    """
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _odd_link() from None
    base_host = urlsplit(base_url).hostname or ""
    may_be_plain = is_internal or is_loopback(base_host)
    is_odd = (
        parts.scheme not in (("http", "https") if may_be_plain else ("https",))
        or "@" in parts.netloc
        or parts.query != ""
        or parts.fragment != ""
        or port == 0
        or _HOST.fullmatch(host) is None
        or is_barred(host, as_host=base_host)
    )
    prefix = _prefix(parts.path)
    if is_odd or prefix is None:
        raise _odd_link()
    return Upstream(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], prefix)


def is_barred(host: str, *, as_host: str) -> bool:
    """Tell whether a host must not be talked to, going by its name or address alone.

    ``as_host`` is the host by which it was meant: this machine is reached only under a name
    that says so.
    """
    if is_loopback(host):
        return not is_loopback(as_host)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    inner = _ipv4_in(address) if isinstance(address, ipaddress.IPv6Address) else None
    if inner is not None:
        return is_barred(str(inner), as_host=as_host)
    is_local = address.is_link_local or address.is_multicast or address in _THIS_NETWORK
    return is_local or address in _METADATA


def _ipv4_in(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Find the IPv4 address that an IPv6 address stands for; None when it stands for none."""
    if any(address in network for network in _BEARING_IPV4):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _prefix(path: str) -> str | None:
    """Cut the status page off a path; None when what is left is not a plain path."""
    head, _, last = path.rpartition("/")
    prefix = f"{head if last in ('', _STATUS_PAGE) else path}/"
    return prefix if prefix == "/" or is_tail(prefix[1:]) else None


def _odd_link() -> SaturnError:
    """Refuse a link without repeating it: it may hold a secret."""
    return SaturnError(
        "odd-answer",
        "The cluster's dashboard cannot be shown",
        "Saturn gave a link that must not be followed, or is none.",
        "Ask whoever runs this Saturn.",
    )
