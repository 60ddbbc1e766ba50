"""An account's notification channels: switches, buttons and actions."""

from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .acting import ask, refusal
from .conftest import polling_only, set_up
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .test_coordinator import until_asked

BASE = "maker_example_com_"
WEBHOOK = "http://127.0.0.1:9/hook"


@pytest.fixture
async def data(
    hass: HomeAssistant,
    account_entry: MockConfigEntry,
    klipper: SimulatedPrinter,
    everything_enabled: None,
) -> dict[str, Any]:
    """Return what names the loaded account in an action."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    return {"config_entry_id": account_entry.entry_id}


def shown(hass: HomeAssistant, name: str) -> str | None:
    """Return the state of a switch of the account."""
    state = hass.states.get(f"switch.{BASE}{name}")
    return state.state if state else None


async def turn(hass: HomeAssistant, name: str, service: str) -> None:
    """Turn a switch of the account."""
    await hass.services.async_call(
        "switch", service, {"entity_id": f"switch.{BASE}{name}"}, blocking=True
    )


async def test_switches(
    hass: HomeAssistant, account: Account, data: dict[str, Any]
) -> None:
    """A channel is switched as a whole and by kind, and nothing else changes."""
    (email,) = account.channels
    before = dict(email.flags)
    assert shown(hass, "email_notifications") == STATE_ON
    assert shown(hass, "email_filament_change") == STATE_OFF
    assert shown(hass, "email_print_finished") == STATE_ON
    await turn(hass, "email_notifications", "turn_off")
    assert shown(hass, "email_notifications") == STATE_OFF
    assert not email.enabled
    await turn(hass, "email_filament_change", "turn_on")
    assert shown(hass, "email_filament_change") == STATE_ON
    assert email.flags == {**before, "notify_on_filament_change": True}
    assert not email.enabled


async def test_what_is_enabled(
    hass: HomeAssistant, account_entry: MockConfigEntry, klipper: SimulatedPrinter
) -> None:
    """The switches for kinds are there for those who want them."""
    await set_up(hass, account_entry)
    await hass.async_block_till_done(wait_background_tasks=True)
    enabled = {
        entity.entity_id: not entity.disabled
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), account_entry.entry_id
        )
        if "email" in entity.entity_id
    }
    assert {name for name, on in enabled.items() if on} == {
        f"switch.{BASE}email_notifications",
        f"button.{BASE}email_send_test",
    }
    assert len(enabled) == 10


async def test_channels_come_and_go(
    hass: HomeAssistant,
    account: Account,
    account_entry: MockConfigEntry,
    data: dict[str, Any],
) -> None:
    """A channel that is created has its entities at once; one that is deleted, none."""
    config = {"custom_webhook_URL": WEBHOOK}
    answer = await ask(
        hass,
        "create_notification_channel",
        **data,
        channel="webhook",
        config=config,
        kinds=["print_done"],
    )
    await hass.async_block_till_done()
    assert answer["channel"]["kinds"] == ["print_done"]
    assert WEBHOOK not in str(answer)
    assert account.channels[1].config == config
    assert account.channels[1].flags["notify_on_print_done"]
    assert not account.channels[1].flags["notify_on_failure_alert"]
    assert shown(hass, "webhook_notifications") == STATE_ON
    listed = await ask(hass, "get_notification_channels", **data)
    assert [found["channel"] for found in listed["channels"]] == ["email", "webhook"]
    available = {found["channel"]: found for found in listed["available"]}
    assert available["discord"]["ready"] is True
    assert available["twilio"] == {
        "channel": "twilio",
        "kinds": ["failure_alert"],
        "ready": False,
    }
    assert WEBHOOK not in str(listed)

    answer = await ask(hass, "delete_notification_channel", **data, channel="webhook")
    await hass.async_block_till_done()
    assert answer["deleted"]["channel"] == "webhook"
    assert [channel.name for channel in account.channels] == ["email"]
    assert not [
        entity
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), account_entry.entry_id
        )
        if "webhook" in entity.unique_id
    ]
    # And once more: nothing of the first one is in its way.
    await ask(
        hass,
        "create_notification_channel",
        **data,
        channel="webhook",
        config=config,
        enabled=False,
    )
    await hass.async_block_till_done()
    assert shown(hass, "webhook_notifications") == STATE_OFF


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"channel": "email"}, "channel_exists"),
        ({"channel": "carrier_pigeon"}, "unknown_channel"),
        ({"channel": "discord"}, "channel_config"),
    ],
)
async def test_create_refuses(
    hass: HomeAssistant,
    account: Account,
    data: dict[str, Any],
    fields: dict[str, Any],
    key: str,
) -> None:
    """What the server does not take is told by the field's name."""
    assert await refusal(hass, "create_notification_channel", **data, **fields) == key
    assert len(account.channels) == 1


