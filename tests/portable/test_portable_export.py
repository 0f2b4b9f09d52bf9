"""Exported copies are notebooks that every platform reads."""

from __future__ import annotations

import json
from typing import Any

import nbformat
from platforms import write_cells

CODE: dict[str, Any] = {
    "cell_type": "code",
    "metadata": {"execution": {"iopub.status.idle": "now"}},
    "execution_count": 3,
    "source": ["x = 1\n", "x"],
    "outputs": [
        {
            "output_type": "execute_result",
            "data": {"text/plain": "1"},
            "metadata": {},
            "execution_count": 3,
        }
    ],
}
TEXT = {
    "cell_type": "markdown",
    "metadata": {},
    "source": "![](attachment:a.png)",
    "attachments": {"a.png": {"image/png": "aGVsbG8="}},
}
OLD = {
    "nbformat": 4,
    "nbformat_minor": 0,
    "metadata": {"widgets": {"state": {}}, "kernelspec": {"name": "mine", "display_name": "Mine"}},
    "cells": [TEXT, CODE, {"cell_type": "raw", "metadata": {}, "source": "r"}],
}


def export(content: dict[str, Any]) -> dict[str, Any]:
    asked: tuple[str, dict[str, Any]] = ("exported", {"content": content})
    (copy,) = write_cells(asked)
    assert isinstance(copy, dict)
    return copy


def test_a_copy_is_valid() -> None:
    copy = export(OLD)
    nbformat.validate(nbformat.from_dict(copy))
    assert (copy["nbformat"], copy["nbformat_minor"]) == (4, 5)
    assert copy["metadata"]["kernelspec"] == {"name": "python3", "display_name": "Python 3"}
    assert all(not cell.get("outputs") for cell in copy["cells"])
    assert copy["cells"][0]["attachments"] == TEXT["attachments"]
    assert "widgets" not in json.dumps(copy["metadata"])


def test_a_copy_of_a_copy_adds_nothing() -> None:
    copy = export(OLD)
    assert export(copy) == copy
