"""Actions about prints, pictures to judge and events, as a person calls them."""

from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .acting import alerted_print, ask, device_id, printed, refusal, sent
from .conftest import polling_only, set_up
from .simulator import Account, ObicoSimulator, SimulatedPrinter


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    account_entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    octoprint: SimulatedPrinter,
) -> MockConfigEntry:
    """Return the loaded entry of an account with two printers."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    return account_entry


async def test_get_prints(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    octoprint: SimulatedPrinter,
) -> None:
    """Prints come by printer, result and day, the newest first, and nothing signed."""
    old = printed(klipper, "old.gcode")
    octoprint.start_print("cancelled.gcode", duration=600, heated=True)
    octoprint.settle()
    octoprint.cancel()
    octoprint.settle()
    klipper.start_print("running.gcode", duration=600, heated=True)

    async def names(**data: object) -> list[str]:
        answer = await ask(hass, "get_prints", config_entry_id=entry.entry_id, **data)
        return [found["file_name"] for found in answer["prints"]]

    assert await names() == ["running.gcode", "cancelled.gcode", "old.gcode"]
    assert await names(oldest_first=True) == [
        "old.gcode",
        "cancelled.gcode",
        "running.gcode",
    ]
    assert await names(result="cancelled") == ["cancelled.gcode"]
    voron = device_id(hass, entry, klipper)
    assert await names(device_id=voron) == ["running.gcode", "old.gcode"]
    today = dt_util.now().date()
    assert len(await names(start_date=str(today - timedelta(days=1)))) == 3
    assert await names(end_date=str(today - timedelta(days=2))) == []
    answer = await ask(hass, "get_prints", config_entry_id=entry.entry_id, limit=1)
    assert answer["more"] is True
    assert answer["prints"][0]["result"] == "running"
    answer = await ask(hass, "get_prints", config_entry_id=entry.entry_id)
    assert answer["more"] is False
    assert answer["prints"][-1]["id"] == old
    assert "digest" not in str(answer)
    assert "http" not in str(answer)


async def test_prints_are_read_in_parts(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """No request asks for more than a part of a long history."""
    for _ in range(120):
        printed(klipper)
    simulator.requests.clear()
    answer = await ask(hass, "get_prints", config_entry_id=entry.entry_id, limit=110)
    assert len({found["id"] for found in answer["prints"]}) == 110
    assert answer["more"] is True
    assert len([path for path in sent(simulator, "GET") if "limit=50" in path]) == 3


async def test_refused_questions(
    hass: HomeAssistant, entry: MockConfigEntry, klipper: SimulatedPrinter
) -> None:
    """What cannot be meant is told by the field's name, before the server is asked."""
    account = {"config_entry_id": entry.entry_id}
    assert (
        await refusal(
            hass,
            "get_prints",
            **account,
            start_date="2026-02-01",
            end_date="2026-01-01",
        )
        == "dates_reversed"
    )
    assert (
        await refusal(hass, "get_prints", config_entry_id="nobody")
        == "account_not_found"
    )
    assert (
        await refusal(hass, "get_prints", **account, device_id="nothing")
        == "device_not_found"
    )
    for data in ({"limit": 0}, {"limit": 100_000}, {"result": "lost"}):
        with pytest.raises(vol.Invalid):
            await ask(hass, "get_prints", **account, **data)
    await hass.config_entries.async_unload(entry.entry_id)
    assert await refusal(hass, "get_prints", **account) == "account_not_loaded"


async def test_key_opens_no_account(
    hass: HomeAssistant, key_entry: MockConfigEntry, klipper: SimulatedPrinter
) -> None:
    """A printer's key is told from an account, and its printer from an account's."""
    await set_up(hass, key_entry)
    assert (
        await refusal(hass, "get_prints", config_entry_id=key_entry.entry_id)
        == "not_an_account"
    )
    device = device_id(hass, key_entry, klipper)
    for action in ("delete_printer", "archive_printer", "get_share_link"):
        assert await refusal(hass, action, device_id=device) == "needs_account"
    assert not klipper.deleted


