"""docs/coverage.md holds what it promises: every endpoint has its place, code and a test."""

from collections.abc import Iterator
from functools import cache
import inspect
import re
from typing import NamedTuple

import aiohttp
import pytest

from custom_components.obico.blueprint_actions import BLUEPRINT_ACTIONS
from custom_components.obico.client import ObicoClient
from custom_components.obico.client.subject import Subject
from custom_components.obico.services import ACTIONS

from .simulator import (
    codes,
    discovery,
    files,
    notifications,
    printers,
    prints,
    shots,
    tunnels,
    uploads,
    users,
)
from .sources import COMPONENT, ROOT, english, look_up

DOCUMENT = ROOT / "docs" / "coverage.md"
SUBJECTS = (
    codes,
    discovery,
    files,
    notifications,
    printers,
    prints,
    shots,
    tunnels,
    uploads,
    users,
)
UNUSED = "Not used: "
QUOTED = re.compile(r"`([^`]+)`")
# What is no request: the one that all others are made of.
NO_REQUESTS = {"call"}


class Row(NamedTuple):
    """A row of the table."""

    endpoints: list[str]
    methods: list[str]
    place: str
    tests: list[str]


def cells(line: str) -> list[str]:
    """Return the cells of a line of a table."""
    return [cell.strip() for cell in line.strip("|").split("|")]


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows of the document's tables."""
    found = [
        cells(line)
        for line in DOCUMENT.read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    return tuple(
        Row(
            QUOTED.findall(endpoint),
            QUOTED.findall(method),
            place,
            QUOTED.findall(test),
        )
        for endpoint, method, place, test in found
    )


def endpoints() -> Iterator[str]:
    """Yield every endpoint of the API that the simulated server answers."""
    for subject in SUBJECTS:
        for route in subject.ROUTES:
            path = re.sub(r"\(\?P<(\w+)>\\d\+\)", r"<\1>", route.pattern.pattern)
            for method in route.views:
                command = re.fullmatch(r"/api/v1/printers/<id>/\w+/", path)
                if method != "PUT" and not (command and method == "GET"):
                    yield f"{method} {path.removeprefix('/api/v1/')}"


def methods() -> Iterator[str]:
    """Yield every request of the client."""
    client = ObicoClient(aiohttp.ClientSession.__new__(aiohttp.ClientSession), "")
    subjects = {
        f"{name}.": type(value)
        for name, value in vars(client).items()
        if isinstance(value, Subject)
    }
    for prefix, kind in {"": ObicoClient, **subjects}.items():
        for name, _ in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_") and name not in NO_REQUESTS:
                yield f"{prefix}{name}"


@cache
def code() -> str:
    """Return the integration's code but for the client's own."""
    return "\n".join(path.read_text("utf-8") for path in COMPONENT.glob("*.py"))


def is_called(method: str) -> bool:
    """Tell whether the integration makes a request, or hands it on to be made.

    Whoever goes through all of a list has it read page by page.
    """
    names = {method, method.replace(".get_page", ".iterate")}
    return any(re.search(rf"\.{re.escape(name)}\b", code()) for name in names)


def is_there(place: str) -> bool:
    """Tell whether a file, an action, an entity or a repair of that name is there."""
    return (
        (COMPONENT / place).is_file()
        or place in ACTIONS
        or look_up(english(), ("entity", *place.split("."))) is not None
        or look_up(english(), ("issues", place)) is not None
    )


def test_every_endpoint_has_a_row() -> None:
    """Nothing that the server answers is left out, and nothing told twice."""
    told = [endpoint for row in rows() for endpoint in row.endpoints]
    assert len(told) == len(set(told))
    of_api = {endpoint for endpoint in told if not endpoint.startswith("/")}
    assert of_api == set(endpoints())


def test_every_request_has_a_row() -> None:
    """Nothing that the client can ask is left out."""
    assert {method for row in rows() for method in row.methods} == set(methods())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.endpoints[0])
def test_row(row: Row) -> None:
    """What a row names is there: the code that asks, what a person uses, and a test."""
    if row.place.startswith(UNUSED):
        assert row.tests == []
        assert not any(is_called(method) for method in row.methods)
        return
    assert all(is_called(method) for method in row.methods)
    places = QUOTED.findall(row.place)
    assert places
    assert [place for place in places if not is_there(place)] == []
    assert row.tests
    for test in row.tests:
        name, _, function = test.partition("::")
        text = (ROOT / "tests" / name).read_text("utf-8")
        assert re.search(rf"^(?:async )?def {function}\(", text, re.MULTILINE), test


def test_every_action_has_a_row() -> None:
    """An action that asks the server is found in the table."""
    told = {place for row in rows() for place in QUOTED.findall(row.place)}
    # These speak to the agent of a printer, through its live stream.
    to_agents = {
        "connect_printer",
        "get_connection_options",
        "get_printer_files",
        "home",
        "jog",
        "print_printer_file",
        "send_gcode",
        "set_temperature",
    }
    assert set(ACTIONS) - to_agents - set(BLUEPRINT_ACTIONS) <= told
