"""Attach this kernel to a Dask cluster: the code that runs in users' kernels.

The page sends this file as one string literal and executes it in a namespace of its own
(`messages.ts`), so that neither the user's variables nor shadowed builtins meet it. Its rules:

- It prints, displays and logs nothing, and lets no exception out: the result is `report()`.
- It knows no token. The kernel makes a key, which never leaves it, and the page gets its
  certificate signed.
- It never overwrites a variable that is not its own, and keeps exactly one live client.

What the kernel is attached to lives in one private module. Python >= 3.9, IPython >= 7.34.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import json
import keyword
import logging
import sys
import threading
import time
import types
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE = "_jupyterlab_saturn"
NEEDED = ("distributed", "cryptography")
REPLY_LIMIT = 20.0
"""Seconds to wait for the page's answer; then the kernel is free, whatever became of the page."""
CONNECT_LIMIT = 8.0  # seconds for the scheduler to answer; with all else an attach fails in 12
# Loggers that are silent while we connect; what goes wrong is in the result instead.
MUTED = ("distributed", "tornado", "asyncio", "bokeh")


PARTS: dict[str, str] = {}  # the text of the files that this one is sent with, by name


class RefusalError(Exception):
    """A reason not to attach: a code that the page has words for, and details."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.outcome = {"code": code, **details}


def state() -> Any:
    """Return the private module, made at the first call."""
    module: Any = sys.modules.get(STATE)
    if module is None:
        module = sys.modules[STATE] = types.ModuleType(STATE)
        module.client = module.cluster = module.variable = module.outcome = None
        module.object = module.object_variable = module.versions = None
        module.pages = set()  # the sessions of pages of ours, which the cluster object may ask
    return module


def part(name: str) -> Any:
    """Execute a file that was sent along as a module of its own."""
    module: Any = types.ModuleType(f"jupyterlab_saturn_{name}")
    exec(compile(PARTS[name], f"<jupyterlab-saturn {name}.py>", "exec"), module.__dict__)  # noqa: S102
    return module


def report() -> str:
    """Return the last outcome and the present attachment, as base64 of JSON.

    Whoever asks for it is a page of ours, and is noted as one.
    """
    now = state()
    with contextlib.suppress(Exception):
        now.pages.add(interactive_shell().kernel.get_parent("shell")["header"]["session"])
    client, attached = now.client, None
    if client is not None and client.status in ("running", "connecting"):
        attached = {"cluster": now.cluster, "variable": now.variable, "versions": now.versions}
        if client.status == "connecting":  # the scheduler is gone, perhaps for good
            attached["is_reconnecting"] = True
    return encode({"outcome": now.outcome, "attached": attached})


def held() -> str:
    """Return the names of the user's variables that hold results of a cluster, as `report()`."""
    shell = interactive_shell()
    return encode({"held": [] if shell is None else part("held").names(shell.user_ns)})


def encode(value: dict[str, Any]) -> str:
    """Return base64 of JSON."""
    return base64.b64encode(json.dumps(value).encode()).decode()


def detach() -> str:
    """Close our client and take our names away; the cluster runs on. Return `report()`."""
    now, shell = state(), interactive_shell()
    client = now.client
    ours = [(now.variable, client), (now.object_variable, now.object)]
    now.client = now.cluster = now.variable = None
    now.object = now.object_variable = now.versions = None
    now.outcome = {"code": "detached"}
    if client is not None:
        for variable, value in ours:
            if shell is not None and value is not None and shell.user_ns.get(variable) is value:
                del shell.user_ns[variable]
        with quiet(), contextlib.suppress(Exception):
            client.close(timeout=2)
    return report()


def interactive_shell() -> Any:
    """Return IPython's shell, or None where there is none."""
    from IPython import get_ipython

    return get_ipython()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep dask's log lines and warnings out of the user's output meanwhile."""
    known = [
        logger
        for name, logger in list(logging.root.manager.loggerDict.items())
        if isinstance(logger, logging.Logger)
        and name.split(".")[0] in MUTED
        and not logger.disabled
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger in known:
            logger.disabled = True
        try:
            yield
        finally:
            for logger in known:
                logger.disabled = False


class Importing(threading.Thread):
    """Import distributed (a second of work) while the main thread gets its certificate."""

    def __init__(self) -> None:
        super().__init__(name="saturn-import", daemon=True)
        self.error: BaseException | None = None

    def run(self) -> None:
        """Import it, and keep what goes wrong."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import distributed  # noqa: F401
        except BaseException as error:  # a broken package may raise anything
            self.error = error

    def finish(self) -> None:
        """Wait for the import; refuse if it failed."""
        self.join()
        if self.error is not None:
            raise RefusalError("broken-import", detail=describe(self.error))


def describe(error: BaseException) -> str:
    """Return an exception as one short line."""
    return f"{type(error).__name__}: {error}"[:500]


