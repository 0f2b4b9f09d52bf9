"""The double of Saturn as a process, for the browser tests: ``python double.py [texts.json]``.

It prints its base URL and serves until its standard input ends. With a file of hostile texts it
says one of them wherever Saturn says text. ``GET /log`` lists what changed something so far.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from fake_saturn import SIZE, FakeSaturn, Request, a_cluster

JOB = {
    "id": "j1",
    "name": "nightly",
    "status": "stopped",
    "scheduled": True,
    "cron_schedule_options": {"schedule": "0 3 * * *"},
}
DEPLOYMENT = {"id": "d1", "name": "api", "status": "running", "running_count": 1}
STATES = ("running", "stopped", "error", "pending")


class Double(FakeSaturn):
    """Answers as Saturn, and tells what it was asked."""

    texts: tuple[str, ...] = ()

    def _answer(self, request: Request) -> tuple[int, bytes, str]:
        if request.path == "/log":
            body = {"requests": len(self.requests), "writes": self.writes}
            return 200, json.dumps(body).encode(), "application/json"
        status, body, kind = super()._answer(request)
        if self.texts and status == 200:
            status, body = self._distort(request, body)
        return status, body, kind

    def _distort(self, request: Request, body: bytes) -> tuple[int, bytes]:
        text = self.texts[len(self.requests) % len(self.texts)]
        if request.method != "GET":
            return 400, json.dumps({"message": text, "error": text}).encode()
        answers: dict[str, Any] = {
            "/api/user": {"id": text, "username": self.texts[1], "email": text},
            "/api/dask_clusters/info": {
                "server_options": {
                    "size": [{**SIZE, "name": t, "display": t, "gpu_type": t} for t in self.texts]
                }
            },
        }
        found = answers.get(request.path)
        return 200, json.dumps(found).encode() if found else body


def clusters(texts: tuple[str, ...]) -> dict[str, Any]:
    """Make one cluster for each text, which is in all of its fields."""
    return {
        f"c{number}": a_cluster(
            f"c{number}",
            name=text,
            status=STATES[number % len(STATES)] if number % 5 else text,
            workspace_id=text,
            worker_size=text,
            scheduler_size=text,
            created_at=text,
            warnings=[text],
            errors=[text],
            owner={"name": text, "identity_name": text, "org_name": text},
        )
        for number, text in enumerate(texts)
    }


async def main() -> None:
    """Serve until nobody is interested any more."""
    texts: tuple[str, ...] = ()
    if len(sys.argv) > 1:
        texts = tuple(json.loads(Path(sys.argv[1]).read_text()))  # noqa: ASYNC240
    plain = {"run": a_cluster("run"), "off": a_cluster("off", status="stopped")}
    double = Double(clusters(texts) if texts else plain)
    double.texts = texts
    double.jobs, double.deployments = [JOB], [DEPLOYMENT]
    await double.start()
    print(double.url, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await double.stop()


if __name__ == "__main__":
    asyncio.run(main())
