"""What tests read of the integration's own files."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
import json
from pathlib import Path
from pkgutil import walk_packages
from string import Formatter
from types import ModuleType
from typing import Any

from custom_components import obico
from homeassistant.helpers.entity import EntityDescription

ROOT = Path(__file__).parent.parent
COMPONENT = ROOT / "custom_components" / "obico"

type KeyPath = tuple[str, ...]


def read_json(name: str) -> dict[str, Any]:
    """Return a JSON file of the integration."""
    content: dict[str, Any] = json.loads((COMPONENT / name).read_text("utf-8"))
    return content


@cache
def english() -> dict[str, Any]:
    """Return the English texts."""
    return read_json("translations/en.json")


def look_up(texts: Mapping[str, Any], path: Iterable[str]) -> Any:
    """Return what is there under a path of keys, None if nothing is."""
    found: Any = texts
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def leaves(
    texts: Mapping[str, Any], path: KeyPath = ()
) -> Iterator[tuple[KeyPath, str]]:
    """Yield every text with the path of keys that leads to it."""
    for key, value in texts.items():
        if isinstance(value, Mapping):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@cache
def modules() -> dict[str, ModuleType]:
    """Return every module of the integration by its name.

    A Home Assistant without an `llm` integration never imports what is for that.
    """
    names = [
        found.name
        for found in walk_packages(obico.__path__, f"{obico.__name__}.")
        if found.name != f"{obico.__name__}.llm"
        or find_spec("homeassistant.components.llm") is not None
    ]
    return {name: import_module(name) for name in (obico.__name__, *names)}


@cache
def syntax_trees() -> dict[Path, ast.Module]:
    """Return every source file of the integration, parsed."""
    return {
        path: ast.parse(path.read_text("utf-8")) for path in COMPONENT.rglob("*.py")
    }


def calls() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Yield the name and the keyword arguments of every call in the integration."""
    for tree in syntax_trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rsplit(".", 1)[-1]
                yield name, {word.arg: word.value for word in node.keywords if word.arg}


def constants(tree: ast.Module) -> set[str]:
    """Return every string of a source file that is not a docstring."""
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    }


@cache
def words() -> set[str]:
    """Return every string that the integration's code names, itself or by a constant."""
    own = set[str]().union(*map(constants, syntax_trees().values()))
    named = {
        value
        for module in modules().values()
        for value in vars(module).values()
        if isinstance(value, str)
    }
    return own | named


def entity_domain(description: EntityDescription) -> str:
    """Return the platform that an entity description is for."""
    return next(
        kind.__module__.split(".")[2]
        for kind in type(description).__mro__
        if kind.__module__.startswith("homeassistant.components.")
    )


def _descriptions_in(value: object) -> Iterator[EntityDescription]:
    """Yield the entity descriptions in a value of a module."""
    if isinstance(value, EntityDescription):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _descriptions_in(item)
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _descriptions_in(item)


@cache
def descriptions() -> tuple[EntityDescription, ...]:
    """Return the entity descriptions of all tables of the integration."""
    found = {
        id(description): description
        for module in modules().values()
        for value in vars(module).values()
        for description in _descriptions_in(value)
    }
    return tuple(found.values())
