"""The command line: ``jupyter saturn login | logout | status | doctor | local``."""

from __future__ import annotations

import getpass
import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.application import JupyterApp
from traitlets import Bool, Unicode

from . import __version__, doctor, questions
from .command import SaturnCommand, say, whom
from .connection import normalise_base_url, origin_of
from .errors import SaturnError, bad_request
from .pasted import MAX_PASTE, Pasted, read_pasted
from .verification import verify

if TYPE_CHECKING:
    from .credentials import Credential


class LoginCommand(SaturnCommand):
    """Verify a token and keep it for Jupyter servers of this user.

    The token is asked for without being shown, or read from standard input; it is never an
    argument, which other users of the machine could read.
    """

    name = "jupyter-saturn-login"

    def run(self) -> None:
        """Ask, verify, store."""
        if self.is_memory_only:
            hint = "Sign in in JupyterLab instead."
            raise bad_request("This server's configuration keeps tokens in memory only.", hint)
        url, pasted = self._ask()
        if self.credentials.is_fixed(origin_of(url)):
            say("Note: SATURN_TOKEN is set in this environment, and wins over what is stored.")
        work = verify(url, pasted.token, self.limits, self.options.ca_bundle)
        credential = self.await_(work)
        self.vault.put(credential)
        say(f"Signed in to {url} {whom(credential)}.")
        say(f"Kept in {self.vault.path}, for you alone.")

    def _ask(self) -> tuple[str, Pasted]:
        url = self.chosen_url()
        if sys.stdin.isatty():
            if url is None:
                url = normalise_base_url(input("Base URL of Saturn: "))
            pasted = read_pasted(getpass.getpass("Token (it is not shown): "))
        else:
            pasted = read_pasted(sys.stdin.read(MAX_PASTE + 1))
        is_asked = bool(self.base_url) or self.fixed_url() is not None
        if pasted.base_url and url and is_asked and pasted.base_url != url:
            raise bad_request(f"The token was copied together with {pasted.base_url}, not {url}")
        url = pasted.base_url or url
        if url is None:
            raise bad_request("The base URL is missing.", "Give it with --base-url.")
        return url, pasted


class LogoutCommand(SaturnCommand):
    """Forget a token that was kept."""

    name = "jupyter-saturn-logout"
    flags = {"all": ({"LogoutCommand": {"is_all": True}}, "Forget the tokens of all Saturns.")}
    is_all = Bool(False, help="Forget the tokens of all Saturns.").tag(config=True)

    def run(self) -> None:
        """Forget."""
        forgotten, removed = self.vault.wipe() if self.is_all else (self._forget_one(), ())
        for origin in forgotten:
            say(f"Forgotten: the token for {origin}/")
        for name in removed:
            say(f"Removed: {name}, which may have held tokens.")
        if not forgotten and not removed:
            say("No token was stored.")
            return
        say("Running Jupyter servers notice it when they next look at their clusters.")
        say("At Saturn the token stays valid until it ends, or is revoked there.")

    def _forget_one(self) -> tuple[str, ...]:
        url = self.chosen_url(is_sending=False)
        if url is None and self.vault.origins():
            raise bad_request("There are several tokens.", "Give --base-url, or --all.")
        is_known = url is not None and self.vault.forget(origin_of(url))
        return (origin_of(url),) if url and is_known else ()


class StatusCommand(SaturnCommand):
    """Tell which tokens there are, and whether they are good."""

    name = "jupyter-saturn-status"

    def run(self) -> None:
        """Show each token to its own Saturn."""
        fixed = self.fixed_url()
        if fixed:
            say(f"Base URL: {fixed} (fixed by the configuration or by SATURN_BASE_URL)")
        fixed_origins = [origin_of(fixed)] if fixed else []
        origins = sorted({*self.vault.origins(), *fixed_origins})
        found = [item for item in map(self.credentials.for_origin, origins) if item]
        for credential in found:
            say(f"{credential.origin}/ token …{credential.hint} from the {credential.source}")
            say(f"  {self._verdict(credential)}")
        if not found:
            say("No token is stored. Enter one with: jupyter saturn login")

    def _verdict(self, credential: Credential) -> str:
        url = f"{credential.origin}/"
        try:
            work = verify(url, credential.token, self.limits, self.options.ca_bundle)
            return f"good, signed in {whom(self.await_(work))}"
        except SaturnError as error:
            return f"{error.code}: {error.title}. {error.reason} {error.hint}".strip()


