"""Reads what Saturn answers: never more than a limit, and JSON however odd it is."""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING

from .failures import not_saturn, too_large

if TYPE_CHECKING:
    import httpx

_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,40}")


async def read_body(origin: str, response: httpx.Response, limit: int) -> bytes:
    """Read the body up to a limit that holds after unpacking: a gzip bomb is cut short."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise not_saturn(origin, "Its answer is packed in a way we did not ask for.")
    unpacker = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    async for piece in response.aiter_raw(65536):
        try:
            body += unpacker.decompress(piece, limit + 1 - len(body)) if unpacker else piece
        except zlib.error:
            raise not_saturn(origin, "Its answer cannot be unpacked.") from None
        if len(body) > limit:
            raise too_large(origin, limit)
    return bytes(body)


def media_type_of(response: httpx.Response, secret: str) -> str:
    """Read the media type, "" for none, in a form that may be shown.

    One that is none, or repeats the token that was sent, is "an odd type".
    """
    text: str = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if text in ("", "application/json"):
        return text
    is_echo = secret != "" and secret.lower() in text
    return "an odd type" if is_echo or _MEDIA_TYPE.fullmatch(text) is None else text


def load_json(body: bytes) -> object:
    """Parse JSON; a byte order mark is borne, and NaN and Infinity become null."""
    value: object = json.loads(body.decode("utf-8-sig"), parse_constant=lambda _: None)
    return value


def load_or_none(body: bytes) -> object:
    """Parse JSON; None when it is none."""
    try:
        return load_json(body)
    except (ValueError, RecursionError):
        return None


def message_of(body: bytes) -> str:
    """Find the sentence in an error of Saturn's; "" when there is none (HTML, an empty object)."""
    value = load_or_none(body)
    message = value.get("message") if isinstance(value, dict) else None
    return message if isinstance(message, str) else ""
