"""What our agent sends of one whole print, beside what OctoPrint's sent of one.

`python -m tests.comparison` prints it, kind by kind, with the fields in which they differ.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any

import aiohttp

from custom_components.obico.client import ReportedState

from .reporting import printing_for, told, until
from .simulator import ObicoSimulator

RECORDING = Path(__file__).parent / "recordings" / "agent" / "octoprint_print_done.json"


@dataclass
class Sort:
    """The messages of one sort: how many there are, and all fields that any of them has."""

    count: int = 0
    fields: set[str] = field(default_factory=set)


type Sorts = dict[str, Sort]


def paths(data: object, prefix: str = "") -> Iterator[str]:
    """Yield the paths of all fields of a message."""
    if isinstance(data, dict):
        for name, value in data.items():
            path = f"{prefix}{name}"
            yield path
            # Heaters have names of their own, and so have the answers to viewers.
            if name not in ("file_metadata", "filament", "offsets", "ret"):
                yield from paths(value, f"{path}.")


def sort_of(message: dict[str, Any]) -> str:
    """Return what sort of message it is."""
    if "passthru" in message:
        return "answer to a viewer"
    kind = (message.get("event") or {}).get("event_type")
    if kind is not None:
        return str(kind)
    return "settings" if "settings" in message else "status"


def add(sorts: Sorts, sort: str, fields: Iterable[str]) -> None:
    """Count a message."""
    entry = sorts.setdefault(sort, Sort())
    entry.count += 1
    entry.fields |= set(fields)


def add_request(sorts: Sorts, path: str, fields: Iterable[str]) -> None:
    """Count a request."""
    names = set(fields)
    boosted = " for a viewer" if "viewing_boost" in names else ""
    add(sorts, f"POST {path}{boosted}", names)


def of_octoprint() -> Sorts:
    """Return what OctoPrint's agent sent."""
    sorts: Sorts = {}
    for entry in json.loads(RECORDING.read_text())["messages"]:
        if entry["dir"] == "agent":
            add(sorts, sort_of(entry["data"]), paths(entry["data"]))
        elif entry["dir"] == "http":
            path = entry["path"].removeprefix("/api/v1/octo/").rstrip("/")
            add_request(sorts, path, entry["body"])
    return sorts


async def of_ours() -> Sorts:
    """Return what our agent sends of the same: two viewers, a pause, a command."""
    simulator = ObicoSimulator(auto=False)
    await simulator.start()
    printer = simulator.add_account("maker@example.com", "secret").add_printer("Ours")
    viewer = f"{simulator.url}/ws/token/web/{printer.key}/"
    async with (
        aiohttp.ClientSession() as session,
        printing_for(session, simulator, printer) as reporter,
        session.ws_connect(viewer) as socket,
    ):
        await until(lambda: reporter.agent.viewed)
        call = {"target": "_printer", "func": "set_temperature", "ref": "1"}
        await socket.send_json({"passthru": {**call, "args": ["tool0", 207]}})
        await until(lambda: printer.uploads > 3)
        reporter.tell(ReportedState.PAUSED, progress=36.7)
        await until(lambda: "PrintPaused" in told(printer))
        reporter.tell(ReportedState.PRINTING)
        await until(lambda: "PrintResumed" in told(printer))
        await until(lambda: printer.uploads > 6)
        reporter.tell(ReportedState.FINISHING, progress=100.0)
        reporter.tell(ReportedState.OPERATIONAL)
        await until(lambda: printer.current_print is None)
        await until(lambda: not reporter.agent.facts.events_waiting)
        sorts: Sorts = {}
        inspector = printer.remote_agent.inspector
        for message in inspector.messages:
            add(sorts, sort_of(message), paths(message))
        for path, fields in inspector.posts:
            add_request(sorts, path, fields)
    await simulator.stop()
    return sorts


def compare(theirs: Sorts, ours: Sorts) -> Iterator[str]:
    """Yield the lines of the comparison."""
    yield f"{'':26}{'OctoPrint':>10}{'ours':>6}"
    for sort in sorted(theirs.keys() | ours.keys()):
        their, our = theirs.get(sort, Sort()), ours.get(sort, Sort())
        yield f"{sort:26}{their.count:>10}{our.count:>6}"
        if their.count and our.count:
            for name, left in (
                ("only theirs", their.fields - our.fields),
                ("only ours", our.fields - their.fields),
            ):
                if left:
                    yield f"    {name}: {', '.join(sorted(left))}"


async def main() -> None:
    """Print the comparison."""
    for line in compare(of_octoprint(), await of_ours()):
        print(line)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
