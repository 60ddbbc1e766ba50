"""Speaking with Assist about printers, through its conversation API."""

import asyncio
from datetime import timedelta
import re
import sys
from typing import Any
from unittest.mock import Mock, patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.obico.const import ASSISTANT, DOMAIN
from custom_components.obico.voice_grammar import Grammar
from custom_components.obico.voice_questions import TIME_TO_ANSWER
from homeassistant.components.conversation import async_converse
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .acting import device_id
from .assist import Dialog, dialog, expose, place, printing
from .conftest import polling_only, set_up
from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter
from .test_coordinator import pushed

__all__ = ["dialog"]

pytestmark = pytest.mark.usefixtures("quick_commands")

NOTHING_PRINTS = "Nothing is being printed."
SURE = "Shall I cancel the print of benchy v2 on Prusa?"


async def refresh(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Have the entry look at its printers."""
    await entry.runtime_data.async_refresh()
    await hass.async_block_till_done()


async def unheard(dialog: Dialog, text: str) -> bool:
    """Say something that is left to the rest of Assist; tell whether it was."""
    answer = await dialog.say(text)
    return not re.search(r"is (not )?printing|is offline|I've|asked you", answer)


@pytest.fixture
async def entry(
    hass: HomeAssistant, dialog: Dialog, account_entry: MockConfigEntry
) -> MockConfigEntry:
    """Return an entry of the account, set up when its printers are there."""
    polling_only(hass, account_entry)
    return account_entry


async def test_one_printer(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """The only printer is told of, whatever it does."""
    await set_up(hass, entry)
    assert await dialog.say("how is my print doing?") == "Prusa is not printing."
    assert dialog.response["response_type"] == "action_done"
    printing(simulator, octoprint)
    await refresh(hass, entry)
    assert await dialog.say("how is my print doing?") == (
        "Prusa is printing benchy v2. 0 percent is done, with 1 hour and 40 minutes to go."
    )
    assert await dialog.say("what is printing") == "Prusa is printing benchy v2."
    assert await dialog.say("how long until the print is done") == (
        "The print on Prusa will be done in 1 hour and 40 minutes."
    )
    assert (
        await dialog.say("is anything wrong with my printer") == "Everything is fine."
    )
    octoprint.pause()
    octoprint.settle()
    await refresh(hass, entry)
    assert await dialog.say("how is my print doing?") == (
        "The print of benchy v2 on Prusa is paused. 0 percent is done."
    )
    assert await dialog.say("when will my print be done?") == (
        "The print on Prusa is paused, with 1 hour and 40 minutes to go."
    )
    octoprint.go_offline()
    await refresh(hass, entry)
    assert await dialog.say("how is my print doing?") == "Prusa is offline."
    assert await dialog.say("is my printer ok?") == "Prusa is offline."


async def test_troubles(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """An alert is told until it is acknowledged, and an error for as long as it lasts."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert octoprint.set_failure_score(0.5)
    await refresh(hass, entry)
    failing = "Obico thinks that the print on Prusa is failing."
    assert await dialog.say("is anything wrong with the Prusa") == failing
    assert (await dialog.say("how is my print doing")).endswith(f"to go. {failing}")
    octoprint.fail("Thermal runaway")
    await refresh(hass, entry)
    assert await dialog.say("is anything wrong with the Prusa") == (
        "Prusa reports an error."
    )


async def test_what_an_agent_tells(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What an agent tells beside the state is told; what it does not tell is not made up."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert octoprint.agent
    assert octoprint.current_print
    status = octoprint.agent.status() or {}
    vague = {
        **status,
        "job": {},
        "progress": {"completion": 42.7},
        "state": {**status["state"], "error": "Heater is slow"},
        "user_interaction_required": True,
    }
    monkeypatch.setattr(octoprint.agent, "status", lambda: vague)
    monkeypatch.setattr(octoprint.current_print, "file_name", "")
    octoprint.publish()
    await refresh(hass, entry)
    troubles = "Prusa reports an error. Prusa needs somebody to look after it."
    assert await dialog.say("is anything wrong with my printer") == troubles
    assert await dialog.say("how is my print doing") == (
        f"Prusa is printing. 42 percent is done. {troubles}"
    )
    assert await dialog.say("how long until the print is done") == (
        "I can't tell yet how long the print on Prusa will take."
    )
    assert await dialog.say("cancel the print") == "Shall I cancel the print on Prusa?"


async def test_server_away(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """What nobody knows is not told as if it were known."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    await simulator.stop()
    await refresh(hass, entry)
    unknown = "I can't tell what Prusa is doing right now."
    for question in ("how is my print doing", "is anything wrong with my printer"):
        assert await dialog.say(question) == unknown
    assert await dialog.say("pause the print") == unknown


async def test_several_printers(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """Of several printers those that print are told of, or that one that is named."""
    await set_up(hass, entry)
    for question in (
        "how is my print doing",
        "what is printing",
        "when is my print done",
    ):
        assert await dialog.say(question) == NOTHING_PRINTS
    assert (
        await dialog.say("is anything wrong with my printers") == "Everything is fine."
    )
    printing(simulator, octoprint)
    printing(simulator, klipper, "cube.gcode")
    await refresh(hass, entry)
    assert await dialog.say("what are my printers doing") == (
        "Prusa is printing benchy v2. Voron is printing cube."
    )
    assert await dialog.say("what is the voron doing") == "Voron is printing cube."
    await place(hass, device_id(hass, entry, klipper), "Garage")
    assert (
        await dialog.say("what's printing in the garage?") == "Voron is printing cube."
    )
    assert await dialog.say("what is printing in the kitchen") != NOTHING_PRINTS


async def test_pause_and_resume(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """The only print that can be meant is paused and goes on."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert await dialog.say("resume the print") == "There is no paused print."
    assert await dialog.say("pause the print") == "I've paused the print on Prusa."
    assert await dialog.say("how is my print doing") == "Prusa is pausing its print."
    octoprint.settle()
    await refresh(hass, entry)
    assert octoprint.machine.phase == "paused"
    assert await dialog.say("pause the print on the Prusa") == (
        "The print of benchy v2 on Prusa is paused."
    )
    assert await dialog.say("pause the print") == "There is no print to pause."
    assert await dialog.say("resume the print") == "The print on Prusa goes on."
    octoprint.settle()
    assert octoprint.machine.phase == "printing"


async def test_which(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """Of several prints it is asked which one is meant; the area may tell."""
    printing(simulator, octoprint)
    printing(simulator, klipper)
    await set_up(hass, entry)
    which = "Which one: Prusa or Voron?"
    assert await dialog.say("pause the print") == which
    assert await dialog.say("no") == "All right, I'll leave it alone."
    assert await dialog.say("pause the print") == which
    assert await dialog.say("the voron") == "I've paused the print on Voron."
    klipper.settle()
    assert (octoprint.machine.phase, klipper.machine.phase) == ("printing", "paused")
    klipper.resume()
    klipper.settle()
    await refresh(hass, entry)

    satellite = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("test", "satellite")}
    )
    await place(hass, satellite.id, "Garage")
    await place(hass, device_id(hass, entry, octoprint), "Garage")
    result = await async_converse(
        hass, "pause the print", None, Context(), device_id=satellite.id
    )
    assert (
        result.response.speech["plain"]["speech"] == "I've paused the print on Prusa."
    )


async def test_which_of_three(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    account: Account,
    simulator: ObicoSimulator,
) -> None:
    """The satellite tells where somebody is; an answer may fail like any other wish."""
    printers = [
        account.add_printer(name, agent=AgentKind.OCTOPRINT)
        for name in ("Ender", "Prusa", "Voron")
    ]
    for printer in printers:
        printing(simulator, printer)
    await set_up(hass, entry)
    assert await dialog.say("pause the print") == "Which one: Ender, Prusa or Voron?"
    printers[1].deaf = True
    assert "Prusa did not react in time" in await dialog.say("the prusa")
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("test", "satellite")}
    )
    satellite = er.async_get(hass).async_get_or_create(
        "assist_satellite", "test", "satellite", device_id=device.id
    )
    await place(hass, device.id, "Garage")
    await place(hass, device_id(hass, entry, printers[2]), "Garage")
    result = await async_converse(
        hass, "pause the print", None, Context(), satellite_id=satellite.entity_id
    )
    assert (
        result.response.speech["plain"]["speech"] == "I've paused the print on Voron."
    )


