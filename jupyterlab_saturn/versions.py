"""What a cluster runs, as a Saturn may say it: the local one does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

MAX_NAMES = 32
"""Packages of which a version is passed on; the pages choose those that they know."""

MAX_VERSIONS = 8
"""Versions of one package among the workers."""

_T = TypeVar("_T")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+!_-]{0,39}")


@dataclass(frozen=True)
class Versions:
    """By package: the scheduler's version, and those among the workers."""

    scheduler: dict[str, str]
    workers: dict[str, list[str]]


def parse_versions(value: object) -> Versions | None:
    """Read `{"scheduler": {name: version}, "workers": {name: [version]}}`; None if it is not that.

    Whatever does not look like a name or a version is left out.
    """
    if not isinstance(value, dict) or not isinstance(value.get("scheduler"), dict):
        return None
    scheduler = {name: text for name, text in value["scheduler"].items() if _is_pair(name, text)}
    listed = value.get("workers")
    workers = {
        name: [text for text in texts[:MAX_VERSIONS] if _is_pair(name, text)]
        for name, texts in (listed.items() if isinstance(listed, dict) else ())
        if isinstance(texts, list)
    }
    return Versions(_first(scheduler), _first({k: v for k, v in workers.items() if v}))


def _is_pair(name: object, text: object) -> bool:
    are_texts = isinstance(name, str) and isinstance(text, str)
    return are_texts and bool(_NAME.fullmatch(str(name)) and _VERSION.fullmatch(str(text)))


def _first(table: dict[str, _T]) -> dict[str, _T]:
    return dict(list(table.items())[:MAX_NAMES])
