"""Run the suites of tests and checks, and count what passed over all of them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prepare import BIN, ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Callable

REPORTS = ROOT / ".cache" / "reports"
MOST_RETRIED = 10
"""Failures of one suite that are tried again: a busy machine misses deadlines, a fault remains."""
PYTHON_PLACES = ("jupyterlab_saturn", "tests", "bench", "script", "src/kernel")


@dataclass(frozen=True)
class Count:
    """How many tests passed, failed, and were skipped."""

    passed: int
    failed: int
    skipped: int = 0


def run(*command: str, **extra: str) -> bool:
    """Run a command in the checkout; return whether it succeeded."""
    print("+", " ".join(command), flush=True)
    env = {**environment(), **extra}
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def checks(*commands: tuple[str, ...]) -> Count:
    """Run commands that either hold or do not: one test each."""
    results = [run(*command) for command in commands]
    return Count(results.count(True), results.count(False))


def lint() -> Count:
    """Check style, and the directions of imports, in both languages."""
    benches = [str(file) for file in (ROOT / "bench").iterdir() if file.is_file()]
    places = [*PYTHON_PLACES, *benches]  # by name: they have no ending that says Python
    return checks(
        ("jlpm", "eslint:check"),
        ("jlpm", "prettier:check"),
        ("jlpm", "stylelint:check"),
        ("ruff", "check", *places),
        ("ruff", "format", "--check", *places),
        ("lint-imports",),
    )


def types() -> Count:
    """Check the types of both languages."""
    return checks(
        ("jlpm", "tsc", "--noEmit", "-p", "tsconfig.test.json"),
        ("jlpm", "tsc", "--noEmit", "-p", "ui-tests/tsconfig.json"),
        ("mypy",),
    )


def jest() -> Count:
    """Run the frontend's unit tests."""
    report = REPORTS / "jest.json"
    ok = run("jlpm", "test", "--json", f"--outputFile={report}")
    if not report.is_file():
        return Count(0, 1)
    told = json.loads(report.read_text())
    failed = told["numFailedTests"] + told["numRuntimeErrorTestSuites"]
    return Count(told["numPassedTests"], failed or int(not ok), told["numPendingTests"])


def pytest() -> Count:
    """Run the tests of the server extension, the local Saturn and the code for kernels."""
    return _pytest("pytest", "--ignore=tests/canary")


def canary() -> Count:
    """Look for a token wherever a day with it may have left it, in a real browser."""
    return _pytest("canary", "tests/canary") if find_browser() else Count(0, 1)


def _pytest(name: str, *arguments: str) -> Count:
    report = REPORTS / f"{name}.xml"
    ok = run("pytest", "--quiet", f"--junitxml={report}", *arguments)
    if not report.is_file():
        return Count(0, 1)
    suites = ET.parse(report).getroot().iter("testsuite")
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    if 0 < failed <= MOST_RETRIED and run("pytest", "--quiet", "--last-failed", *arguments):
        print(f"{name}: {failed} passed at the second try only, see above.", flush=True)
        failed, ok = 0, True
    return Count(total - failed - skipped, failed or int(not ok), skipped)


def wheel() -> Count:
    """Build the wheel, install it where there is no Node.js, and have JupyterLab list it."""
    scratch = ROOT / ".cache" / "wheel"
    shutil.rmtree(scratch, ignore_errors=True)
    # A wheel holds what was built last: build that for users, and put the developers' build back.
    built = run("jlpm", "build:prod") and run(
        "python", "-m", "build", "--no-isolation", "--wheel", "--outdir", str(scratch)
    )
    restored = run("jlpm", "build")
    wheels = list(scratch.glob("*.whl"))
    if not built or not restored or len(wheels) != 1:
        return Count(0, 1)
    clean = scratch / "venv"
    python = str(clean / "bin" / "python")
    base = {
        "PATH": str(clean / "bin"),  # nothing else: no Node.js
        "VIRTUAL_ENV": str(clean),
        "JUPYTER_CONFIG_DIR": str(clean / "config"),
    }
    installed = run(sys.executable, "-m", "venv", str(clean)) and run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        f"{wheels[0]}[local]",
        "jupyterlab>=4.5.7,<5",
        **base,
    )
    if not installed:
        return Count(0, 1)
    return Count(2, 0) if _listed(python, base) else Count(0, 1)


def _listed(python: str, base: dict[str, str]) -> bool:
    """Whether JupyterLab lists both extensions as enabled and sound."""
    for words in (["labextension", "list"], ["server", "extension", "list"]):
        shown = subprocess.run(
            [python, "-m", "jupyter", *words],
            cwd=ROOT / ".cache",
            env={**os.environ, **base},
            capture_output=True,
            text=True,
            check=False,
        )
        lines = (shown.stdout + shown.stderr).splitlines()
        mine = [line for line in lines if "saturn" in line and ("enabled" in line or "OK" in line)]
        print(*mine, sep="\n", flush=True)
        if not any("enabled" in line for line in mine) or not any("OK" in line for line in mine):
            return False
    return True


def find_browser() -> bool:
    """Make sure that there is a Chromium, or say what to install."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    if any(name and shutil.which(name) for name in [*names, "google-chrome-stable"]):
        return True
    if shutil.which("apt-get") and os.geteuid() == 0:
        if run("apt-get", "update", "-qq") and run("apt-get", "install", "-y", "-qq", "chromium"):
            return True
    elif run("jlpm", "playwright", "install", "chromium"):
        return True
    print(
        "The browser tests need a Chromium, and none was found or could be installed. Install the "
        "package `chromium` of your system or Google Chrome, or name a browser: "
        "CHROMIUM=/path/to/chromium script/test"
    )
    return False


def free_port() -> str:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def browser() -> Count:
    """Run the tests in a real browser."""
    if not find_browser():
        return Count(0, 1)
    report = ROOT / "ui-tests" / "test-results" / "report.json"
    report.unlink(missing_ok=True)
    ok = run("jlpm", "workspace", "jupyterlab-saturn-ui-tests", "test", SATURN_UI_PORT=free_port())
    if not report.is_file():
        return Count(0, 1)
    told = json.loads(report.read_text())["stats"]
    if told["flaky"]:
        print(f"browser: {told['flaky']} passed at the second try only, see above.", flush=True)
    passed = told["expected"] + told["flaky"]
    return Count(passed, told["unexpected"] or int(not ok), told["skipped"])


SUITES: dict[str, Callable[[], Count]] = {
    "lint": lint,
    "types": types,
    "jest": jest,
    "pytest": pytest,
    "wheel": wheel,
    "browser": browser,
    "canary": canary,
}


def main(names: list[str]) -> int:
    """Run the suites of these names, or all; return the exit code."""
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        print(f"There is no suite {unknown[0]!r}; the suites are: {', '.join(SUITES)}.")
        return 2
    REPORTS.mkdir(parents=True, exist_ok=True)
    for stale in REPORTS.iterdir():
        stale.unlink()
    counts: dict[str, Count] = {}
    for name in names or list(SUITES):
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        counts[name] = SUITES[name]()
        print(f"=== {name}: {counts[name]} in {time.monotonic() - started:.0f} s", flush=True)
    print()
    for name, count in counts.items():
        print(f"{name:>8}: {count.passed} passed, {count.failed} failed, {count.skipped} skipped")
    passed = sum(count.passed for count in counts.values())
    failed = sum(count.failed for count in counts.values())
    print(f"{passed} passed, {failed} failed")
    return int(failed > 0 or passed == 0)


if __name__ == "__main__":
    assert BIN.is_dir(), "Run script/test, which sets this up first."
    sys.exit(main(sys.argv[1:]))