async def test_printer_that_does_not_obey(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """What went wrong is told in words."""
    printing(simulator, octoprint)
    octoprint.deaf = True
    await set_up(hass, entry)
    assert "Prusa did not react in time" in await dialog.say("pause the print")


async def test_error_in_german(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """What went wrong is told in the language of whoever asked, not in English."""
    hass.config.language = "de"
    printing(simulator, octoprint)
    octoprint.deaf = True
    await set_up(hass, entry)
    assert await dialog.say("pausiere den Druck", language="de") == (
        "Prusa hat nicht rechtzeitig reagiert. "
        "Prüfe in Obico, ob der Drucker verbunden ist."
    )


async def test_slow_printer(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody waits long; if it fails after all, the log tells."""
    printing(simulator, octoprint)
    octoprint.deaf = True
    await set_up(hass, entry)
    with patch("custom_components.obico.voice_steering.PATIENCE", 0):
        assert await dialog.say("pause the print") == (
            "I've told Prusa, but it takes a moment."
        )
    while "not done" not in caplog.text:
        await asyncio.sleep(0.01)
    assert "What was asked by voice was not done: Prusa did not react" in caplog.text


async def test_slow_printer_obeys(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What takes its time and is done is not worth a word more."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    with patch("custom_components.obico.voice_steering.PATIENCE", 0):
        await dialog.say("pause the print")
    while entry.runtime_data.data.pending or octoprint.machine.phase == "printing":
        await asyncio.sleep(0.01)
    await refresh(hass, entry)
    assert "by voice" not in caplog.text


async def test_cancel(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """A print is cancelled after a yes."""
    await set_up(hass, entry)
    assert await dialog.say("cancel the print") == "Prusa is not printing."
    printing(simulator, octoprint)
    await refresh(hass, entry)
    assert await dialog.say("cancel the print") == SURE
    assert octoprint.machine.phase == "printing"
    assert await dialog.say("Yes, please.") == "I've cancelled the print on Prusa."
    octoprint.settle()
    assert octoprint.current_print is None
    assert await unheard(dialog, "yes")


async def test_cancel_which(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """Of several prints it is asked twice."""
    printing(simulator, octoprint)
    printing(simulator, klipper)
    await set_up(hass, entry)
    await dialog.say("cancel the print")
    assert await dialog.say("Prusa") == SURE
    assert await dialog.say("yes") == "I've cancelled the print on Prusa."
    octoprint.settle()
    assert octoprint.current_print is None
    assert klipper.machine.phase == "printing"


@pytest.mark.parametrize(
    "other", ["no", "what is printing", "turn on the light", "pause the voron", "Prusa"]
)
async def test_anything_but_yes(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
    other: str,
) -> None:
    """Whatever is said instead of yes, nothing is cancelled, not by a late yes either."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert await dialog.say("cancel the print") == SURE
    await dialog.say(other)
    assert await dialog.say("yes") in (
        "Sorry, I couldn't understand that",
        "I haven't asked you anything.",
    )
    assert octoprint.machine.phase == "printing"


async def test_yes_elsewhere(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """Only who was asked can answer."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert await dialog.say("cancel the print") == SURE
    assert await dialog.another().say("yes") == "I haven't asked you anything."
    assert octoprint.machine.phase == "printing"
    assert await dialog.say("yes") == "I've cancelled the print on Prusa."


async def test_yes_too_late(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """A question is forgotten after a minute."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert await dialog.say("cancel the print") == SURE
    async_fire_time_changed(
        hass, dt_util.utcnow() + timedelta(seconds=TIME_TO_ANSWER + 1)
    )
    await hass.async_block_till_done()
    assert await unheard(dialog, "yes")
    assert octoprint.machine.phase == "printing"


async def test_another_print_meanwhile(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """A yes is about the print that was asked about, and about no other."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert await dialog.say("cancel the print") == SURE
    octoprint.finish()
    octoprint.settle()
    printing(simulator, octoprint, "cube.gcode")
    await refresh(hass, entry)
    assert await dialog.say("yes") == "That print is over by now."
    assert octoprint.machine.phase == "printing"


async def test_exposure(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """A printer of which nothing is exposed is neither told of nor steered."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert await dialog.say("what is printing") == "Prusa is printing benchy v2."
    assert await dialog.say("cancel the print") == SURE
    await expose(hass, device_id(hass, entry, octoprint), exposed=False)
    assert await dialog.say("yes") == "That print is over by now."
    assert await dialog.say("what is printing") == "Voron is not printing."
    assert await dialog.say("pause the print on the Prusa") != "Prusa is not printing."
    assert await dialog.say("pause the print") == "Voron is not printing."
    await expose(hass, device_id(hass, entry, klipper), exposed=False)
    assert await unheard(dialog, "what is printing")
    assert get_agent_manager(hass).trigger_sentences == []
    state = er.async_get(hass).async_get("sensor.prusa")
    assert state
    await expose(hass, str(state.device_id), exposed=True)
    assert await dialog.say("what is printing") == "Prusa is printing benchy v2."
    assert octoprint.machine.phase == "printing"


async def test_names(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
) -> None:
    """Printers are called as in Home Assistant, by the aliases of their state, too."""
    await set_up(hass, entry)
    device = device_id(hass, entry, octoprint)
    dr.async_get(hass).async_update_device(device, name_by_user="Mk3 (left) | 1.5!")
    await hass.async_block_till_done()
    assert await dialog.say("what is Mk3 (left) | 1.5 doing?") == (
        "Mk3 (left) | 1.5! is not printing."
    )
    assert await unheard(dialog, "what is the prusa doing")
    registry = er.async_get(hass)
    state = registry.async_get("sensor.prusa")
    assert state
    aliases: Any = type(state.aliases)([*state.aliases, "big one"])
    registry.async_update_entity(state.entity_id, aliases=aliases)
    await hass.async_block_till_done()
    assert await dialog.say("what is the big one doing") == (
        "Mk3 (left) | 1.5! is not printing."
    )
    areas = ar.async_get(hass)
    await place(hass, device, "Garage")
    area = areas.async_get_area_by_name("Garage")
    assert area
    areas.async_update(area.id, aliases={"workshop"})
    await hass.async_block_till_done()
    assert await dialog.say("what is printing in the workshop") == (
        "Mk3 (left) | 1.5! is not printing."
    )


async def test_printers_come_and_go(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    account: Account,
    octoprint: SimulatedPrinter,
) -> None:
    """A printer can be spoken of as soon as it is there, until it is gone."""
    await set_up(hass, entry)
    printer = account.add_printer("Ender")
    await refresh(hass, entry)
    await pushed(hass, "sensor.ender", "offline")
    await expose(hass, device_id(hass, entry, printer), exposed=True)
    await hass.async_block_till_done()
    assert await dialog.say("what is the ender doing") == "Ender is offline."
    printer.delete()
    await refresh(hass, entry)
    assert await unheard(dialog, "what is the ender doing")


async def test_entries(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    key_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
) -> None:
    """Entries are heard together, and nothing is when the last one is unloaded."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "ignored_printers": [klipper.id]}
    )
    await set_up(hass, entry)
    await hass.async_block_till_done()
    assert await dialog.say("what is the voron doing") == "Voron is not printing."
    assert await dialog.say("what is the prusa doing") == "Prusa is not printing."
    assert await hass.config_entries.async_unload(key_entry.entry_id)
    await hass.async_block_till_done()
    assert await unheard(dialog, "what is the voron doing")
    assert await dialog.say("what is the prusa doing") == "Prusa is not printing."
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert get_agent_manager(hass).trigger_sentences == []
    assert await unheard(dialog, "what is the prusa doing")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert await dialog.say("what is the prusa doing") == "Prusa is not printing."


async def test_unload_with_a_question(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """A question does not outlive the last entry."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    assert await dialog.say("cancel the print") == SURE
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert get_agent_manager(hass).trigger_sentences == []


async def test_languages_of_pipelines(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What voice assistants speak is heard beside Home Assistant's own language."""
    # They clean sound, of which there is none here.
    monkeypatch.setitem(sys.modules, "pymicro_vad", Mock())
    monkeypatch.setitem(sys.modules, "pyspeex_noise", Mock())
    assert await async_setup_component(hass, "assist_pipeline", {})
    await set_up(hass, entry)
    question, answer = "was wird gerade gedruckt", "Prusa druckt gerade nicht."
    assert await dialog.say(question, language="de") != answer
    await dialog.command(
        "assist_pipeline/pipeline/create",
        name="Deutsch",
        language="de",
        conversation_engine="conversation.home_assistant",
        conversation_language="de",
        **dict.fromkeys(
            (
                "stt_engine",
                "stt_language",
                "tts_engine",
                "tts_language",
                "tts_voice",
                "wake_word_entity",
                "wake_word_id",
            )
        ),
    )
    await hass.async_block_till_done()
    assert await dialog.say(question, language="de") == answer
    # Whoever speaks English to it is understood, and so is the German answer.
    assert await dialog.say("what is printing", language="de") == (
        "Prusa is not printing."
    )
    printing(simulator, octoprint)
    await refresh(hass, entry)
    assert await dialog.say("cancel the print", language="de") == SURE
    assert await dialog.say("nein", language="en") == "All right, I'll leave it alone."


async def test_language_of_home_assistant(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
) -> None:
    """Another language of Home Assistant is heard at once; one that we lack is not."""
    await set_up(hass, entry)
    await hass.config.async_update(language="de")
    await hass.async_block_till_done()
    assert await dialog.say("was macht der Drucker", language="de-CH") == (
        "Prusa druckt gerade nicht."
    )
    await hass.config.async_update(language="cs")
    await hass.async_block_till_done()
    assert get_agent_manager(hass).trigger_sentences == []


async def test_names_that_change_meanwhile(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
) -> None:
    """What is not understood any more when it is looked at does nothing."""
    printing(simulator, octoprint)
    await set_up(hass, entry)
    with patch.object(Grammar, "recognize", return_value=None):
        assert await dialog.say("pause the print") == "Done"
    assert await dialog.say("cancel the print") == SURE
    with patch.object(Grammar, "recognize_answer", return_value=None):
        assert await dialog.say("yes") == "Done"
    assert octoprint.machine.phase == "printing"


async def test_own_sentences(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
) -> None:
    """A person's own sentences reach the intents."""
    get_agent_manager(hass).update_config_intents(
        {"ObicoWhatIsPrinting": {"data": [{"sentences": ["any plastic today"]}]}}
    )
    await set_up(hass, entry)
    assert await dialog.say("any plastic today") == "Prusa is not printing."
    assert dialog.response["response_type"] == "query_answer"


async def test_without_assist(
    hass: HomeAssistant, account_entry: MockConfigEntry, octoprint: SimulatedPrinter
) -> None:
    """A Home Assistant without Assist is left alone."""
    polling_only(hass, account_entry)
    assert await async_setup_component(hass, "homeassistant", {})
    await set_up(hass, account_entry)
    assert ASSISTANT not in hass.config.components
    assert await hass.config_entries.async_unload(account_entry.entry_id)
    assert DOMAIN in hass.config.components
