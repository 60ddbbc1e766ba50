"""Names that follow Obico, unless a person chose others; and entries of part 1."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_FRIENDLY_NAME, CONF_EMAIL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import EMAIL, set_up
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .test_coordinator import refresh, state


def device_of(hass: HomeAssistant, entry: MockConfigEntry) -> dr.DeviceEntry:
    """Return the device of the only printer of an entry."""
    (device,) = (
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if (DOMAIN, f"{entry.unique_id}_account") not in device.identifiers
    )
    return device


def friendly_name(hass: HomeAssistant, entity_id: str) -> str:
    """Return the name that a person reads."""
    found = hass.states.get(entity_id)
    assert found is not None
    return str(found.attributes[ATTR_FRIENDLY_NAME])


async def rename(
    hass: HomeAssistant, entry: MockConfigEntry, printer: SimulatedPrinter, name: str
) -> None:
    """Rename a printer in Obico, and wait until Home Assistant knows."""
    printer.name = name
    printer.publish()
    async with asyncio.timeout(5):
        while entry.runtime_data.data.printers[printer.id].name != name:
            await refresh(hass, entry)
            await asyncio.sleep(0.01)
    await hass.async_block_till_done()


async def test_device_follows_a_rename(
    hass: HomeAssistant, account_entry: MockConfigEntry, octoprint: SimulatedPrinter
) -> None:
    """A printer of an account is renamed; the entry has another name anyway."""
    await set_up(hass, account_entry)
    await rename(hass, account_entry, octoprint, "Big one")
    assert device_of(hass, account_entry).name == "Big one"
    assert friendly_name(hass, "sensor.prusa") == "Big one"
    assert account_entry.title == EMAIL


async def test_a_person_s_names_stay(
    hass: HomeAssistant, key_entry: MockConfigEntry, klipper: SimulatedPrinter
) -> None:
    """What a person renamed in Home Assistant keeps its name."""
    await set_up(hass, key_entry)
    registry = dr.async_get(hass)
    registry.async_update_device(device_of(hass, key_entry).id, name_by_user="Mine")
    hass.config_entries.async_update_entry(key_entry, title="My entry")
    await rename(hass, key_entry, klipper, "Trident")
    device = device_of(hass, key_entry)
    assert (device.name, device.name_by_user) == ("Trident", "Mine")
    assert friendly_name(hass, "sensor.voron") == "Mine"
    assert key_entry.title == "My entry"


async def test_entry_of_a_printer_follows_a_rename(
    hass: HomeAssistant, key_entry: MockConfigEntry, klipper: SimulatedPrinter
) -> None:
    """An entry has its printer's name, also when that changed while it was unloaded."""
    await set_up(hass, key_entry)
    await rename(hass, key_entry, klipper, "Trident")
    assert key_entry.title == "Trident"

    await hass.config_entries.async_unload(key_entry.entry_id)
    klipper.name = "Switchwire"
    klipper.publish()
    await set_up(hass, key_entry)
    assert key_entry.title == "Switchwire"
    assert device_of(hass, key_entry).name == "Switchwire"


@pytest.mark.parametrize(
    ("title", "followed"), [(EMAIL, True), (EMAIL.upper(), True), ("Workshop", False)]
)
async def test_entry_of_an_account_follows_its_email(
    hass: HomeAssistant,
    account_entry: MockConfigEntry,
    account: Account,
    title: str,
    followed: bool,
) -> None:
    """An account's entry follows another e-mail address from the next set-up on."""
    await set_up(hass, account_entry)
    assert account_entry.data[CONF_EMAIL] == EMAIL
    hass.config_entries.async_update_entry(account_entry, title=title)
    account.email = "new@example.com"
    await hass.config_entries.async_reload(account_entry.entry_id)
    await hass.async_block_till_done()
    assert account_entry.title == ("new@example.com" if followed else title)
    assert account_entry.data[CONF_EMAIL] == "new@example.com"


# Stored by part 1, before there were other ways in and options.


def stored_by_part_1(
    simulator: ObicoSimulator, unique_id: str, title: str, data: dict[str, Any]
) -> MockConfigEntry:
    """Return an entry as part 1 stored it."""
    return MockConfigEntry(
        domain=DOMAIN,
        version=1,
        minor_version=1,
        title=title,
        unique_id=unique_id,
        data={"url": simulator.url, "verify_ssl": True, **data},
        options={},
    )


@pytest.mark.usefixtures("custom_integrations")
async def test_account_of_part_1(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    octoprint: SimulatedPrinter,
) -> None:
    """An account of part 1 goes on, with its device and its entities."""
    secret = account.session()
    entry = stored_by_part_1(
        simulator,
        "user_0123456789abcdef",
        EMAIL,
        {"email": EMAIL, "credentials": {"kind": "session", "secret": secret}},
    )
    entry.add_to_hass(hass)
    identifier = f"user_0123456789abcdef_{octoprint.id}"
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, identifier)}, name="Prusa"
    )
    entity = er.async_get(hass).async_get_or_create(
        "sensor",
        DOMAIN,
        f"{identifier}_state",
        config_entry=entry,
        device_id=device.id,
        suggested_object_id="my_printer",
    )
    before = dict(entry.data)
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert dict(entry.data) == before
    assert device_of(hass, entry).id == device.id
    assert entity.entity_id == "sensor.my_printer"
    assert state(hass, "sensor.my_printer") == "operational"


@pytest.mark.usefixtures("custom_integrations")
async def test_printer_of_part_1(
    hass: HomeAssistant, simulator: ObicoSimulator, klipper: SimulatedPrinter
) -> None:
    """A printer of part 1 goes on."""
    entry = stored_by_part_1(
        simulator,
        "printer_0123456789abcdef",
        "Voron",
        {"credentials": {"kind": "printer_key", "secret": klipper.key}},
    )
    entry.add_to_hass(hass)
    before = dict(entry.data)
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert dict(entry.data) == before
    assert state(hass, "sensor.voron") == "operational"
