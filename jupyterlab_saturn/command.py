"""What the commands of ``jupyter saturn`` share: options, the vault, words, errors."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.application import JupyterApp, base_aliases
from traitlets import Unicode, default

from . import __version__
from .app import SaturnApp
from .connection import normalise_base_url
from .credentials import Credential, Credentials, take_from_environment
from .errors import SaturnError, bad_request
from .transport import Limits
from .vault import Vault

if TYPE_CHECKING:
    from collections.abc import Coroutine


def say(text: str) -> None:
    """Write a line for the user."""
    sys.stdout.write(f"{text}\n")


class SaturnCommand(JupyterApp):
    """What the commands share: the options of the server extension, the vault, the errors."""

    name = "jupyter-saturn"
    version = __version__
    aliases = {**base_aliases, "base-url": "SaturnCommand.base_url"}

    base_url = Unicode(help="The base URL of the Saturn that is meant.").tag(config=True)

    @default("config_file_name")
    def _name_of_the_servers_config(self) -> str:
        return "jupyter_server_config"

    def initialize(self, argv: Any = None) -> None:  # noqa: ANN401
        """Read the server's configuration, and find the vault."""
        super().initialize(argv)
        self.options = SaturnApp(config=self.config)
        self.directory = Path(self.data_dir) / "saturn"
        # Which directory a server will serve is not known here: any that shows hidden files counts.
        is_served = any(
            section.get("allow_hidden") for section in self.config.values() if "get" in dir(section)
        )
        self.is_memory_only = self.options.vault == "memory" or is_served
        self.vault = Vault(self.directory, self.log)
        environment = take_from_environment(os.environ, keep=True, log=self.log)
        self.credentials = Credentials(environment, self.vault)

    @property
    def limits(self) -> Limits:
        """The timeouts of the server's configuration."""
        options = self.options
        return Limits(options.connect_timeout, options.read_timeout, options.call_timeout)

    def start(self) -> None:
        """Carry the command out; what goes wrong is told in words."""
        super().start()
        try:
            self.run()
        except SaturnError as error:
            self.exit_with(f"{error.title}. {error.reason} {error.hint}".strip())
        except (KeyboardInterrupt, EOFError):
            self.exit_with("Nothing was changed.")

    def run(self) -> None:
        """Do what the command is for."""
        raise NotImplementedError

    def exit_with(self, message: str) -> None:
        """End with a failure."""
        sys.stderr.write(f"{message}\n")
        self.exit(1)

    def await_(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
        """Run a coroutine to its end."""
        return asyncio.run(work)

    def fixed_url(self) -> str | None:
        """Find the base URL that the admin or the environment fixed."""
        text = self.options.base_url or os.environ.get("SATURN_BASE_URL", "")
        return normalise_base_url(text)

    def chosen_url(self, *, is_sending: bool = True) -> str | None:
        """Choose the base URL: the option's, the fixed one, or the only one with a token.

        Raises ``SaturnError`` when something is to be sent elsewhere than to the fixed one.
        """
        given, fixed = normalise_base_url(self.base_url), self.fixed_url()
        if is_sending and given and fixed and given != fixed:
            raise bad_request(f"The admin or the environment fixed the base URL: {fixed}")
        stored = self.vault.origins()
        only = f"{stored[0]}/" if len(stored) == 1 else None
        return given or fixed or only


def whom(credential: Credential) -> str:
    """Say as whom one is signed in."""
    parts = [f"as {credential.user}" if credential.user else "as somebody it does not name"]
    if credential.organisation:
        parts.append(f"of {credential.organisation}")
    if credential.scope == "resource":
        parts.append("for one resource")
    if credential.expires_at:
        parts.append(f"until {credential.expires_at}")
    return " ".join(parts)
