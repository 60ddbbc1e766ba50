"""What Home Assistant reports for a printer, and what it does when Obico wants something."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from copy import replace
from dataclasses import dataclass
import json
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from aiohttp import ClientSession
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico.agent_config import CONF_PRINTER_ID, SUBENTRY_AGENT
from custom_components.obico.client import (
    AGENT_NAME,
    AccountSession,
    AgentTiming,
    Credentials,
    ObicoCommandError,
    PictureTiming,
    PrinterKey,
    PrintTiming,
)
from custom_components.obico.const import CONF_LIVE, DOMAIN, LIVE_ALWAYS
from custom_components.obico.diagnostics import async_get_config_entry_diagnostics
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryData,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component

from .conftest import entry_data, polling_only, set_up
from .reported import (
    FakeButton,
    FakeCamera,
    add_button,
    add_camera,
    add_printer_device,
    jpeg,
    take_actions,
)
from .simulator import Account, AgentKind, ObicoSimulator, Phase, SimulatedPrinter
from .test_client_stream import until

STATUS = "input_select.ender"
STATES = {
    "printing": ["printing"],
    "paused": ["paused"],
    "operational": ["idle"],
    "cancelled": ["cancelled"],
    "offline": ["off"],
}
QUICK = AgentTiming(
    connect=2.0,
    first_pause=0.02,
    growth=1.0,
    busy=0.2,
    idle=0.5,
    doubt=0.3,
    obey=2.0,
    prints=PrintTiming(settle=0.02, name=0.1, young=0.1),
    pictures=PictureTiming(watched=0.1, kept=0.5, camera=0.5),
)


@pytest.fixture(autouse=True)
def quick() -> Generator[None]:
    """Let everything happen soon."""
    with (
        patch("custom_components.obico.agent_reporter.TIMING", QUICK),
        patch("custom_components.obico.agent_reporter.NEWS_DELAY", 0.1),
        patch("custom_components.obico.agent_pictures.PATIENCE", 0.0),
    ):
        yield


@dataclass
class Home:
    """A Home Assistant with a camera that reports for a printer."""

    hass: HomeAssistant
    simulator: ObicoSimulator
    printer: SimulatedPrinter
    camera: FakeCamera
    entry: MockConfigEntry
    pauses: list[ServiceCall]

    def status(self, value: str) -> None:
        """Let the printer do something."""
        self.hass.states.async_set(STATUS, value)

    def state(self, domain: str, key: str = "") -> str | None:
        """Return the state of an entity of the printer, of its main one without a key."""
        found = self.hass.states.get(f"{domain}.ender_{key}".removesuffix("_"))
        return found.state if found else None

    async def set_up(self) -> None:
        """Set the entry up, and wait until Obico hears."""
        await set_up(self.hass, self.entry)
        await self.until(lambda: self.state("sensor") not in ("offline", None))

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is true, and until Home Assistant has followed."""
        await until(condition)
        await self.hass.async_block_till_done()

    async def until_phase(self, phase: Phase) -> None:
        """Wait until Obico shows what the printer does."""
        await self.until(lambda: self.printer.phase is phase)

    @property
    def told(self) -> list[str]:
        """The events that Obico was told, in order."""
        return [
            message["event"]["event_type"]
            for message in self.printer.remote_agent.inspector.messages
            if "event" in message
        ]

    @property
    def subentry_id(self) -> str:
        """The subentry of the printer."""
        (subentry_id,) = self.entry.subentries
        return str(subentry_id)

    def issues(self) -> set[str]:
        """Return the keys of the issues that are raised."""
        return {
            str(issue.translation_key)
            for (domain, _), issue in ir.async_get(self.hass).issues.items()
            if domain == DOMAIN and issue.active
        }


def reported_entry(
    hass: HomeAssistant,
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    credentials: Credentials,
    **fields: Any,
) -> MockConfigEntry:
    """Return an entry with a reported printer, not set up yet."""
    data = {
        CONF_PRINTER_ID: printer.id,
        "camera": "camera.shelf",
        "status": STATUS,
        "states": STATES,
        "pause": [{"action": "ender.pause"}],
        "resume": [{"action": "ender.resume"}],
        "cancel": [{"action": "ender.cancel"}],
        **fields,
    }
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=printer.name,
        unique_id="entry_0123456789abcdef",
        data=entry_data(simulator, credentials),
        options={CONF_LIVE: LIVE_ALWAYS},
        subentries_data=[
            ConfigSubentryData(
                data={key: value for key, value in data.items() if value is not None},
                subentry_type=SUBENTRY_AGENT,
                title=printer.name,
                unique_id=str(printer.id),
            )
        ],
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def fields() -> dict[str, Any]:
    """Return what the subentry has beside the usual; None takes a field away."""
    return {}


