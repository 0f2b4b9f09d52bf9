"""Whatever is written into a cell, it stays a literal: the code around it is always the same."""

from __future__ import annotations

import ast
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from platforms import write_cells

HOSTILE = st.one_of(
    st.text(),
    st.sampled_from(
        [
            '"; import os; os.system("x") #',
            '"""',
            "\\",
            "\\N{BULLET}",
            "{x}%s$y`z`",
            "\u2028\u2029\x85\x00",
            "\ud800",
            "#@param",
            "\n%pip install evil",
            "$& $1 $` $'",
        ]
    ),
)
CONSTANTS = ("SATURN_BASE_URL", "CLUSTER_ID", "CLUSTER_NAME", "PROJECT_ID")
OPTIONS = ("baseUrl", "clusterId", "clusterName", "projectId")


def parse(source: str) -> tuple[dict[str, Any], str]:
    """Return the constants of a cell, and the rest of its code."""
    tree = ast.parse(source)
    constants, rest = {}, []
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name.isupper() and not name.startswith("_"):
                constants[name] = ast.literal_eval(node.value)
                continue
        rest.append(ast.dump(node))
    return constants, "\n".join(rest)


PLAIN = parse(write_cells(("connectCell", {"baseUrl": "https://saturn.example/"}))[0])


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE), min_size=60, max_size=60))
def test_no_value_breaks_out_of_a_connect_cell(rows: list[tuple[str, ...]]) -> None:
    asked = [("connectCell", dict(zip(OPTIONS, row, strict=True))) for row in rows]
    for row, source in zip(rows, write_cells(*asked), strict=True):
        constants, rest = parse(source)
        assert rest == PLAIN[1]
        assert tuple(constants[name] for name in CONSTANTS) == row
        source.encode("ascii")


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), min_size=60, max_size=60))
def test_no_version_breaks_out_of_an_install_cell(rows: list[tuple[str, ...]]) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("installCell", {"dask": dask, "python": python, "packages": {"numpy": numpy, numpy: dask}})
        for dask, python, numpy in rows
    ]
    for source in write_cells(*asked):
        (line,) = (line for line in source.splitlines() if "%pip" in line)
        constants, _ = parse(source.replace(line, "    pass"))
        assert constants["WANTED"].pop() == "cryptography>=3.4"
        for text in constants["WANTED"]:
            name, _, version = text.partition("==")
            assert name in ("dask", "distributed", "numpy")
            assert all(one.isalnum() or one in ".+!" for one in version)
            assert version.isascii()


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(HOSTILE, HOSTILE), min_size=60, max_size=60))
def test_no_name_is_more_than_a_name(rows: list[tuple[str, str]]) -> None:
    asked = [
        (
            "connectCell",
            {"baseUrl": "x", "names": {"client": client, "cluster": cluster}},
        )
        for client, cluster in rows
    ]
    for (client, cluster), source in zip(rows, write_cells(*asked), strict=True):
        (line,) = (line for line in source.splitlines() if "= _saturn_result" in line)
        names = line.strip().split(" = ")[0]
        assert names in ("client, cluster", f"{client}, {cluster}")
        if names != "client, cluster":
            assert client.isidentifier()
            assert cluster.isidentifier()
        ast.parse(source)
