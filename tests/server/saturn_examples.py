"""Records of Saturn's with all fields that saturn-api 2026.6.3 requires.

The contract tests have the official client read them, so that they are not merely ours.
"""

from __future__ import annotations

from typing import Any

_TIME = "2026-11-22T13:02:09+00:00"
_OWNER = {
    "id": "u1",
    "name": "acme/alice",
    "identity_name": "alice",
    "org_name": "acme",
    "created_at": _TIME,
    "org_admin": False,
    "org_id": "o1",
    "identity_type": "user",
    "avatar_url": "",
}
_IMAGE = {
    "id": "i1",
    "name": "python",
    "owner": _OWNER,
    "description": "",
    "created_at": _TIME,
    "hardware_type": "CPU",
    "supports": [],
    "access": "org",
    "is_base": False,
    "is_gpu": False,
    "trusted": True,
}
_IMAGE_TAG = {
    "id": "t1",
    "created_at": _TIME,
    "image": _IMAGE,
    "image_uri": "registry.example/python:1",
    "description": "",
    "version": "1",
    "archived": False,
    "is_external": False,
    "status": "success",
}


def _a_resource(resource_id: str, name: str) -> dict[str, Any]:
    return {
        "id": resource_id,
        "name": name,
        "owner": _OWNER,
        "command": "python run.py",
        "description": "",
        "tags": None,
        "instance_size": "medium",
        "image_tag": _IMAGE_TAG,
        "extra_packages": None,
        "config_files": None,
        "start_script": None,
        "environment_variables": {},
        "working_dir": "/home/jovyan",
        "is_spot": False,
        "start_dind": False,
        "scale": 1,
        "k8s_name": f"w-{resource_id}",
        "require_restart": False,
        "size_display": "Medium - 2 cores - 4 GB RAM",
        "created_at": _TIME,
        "updated_at": _TIME,
        "last_deploy": _TIME,
        "dask_cluster": None,
        "debug_mode": False,
    }


def a_job(
    resource_id: str, name: str, *, cron: str | None = None, scheduled: bool = False
) -> dict[str, Any]:
    return {
        **_a_resource(resource_id, name),
        "resource_type": "job",
        "cron_schedule_options": cron and {"schedule": cron, "concurrency_policy": "Allow"},
        "retries": 0,
        "status": "running" if scheduled else "stopped",
        "running_count": int(scheduled),
        "scheduled": scheduled,
    }


def a_deployment(resource_id: str, name: str) -> dict[str, Any]:
    return {
        **_a_resource(resource_id, name),
        "resource_type": "deployment",
        "start_ssh": False,
        "healthcheck": None,
        "subdomain": "pd-alice-api",
        "status": "stopped",
        "running_count": 0,
        "url": "https://pd-alice-api.saturn.example/",
        "ssh_url": None,
    }
