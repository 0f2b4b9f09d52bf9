"""Understands what people paste where a token belongs, and never repeats it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .connection import normalise_base_url
from .credentials import is_token
from .errors import SaturnError
from .failures import WHERE_TOKENS_ARE

MAX_PASTE = 8 * 2**10
"""Characters that are looked at."""

_QUOTES = "\"'`\u201c\u201d\u2018\u2019\xab\xbb"
# A name and its value, as in shell, Python, YAML and JSON: `export NAME=x`,
# `os.environ["NAME"] = "x"`, `saturn_token="x"`, `"token": "x"`.
_VALUE = r"""["']?\]?\s*[=:,]\s*(?:"([^"]*)"|'([^']*)'|([^\s"',;)}]+))"""
_TOKEN = re.compile(rf"(?<![\w-])(?:saturn_token|token){_VALUE}", re.IGNORECASE)
_BASE_URL = re.compile(rf"(?<![\w-])(?:saturn_)?base_url{_VALUE}", re.IGNORECASE)
_NAME_ALONE = re.compile(r"(?:export\s+)?(?:saturn_)?(?:token|base_url)\W*", re.IGNORECASE)
_HEADER = re.compile(r"(?:authorization\s*:\s*)?(?:token|bearer)\s+(\S+)", re.IGNORECASE)
# Spaces that no eye sees, at the ends of what was copied from a page.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"


@dataclass(frozen=True)
class Pasted:
    """A token, and the base URL that stood beside it."""

    token: str = field(repr=False)
    base_url: str | None = None


def read_pasted(value: object) -> Pasted:
    """Find the token; raises ``SaturnError`` (400), whose text holds nothing of the paste."""
    if not isinstance(value, str):
        raise _bad_token("It must be text.")
    if len(value) > MAX_PASTE:
        raise _bad_token(f"It is longer than {MAX_PASTE // 2**10} KiB.")
    text = value.strip().strip(_INVISIBLE).strip()
    urls = _values(_BASE_URL, text)
    if len(urls) > 1:
        raise _bad_token("It holds more than one base URL.")
    token = _find_token(text, has_url=bool(urls))
    if not is_token(token):
        raise _bad_token("It holds spaces or characters that no token has.")
    base_url = normalise_base_url(urls[0]) if urls else None
    if base_url is not None and token.lower() in base_url:
        raise _bad_token("The base URL beside it is a token as well.")
    return Pasted(token, base_url)


def _find_token(text: str, *, has_url: bool) -> str:
    tokens = _values(_TOKEN, text)
    if len(tokens) > 1:
        raise _bad_token("It holds more than one token.")
    if tokens:
        return tokens[0]
    bare = text.strip(_QUOTES).strip()
    header = _HEADER.fullmatch(bare)
    if header is not None:
        return header[1].strip(_QUOTES)
    if not bare or has_url or _NAME_ALONE.fullmatch(bare):
        raise _bad_token("There is no token in it.")
    if "://" in bare:
        raise _bad_token("It is an address.")
    return bare


def _values(pattern: re.Pattern[str], text: str) -> list[str]:
    """List the different values of a name."""
    found = (next((group for group in m.groups() if group), "") for m in pattern.finditer(text))
    return list(dict.fromkeys(item.strip() for item in found if item.strip()))


def _bad_token(reason: str) -> SaturnError:
    return SaturnError(
        "bad-token", "This is not a token of Saturn's", reason, WHERE_TOKENS_ARE, 400
    )
