"""A server that answers as it is told: faults that no real Saturn shows on demand."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class OddSaturn:
    """Answers paths with (status, body, headers); a dict is JSON. Keeps what it was sent."""

    def __init__(self, answers: dict[str, tuple[Any, ...]]) -> None:
        self.answers = answers
        self.seen: list[tuple[str, str]] = []  # path and Authorization
        odd = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                odd.seen.append((self.path, self.headers.get("Authorization", "")))
                status, body, *headers = odd.answers.get(self.path, (404, {"message": "No."}))
                text = body if isinstance(body, str) else json.dumps(body)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode()) if status != 204 else 0))
                self.end_headers()
                if status != 204:
                    self.wfile.write(text.encode())

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
