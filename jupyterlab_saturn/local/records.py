"""What the state file holds: plain records, and the whole of them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

VERSION = 1


def new_id() -> str:
    """Make an id as Saturn's are: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def now() -> str:
    """Return the time in the only format that the contract allows (section 5)."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+00:00")


@dataclass(frozen=True)
class User:
    """A person who may have projects and tokens."""

    id: str
    name: str
    created_at: str


@dataclass(frozen=True)
class Project:
    """What owns a cluster; today's Saturn calls it a workspace."""

    id: str
    name: str
    user_id: str
    created_at: str


@dataclass(frozen=True)
class Token:
    """A secret's hash, and what the secret allows.

    `scope` is None for the whole user, or `workspace:<project id>`. `project_id` is where
    dask-saturn's requests without an id go. Times are ISO 8601; None never expires.
    """

    id: str
    digest: str
    user_id: str
    project_id: str
    description: str
    scope: str | None
    created_at: str
    expires_at: str | None = None
    refresh_expires_at: str | None = None


@dataclass(frozen=True)
class Cluster:
    """A cluster's definition: what it will be when it is started.

    `image` "" is the default of the day, the first that the command line names. `python` is the
    path of an interpreter that is used instead of the image's, "" for none.
    """

    id: str
    project_id: str
    user_id: str
    created_at: str
    token_id: str
    image: str = ""
    n_workers: int = 1
    nprocs: int = 1
    nthreads: int = 1
    worker_size: str = "small"
    scheduler_size: str = "small"
    worker_is_spot: bool = False
    tags: dict[str, str] | None = None
    subdomain: str = ""
    python: str = ""


@dataclass(frozen=True)
class State:
    """Everything that survives a restart. `instance` tags this directory's processes."""

    instance: str = field(default_factory=new_id)
    port: int = 0
    users: dict[str, User] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)

    def dump(self) -> str:
        """Return the file's text: the state and a checksum that betrays any damage."""
        body = dataclasses.asdict(self)
        return json.dumps({"version": VERSION, "checksum": _checksum(body), "state": body})

    @classmethod
    def parse(cls, text: str) -> State:
        """Read a file's text; raises `ValueError` when it is not whole or not ours."""
        try:
            whole = json.loads(text)
            body = whole["state"]
            if whole["version"] != VERSION or whole["checksum"] != _checksum(body):
                raise ValueError("wrong version or checksum")
            return cls(
                instance=body["instance"],
                port=body["port"],
                users={key: User(**row) for key, row in body["users"].items()},
                projects={key: Project(**row) for key, row in body["projects"].items()},
                tokens={key: Token(**row) for key, row in body["tokens"].items()},
                clusters={key: Cluster(**row) for key, row in body["clusters"].items()},
            )
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(str(error)) from error


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
