"""Attach Jupyter notebooks to Dask clusters on Saturn Cloud, or on this machine."""

from __future__ import annotations

try:
    from ._version import __version__  # type: ignore[import-not-found,unused-ignore]
except ImportError:  # A checkout that was never built: the build writes the file.
    __version__ = "0.0.0"

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Say where the built frontend is, and under which name JupyterLab knows it."""
    return [{"src": "labextension", "dest": "jupyterlab-saturn"}]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Name the server extension.

    The import is in here because ``python -m jupyterlab_saturn.local`` passes through this
    module, and must not load a Jupyter server.
    """
    from .app import SaturnApp

    return [{"module": "jupyterlab_saturn.app", "app": SaturnApp}]
