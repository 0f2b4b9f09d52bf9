"""Name what a cluster holds for the user: one of the files that `attach.py` is sent with."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_NAMES = 8
MAX_ITEMS = 100  # items of a container that are looked at


def names(variables: Mapping[str, Any]) -> list[str]:
    """Return the names of variables that are futures or hold some: at most `MAX_NAMES`, in order.

    Nothing is computed, and no graph is built for it.
    """
    # It may be half imported.
    future = getattr(sys.modules.get("distributed"), "Future", None)
    if future is None:
        return []
    public = ((name, value) for name, value in list(variables.items()) if name[:1] != "_")
    return list(islice((name for name, value in public if holds(value, future)), MAX_NAMES))


def holds(value: Any, future: type[Any]) -> bool:
    """Whether a value is a future, a container of some, or a persisted collection."""
    try:
        return isinstance(value, future) or any(isinstance(one, future) for one in parts(value))
    except Exception:  # whatever the user's objects do when they are looked at
        return False


def parts(value: Any) -> Iterator[Any]:
    """Yield some of what a container or a collection of Dask's consists of."""
    if type(value) in (list, tuple, set, frozenset):
        yield from islice(value, MAX_ITEMS)
    elif type(value) is dict:
        yield from islice(value.values(), MAX_ITEMS)
    elif hasattr(type(value), "__dask_graph__"):
        expression = getattr(value, "expr", None)
        for layer in written(value.__dask_graph__()) if expression is None else given(expression):
            yield from islice(layer.values(), 1)  # a persisted one has futures only


def written(graph: Any) -> Iterator[Any]:
    """Yield the layers of a graph that are written out; others would be made by looking."""
    for layer in getattr(graph, "layers", {"": graph}).values():
        found = layer if type(layer) is dict else getattr(layer, "mapping", None)
        if isinstance(found, dict):
            yield found


def given(expression: Any) -> Iterator[Any]:
    """Yield the graphs that an expression, as of dataframes, was made of."""
    for node in expression.walk():
        yield from (operand for operand in node.operands if type(operand) is dict)
