"""Finds the interpreter of a kernel on this machine. Nothing of it comes from the page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from .errors import SaturnError

_TITLE = "The cluster cannot run under that kernel's Python"


def kernel_python(manager: Any, kernel_id: object) -> str:  # noqa: ANN401
    """Return the absolute path of the Python that runs a kernel; raises ``SaturnError``.

    404 without such a kernel, 409 where it runs elsewhere (a gateway, a provisioner of its own).
    """
    if not isinstance(kernel_id, str) or kernel_id not in manager:
        hint = "Choose a kernel for the notebook, then try again."
        raise SaturnError("no-kernel", _TITLE, "There is no such kernel.", hint, 404)
    kernel = manager.get_kernel(kernel_id)
    if not isinstance(getattr(kernel, "provisioner", None), LocalProvisioner):
        raise SaturnError(
            "remote-kernel",
            _TITLE,
            "The kernel does not run on this machine, and the local Saturn does.",
            "Match the cluster instead: install its versions in the kernel.",
            409,
        )
    # As the kernel was started: a bare "python" of a kernel spec is the server's own.
    command = kernel.format_kernel_cmd()
    # Absolute, but not resolved: a virtual environment's Python is a link.
    found = shutil.which(command[0]) if command else None
    if found is None:
        hint = "Repair the kernel spec, or match the cluster instead."
        raise SaturnError("no-interpreter", _TITLE, "Its interpreter is not there.", hint, 409)
    return str(Path(found).absolute())
