"""What a kernel names when its cluster is lost: the variables whose results the workers held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from page import MODULE, Page, read_value, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    Sign = Callable[[dict[str, Any]], dict[str, Any]]

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def held(page: Page) -> list[str]:
    found: list[str] = read_value(page.reply_to("", f"{MODULE}.held()"))["held"]
    return found


def test_variables_that_hold_results_are_named(
    page: Page, cluster: dict[str, Any], sign: Sign
) -> None:
    page.attach(sign, cluster)
    assert held(page) == []
    page.run(
        "import dask.array as da, dask.bag as db\n"
        "future = client.submit(len, 'abc')\n"
        "futures = client.map(len, ['a', 'bc'])\n"
        "table = {'one': future}\n"
        "_private = future\n"
        "number, text, numbers = 1, 'future', [1, 2]\n"
        "lazy = da.ones(10, chunks=5) + 1\n"
        "kept = lazy.persist()\n"
        "more = kept + 1\n"
        "bag = db.from_sequence([1, 2]).persist()"
    )
    page.published()
    wanted = ["future", "futures", "table", "kept", "more", "bag"]
    assert held(page) == wanted
    assert set(page.published()) == {"status"}
    page.run("client.close()")
    assert held(page) == wanted


def test_odd_objects_are_passed_over(page: Page, cluster: dict[str, Any], sign: Sign) -> None:
    page.attach(sign, cluster)
    page.run(
        "class Odd:\n"
        "    def __getattr__(self, name): raise RuntimeError(name)\n"
        "    def __dask_graph__(self): raise RuntimeError('no')\n"
        "    def __iter__(self): raise RuntimeError('no')\n"
        "    @property\n"
        "    def __class__(self): raise RuntimeError('no')\n"
        "class Endless(dict):\n"
        "    def values(self):\n"
        "        while True: yield 1\n"
        "odd, endless, kind = Odd(), Endless(), Odd\n"
        "itself = []; itself.append(itself)\n"
        "globals().update({f'f{n}': client.submit(len, 'abc') for n in range(20)})"
    )
    assert held(page) == [f"f{number}" for number in range(8)]
    assert page.run("print('usable')") == "usable"


def test_a_kernel_without_a_client_names_nothing(page: Page) -> None:
    page.attach(refuse)
    assert held(page) == []