def ask_page(shell: Any, question: dict[str, Any]) -> Any:
    """Send `question` to the page that asked us to attach, through stdin, and return its answer.

    Stdin reaches only the asking client and never iopub. A page that was closed half-way would
    leave the kernel waiting for ever, so a watchdog interrupts the wait. It shares a lock with the
    answer: one that comes just at the deadline must not leave an interrupt behind that hits the
    user's next cell.
    """
    import _thread

    lock, answered, fired = threading.Lock(), threading.Event(), threading.Event()

    def watch() -> None:
        if not answered.wait(REPLY_LIMIT):
            with lock:
                if not answered.is_set():
                    fired.set()
                    _thread.interrupt_main()

    def settle() -> None:
        with lock:
            answered.set()
        if fired.is_set():
            time.sleep(1)  # the interrupt is on its way; let it arrive here

    threading.Thread(target=watch, name="saturn-watchdog", daemon=True).start()
    try:
        try:
            answer = shell.kernel.raw_input(json.dumps({"saturn": 1, **question}))
        finally:
            settle()
    except KeyboardInterrupt:
        raise RefusalError("no-answer" if fired.is_set() else "interrupted") from None
    return json.loads(answer)


def connect(address: str, chain: str | None, key: str) -> Any:
    """Return a client of the scheduler at `address`; a half-open one is closed again."""
    from distributed import Client
    from distributed.security import Security

    security = None
    if chain is not None:
        authority = chain[chain.index("-----BEGIN CERTIFICATE-----", 1) :]
        security = Security(
            tls_ca_file=authority,
            tls_client_cert=chain,
            tls_client_key=key,
            require_encryption=True,
        )
    before = set(Client._instances)
    try:
        return Client(address, security=security, timeout=CONNECT_LIMIT)
    except BaseException as error:
        for half_open in set(Client._instances) - before:
            with contextlib.suppress(BaseException):
                half_open.close(timeout=1)
        if isinstance(error, KeyboardInterrupt):
            raise RefusalError("interrupted") from None
        raise RefusalError("unreachable", detail=describe(error)) from None


def check(shell: Any, request: dict[str, Any]) -> None:
    """Refuse what can be known to fail before anything is asked for."""
    variable, ours = request["variable"], state().client
    if shell is None or not hasattr(getattr(shell, "kernel", None), "raw_input"):
        raise RefusalError("unsupported")
    if not variable.isidentifier() or keyword.iskeyword(variable):
        raise RefusalError("bad-name", name=variable)
    if variable in shell.user_ns and (ours is None or shell.user_ns[variable] is not ours):
        raise RefusalError("name-taken", name=variable)
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise RefusalError("missing", packages=missing)


def is_attached(now: Any, request: dict[str, Any]) -> bool:
    """Whether our live client is already the one that is asked for."""
    wanted = request["cluster"]
    return (
        now.client is not None
        and now.client.status == "running"
        and now.variable == request["variable"]
        and all(now.cluster[key] == wanted[key] for key in ("id", "base_url"))
    )


def give_object(shell: Any, name: str) -> dict[str, Any]:
    """Give the cluster object its name, unless that is the user's. Return the outcome."""
    now, outcome = state(), {"code": "attached"}
    if not name.isidentifier() or keyword.iskeyword(name):
        return {**outcome, "left_out": name, "because": "bad-name"}
    if shell.user_ns.setdefault(name, now.object) is not now.object:
        return {**outcome, "left_out": name, "because": "name-taken"}
    now.object_variable = name
    return outcome


def attach(request: dict[str, Any]) -> dict[str, Any]:
    """Do what `request` says: {"cluster", "variable", "cluster_variable"}. Return the outcome."""
    shell, now = interactive_shell(), state()
    # The name is given again if the user has deleted it.
    if is_attached(now, request) and now.client is shell.user_ns.setdefault(
        now.variable, now.client
    ):
        return give_object(shell, request["cluster_variable"])
    check(shell, request)
    importing = Importing()
    importing.start()
    key, csr = part("csr").make_request(request["cluster"]["id"])
    versions = part("versions")
    ours = versions.of_kernel()
    answer = ask_page(shell, {"csr": csr, "versions": ours})
    if "address" not in answer:
        raise RefusalError("refused")
    importing.finish()
    with quiet():
        client = connect(answer["address"], answer["chain"], key)
        theirs = answer.get("versions") or versions.of_cluster(client)
    detach()
    if shell.user_ns.setdefault(request["variable"], client) is not client:
        client.close(timeout=1)
        raise RefusalError("name-taken", name=request["variable"])
    now.client, now.cluster, now.variable = client, request["cluster"], request["variable"]
    now.object = part("cluster").Cluster(client, request["cluster"])
    now.versions = {**theirs, "kernel": ours}
    return give_object(shell, request["cluster_variable"])


def run(literal: str, parts: dict[str, str]) -> None:
    """Attach as the base64 JSON `literal` asks; whatever happens ends in `report()`."""
    now = state()
    PARTS.update(parts)
    now.report, now.detach, now.held = report, detach, held
    try:
        now.outcome = attach(json.loads(base64.b64decode(literal)))
    except RefusalError as refusal:
        now.outcome = refusal.outcome
    except KeyboardInterrupt:
        now.outcome = {"code": "interrupted"}
    except BaseException as error:  # the user's kernel must never see it
        now.outcome = {"code": "failed", "detail": describe(error)}
