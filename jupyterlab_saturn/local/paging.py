"""Pages of a list, by the key of the item at the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PAGE = 1000
DEFAULT_PAGE = 100


def parse_page_size(value: str | None) -> int:
    """Read `page_size`, 1 to 1000 (400 otherwise)."""
    if value is None:
        return DEFAULT_PAGE
    if not value.isdecimal() or not 1 <= int(value) <= MAX_PAGE:
        raise bad_request(f"'page_size' must be a whole number from 1 to {MAX_PAGE}.")
    return int(value)


def page(
    items: Sequence[Any],
    keys: Sequence[str],
    size: int,
    next_key: str | None = None,
    prev_key: str | None = None,
) -> tuple[Sequence[Any], dict[str, str]]:
    """Return one page and the keys of its neighbours, as far as there are any.

    `keys` are the items' own. A page begins after `next_key`, or ends before `prev_key`;
    a key that is not there any more is refused (400), so that nobody loops.
    """
    start = 0
    if next_key is not None:
        start = _index(keys, next_key) + 1
    elif prev_key is not None:
        start = max(_index(keys, prev_key) - size, 0)
    end = start + size
    neighbours = {}
    if end < len(items):
        neighbours["next_key"] = keys[end - 1]
    if 0 < start < len(items):
        neighbours["prev_key"] = keys[start]
    return items[start:end], neighbours


def _index(keys: Sequence[str], key: str) -> int:
    try:
        return keys.index(key)
    except ValueError:
        raise bad_request("The page's key is not valid any more.") from None