async def test_printer_of_another_account(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    key_entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """A printer that another entry knows is no printer of this account."""
    await set_up(hass, key_entry)
    assert (
        await refusal(
            hass,
            "get_prints",
            config_entry_id=entry.entry_id,
            device_id=device_id(hass, key_entry, klipper),
        )
        == "printer_of_another_account"
    )


async def test_get_print_prediction(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """The failure score over a print comes picture by picture."""
    number = alerted_print(simulator, klipper)
    account = {"config_entry_id": entry.entry_id}
    answer = await ask(hass, "get_print_prediction", **account, print_id=number)
    assert answer["print"]["id"] == number
    assert answer["print"]["alerted_at"] is not None
    assert len(answer["frames"]) > 1
    assert answer["highest_score"] == max(frame["score"] for frame in answer["frames"])
    assert (
        await refusal(hass, "get_print_prediction", **account, print_id=999)
        == "print_not_found"
    )


async def test_delete_prints(
    hass: HomeAssistant,
    account: Account,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """Prints are deleted all or none, and the answer says which."""
    numbers = [printed(klipper, f"part{number}.gcode") for number in range(3)]
    klipper.start_print("running.gcode", duration=600, heated=True)
    assert klipper.current_print
    running = klipper.current_print.id

    def left() -> set[int]:
        return {found.id for found in account.prints() if not found.deleted}

    data = {"config_entry_id": entry.entry_id}
    for wrong, key in ((running, "print_runs"), (999, "print_not_found")):
        assert (
            await refusal(hass, "delete_prints", **data, print_ids=[numbers[0], wrong])
            == key
        )
    assert left() == {*numbers, running}
    for nothing in ([], list(range(1, 200))):
        with pytest.raises(vol.Invalid):
            await ask(hass, "delete_prints", **data, print_ids=nothing)
    answer = await ask(hass, "delete_prints", **data, print_ids=[numbers[0]])
    assert answer == {"deleted": [{"id": numbers[0], "file_name": "part0.gcode"}]}
    answer = await ask(hass, "delete_prints", **data, print_ids=numbers[1:])
    assert [found["id"] for found in answer["deleted"]] == numbers[1:]
    assert left() == {running}


async def test_review_print(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """A person's verdict reaches the print, and can be taken back."""
    number = alerted_print(simulator, klipper)
    data = {"config_entry_id": entry.entry_id, "print_id": number}
    (found,) = [found for found in account.prints() if found.id == number]
    for verdict, stored in (("failed", "FAILED"), ("not_failed", "NOT_FAILED")):
        answer = await ask(hass, "review_print", **data, verdict=verdict)
        assert answer["print"]["verdict"] == verdict
        assert found.alert_overwrite == stored
    answer = await ask(hass, "review_print", **data, verdict="none")
    assert answer["print"]["verdict"] is found.alert_overwrite is None
    data["print_id"] = 999
    assert (
        await refusal(hass, "review_print", **data, verdict="failed")
        == "print_not_found"
    )


async def test_answer_print_shot(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
) -> None:
    """Pictures to judge are listed, and an answer reaches the one that it is about."""
    number = alerted_print(simulator, klipper)
    data = {"config_entry_id": entry.entry_id}
    shots = (await ask(hass, "get_print_shots", **data, print_id=number))["shots"]
    assert shots
    assert all(shot["print_id"] == number for shot in shots)
    assert "http" not in str(shots)
    answer = await ask(
        hass,
        "answer_print_shot",
        **data,
        shot_id=shots[0]["id"],
        answer="looks_ok",
    )
    assert answer["shot"]["answer"] == "looks_ok"
    shots = (await ask(hass, "get_print_shots", **data))["shots"]
    assert shots[0]["answer"] == "looks_ok"
    assert (
        await refusal(
            hass, "answer_print_shot", **data, shot_id=999, answer="looks_bad"
        )
        == "shot_not_found"
    )


async def test_get_events(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    octoprint: SimulatedPrinter,
) -> None:
    """Events come by printer and type, the newest first."""
    alerted_print(simulator, klipper)
    printed(octoprint, "other.gcode")
    data = {"config_entry_id": entry.entry_id}
    events = (await ask(hass, "get_events", **data))["events"]
    assert [event["id"] for event in events] == sorted(
        (event["id"] for event in events), reverse=True
    )
    assert {event["printer_id"] for event in events} == {klipper.id, octoprint.id}
    events = (
        await ask(
            hass,
            "get_events",
            **data,
            device_id=device_id(hass, entry, klipper),
            types=["failure_alerted", "ended"],
        )
    )["events"]
    assert {event["printer_id"] for event in events} == {klipper.id}
    assert {event["type"] for event in events} == {"failure_alerted", "ended"}
    answer = await ask(hass, "get_events", **data, limit=1)
    assert len(answer["events"]) == 1
    assert answer["more"] is True
