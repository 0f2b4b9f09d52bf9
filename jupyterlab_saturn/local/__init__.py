"""A Saturn-compatible server that runs real Dask clusters on this machine.

It stands alone: nothing here imports the parent package, and only the supervisors
in `node/` (run by path, under an image's own interpreter) import dask.
"""
