"""JupyterLab's files of settings, and a token that got into one of them.

Our settings editor never stores the token, but the JSON editor, a copied file or an admin's
defaults may. JupyterLab (``jupyterlab_server.settings_utils``) reads a user's settings of a plugin
from ``{user_settings_dir}/{package}/{plugin}.jupyterlab-settings``, which is JSON5, and everybody's
defaults from ``overrides.json`` and its like in ``app_settings_dir``.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft7Validator

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SIZE = 2**20
"""Bytes that are read."""

MAX_JSON5 = 16 * 2**10
"""Bytes that are parsed as JSON5: its parser is slow, and a user's settings are short."""

PLUGIN = "jupyterlab-saturn:plugin"
"""The id of our settings."""

_KEY = "token"
_USER_FILE = Path("jupyterlab-saturn") / "plugin.jupyterlab-settings"
_SCHEMA = Path(__file__).parent / "labextension" / "schemas" / "jupyterlab-saturn" / "plugin.json"
_OVERRIDES = ("overrides.json", "overrides.json5", "overrides.d/*.json", "overrides.d/*.json5")


@dataclass(frozen=True)
class Leak:
    """A token in a file of settings, as it was written, and the base URL beside it."""

    token: str = field(repr=False)
    base_url: str = ""


@dataclass(frozen=True)
class SettingsFiles:
    """The files of settings of one server: every application of JupyterLab's has its own places."""

    user_dirs: tuple[Path, ...] = ()
    app_dirs: tuple[Path, ...] = ()

    @classmethod
    def of(cls, applications: Iterable[object]) -> SettingsFiles:
        """Ask the applications (JupyterLab, Notebook) where they keep settings."""
        places: dict[str, dict[Path, None]] = {"user_settings_dir": {}, "app_settings_dir": {}}
        for application in applications:
            for name, found in places.items():
                place = getattr(application, name, "")
                if isinstance(place, str) and place:
                    found[Path(place)] = None
        return cls(*(tuple(found) for found in places.values()))

    def leaks(self) -> list[tuple[Path, Leak]]:
        """Find the tokens in the user's files; those that cannot be understood are passed over."""
        paths = (directory / _USER_FILE for directory in self.user_dirs)
        return [(path, leak) for path in paths if (leak := _leak(_load(path))) is not None]

    def are_unusable(self) -> bool:
        """Tell whether JupyterLab goes on with the defaults, as it does without a word."""
        paths = (directory / _USER_FILE for directory in self.user_dirs)
        return any(path.is_file() and not _is_usable(path) for path in paths)

    def overrides(self) -> list[Path]:
        """List the admin's files that hold a token."""
        paths = (
            path
            for directory in self.app_dirs
            for pattern in _OVERRIDES
            for path in sorted(directory.glob(pattern))
        )
        found = ((path, _load(path)) for path in paths)
        return [path for path, body in found if _leak(body.get(PLUGIN) if body else None)]


def scrub(path: Path, leak: Leak) -> None:
    """Take a token out of a file in one step, keeping its mode; raises ``OSError``.

    All else stays as it is, comments too, where that is possible without doubt. The file may be a
    link, as of people who keep their settings in a repository: then it is its target that changes.
    """
    target = path.resolve()
    for _ in range(3):
        before = target.stat()
        text = target.read_text(encoding="utf-8")
        body = _parse(text)
        if body is None or body.get(_KEY) != leak.token:
            return  # somebody else was faster
        data = _without(text, body, leak.token).encode()
        if _replace(target, data, before):
            return
    raise OSError("It is written all the time")


def _without(text: str, body: dict[str, Any], token: str) -> str:
    """Empty the token where it is written; if that is not all it does, write the settings anew."""
    expected = {**body, _KEY: ""}
    emptied = text.replace(token, "")
    if _parse(emptied) == expected:
        return emptied
    rest = {key: value for key, value in body.items() if key != _KEY}
    return json.dumps(rest, indent=4, ensure_ascii=False) + "\n"


def _replace(target: Path, data: bytes, before: os.stat_result) -> bool:
    """Replace a file in one step; tell whether it still was the one that was read."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(stat.S_IMODE(before.st_mode))
        now = target.stat()
        if (now.st_ino, now.st_mtime_ns) != (before.st_ino, before.st_mtime_ns):
            return False
        temporary.replace(target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    return True


def _leak(body: object) -> Leak | None:
    if not isinstance(body, dict):
        return None
    token, base_url = body.get(_KEY), body.get("baseUrl")
    if not isinstance(token, str) or not token.strip():
        return None
    return Leak(token, base_url if isinstance(base_url, str) else "")


def _is_usable(path: Path) -> bool:
    """Tell whether the values of a file are such as the schema wants."""
    body = _load(path, "")
    try:
        schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    except OSError:
        return body is not None  # the frontend is not built
    return body is not None and Draft7Validator(schema).is_valid(body)


def _load(path: Path, key: str = _KEY) -> dict[str, Any] | None:
    """Read a file that holds a key; None when there is none, or none that can be understood."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
        if len(data) > MAX_SIZE or key.encode() not in data:
            return None
        return _parse(data.decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _parse(text: str) -> dict[str, Any] | None:
    body = None
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        if len(text) <= MAX_JSON5:
            body = _parse_json5(text)
    return body if isinstance(body, dict) else None


def _parse_json5(text: str) -> object:
    try:
        # JupyterLab's own parser: where it is missing, nobody reads these files.
        import json5
    except ImportError:
        return None
    try:
        return json5.loads(text)
    except (ValueError, RecursionError):
        return None
