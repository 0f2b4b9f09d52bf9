"""Real kernels of any interpreter, and certificates for them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from harness import addresses
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx


def sign_for(
    http: httpx.Client, cluster: dict[str, Any]
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what signs a kernel's question with Saturn itself."""

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        path = f"/api/dask_clusters/{cluster['id']}/csr"
        signed = http.post(path, content=question["csr"])
        assert signed.status_code == 200, signed.text
        address = addresses(http, cluster["id"])["scheduler_address"]
        return {"address": address, "chain": signed.text}

    return answer


def launch(python: str, cwd: str | None = None, **environ: str) -> Iterator[Page]:
    """Start a kernel of that interpreter, yield its page, and end it."""
    manager = KernelManager()
    # The kernel of that interpreter, whatever is installed on this machine.
    manager._kernel_spec = KernelSpec(
        argv=[python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python",
        language="python",
    )
    manager.start_kernel(env={**os.environ, **environ}, cwd=cwd)
    page = Page(manager)
    try:
        yield page
    finally:
        page.close()
        manager.shutdown_kernel(now=True)
