"""The real processes: one supervisor per cluster, run by path under an image's interpreter."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import logging
import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

from .errors import ApiError
from .files import open_private_log, private_directory
from .orphans import MARK, end_marked
from .records import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .backend import Event, Listener, Plan

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).parent / "node" / "saturn_supervisor.py"
# Seconds. A stop is gentle for GENTLE and surely over after GENTLE + FORCED.
GENTLE = 3.0
FORCED = 1.5
ANSWER_TIMEOUT = 10.0
# One message; a scheduler's identity has 994 bytes a worker (measured).
LINE_LIMIT = 64 * 2**20
# Variables of our own environment that a cluster does not get: those in which a Jupyter server
# or a shell keeps secrets, and what would bend another interpreter's imports.
WITHHELD = frozenset({"JUPYTER_TOKEN", "JUPYTER_PASSWORD"})
WITHHELD_PREFIXES = ("SATURN_", "JPY_", "JUPYTERHUB_", "PYTHON")


class Supervisor:
    """A supervisor process and the line to it (a `backend.Link`)."""

    def __init__(self, process: asyncio.subprocess.Process, mark: str) -> None:
        self._process = process
        self._mark = mark
        self._listener: Listener | None = None
        self._early: list[Event] = []
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.returncode is None

    @classmethod
    async def spawn(cls, python: str, directory: Path, instance: str) -> Supervisor:
        """Start a process that imports distributed and waits for `configure`.

        Raises `OSError` when the interpreter cannot be run or the machine has no process left.
        """
        mark = f"{instance}/{new_id()}"
        ours, theirs = socket.socketpair()
        output = open_private_log(directory / "supervisors.log")
        try:
            process = await asyncio.create_subprocess_exec(
                python,
                str(SCRIPT),
                str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=directory,
                env={**environment(), MARK: mark},
                start_new_session=True,
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
            os.close(output)
        link = cls(process, mark)
        reader, link._writer = await asyncio.open_connection(sock=ours, limit=LINE_LIMIT)
        link._reading = asyncio.create_task(link._read(reader))
        return link

    def configure(self, plan: Plan, directory: Path, listener: Listener) -> None:
        """Make the process bring a cluster up; `listener` gets its events from now on."""
        settings = dataclasses.asdict(plan)
        settings["directory"] = str(private_directory(directory))
        # The logs are those of one run.
        shutil.rmtree(directory / "logs", ignore_errors=True)
        settings["logs"] = str(private_directory(directory / "logs"))
        settings["scratch"] = str(private_directory(directory / "scratch"))
        self._listener = listener
        self._send(settings)
        for event in self._early:
            listener(event)

    async def scale(self, workers: int) -> None:
        """Ask for that many worker processes."""
        await self._ask("scale", workers=workers)

    async def adapt(self, minimum: int, maximum: int) -> None:
        """Let the load decide between two numbers of worker processes."""
        await self._ask("adapt", minimum=minimum, maximum=maximum)

    async def identity(self) -> dict[str, Any]:
        """Return the scheduler's own record."""
        identity: dict[str, Any] = await self._ask("identity")
        return identity

    async def stop(self) -> None:
        """Let the cluster close for some seconds, then kill whatever is left of it."""
        if self._listener is not None and self.is_alive:
            with contextlib.suppress(ApiError):
                await self._ask("stop", GENTLE, timeout=GENTLE)
            with anyio.move_on_after(FORCED):
                await self._process.wait()
        await self.end()

    async def end(self) -> None:
        """Kill the process and all that it started, at once."""
        if self._writer is not None:
            # The supervisor ends its whole process group when this closes.
            self._writer.close()
        await asyncio.get_running_loop().run_in_executor(None, end_marked, self._mark)
        await self._process.wait()
        if self._reading is not None:
            await self._reading

    async def _ask(self, op: str, wait: float = ANSWER_TIMEOUT, **arguments: Any) -> Any:  # noqa: ANN401
        self._next += 1
        number = self._next
        answer = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self._send({"id": number, "op": op, **arguments})
        try:
            with anyio.fail_after(wait):
                return await answer
        except TimeoutError:
            raise ApiError(504, "The cluster's scheduler does not answer.") from None
        finally:
            self._waiting.pop(number, None)

    def _send(self, message: Mapping[str, Any]) -> None:
        if self._writer is None or not self.is_alive:
            raise ApiError(409, "The cluster's scheduler process has ended.")
        self._writer.write(json.dumps(message).encode() + b"\n")

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError, ValueError):
            while line := await reader.readline():
                self._take(json.loads(line))
        code = await self._process.wait()
        for answer in self._waiting.values():
            if not answer.done():
                reason = "The cluster's scheduler process has ended."
                answer.set_exception(ApiError(409, reason))
        self._take({"event": "exited", "code": code})

    def _take(self, message: Event) -> None:
        if "answer" in message:
            answer = self._waiting.get(message["answer"])
            if answer is None or answer.done():
                return
            if "error" in message:
                answer.set_exception(ApiError(500, message["error"]))
            else:
                answer.set_result(message["result"])
        elif self._listener is None:
            self._early.append(message)
        else:
            self._listener(message)


def environment() -> dict[str, str]:
    """Return the environment that an image's interpreter gets."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in WITHHELD and not name.startswith(WITHHELD_PREFIXES)
    }
    # Unbuffered: what a task prints is in the log at once.
    return {**kept, "PYTHONUNBUFFERED": "1"}
