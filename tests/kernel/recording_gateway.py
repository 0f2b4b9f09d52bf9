"""A Jupyter Kernel Gateway that writes down what reaches it: `recording_gateway.py FILE …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from kernel_gateway import launch_instance
from tornado.web import RequestHandler

RECORD = Path(sys.argv.pop(1))


def write(*parts: object) -> None:
    with RECORD.open("a") as file:
        print(*parts, file=file)


execute = RequestHandler._execute
handle = ZMQChannelsWebsocketConnection.handle_incoming_message


async def recorded_execute(self: RequestHandler, *arguments: Any, **options: Any) -> None:
    request = self.request
    write(request.method, request.uri, dict(request.headers), request.body)
    await execute(self, *arguments, **options)


def recorded_handle(self: ZMQChannelsWebsocketConnection, message: Any) -> None:
    write("frame", message)
    handle(self, message)


RequestHandler._execute = recorded_execute  # type: ignore[method-assign]
ZMQChannelsWebsocketConnection.handle_incoming_message = recorded_handle  # type: ignore[method-assign]
launch_instance()
