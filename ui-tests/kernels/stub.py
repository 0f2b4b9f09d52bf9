"""A kernel that speaks no Python and writes down, a line of JSON each, what it is to execute."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, ClassVar

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class StubKernel(Kernel):
    """Executes nothing."""

    implementation = "stub"
    implementation_version = "1"
    banner = "A stub"
    language_info: ClassVar = {"name": "stub", "mimetype": "text/plain", "file_extension": ".stub"}

    def do_execute(self, code: str, *_: object, **__: object) -> dict[str, Any]:
        """Write down the code."""
        with Path(os.environ["STUB_RECORD"]).open("a") as file:
            print(json.dumps(code), file=file)
        return {
            "status": "ok",
            "execution_count": self.execution_count,
            "payload": [],
            "user_expressions": {},
        }


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=StubKernel)
