"""Where Saturn is: the user's settings, what an admin or the environment fixed, the effect."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import SaturnError, bad_request
from .masking import mask
from .records import clean_text

IDLE_ACTIONS = ("off", "notify", "stop")
"""What may happen to an idle cluster."""

_KEYS = frozenset({"base_url", "project", "idle_action", "idle_minutes"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9])?")
# What resolvers read as an IPv4 address in an old form, such as 2852039166; no name ends so.
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_MAX_MINUTES = 10_080


@dataclass(frozen=True)
class Settings:
    """What the settings editor holds; None stands for the default."""

    base_url: str | None = None
    project: str | None = None
    idle_action: str | None = None
    idle_minutes: int | None = None


@dataclass(frozen=True)
class Connection:
    """What the settings, the environment and the admin come to; no base URL means local."""

    base_url: str | None
    base_url_source: str
    project: str | None
    project_source: str


def effective(settings: Settings, admin_url: str | None, environment_url: str | None) -> Connection:
    """Choose the base URL: what the admin fixed wins, then the environment, then the settings."""
    choices = (
        ("admin", admin_url),
        ("environment", environment_url),
        ("settings", settings.base_url),
        ("default", None),
    )
    source, base_url = next(choice for choice in choices if choice[1] or choice[0] == "default")
    project_source = "settings" if settings.project else "default"
    return Connection(base_url, source, settings.project, project_source)


def parse_settings(body: dict[str, Any]) -> Settings:
    """Check what a page sent; raises ``SaturnError`` (400) that names the field."""
    unknown = sorted(set(body) - _KEYS)
    if unknown:
        raise bad_request(f"{clean_text(unknown[0], 40)!r} is not a setting of a connection.")
    action, minutes = body.get("idle_action"), body.get("idle_minutes")
    if action is not None and action not in IDLE_ACTIONS:
        raise bad_request(f"idle_action must be one of {', '.join(IDLE_ACTIONS)}.")
    if isinstance(minutes, float) and minutes.is_integer():
        minutes = int(minutes)
    if minutes is not None and not is_whole(minutes, 1, _MAX_MINUTES):
        raise bad_request(f"idle_minutes must be a whole number from 1 to {_MAX_MINUTES}.")
    project = _text(body, "project", 500)
    return Settings(
        base_url=normalise_base_url(_text(body, "base_url", 500)),
        project=project.strip() or None,
        idle_action=action,
        idle_minutes=minutes,
    )


def normalise_base_url(text: str) -> str | None:
    """Bring a base URL into the form ``https://host[:port]/``; None for an empty one.

    Saturn's API owns the root of its origin, so a path, query or fragment is cut off. A missing
    scheme is https (http on this machine). Raises ``SaturnError`` (400) for all other schemes,
    for user names and passwords, and for what is no URL.
    """
    text = text.strip()
    if not text:
        return None
    if any(char.isspace() or not char.isprintable() or char == "\\" for char in text):
        raise _bad_url("It contains spaces or characters that no URL has.")
    has_scheme = _SCHEME.match(text) is not None
    if not has_scheme and mask(text) != text:
        # A JSON Web Token has dots, as a host name has.
        raise _bad_url("It looks like a token.")
    try:
        parts = urlsplit(text if has_scheme else f"//{text}")
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        raise _bad_url("It is not a URL.") from None
    if parts.username is not None or parts.password is not None:
        raise _bad_url("It must not contain a user name or a password.")
    if not has_scheme and "." not in host and not is_loopback(host):
        # A token that was pasted into the wrong field must not become a name to look up.
        raise _bad_url("It has neither a scheme nor a dot.")
    scheme = parts.scheme if has_scheme else ("http" if is_loopback(host) else "https")
    if scheme != "https" and not (scheme == "http" and is_loopback(host)):
        raise _bad_url("It must begin with https:// (http:// is for this computer only).")
    if port == 0:
        raise _bad_url("Port 0 is no port.")
    shown = f"[{host}]" if ":" in host else host
    suffix = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
    return f"{scheme}://{shown}{suffix}/"


def is_whole(value: object, minimum: int, maximum: int) -> bool:
    """Tell whether JSON holds a whole number in a range; true and 3.0 are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return minimum <= value <= maximum


def origin_of(base_url: str) -> str:
    """Cut the slash off a normalised base URL."""
    return base_url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, going by its name alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _host(host: str) -> str:
    """Check a host name or address, and bring it into one form; raises ``ValueError``."""
    if "%" in host:
        raise ValueError(host)  # the zone of an IPv6 address may be any text
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("idna").decode("ascii").lower()
        if name != host:
            return _host(name)  # written in other digits, it may be an address after all
        if _HOST.fullmatch(name) is None or _NUMBER.fullmatch(name) is not None:
            raise
        return name
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return _host(str(mapped))
    if address.is_link_local or address.is_unspecified or address.is_multicast:
        raise ValueError(host)
    return address.compressed


def _text(body: dict[str, Any], key: str, limit: int) -> str:
    value = body.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit:
        raise bad_request(f"{key} must be text of at most {limit} characters.")
    return value


def _bad_url(reason: str) -> SaturnError:
    """Refuse a base URL without repeating it: it may hold a password."""
    hint = "Enter it like https://app.community.saturnenterprise.io/."
    return SaturnError("bad-base-url", "The base URL cannot be used", reason, hint, 400)
