"""Users with their projects, and the clear tokens that the info file hands out."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .definitions import Settings, apply_settings
from .errors import ApiError, bad_request, conflict, not_found
from .files import write_private
from .records import Cluster, Project, User, new_id, now
from .sizes import DEFAULT_SIZE, SIZES
from .tokens import SCOPE_PREFIX

if TYPE_CHECKING:
    from pathlib import Path

    from .records import Token
    from .store import Store
    from .tokens import Caller, Tokens

DEFAULT_PROJECT = "first-steps"
FIRST_STEPS_WORKERS = 2
MAX_PROJECTS = 200


@dataclass(frozen=True)
class Accounts:
    """Make users, projects and cluster definitions; `images[0]` is every project's default."""

    store: Store
    tokens: Tokens
    images: tuple[str, ...]

    def ensure_users(self, count: int) -> list[User]:
        """Return the first `count` users, made with a default project where missing."""
        users = sorted(self.store.state.users.values(), key=lambda user: user.name)
        by_name = {user.name: user for user in users}
        return [by_name.get(name) or self._make(name) for name in map("user{}".format, _to(count))]

    def hand_out(self, users: list[User], path: Path) -> list[dict[str, str]]:
        """Return name, clear token and project of each user, the same tokens as last time.

        `path` is the 0600 file that keeps the clear tokens; without it, or when a token in it
        is no longer valid, a new one is made.
        """
        try:
            known = json.loads(path.read_text())
        except (OSError, ValueError):
            known = {}
        entries = [self._entry(user, known) for user in users]
        clear = {entry["name"]: entry["token"] for entry in entries}
        write_private(path, json.dumps({**_texts(known), **clear}))
        return entries

    def default_project(self, user: User) -> Project:
        """Return the user's first project."""
        projects = [row for row in self.store.state.projects.values() if row.user_id == user.id]
        return min(projects, key=lambda row: (row.name != DEFAULT_PROJECT, row.created_at))

    def project(self, caller: Caller, project_id: str) -> Project:
        """Return one of the caller's projects; raises `ApiError` 404."""
        found = self.store.state.projects.get(project_id)
        if found is None or not caller.may_see(found):
            raise not_found("project")
        return found

    def create_project(self, caller: Caller, name: str) -> Project:
        """Make a project (400 without a name, 409 when there are too many)."""
        caller.require_whole_user()
        if not name.strip():
            raise bad_request("'name' must not be empty.")
        mine = [row for row in self.store.state.projects.values() if row.user_id == caller.user.id]
        if len(mine) >= MAX_PROJECTS:
            raise conflict(f"A user may have {MAX_PROJECTS} projects here, no more.")
        project = Project(new_id(), name, caller.user.id, now())
        self.store.put("projects", project)
        return project

    def cluster(self, caller: Caller, cluster_id: str) -> Cluster:
        """Return one of the caller's clusters; raises `ApiError` 404."""
        found = self.store.state.clusters.get(cluster_id)
        if found is None or not caller.may_see(found):
            raise not_found("cluster")
        return found

    def cluster_of(self, project: Project) -> Cluster | None:
        """Return the project's cluster, if it has one."""
        rows = self.store.state.clusters.values()
        return next((row for row in rows if row.project_id == project.id), None)

    def define(self, project: Project, settings: Settings) -> Cluster:
        """Make the project's cluster (409 when it has one)."""
        if self.cluster_of(project) is not None:
            raise conflict("This project has a cluster already.")
        user = self.store.state.users[project.user_id]
        cluster_id = new_id()
        settings = dict(settings)
        size = settings.get("worker_size", DEFAULT_SIZE)
        settings.setdefault("nthreads", SIZES[size].cores)
        settings.setdefault("subdomain", f"d-{cluster_id[:8]}")
        bare = Cluster(
            id=cluster_id,
            project_id=project.id,
            user_id=user.id,
            created_at=now(),
            token_id="",
        )
        cluster = apply_settings(bare, settings)
        self.renew_token(cluster, f"{SCOPE_PREFIX}{project.id}")
        return self.store.state.clusters[cluster.id]

    def renew_token(self, cluster: Cluster, scope: str | None) -> Token:
        """Give a cluster a new token of its own and revoke the old one."""
        user = self.store.state.users[cluster.user_id]
        description = f"Dask cluster {cluster.id}"
        token, _ = self.tokens.create(
            user, cluster.project_id, description=description, scope=scope
        )
        self.store.put("clusters", replace(cluster, token_id=token.id))
        self.store.drop("tokens", lambda row: row.id == cluster.token_id)
        return token

    def delete(self, cluster: Cluster) -> None:
        """Remove a cluster's definition and its token."""
        self.store.drop("clusters", lambda row: row.id == cluster.id)
        self.store.drop("tokens", lambda row: row.id == cluster.token_id)

    def redefine_whole(self, cluster: Cluster, settings: Settings) -> Cluster:
        """Define a stopped cluster anew: what is not given goes back to its default."""
        fresh = Cluster(
            id=cluster.id,
            project_id=cluster.project_id,
            user_id=cluster.user_id,
            image=cluster.image,
            python=cluster.python,
            created_at=cluster.created_at,
            token_id=cluster.token_id,
            subdomain=cluster.subdomain,
        )
        changed = apply_settings(fresh, settings)
        self.store.put("clusters", changed)
        return changed

    def check_image(self, name: object) -> str:
        """Return an image's name if there is such an image (400 otherwise)."""
        if not isinstance(name, str) or name not in self.images:
            raise bad_request(f"'image' must be one of {', '.join(self.images)}.")
        return name

    def _make(self, name: str) -> User:
        user = User(new_id(), name, now())
        project = Project(new_id(), DEFAULT_PROJECT, user.id, now())
        self.store.put("users", user)
        self.store.put("projects", project)
        self.define(project, {"n_workers": FIRST_STEPS_WORKERS, "nthreads": 1})
        return user

    def _entry(self, user: User, known: Any) -> dict[str, str]:  # noqa: ANN401
        project = self.default_project(user)
        secret = _texts(known).get(user.name, "")
        try:
            valid = self.tokens.identify(secret).user == user
        except ApiError:
            valid = False
        if not valid:
            description = "The token of the info file"
            _, secret = self.tokens.create(user, project.id, description=description)
        return {"name": user.name, "token": secret, "project_id": project.id}


def _to(count: int) -> range:
    return range(1, count + 1)


def _texts(known: Any) -> dict[str, str]:  # noqa: ANN401
    if not isinstance(known, dict):
        return {}
    return {key: value for key, value in known.items() if isinstance(value, str)}
