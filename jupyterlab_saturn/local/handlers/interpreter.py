"""The interpreter of one cluster, where it is not its image's. Saturn Cloud has no such thing."""

from __future__ import annotations

from dataclasses import replace

from jupyterlab_saturn.local.interpreters import check_interpreter

from .base import Handler


class InterpreterHandler(Handler):
    """Which Python a cluster runs under."""

    async def put(self, cluster_id: str) -> None:
        """Set it for later starts; null goes back to the image's.

        It lets a caller run nothing that its cluster's tasks could not run; a token of one
        resource is refused all the same (403), for the path is one of the whole machine.
        """
        self.caller.require_whole_user()
        python = self.body().get("python")
        checked = "" if python is None else await check_interpreter(python)
        # Read only now: it may have changed while the interpreter was asked.
        self.services.store.put("clusters", replace(self.cluster(cluster_id), python=checked))
        self.set_status(204)