@pytest.fixture
def with_account() -> bool:
    """Return whether the entry is an account's."""
    return False


@pytest.fixture
async def home(
    hass: HomeAssistant,
    custom_integrations: None,
    simulator: ObicoSimulator,
    account: Account,
    fields: dict[str, Any],
    with_account: bool,
) -> AsyncGenerator[Home]:
    """Return a Home Assistant that will report; nobody misunderstood it in the end."""
    assert await async_setup_component(hass, "camera", {})
    printer = account.add_printer("Ender")
    printer.remote_agent.inspector.second = 0.002
    camera = FakeCamera()
    assert await add_camera(hass, camera) == "camera.shelf"
    credentials: Credentials = (
        AccountSession(account.session()) if with_account else PrinterKey(printer.key)
    )
    entry = reported_entry(hass, simulator, printer, credentials, **fields)
    hass.states.async_set(STATUS, "idle")
    pauses = take_actions(hass, "ender", "pause", "resume", "cancel")
    yield Home(hass, simulator, printer, camera, entry, pauses)
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
    assert simulator.violations == []


with_an_account = pytest.mark.parametrize("with_account", [True])


# A print


@pytest.mark.parametrize("with_account", [False, True])
async def test_whole_print(home: Home) -> None:
    """A print is told with its pictures, its pause and its end, each once."""
    await home.set_up()
    assert home.state("binary_sensor", "reporting_to_obico") == "on"
    assert home.printer.agent_name == AGENT_NAME
    assert home.state("sensor") == "operational"

    home.status("printing")
    await home.until_phase(Phase.PRINTING)
    await home.until(lambda: home.printer.current_print)
    assert home.printer.current_print is not None
    assert home.printer.current_print.file_name == "Ender"
    await home.until(lambda: home.state("sensor") == "printing")
    uploads = home.printer.uploads
    await home.until(lambda: home.printer.uploads > uploads + 2)

    home.status("paused")
    await home.until_phase(Phase.PAUSED)
    home.status("printing")
    await home.until_phase(Phase.PRINTING)
    home.status("idle")
    await home.until(lambda: home.printer.current_print is None)
    assert home.told == ["PrintStarted", "PrintPaused", "PrintResumed", "PrintDone"]
    assert home.simulator.prints[-1].finished_at is not None


@with_an_account
async def test_account_that_follows_nothing_live(home: Home) -> None:
    """What was reported is looked up at once, without any live stream."""
    polling_only(home.hass, home.entry)
    await home.set_up()
    assert home.state("sensor") == "operational"
    home.status("printing")
    await home.until(lambda: home.state("sensor") == "printing")


async def test_obico_pauses(home: Home) -> None:
    """An AI pause reaches the printer at once, with what Obico wants done beside."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    await home.until(lambda: home.state("binary_sensor", "ai_watching") == "on")
    assert home.printer.set_failure_score(0.9)
    await home.until(lambda: home.pauses)
    assert home.pauses[0].service == "pause"
    home.status("paused")
    await home.until_phase(Phase.PAUSED)
    await home.until(lambda: home.state("binary_sensor", "failed_print_alert") == "on")


@pytest.mark.parametrize(
    "fields",
    [
        {
            "pause": [
                {
                    "action": "ender.pause",
                    "data": {"who": "{{ initiator }}", "off": "{{ tools_off }}"},
                },
            ]
        }
    ],
)
async def test_variables_of_an_action(home: Home) -> None:
    """An action knows who wants a pause, and what Obico wants done beside."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    home.printer.set_failure_score(0.9)
    await home.until(lambda: home.pauses)
    assert home.pauses[0].data == {"who": "system", "off": True}