async def test_delete_refuses(
    hass: HomeAssistant, account: Account, data: dict[str, Any]
) -> None:
    """A channel that the account does not have cannot be deleted."""
    assert (
        await refusal(hass, "delete_notification_channel", **data, channel="slack")
        == "channel_not_found"
    )
    assert len(account.channels) == 1


async def test_send_test(
    hass: HomeAssistant, account: Account, data: dict[str, Any]
) -> None:
    """The button sends a message; that it did not arrive is told, and not where it went."""

    async def press(name: str) -> None:
        await hass.services.async_call(
            "button",
            "press",
            {"entity_id": f"button.{BASE}{name}_send_test"},
            blocking=True,
        )

    await press("email")
    await ask(
        hass,
        "create_notification_channel",
        **data,
        channel="webhook",
        config={"custom_webhook_URL": WEBHOOK},
    )
    await hass.async_block_till_done()
    with pytest.raises(HomeAssistantError) as error:
        await press("webhook")
    assert error.value.translation_key == "test_failed"
    assert WEBHOOK not in str(error.value.__cause__)


async def test_channels_that_cannot_be_read(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account_entry: MockConfigEntry,
    data: dict[str, Any],
) -> None:
    """When reading them fails, what was known of them stays."""
    simulator.faults.only, simulator.faults.status = (
        "/api/v1/notification_settings/",
        500,
    )
    with patch("custom_components.obico.extras.ACCOUNT_INTERVAL", 0.0):
        await account_entry.runtime_data._read_extras()  # noqa: SLF001
    assert shown(hass, "email_notifications") == STATE_ON
    assert await refusal(hass, "get_notification_channels", **data) == "server_fault"


async def test_mark_events_seen(
    hass: HomeAssistant,
    account: Account,
    account_entry: MockConfigEntry,
    data: dict[str, Any],
) -> None:
    """The button tells the server that its events were seen."""
    button, sensor = f"button.{BASE}mark_events_as_seen", f"sensor.{BASE}unseen_events"
    found = hass.states.get(button)
    assert found
    assert found.state == STATE_UNAVAILABLE
    account.unseen_events = 3
    await account_entry.runtime_data._read_extras()  # noqa: SLF001
    found = hass.states.get(sensor)
    assert found
    assert found.state == "3"
    await hass.services.async_call(
        "button", "press", {"entity_id": button}, blocking=True
    )
    assert account.unseen_events == 0
    found = hass.states.get(sensor)
    assert found
    assert found.state == "0"


async def test_events_are_seen_while_the_account_is_read(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    account: Account,
    account_entry: MockConfigEntry,
    data: dict[str, Any],
) -> None:
    """What was read before a person changed it does not come back."""
    coordinator = account_entry.runtime_data
    account.unseen_events = 3
    simulator.faults.only, simulator.faults.hang = "/api/v1/tunnelusage/", True
    simulator.requests.clear()
    reading = hass.async_create_task(coordinator._read_extras())  # noqa: SLF001
    await until_asked(simulator, "tunnelusage")
    await coordinator.async_mark_events_seen()
    simulator.faults.release()
    await reading
    found = hass.states.get(f"sensor.{BASE}unseen_events")
    assert found
    assert found.state == "0"
