"""The double of Saturn in a thread of its own, which repeats the token it got wherever it can."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from fake_saturn import FakeSaturn, a_cluster, answer

if TYPE_CHECKING:
    from fake_saturn import Fault


class Upstream:
    """Saturn as the Jupyter server sees it. ``faults`` may be changed while it serves."""

    def __init__(self, token: str) -> None:
        self.saturn = FakeSaturn(
            {"run": a_cluster("run"), "off": a_cluster("off", status="stopped")}, token=token
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._call(self.saturn.start())

    @property
    def url(self) -> str:
        return self.saturn.url

    def close(self) -> None:
        self._call(self.saturn.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def echo(self, status: int) -> Fault:
        """Answer with an error that holds the token in its body, its headers and its address."""
        token = self.saturn.token
        body = {"message": f"{token} is odd", "error": token, "detail": {"Authorization": token}}
        headers = {"X_Echo": token, "Set_Cookie": f"t={token}", "Location": f"/login?next={token}"}
        return answer(status, body, **headers)

    def echo_type(self) -> Fault:
        """Answer well, with the token as the kind of the answer."""
        return answer(200, b"{}", f"x/{self.saturn.token}")

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)
