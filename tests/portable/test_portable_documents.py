"""The snippets of the documents: those in Python compute, and commands are at least sound."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from platforms import Platform, Saturn

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (
    "colab",
    "sagemaker",
    "azure",
    "vertex-ai",
    "laptop",
    "jupyterhub",
    "coming-from-dask-labextension",
    "modernise",
)
FENCE = re.compile(r"(?:^<!-- ([a-z ]+) -->\n\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Snippet(NamedTuple):
    """A fenced block, and the note before it: `run`, `fails today`, `configuration`."""

    page: str
    note: str
    language: str
    text: str


def snippets() -> list[Snippet]:
    return [
        Snippet(page, *found)
        for page in PAGES
        for found in FENCE.findall((DOCS / f"{page}.md").read_text())
    ]


def of(language: str, note: str | None = None) -> list[Snippet]:
    return [one for one in snippets() if one.language == language and note in (None, one.note)]


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    assert {(one.language, one.note) for one in snippets()} == {
        ("python", ""),
        ("python", "configuration"),
        ("python", "fails today"),
        ("bash", ""),
        ("bash", "run"),
    }
    for page in PAGES:
        text = (DOCS / f"{page}.md").read_text()
        assert text.count("```") == 2 * len(FENCE.findall(text)), page


def test_the_python_computes(
    platform: Callable[..., Platform], saturns: Callable[[str], Saturn]
) -> None:
    saturn = saturns("plain")
    saturn.start()
    blocks = of("python", "")
    connected, *shown = platform("plain").show(
        saturn.connect(), *(one.text for one in blocks), SATURN_TOKEN=saturn.token
    )
    assert "Connected to first-steps, which is running." in connected
    by_page = {one.page: text for one, text in zip(blocks, shown, strict=True)}
    assert by_page == {
        "colab": "285\n",
        "sagemaker": "6\n",
        "azure": "3\n",
        "vertex-ai": "4950\n",
        "laptop": "6\n",
        "coming-from-dask-labextension": "1024\n",
    }
    old = next(text for text in shown if "running" in text)
    assert old == "running\n"


def test_the_recipe_fails_as_is_said(platform: Callable[..., Platform]) -> None:
    (recipe,) = of("python", "fails today")
    (cell,) = platform("plain").execute(recipe.text).cells
    (error,) = (output for output in cell.outputs if output.output_type == "error")
    assert (error.ename, "ExternalConnection" in error.evalue) == ("RuntimeError", True)


def test_the_configuration_names_settings_that_exist() -> None:
    from jupyterlab_saturn.app import SaturnApp

    (block,) = of("python", "configuration")
    names = re.findall(r"^c\.SaturnApp\.(\w+) = (.+)$", block.text, re.MULTILINE)
    assert len(names) == len(block.text.splitlines())
    app = SaturnApp()
    for name, value in names:
        assert SaturnApp.class_traits(config=True)[name]
        setattr(app, name, ast.literal_eval(value))


@pytest.mark.parametrize("snippet", of("bash"), ids=lambda one: one.page)
def test_commands_are_sound(snippet: Snippet) -> None:
    """They are for other machines: the shell reads them, and no command runs."""
    checked = subprocess.run(
        ["bash", "-n"], input=snippet.text, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("words", [["saturn", "login"], ["saturn", "status"]])
def test_our_commands_exist(words: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "jupyter", *words, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert any(" ".join(["jupyter", *words]) in one.text for one in of("bash"))


@pytest.mark.parametrize("snippet", of("bash", "run"), ids=lambda one: one.page)
def test_commands_for_this_machine_run(snippet: Snippet, tmp_path: Path) -> None:
    bin_folder = Path(sys.executable).parent
    for line in snippet.text.splitlines():
        done = subprocess.run(
            ["bash", "-c", line],
            env={"PATH": f"{bin_folder}:/usr/bin:/bin", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert (done.stdout + done.stderr).strip(), line
