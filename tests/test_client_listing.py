"""The list of printers: any JSON that is one, unchanged records, and the event loop."""

import asyncio
from collections.abc import Callable
import json
from time import perf_counter
from typing import Any

import pytest

from custom_components.obico.client import ObicoNotAServerError, Printer
from custom_components.obico.client.listing import Listing

from .test_client_models import body

PRINTING = body("rest/printers/detail_printing")


def farm(count: int) -> list[Any]:
    """Return the records of many printers."""
    return [
        {**PRINTING, "id": number, "name": f"№ {number}"} for number in range(count)
    ]


@pytest.mark.parametrize(
    "write",
    [
        json.dumps,
        lambda data: json.dumps(data, separators=(",", ":")),
        lambda data: json.dumps(data, ensure_ascii=False, indent="\t"),
        lambda data: json.dumps(data, separators=(" \r\n,\t", " : ")),
        lambda data: f"\n {json.dumps(data).replace('[', '[ ', 1)[:-1]}\r\n]\t ",
    ],
)
@pytest.mark.parametrize("count", [0, 1, 3])
async def test_any_spelling(write: Callable[[object], str], count: int) -> None:
    """Spaces are of no importance, however often the list is read."""
    listing = Listing()
    for _ in range(2):
        found = await listing.read(write(farm(count)))
        assert list(found.by_id.values()) == [
            Printer.from_json(record) for record in farm(count)
        ]
        assert found.unreadable == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{}",
        '"[]"',
        "[",
        "]",
        "[,]",
        '[{"id": 1}',
        '[{"id": 1},',
        '[{"id": 1},]',
        '[,{"id": 1}]',
        '[{"id": 1} {"id": 2}]',
        '[{"id": 1}[]',
        '[{"id": 1}] x',
        '[{"id": 1}]]',
        '[{"id": 1},, {"id": 2}]',
        '[{"id": 1\u00a0}]',
        '[{"id": 1}\u00a0]',
        '[{"id": 1]',
        "[" * 100_000,
        f'[{{"id": {"9" * 5000}}}]',
    ],
)
async def test_no_list(text: str) -> None:
    """What is no list, or only half of one, is no answer of Obico's."""
    listing = Listing()
    await listing.read('[{"id": 1}]')
    with pytest.raises(ObicoNotAServerError):
        await listing.read(text)


async def test_unreadable() -> None:
    """A record that is no printer is counted, and takes nothing else down."""
    listing = Listing()
    for odd in ('"x"', "1", "12", "null", "[]", "[1, [2]]", '{"name": "nameless"}'):
        found = await listing.read(f'[{{"id": 1}}, {odd}, {{"id": 2}}, {odd}]')
        assert list(found.by_id) == [1, 2]
        assert found.unreadable == 2


async def test_unchanged_records() -> None:
    """A record that did not change keeps its snapshot, wherever it stands now."""
    listing = Listing()
    records = farm(4)
    before = (await listing.read(json.dumps(records))).by_id
    changed = [records[0], {**records[1], "name": "new"}, *records[2:]]
    after = (await listing.read(json.dumps(changed))).by_id
    assert [after[key] is before[key] for key in after] == [True, False, True, True]
    assert after[1].name == "new"
    moved = (await listing.read(json.dumps(changed[:0:-1]))).by_id
    assert list(moved) == [3, 2, 1]
    assert all(moved[key] is after[key] for key in moved)


async def test_others_have_their_turn() -> None:
    """A thousand printers never hold the event loop for long."""
    text = json.dumps(farm(1000))
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        last = perf_counter()
        while True:
            await asyncio.sleep(0)
            now = perf_counter()
            longest, last = max(longest, now - last), now

    listing = Listing()
    watching = asyncio.create_task(watch())
    began = perf_counter()
    found = await listing.read(text)
    first = perf_counter() - began
    again = await listing.read(text)
    second = perf_counter() - began - first
    watching.cancel()
    assert len(found.by_id) == 1000
    assert all(again.by_id[key] is found.by_id[key] for key in found.by_id)
    assert second < first / 3
    # In one go it takes several times as long; a busy machine may stretch a slice.
    assert longest < first / 2