class DoctorCommand(SaturnCommand):
    """Check the way to Saturn and to a scheduler step by step; nothing that it prints is secret."""

    name = "jupyter-saturn-doctor"
    flags = {
        "saturn": (
            {"DoctorCommand": {"is_saturn": True}},
            "Ask Saturn what only an account can answer, and print a table without names and ids.",
        ),
        "start": (
            {"DoctorCommand": {"may_start": True}},
            "With --saturn and --cluster: start that cluster twice, and stop it. It costs money.",
        ),
    }
    aliases = {**SaturnCommand.aliases, "cluster": "DoctorCommand.cluster"}
    is_saturn = Bool(False, help="Ask Saturn what only an account can answer.").tag(config=True)
    may_start = Bool(False, help="Start and stop the cluster.").tag(config=True)
    cluster = Unicode(help="The id of a stopped cluster that may be started.").tag(config=True)

    def run(self) -> None:
        """Print the report."""
        url = self.chosen_url()
        say(doctor.describe_installation(self.vault, is_memory_only=self.is_memory_only))
        if url is None:
            raise bad_request("No base URL is known.", "Give it with --base-url.")
        credential = self.credentials.for_origin(origin_of(url))
        way = doctor.Way(url, credential, self.limits, self.options.ca_bundle)
        if not self.is_saturn:
            findings = self.await_(doctor.examine(way))
            say("\n".join(item.line for item in findings))
            if any(item.is_good is False for item in findings):
                self.exit(1)
            return
        if credential is None:
            raise bad_request(f"There is no token for {url}", "Run: jupyter saturn login")
        scoped = ""
        if sys.stdin.isatty():
            scoped = getpass.getpass("A token of one resource (not shown; Enter for none): ")
            scoped = read_pasted(scoped).token if scoped.strip() else ""
        cluster = self._cluster_to_start() if self.may_start else ""
        rows = self.await_(questions.ask_all(way, scoped, cluster))
        say(questions.table(rows))

    def _cluster_to_start(self) -> str:
        if not self.cluster:
            raise bad_request("--start needs a cluster.", "Give the id of a stopped one: --cluster")
        say(f"This starts the cluster {self.cluster} twice and stops it. It costs money.")
        if input("Type yes to go on: ").strip().lower() != "yes":
            raise KeyboardInterrupt
        return self.cluster


class LocalCommand(SaturnCommand):
    """Run the local Saturn by itself, with the options of ``jupyterlab_saturn.local``."""

    name = "jupyter-saturn-local"

    def initialize(self, argv: Any = None) -> None:  # noqa: ANN401
        """Leave the arguments to the local Saturn; its directory is that of JupyterLab's."""
        self.arguments = list(argv or ())
        if not any(word.startswith("--state-dir") for word in self.arguments):
            self.arguments += ["--state-dir", str(Path(self.data_dir) / "saturn" / "local")]

    def start(self) -> None:
        """Become the local Saturn."""
        sys.argv = ["jupyter saturn local", *self.arguments]
        runpy.run_module("jupyterlab_saturn.local", run_name="__main__", alter_sys=True)


class SaturnCommands(JupyterApp):
    """Saturn from the command line."""

    name = "jupyter saturn"
    version = __version__
    description = __doc__ or ""
    subcommands = {
        "login": (LoginCommand, "Verify a token and keep it."),
        "logout": (LogoutCommand, "Forget a token."),
        "status": (StatusCommand, "Tell which tokens there are, and whether they are good."),
        "doctor": (DoctorCommand, "Check the way to Saturn step by step."),
        "local": (LocalCommand, "Run the local Saturn by itself."),
    }

    def start(self) -> None:
        """Run the command that was named."""
        if self.subapp is None:
            self.print_help()
            self.exit(2)
        super().start()


main = SaturnCommands.launch_instance