@pytest.mark.parametrize(
    ("key", "command"), [("pause_print", "pause"), ("cancel_print", "cancel")]
)
async def test_buttons_of_a_key(home: Home, key: str, command: str) -> None:
    """The printer's own buttons go the way through Obico, and come back."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.state("button", key) != "unavailable")
    press = home.hass.async_create_task(
        home.hass.services.async_call(
            "button", "press", {"entity_id": f"button.ender_{key}"}, blocking=True
        )
    )
    await until(lambda: home.pauses)
    assert home.pauses[0].service == command
    home.status("paused" if command == "pause" else "cancelled")
    await press


@pytest.mark.parametrize("fields", [{"pause": None}])
async def test_nothing_to_pause_with(home: Home) -> None:
    """What nobody said how to do is told as a failure."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    home.printer.set_failure_score(0.9)
    await home.until(
        lambda: any(
            event.event_type == "PRINTER_ERROR" for event in home.simulator.events
        )
    )
    assert not home.pauses
    assert home.printer.phase is not Phase.PAUSED


async def test_pause_that_fails(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """An action that fails is told, here and in Obico, once."""

    async def fail(_: ServiceCall) -> None:
        raise HomeAssistantError("the door is open")

    home.hass.services.async_register("ender", "pause", fail)
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    home.printer.set_failure_score(0.9)
    await home.until(lambda: "the door is open" in caplog.text)
    await home.until(
        lambda: any(
            event.event_type == "PRINTER_ERROR" for event in home.simulator.events
        )
    )
    assert caplog.text.count("the door is open") == 1


@pytest.mark.parametrize(
    "fields",
    [{"pause": [{"action": "button.press", "target": {"entity_id": "button.pause"}}]}],
)
async def test_button_that_is_unavailable(
    home: Home, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """A pause that Home Assistant would skip without a word is told as a failure."""
    button = FakeButton()
    await add_button(hass, button)
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    home.printer.set_failure_score(0.9)
    await home.until(
        lambda: any(
            event.event_type == "PRINTER_ERROR" and "unavailable" in (event.text or "")
            for event in home.simulator.events
        )
    )
    assert "button.pause" not in str(home.printer.remote_agent.inspector.messages)
    assert caplog.text.count("button.pause is unavailable") == 1
    assert button.pressed == 0

    button.make_available(available=True)
    home.printer.remote_agent.command("pause")
    await home.until(lambda: button.pressed == 1)

    # While it is paused, many a printer has no button for that.
    home.status("paused")
    await home.until_phase(Phase.PAUSED)
    button.make_available(available=False)
    stream = await home.entry.runtime_data.async_connect(home.printer.id)
    assert await stream.request("_printer", "pause_print") is None
    assert caplog.text.count("button.pause is unavailable") == 1


@pytest.mark.parametrize(
    "fields",
    [
        {
            "pause": [
                {"action": "button.press", "target": {"entity_id": ["button.pause"]}},
                {"action": "ender.pause"},
            ]
        },
        # What an action of another domain does with an entity is its own affair.
        {"pause": [{"action": "ender.pause", "target": {"entity_id": "button.pause"}}]},
    ],
    ids=["step", "domain"],
)
async def test_more_than_a_button_that_is_unavailable(
    home: Home, hass: HomeAssistant
) -> None:
    """What can still be done is done."""
    await add_button(hass, FakeButton())
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    home.printer.set_failure_score(0.9)
    await home.until(lambda: home.pauses)
    assert not [e for e in home.simulator.events if e.event_type == "PRINTER_ERROR"]


@pytest.mark.parametrize("fields", [{"pause": [{"action": "no_such"}]}])
async def test_action_that_cannot_be(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """An action that cannot be run is told at once; all else goes on."""
    await home.set_up()
    assert caplog.text.count("cannot be done") == 1
    assert home.state("binary_sensor", "reporting_to_obico") == "on"
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    home.printer.set_failure_score(0.9)
    await home.until(lambda: "which failed" in caplog.text)


# Without a status entity


@pytest.mark.parametrize("fields", [{"status": None, "states": None}])
async def test_switch(home: Home) -> None:
    """A person says what is printed, and Obico's commands show there too."""
    await home.set_up()
    switch = "switch.ender_printing"
    assert home.state("switch", "printing") == "off"

    async def turn(action: str) -> None:
        await home.hass.services.async_call(
            SWITCH_DOMAIN, action, {"entity_id": switch}, blocking=True
        )

    await turn("turn_on")
    await turn("turn_on")
    assert home.state("switch", "printing") == "on"
    await home.until(lambda: home.printer.current_print)
    home.printer.set_failure_score(0.9)
    await home.until_phase(Phase.PAUSED)
    assert home.state("switch", "printing") == "on"

    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.until(lambda: home.printer.online)
    assert home.state("switch", "printing") == "on"
    await home.until_phase(Phase.PAUSED)
    await turn("turn_off")
    await home.until(lambda: home.printer.current_print is None)
    assert home.told == ["PrintStarted", "PrintPaused", "PrintDone"]


@pytest.mark.parametrize("fields", [{"status": None, "states": None}])
async def test_switch_that_goes_off_by_a_cancel(home: Home) -> None:
    """A print whose switch the cancel itself turns off is cancelled, not finished."""

    async def cancel(_: ServiceCall) -> None:
        await home.hass.services.async_call(
            SWITCH_DOMAIN,
            "turn_off",
            {"entity_id": "switch.ender_printing"},
            blocking=True,
        )
        await asyncio.sleep(0)

    home.hass.services.async_register("ender", "cancel", cancel)
    await home.set_up()
    await home.hass.services.async_call(
        SWITCH_DOMAIN, "turn_on", {"entity_id": "switch.ender_printing"}, blocking=True
    )
    await home.until(lambda: home.printer.current_print)
    home.printer.remote_agent.command("cancel")
    await home.until(lambda: home.printer.current_print is None)
    assert home.told == ["PrintStarted", "PrintCancelled", "PrintFailed"]


# Restarts


async def test_reload_in_a_print(home: Home) -> None:
    """A print goes on as the same print when Home Assistant comes back."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    before = home.printer.current_print
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.until(lambda: not home.printer.online)
    # Its integration needs its time.
    home.status("unavailable")
    await home.set_up()
    await home.until_phase(Phase.PRINTING)
    assert home.printer.current_print is before
    home.status("idle")
    await home.until(lambda: home.printer.current_print is None)
    assert home.told == ["PrintStarted", "PrintDone"]


async def test_start_of_home_assistant(home: Home, hass: HomeAssistant) -> None:
    """While Home Assistant starts, nothing is missed that is not there yet."""
    hass.states.async_remove(STATUS)
    hass.set_state(CoreState.starting)
    await set_up(hass, home.entry)
    await home.until(lambda: home.state("binary_sensor", "reporting_to_obico") == "on")
    assert home.issues() == set()
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await home.until(lambda: home.issues() == {"agent_entities_removed"})
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    assert home.issues() == set()


async def test_start_that_a_restart_interrupts(
    home: Home, hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """What was seen before a restart, and never told, is no print until it is seen again."""
    key = f"{DOMAIN}.agent_{home.subentry_id}"
    hass_storage[key] = {
        "version": 1,
        "key": key,
        "data": {"agent": {}, "said": "operational", "last": "printing"},
    }
    home.status("unavailable")
    await set_up(hass, home.entry)
    await home.until(lambda: list(home.entry.runtime_data.reporters))
    (reporter,) = home.entry.runtime_data.reporters
    await home.until(lambda: reporter.facts and reporter.facts.statuses_sent > 3)
    home.status("idle")
    await home.until_phase(Phase.OPERATIONAL)
    assert home.told == []


async def test_refused_key_that_is_good_again(home: Home) -> None:
    """A key that the server refuses for a while is tried again."""
    with patch("custom_components.obico.agent_reporter.REFUSED_PAUSE", 0.1):
        await home.set_up()
        home.simulator.faults.only = "/ws/"
        home.simulator.faults.status = 403
        home.printer.remote_agent.drop()
        await home.until(
            lambda: home.state("binary_sensor", "reporting_to_obico") == "off"
        )
        home.simulator.faults.clear()
        await home.until(lambda: home.printer.online)
        await home.until(
            lambda: home.state("binary_sensor", "reporting_to_obico") == "on"
        )


async def test_memory_of_another_version(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    """What cannot be understood of an earlier session is no reason not to report."""
    key = f"{DOMAIN}.agent_{home.subentry_id}"
    hass_storage[key] = {
        "version": 1,
        "key": key,
        "data": {"agent": ["?"], "said": "levitating", "last": None},
    }
    await home.set_up()


async def test_unavailable(home: Home) -> None:
    """A status that is unavailable for a moment changes nothing; for long, the printer is off."""
    await home.set_up()
    home.status("printing")
    await home.until_phase(Phase.PRINTING)
    home.status("unavailable")
    await home.until(
        lambda: not home.printer.online or home.printer.phase is Phase.DISCONNECTED
    )
    assert home.printer.current_print is not None
    home.status("printing")
    await home.until_phase(Phase.PRINTING)
    assert home.told == ["PrintStarted"]


async def test_word_that_nobody_mapped(home: Home) -> None:
    """A state that a person left out changes nothing, however long it lasts."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    home.status("calibrating")
    (reporter,) = home.entry.runtime_data.reporters
    sent = reporter.facts.statuses_sent
    await home.until(lambda: reporter.facts.statuses_sent > sent + 3)
    assert home.printer.phase is Phase.PRINTING
    home.status("idle")
    await home.until_phase(Phase.OPERATIONAL)
    assert home.told == ["PrintStarted", "PrintDone"]


async def test_word_that_nobody_mapped_after_a_restart(home: Home) -> None:
    """Nor does it after a restart, where it follows what was known before."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    before = home.printer.current_print
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.status("calibrating")
    await home.set_up()
    (reporter,) = home.entry.runtime_data.reporters
    await home.until(lambda: reporter.facts.statuses_sent > 3)
    assert home.printer.phase is Phase.PRINTING
    assert home.printer.current_print is before


@pytest.mark.parametrize("fields", [{"time_left": "sensor.end"}])
@pytest.mark.parametrize("end", ["0000-00-00 00:00:00", "9" * 40])
async def test_nonsense_of_an_entity(home: Home, end: str) -> None:
    """What cannot be understood of one entity does not keep the others from being told."""
    home.hass.states.async_set("sensor.end", end)
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)


# Names and devices


async def test_renamed_printer(home: Home, hass: HomeAssistant) -> None:
    """A print without a name of its own goes on when the printer is called otherwise."""
    settled = replace(QUICK, prints=PrintTiming(settle=0.02, name=0.1, young=0.0))

    def heard() -> bool:
        return any(
            one.name == "Endeavour" and one.facts and one.facts.statuses_sent > 3
            for one in home.entry.runtime_data.reporters
        )

    with patch("custom_components.obico.agent_reporter.TIMING", settled):
        await home.set_up()
        home.status("printing")
        await home.until(lambda: home.printer.current_print)
        before = home.printer.current_print
        hass.config_entries.async_update_subentry(
            home.entry, home.entry.subentries[home.subentry_id], title="Endeavour"
        )
        await home.until(heard)
        assert home.printer.current_print is before
        home.status("idle")
        await home.until(lambda: home.printer.current_print is None)
    assert home.told == ["PrintStarted", "PrintDone"]


async def test_renamed_entity(home: Home, hass: HomeAssistant) -> None:
    """An entity that is renamed goes on telling; one that is removed is missed."""
    registry = er.async_get(hass)
    found = registry.async_get_or_create(
        "sensor", "test", "status", suggested_object_id="old"
    )
    subentry = home.entry.subentries[home.subentry_id]
    hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**subentry.data, "status": found.id}
    )
    hass.states.async_set("sensor.old", "idle")
    await home.set_up()
    registry.async_update_entity("sensor.old", new_entity_id="sensor.new")
    hass.states.async_set("sensor.new", "printing")
    await home.until(lambda: home.printer.current_print)
    assert home.issues() == set()
    registry.async_remove("sensor.new")
    await home.until(lambda: home.issues() == {"agent_entities_removed"})


async def test_device_leads_to_the_printers_own(
    home: Home, hass: HomeAssistant
) -> None:
    """The printer's device in Obico leads to its own device, for as long as it is reported."""
    device_id = add_printer_device(hass, "bambu_lab", [])
    subentry = home.entry.subentries[home.subentry_id]
    hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**subentry.data, "printer_device": device_id}
    )
    await home.set_up()

    def own() -> dr.DeviceEntry:
        devices = dr.async_entries_for_config_entry(
            dr.async_get(hass), home.entry.entry_id
        )
        return next(device for device in devices if device.name == "Ender")

    assert own().via_device_id == device_id
    told = json.loads(home.printer.remote_agent.settings()["printer_metadata"])
    assert told == {"make": "Maker", "model": "P1S"}
    hass.config_entries.async_remove_subentry(home.entry, home.subentry_id)
    await hass.async_block_till_done()
    assert own().via_device_id is None


async def test_subentry_removed(
    home: Home, hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Without its subentry nothing is reported, and nothing of it is left."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    subentry_id = home.subentry_id
    key = f"{DOMAIN}.agent_{subentry_id}"
    await home.until(lambda: key in hass_storage)
    hass.config_entries.async_remove_subentry(home.entry, subentry_id)
    await home.until(lambda: not home.printer.online)
    assert key not in hass_storage
    assert hass.states.get("binary_sensor.ender_reporting_to_obico") is None
    assert home.entry.state is ConfigEntryState.LOADED
    assert hass.states.get("sensor.ender") is not None


async def test_subentry_changed(home: Home, hass: HomeAssistant) -> None:
    """A change is reported at once, and a switch comes where there is no status any more."""
    await home.set_up()
    subentry = home.entry.subentries[home.subentry_id]
    data = {key: value for key, value in subentry.data.items() if key != "status"}
    hass.config_entries.async_update_subentry(home.entry, subentry, data=data)
    await home.until(lambda: home.state("switch", "printing") == "off")
    hass.config_entries.async_update_subentry(
        home.entry, subentry, data={**data, "status": STATUS}
    )
    await home.until(lambda: hass.states.get("switch.ender_printing") is None)
    home.status("printing")
    await home.until(lambda: home.printer.current_print)


async def test_entry_removed(
    home: Home, hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """A removed entry leaves nothing behind."""
    await home.set_up()
    home.status("printing")
    key = f"{DOMAIN}.agent_{home.subentry_id}"
    await home.until(lambda: key in hass_storage)
    await hass.config_entries.async_remove(home.entry.entry_id)
    await hass.async_block_till_done()
    assert key not in hass_storage
    await home.until(lambda: not home.printer.online)


# The camera


async def fail_of(home: Home, **changes: Any) -> None:
    """Have the camera fail while printing."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.current_print)
    await home.until(lambda: home.state("binary_sensor", "ai_watching") == "on")
    for name, value in changes.items():
        setattr(home.camera, name, value)


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        (None, "camera_unavailable"),
        (b"<html>", "camera_unavailable"),
        (jpeg((2, 2, 2)), "camera_black"),
    ],
    ids=["none", "rubbish", "black"],
)
@pytest.mark.parametrize("with_account", [False, True])
async def test_camera_fails(home: Home, content: bytes | None, issue: str) -> None:
    """A camera that shows nothing is told; nobody says to watch; the print goes on."""
    await fail_of(home, content=content)
    await home.until(lambda: home.issues() == {issue})
    await home.until(lambda: home.state("binary_sensor", "ai_watching") == "off")
    assert home.state("sensor", "ai_not_watching_reason") == "no_pictures"
    assert home.state("sensor", "ai_verdict") == "not_watching"
    assert home.printer.phase is Phase.PRINTING
    home.camera.content = jpeg()
    await home.until(lambda: home.issues() == set())
    await home.until(lambda: home.state("binary_sensor", "ai_watching") == "on")


@with_an_account
async def test_printer_goes_while_nobody_sees_it(home: Home) -> None:
    """A printer that is deleted in Obico takes its trouble along."""
    await fail_of(home, content=None)
    await home.until(lambda: home.state("binary_sensor", "ai_watching") == "off")
    home.printer.delete()
    await home.entry.runtime_data.async_refresh()
    await home.until(lambda: home.state("binary_sensor", "ai_watching") is None)
    assert not list(home.entry.runtime_data.reporters)


@pytest.mark.parametrize("fields", [{"rotation": "90", "flip_horizontal": True}])
async def test_how_the_camera_hangs(home: Home) -> None:
    """Pictures are posted as they are taken, and Obico is told how to turn them."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.uploads)
    webcam = home.printer.remote_agent.webcam
    assert webcam is not None
    assert webcam.name == "Shelf"
    assert (webcam.rotation, webcam.flip_horizontal) == (90, True)
    assert home.printer.picture_bytes() == home.camera.content


@pytest.mark.parametrize("fields", [{"camera": "camera.bench"}])
async def test_name_of_a_camera_that_turns_up_later(
    home: Home, hass: HomeAssistant
) -> None:
    """Obico is told what the camera is called as soon as that is known, and keeps it."""
    await home.set_up()
    agent = home.printer.remote_agent

    def told() -> list[str]:
        return [
            message["settings"]["webcams"][0]["name"]
            for message in agent.inspector.messages
            if "settings" in message
        ]

    assert told() == ["Camera"]
    camera = FakeCamera("Bench")
    assert await add_camera(hass, camera) == "camera.bench"
    home.status("printing")
    await home.until(lambda: told() == ["Camera", "Bench"])
    hass.states.async_remove("camera.bench")
    home.status("idle")
    await home.until_phase(Phase.OPERATIONAL)
    assert told() == ["Camera", "Bench"]


async def test_slow_camera(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A camera that takes too long is told."""
    release = asyncio.Event()

    async def wait(*_: Any, **__: Any) -> bytes:
        await release.wait()
        return jpeg()

    await fail_of(home)
    with patch("custom_components.obico.agent_pictures.TIME_LIMIT", 0.05):
        monkeypatch.setattr(home.camera, "async_camera_image", wait)
        await home.until(lambda: home.issues() == {"camera_slow"})
        release.set()
        await home.until(lambda: home.issues() == set())


async def test_huge_pictures(home: Home) -> None:
    """Very large pictures are told, and watched all the same."""
    await fail_of(home, content=jpeg(size=(4200, 300)))
    await home.until(lambda: home.issues() == {"camera_huge"})
    assert home.state("binary_sensor", "ai_watching") == "on"


@pytest.mark.parametrize("fields", [{"camera": "camera.gone"}])
async def test_no_camera(home: Home) -> None:
    """A camera that is not there is missed, and cannot give pictures."""
    await home.set_up()
    home.status("printing")
    await home.until(
        lambda: home.issues() == {"agent_entities_removed", "camera_unavailable"}
    )


async def test_trouble_ends_with_its_print(home: Home) -> None:
    """A camera that nobody wants to look through is no trouble any more."""
    await fail_of(home, content=None)
    await home.until(lambda: home.issues() == {"camera_unavailable"})
    home.status("idle")
    await home.until(lambda: home.issues() == set())


# Temperatures


@pytest.mark.parametrize(
    "fields",
    [
        {
            "nozzle_temperature": "sensor.nozzle",
            "nozzle_target": "input_number.nozzle",
            "bed_temperature": "sensor.bed",
            "bed_target": "sensor.bed_target",
        }
    ],
)
async def test_temperatures(home: Home, hass: HomeAssistant) -> None:
    """Temperatures are shown in Obico; a target that is a number can be set from there."""
    fahrenheit = {"unit_of_measurement": "°F"}
    hass.states.async_set("sensor.nozzle", "400", fahrenheit)
    hass.states.async_set("input_number.nozzle", "410", fahrenheit)
    hass.states.async_set("sensor.bed", "60")
    hass.states.async_set("sensor.bed_target", "60")
    calls = take_actions(hass, "input_number", "set_value")
    await home.set_up()
    await home.until(lambda: home.state("sensor", "nozzle_temperature") is not None)
    assert float(home.state("sensor", "nozzle_temperature") or 0) == pytest.approx(
        204.4, abs=0.1
    )
    # No number of ours shows it.
    assert home.state("sensor", "bed_target_temperature") == "60.0"
    stream = await home.entry.runtime_data.async_connect(home.printer.id)
    await stream.request("_printer", "set_temperature", ["tool0", 200])
    assert calls[0].data == {"entity_id": "input_number.nozzle", "value": 392.0}
    with pytest.raises(ObicoCommandError) as refused:
        await stream.request("_printer", "set_temperature", ["bed", 50])
    assert "bed" in (refused.value.reason or "")


# Keys and other agents


async def test_refused_key_of_a_printer(home: Home, hass: HomeAssistant) -> None:
    """A key that ends is asked for anew."""
    await home.set_up()
    home.printer.new_key()
    home.printer.remote_agent.drop()
    await home.until(
        lambda: any(
            flow["context"]["source"] == "reauth"
            for flow in hass.config_entries.flow.async_progress()
        )
    )
    assert home.state("binary_sensor", "reporting_to_obico") == "off"


@with_an_account
@pytest.mark.parametrize("live", [True, False])
async def test_refused_key_of_an_account(home: Home, live: bool) -> None:
    """An account tells the new key, and the reporter goes on with it."""
    if not live:
        polling_only(home.hass, home.entry)
    await home.set_up()
    home.printer.new_key()
    home.printer.remote_agent.drop()
    reporters = home.entry.runtime_data.reporters
    await home.until(lambda: [one.key for one in reporters] == [home.printer.key])
    await home.until(lambda: home.state("binary_sensor", "reporting_to_obico") == "on")


async def test_another_agent_comes(
    home: Home, hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    """Whoever takes our place is left alone, over restarts too, until a person wants."""
    await home.set_up()
    # Some other program connects with the same key.
    async with (
        ClientSession() as session,
        session.ws_connect(
            f"{home.simulator.url}/ws/dev/",
            headers={"authorization": f"bearer {home.printer.key}"},
        ),
    ):
        await home.until(lambda: home.issues() == {"agent_replaced"})
    home.simulator.printers[home.printer.id].remote_agent.inspector.violations.clear()
    assert home.state("binary_sensor", "reporting_to_obico") == "off"
    await hass.config_entries.async_reload(home.entry.entry_id)
    await home.until(lambda: home.issues() == {"agent_replaced"})
    await home.until(lambda: not home.printer.online)

    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    response = await client.post(
        "/api/repairs/issues/fix",
        json={"handler": DOMAIN, "issue_id": f"agent_replaced_{home.subentry_id}"},
    )
    form = await response.json()
    assert form["description_placeholders"] == {"printer": "Ender"}
    await client.post(f"/api/repairs/issues/fix/{form['flow_id']}", json={})
    await home.until(lambda: home.printer.online)
    assert home.issues() == set()


async def test_diagnostics(home: Home, hass: HomeAssistant) -> None:
    """A helper sees how reporting goes, and no key."""
    await home.set_up()
    home.status("printing")
    await home.until(lambda: home.printer.uploads > 2)
    told = await async_get_config_entry_diagnostics(hass, home.entry)
    (reported,) = told["reported"]
    assert reported["printer_id"] == home.printer.id
    assert reported["commands"] == ["cancel", "pause", "resume"]
    assert reported["entities"]["status"] == STATUS
    assert reported["session"]["connected"] is True
    assert reported["session"]["pictures_posted"] > 0
    assert reported["ended_by"] is None
    assert home.printer.key not in str(told)


@with_an_account
async def test_two_printers(home: Home, hass: HomeAssistant, account: Account) -> None:
    """What happens to one reported printer of an account does nothing to another."""
    other = account.add_printer("Prusa")
    other.remote_agent.inspector.second = 0.002
    (first,) = home.entry.subentries.values()
    hass.config_entries.async_add_subentry(
        home.entry,
        ConfigSubentry(
            data=MappingProxyType(
                {**first.data, CONF_PRINTER_ID: other.id, "status": "input_select.mk4"}
            ),
            subentry_type=SUBENTRY_AGENT,
            title=other.name,
            unique_id=str(other.id),
        ),
    )
    hass.states.async_set("input_select.mk4", "idle")
    await home.set_up()
    await home.until(lambda: other.online)
    home.status("printing")
    hass.states.async_set("input_select.mk4", "printing")
    await home.until(lambda: home.printer.current_print and other.current_print)

    def state(name: str) -> str:
        found = hass.states.get(f"binary_sensor.{name}_reporting_to_obico")
        return found.state if found else ""

    # Its key is replaced: another one is found, and the print goes on.
    running = home.printer.current_print
    other.new_key()
    other.remote_agent.drop()
    reporters = home.entry.runtime_data.reporters
    await home.until(lambda: other.key in [one.key for one in reporters])
    await home.until(lambda: state("prusa") == "on")
    assert state("ender") == "on"
    # Another agent comes.
    other.attach_agent(AgentKind.OCTOPRINT)
    other.remote_agent.drop()
    await home.until(lambda: home.issues() & {"agent_owned", "agent_replaced"})
    assert state("prusa") == "off"
    home.status("paused")
    await home.until_phase(Phase.PAUSED)
    assert state("ender") == "on"
    assert home.printer.current_print is running


async def test_printer_with_an_agent(home: Home) -> None:
    """A printer that has an agent is never reported."""
    home.printer.attach_agent(AgentKind.OCTOPRINT)
    await set_up(home.hass, home.entry)
    await home.until(lambda: home.issues() == {"agent_owned"})
    assert home.state("binary_sensor", "reporting_to_obico") == "off"
    assert home.printer.online
