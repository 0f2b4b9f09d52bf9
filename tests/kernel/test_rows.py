"""Every row of the fault list that is about kernels has a test that carries its id in its name.

A fault keeps its id in code, tests and reports: `K3` is in the names of all tests, in whichever
language, that show what happens to an attach behind a running cell.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ROWS = {
    "K1": "no kernel, or one that is starting: a limit, and another try",
    "K2": "a kernel that dies while it attaches is not attached behind the user's back",
    "K3": "a busy kernel: the wait has a name and can be cancelled",
    "K4": "a restart while it attaches, or a crash: attached once",
    "K5": "an interrupt while it connects frees the kernel",
    "K6": "a kernel that is no IPython of Python 3 gets no message",
    "K7": "missing packages are named",
    "K8": "kernels with old and new versions",
    "K9": "a kernel behind a gateway",
    "K10": "two documents on one kernel",
    "K11": "kernels, clusters and accounts do not mix",
    "K12": "the kernel is switched, or its document closed, while it attaches",
    "K13": "a variable of the user's is left alone",
    "K14": "hooks, tracers, debuggers",
    "K15": "a scheduler that cannot be reached",
    "K16": "a reply that is lost",
    "K17": "shadowed names",
    "C3": "a cluster that is stopped while it is used",
    "C4": "a worker that is killed",
    "C5": "a cluster that has lost its last worker",
    "C6": "a cluster that is restarted while it is used",
    "C7": "a scheduler that dies",
    "U1": "a reload while it attaches",
    "U2": "two tabs",
    "U3": "a tab that was hidden, or a machine that slept",
}

# `def test_k3_…` of pytest; `it('K3 …` of jest and `test('K3 …` of Playwright.
NAMES = (
    (ROOT / "tests", "*.py", re.compile(r"def test_([a-z]\d+)_")),
    (ROOT / "src", "*.spec.ts*", re.compile(r"['`]([A-Z]\d+) ")),
    (ROOT / "ui-tests" / "tests", "*.spec.ts", re.compile(r"['`]([A-Z]\d+) ")),
)


def ids_in_names() -> set[str]:
    """Return the ids in the names of all tests."""
    return {
        name.upper()
        for folder, files, pattern in NAMES
        for file in folder.rglob(files)
        for name in pattern.findall(file.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("row", list(ROWS))
def test_each_row_has_a_test(row: str) -> None:
    assert row in ids_in_names(), f"no test carries the id {row}: {ROWS[row]}"
