"""The Jupyter server of the browser tests. Its folders are in a place of their own (playwright.config.ts)."""

import os

from jupyterlab.galata import configure_jupyter_server

c = get_config()  # noqa: F821
configure_jupyter_server(c)
c.ServerApp.port = int(os.environ["SATURN_UI_PORT"])
c.ServerApp.port_retries = 0
c.ServerApp.allow_root = True
