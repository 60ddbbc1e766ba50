"""Which printers of an account are followed."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.obico.const import (
    CONF_IGNORED_PRINTERS,
    CONF_LIVE,
    CONF_PRINTERS,
    DOMAIN,
    LIVE_ALWAYS,
    LIVE_WHILE_PRINTING,
)
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr

from .conftest import polling_only, set_up
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import paths, refresh
from .test_live import viewers


async def options(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the options."""
    return await hass.config_entries.options.async_init(entry.entry_id)


async def follow(
    hass: HomeAssistant,
    result: ConfigFlowResult,
    *printers: SimulatedPrinter,
    live: str = LIVE_WHILE_PRINTING,
) -> None:
    """Choose printers."""
    result = await hass.config_entries.options.async_configure(
        result["flow_id"],
        {
            CONF_PRINTERS: [str(printer.id) for printer in printers],
            CONF_LIVE: live,
        },
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


def devices(hass: HomeAssistant, entry: MockConfigEntry) -> set[str | None]:
    """Return the names of the printers' devices of an entry."""
    registry = dr.async_get(hass)
    return {
        device.name
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id)
        if (DOMAIN, f"{entry.unique_id}_account") not in device.identifiers
    }


def offered(result: ConfigFlowResult) -> tuple[list[str], list[str]]:
    """Return the printers that can be chosen, and those that are."""
    schema = result["data_schema"]
    assert schema is not None
    marker, field = next(iter(schema.schema.items()))
    names = [option["label"] for option in field.config["options"]]
    return names, marker.default()


async def test_choose_printers(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A printer that is not followed goes with its device, and comes back."""
    await set_up(hass, account_entry)
    assert account_entry.supports_options
    assert devices(hass, account_entry) == {"Prusa", "Voron"}

    result = await options(hass, account_entry)
    assert result["step_id"] == "init"
    assert offered(result) == (
        ["Prusa", "Voron"],
        [str(octoprint.id), str(klipper.id)],
    )
    await follow(hass, result, octoprint)
    assert account_entry.options[CONF_IGNORED_PRINTERS] == [klipper.id]
    assert devices(hass, account_entry) == {"Prusa"}
    assert hass.states.get("sensor.voron") is None

    # A print of an ignored printer is no reason to look into the history.
    paths(simulator)
    klipper.start_print("benchy.gcode", heated=True)
    await refresh(hass, account_entry)
    assert paths(simulator) == ["/api/v1/printers/"]
    octoprint.start_print("benchy.gcode", heated=True)
    await refresh(hass, account_entry)
    asked = next(
        URL(request.path)
        for request in simulator.requests
        if request.path.startswith("/api/v1/prints/?")
    )
    assert asked.query.getall("filter_by_printer_ids[]") == [str(octoprint.id)]

    result = await options(hass, account_entry)
    assert offered(result) == (["Prusa", "Voron"], [str(octoprint.id)])
    await follow(hass, result, octoprint, klipper)
    assert account_entry.options[CONF_IGNORED_PRINTERS] == []
    assert devices(hass, account_entry) == {"Prusa", "Voron"}
    assert "will stop working" not in caplog.text


async def test_new_printers_are_followed(
    hass: HomeAssistant,
    account: Account,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
) -> None:
    """Printers that are new are followed, also those that came while the form was open."""
    await set_up(hass, account_entry)
    result = await options(hass, account_entry)
    account.add_printer("Ender", agent=AgentKind.OCTOPRINT)
    await refresh(hass, account_entry)
    await follow(hass, result, octoprint)
    assert devices(hass, account_entry) == {"Ender", "Prusa"}
    account.add_printer("Bambu", agent=AgentKind.KLIPPER)
    await refresh(hass, account_entry)
    assert devices(hass, account_entry) == {"Bambu", "Ender", "Prusa"}


async def test_archived_printer_stays_ignored(
    hass: HomeAssistant,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
) -> None:
    """An ignored printer is still ignored when it comes back from the archive."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    await follow(hass, await options(hass, account_entry), octoprint)
    klipper.archive()
    await refresh(hass, account_entry)
    result = await options(hass, account_entry)
    assert offered(result) == (["Prusa"], [str(octoprint.id)])
    await follow(hass, result)
    assert devices(hass, account_entry) == set()
    assert account_entry.options[CONF_IGNORED_PRINTERS] == [octoprint.id, klipper.id]


async def test_not_loaded(
    hass: HomeAssistant, simulator: ObicoSimulator, account_entry: MockConfigEntry
) -> None:
    """Nothing can be chosen while the printers are not known."""
    await simulator.stop()
    await set_up(hass, account_entry)
    result = await options(hass, account_entry)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_loaded"
    await simulator.start()
    await hass.config_entries.async_reload(account_entry.entry_id)
    await hass.async_block_till_done()
    assert (await options(hass, account_entry))["type"] is FlowResultType.FORM


async def test_single_printer_has_no_options(
    hass: HomeAssistant, key_entry: MockConfigEntry
) -> None:
    """A printer's key leaves no choice."""
    await set_up(hass, key_entry)
    assert not key_entry.supports_options


async def test_choose_when_live(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
) -> None:
    """A person may have an idle printer followed live, too; the choice is kept."""
    await set_up(hass, account_entry)
    assert simulator.viewers(octoprint) == 0
    await follow(hass, await options(hass, account_entry), octoprint, live=LIVE_ALWAYS)
    await viewers(simulator, octoprint, 1)
    result = await options(hass, account_entry)
    assert result["data_schema"] is not None
    assert result["data_schema"]({CONF_PRINTERS: []})[CONF_LIVE] == LIVE_ALWAYS
