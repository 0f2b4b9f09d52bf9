#@title Install what the Dask cluster needs
# saturn:install v1
# The cluster's own versions: Dask of other versions does not understand it, or not always.
WANTED = ["dask", "distributed"]
CLUSTER_PYTHON = ""
FORCE = False  #@param {type:"boolean"}
# FORCE is for runtimes with RAPIDS, which pins a version of Dask that this would change.

import importlib.metadata
import sys
from typing import Any

from packaging.requirements import Requirement
from packaging.version import Version

# Colab's runtime versions by their Python, as of August 2026.
_SATURN_COLAB = {"3.11": "2025.07", "3.12": "2026.07", "3.13": "Latest"}


def _saturn_version(package: str) -> Any:
    """Return the version that is installed, or None."""
    try:
        return Version(importlib.metadata.version(package))
    except importlib.metadata.PackageNotFoundError:
        return None


def _saturn_missing() -> list[str]:
    """Return those of WANTED that are not there."""
    dask = _saturn_version("dask")
    missing = []
    for text in WANTED:
        # distributed needs the very same version of dask; where none is wanted, the one here.
        need = Requirement(f"{text}=={dask}" if text == "distributed" and dask else text)
        found = _saturn_version(need.name)
        if found is None or not need.specifier.contains(found, prereleases=True):
            missing.append(str(need))
    return missing


def _saturn_check_python() -> None:
    """Say what to do where this is not the cluster's Python."""
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if CLUSTER_PYTHON not in ("", here):
        print(f"The cluster runs Python {CLUSTER_PYTHON}, and this is Python {here}.")
        if "google.colab" not in sys.modules:
            print(f"Choose a kernel with Python {CLUSTER_PYTHON}.")
        elif CLUSTER_PYTHON in _SATURN_COLAB:
            runtime = _SATURN_COLAB[CLUSTER_PYTHON]
            print(f"Choose Runtime, Change runtime type, Runtime version: {runtime}.")
        else:
            print("Colab has no runtime version with that Python now.")
    for pin in WANTED:
        name, _, version = pin.partition("==")
        if name == "distributed" and version and Version(version) < Version("2024.12"):
            if sys.version_info >= (3, 13):
                print(f"Python {here} refuses the certificates of {pin}: choose an older Python.")


def _saturn_pinned(missing: list[str]) -> bool:
    """Whether RAPIDS pins the Dask that would change; says so."""
    rapids = _saturn_version("rapids-dask-dependency") or _saturn_version("dask-cuda")
    if not rapids or FORCE or not any(one.startswith(("dask==", "distributed")) for one in missing):
        return False
    print("RAPIDS is here and pins its own version of Dask. Nothing was installed.")
    print(
        "To install the cluster's versions all the same, set FORCE = True and run this cell again."
    )
    return True


_saturn_check_python()
_saturn_needs = _saturn_missing()
_saturn_loaded = [name for name in ("dask", "distributed") if name in sys.modules]
_saturn_quoted = " ".join(f'"{one}"' for one in _saturn_needs)
if not _saturn_needs:
    print("Everything is here: nothing to install.")
elif not _saturn_pinned(_saturn_needs):
    get_ipython().run_line_magic("pip", f"install {_saturn_quoted}")
    _saturn_needs = _saturn_missing()
    if _saturn_needs:
        print(f"pip did not install {', '.join(_saturn_needs)}: its last lines say why.")
    elif _saturn_loaded:
        print("Restart the kernel (in Colab: Runtime, Restart session), then run the next cell.")
    else:
        print("Installed. Run the next cell.")
for _saturn_name in [name for name in globals() if name.lower().startswith("_saturn")]:
    del globals()[_saturn_name]
del _saturn_name
