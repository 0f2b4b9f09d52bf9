"""The server's life: lock, state, port, info file, signals, end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import os
import signal
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from .accounts import Accounts
from .files import private_directory, write_private
from .fleet import Fleet
from .leases import Leases
from .local_backend import LocalBackend
from .lock import DirectoryLock
from .routes import make_application
from .services import Services
from .store import Store
from .tokens import Tokens

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
MAX_BODY = 2**20
MAX_HEADER = 2**16
# Seconds: a connection that says nothing, a body that does not come.
IDLE_TIMEOUT = 75
BODY_TIMEOUT = 20
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class Options:
    """What the command line says. `port` 0 takes a free one and keeps it."""

    state_dir: Path
    info: Path
    port: int
    users: int
    images: dict[str, str]
    lease: bool
    spare: bool


class PortTakenError(Exception):
    """Somebody else listens on the port that was asked for."""


async def serve(options: Options, make_backend: type[LocalBackend] = LocalBackend) -> None:
    """Run until a signal, or until nobody holds a lease.

    Raises `LockedError` when another server has the directory, `PortTakenError`, and `OSError`
    when the directory cannot be used.
    """
    private_directory(options.state_dir)
    lock = DirectoryLock(options.state_dir / "lock")
    try:
        options.info.unlink(missing_ok=True)
        await _serve_locked(options, make_backend)
    finally:
        options.info.unlink(missing_ok=True)
        lock.release()


async def _serve_locked(options: Options, make_backend: type[LocalBackend]) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, over.set)
    backend, services = _assemble(options, over, make_backend)
    backend.recover()
    users = services.accounts.ensure_users(options.users)
    handed = services.accounts.hand_out(users, options.state_dir / "tokens.json")
    sockets = _listen(services.store, options.port)
    port = sockets[0].getsockname()[1]
    server = HTTPServer(
        make_application(services),
        max_body_size=MAX_BODY,
        max_header_size=MAX_HEADER,
        idle_connection_timeout=IDLE_TIMEOUT,
        body_timeout=BODY_TIMEOUT,
    )
    server.add_sockets(sockets)
    info = {"base_url": f"http://{HOST}:{port}/", "pid": os.getpid(), "users": handed}
    options.info.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(options.info, json.dumps(info))
    log.info("Listening on %s.", info["base_url"])
    services.leases.begin()
    backend.warm()
    watch = asyncio.create_task(services.fleet.watch())
    await over.wait()
    watch.cancel()
    log.info("Stopping.")
    options.info.unlink(missing_ok=True)
    server.stop()
    await services.fleet.close()
    with anyio.move_on_after(1.0):
        await server.close_all_connections()


def _assemble(
    options: Options, over: asyncio.Event, make_backend: type[LocalBackend]
) -> tuple[LocalBackend, Services]:
    store = Store(options.state_dir / "state.json")
    tokens = Tokens(store)
    clusters = private_directory(options.state_dir / "clusters")
    backend = make_backend(clusters, store.state.instance, options.images, spare=options.spare)
    return backend, Services(
        store=store,
        tokens=tokens,
        accounts=Accounts(store, tokens, tuple(options.images)),
        backend=backend,
        fleet=Fleet(store, backend),
        leases=Leases(over.set if options.lease else None),
    )


def _listen(store: Store, wanted: int) -> list[socket.socket]:
    """Bind the port that was asked for, or the one of last time, or a free one to keep."""
    if wanted:
        try:
            return bind_sockets(wanted, HOST, family=socket.AF_INET)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PortTakenError(f"Port {wanted} of this machine cannot be had.") from error
            raise
    if store.state.port:
        with contextlib.suppress(OSError):
            return bind_sockets(store.state.port, HOST, family=socket.AF_INET)
    sockets = bind_sockets(0, HOST, family=socket.AF_INET)
    store.update(port=sockets[0].getsockname()[1])
    return sockets
