"""Every language hears and says the same, and what people say in it is understood."""

from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.intent import INTENTS
from custom_components.obico.voice_grammar import Grammar, spoken_names
from custom_components.obico.voice_language import FOLDER, LANGUAGES, Language
from custom_components.obico.voice_speech import spoken_file
from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import load_yaml_dict

from .acting import device_id
from .assist import Dialog, dialog, place, printing
from .conftest import polling_only, set_up
from .simulator import ObicoSimulator, SimulatedPrinter
from .sources import ROOT, placeholders

__all__ = ["dialog"]

REFERENCE = re.compile(r"<(\w+)>|\{(\w+)\}")
SAID: dict[str, dict[str, list[str]]] = load_yaml_dict(
    str(Path(__file__).parent / "voice_sentences.yaml")
)
ANSWERS = ("accept", "decline", "which")
# What the rest of Assist is asked, which is none of our business.
NOT_OURS = (
    "is anything wrong with my car",
    "how is the weather",
    "what is the temperature",
    "pause the music",
    "stop",
    "cancel the timer",
    "turn on the light in the studio",
    "yes",
    "no",
)

DOCUMENT = ROOT / "docs" / "voice.md"
ROW = re.compile(r"^\| (.+?) \| \*(.+)\* \| \*(.+)\* \|$", re.MULTILINE)
NAMED_IN_THE_DOCUMENT = {
    "Deutsch": "de",
    "Español": "es",
    "Français": "fr",
    "Italiano": "it",
    "日本語": "ja",
    "Nederlands": "nl",
    "Polski": "pl",
    "Português": "pt-BR",
    "Svenska": "sv",
    "中文": "zh-Hans",
}

each_language = pytest.mark.parametrize("code", LANGUAGES)


def content(code: str) -> dict[str, Any]:
    """Return the file of a language."""
    return load_yaml_dict(str(FOLDER / f"{code}.yaml"))


def sentences(group: dict[str, Any]) -> list[str]:
    """Return all templates of intents or answers."""
    return [
        sentence
        for intent in group.values()
        for data in intent["data"]
        for sentence in data["sentences"]
    ]


def test_languages() -> None:
    """There is a file of each language, and examples of what is said in it."""
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(LANGUAGES)
    assert sorted(SAID) == sorted(LANGUAGES)


@each_language
def test_parity(code: str) -> None:
    """A language has all intents, answers and texts, and the same values in them."""
    own, english = content(code), content("en")
    assert own.keys() == english.keys()
    assert own["language"] == code
    assert own["intents"].keys() == {item.intent_type for item in INTENTS}
    assert own["answers"].keys() == set(ANSWERS)
    assert {key: placeholders(text) for key, text in own["responses"].items()} == {
        key: placeholders(text) for key, text in english["responses"].items()
    }
    assert own["units"].keys() == english["units"].keys()
    for forms in own["units"].values():
        assert "other" in forms
        assert all(placeholders(text) == {"count"} for text in forms.values())


@each_language
def test_references(code: str) -> None:
    """Templates refer to rules and lists that are there; no rule is left over."""
    own = content(code)
    templates = [*sentences(own["intents"]), *sentences(own["answers"])]
    templates += own["expansion_rules"].values()
    found = [match for text in templates for match in REFERENCE.findall(text)]
    assert {rule for rule, _ in found if rule} == own["expansion_rules"].keys()
    assert {name for _, name in found if name} == {"area", "printer"}
    for intent, group in own["intents"].items():
        spelled = " ".join(sentences({intent: group}))
        assert "{printer}" in spelled, intent


@each_language
def test_examples(code: str) -> None:
    """There are examples of every intent and answer."""
    assert SAID[code].keys() == {*content(code)["intents"], *ANSWERS}
    assert all(
        len(examples) >= 3 or key in ANSWERS for key, examples in SAID[code].items()
    )


def test_examples_of_the_document() -> None:
    """docs/voice.md has examples of every intent in every language, which are understood."""
    text = DOCUMENT.read_text("utf-8")
    told: dict[str, list[str]] = {"en": []}
    for name, asked, ordered in ROW.findall(text):
        if (code := NAMED_IN_THE_DOCUMENT.get(name)) is None:
            told["en"].append(asked)
        else:
            told[code] = [*asked.split(" · "), *ordered.split(" · ")]
    assert told.keys() == set(LANGUAGES)
    for code, examples in told.items():
        grammar = Grammar(
            language=Language.load(code),
            printers=spoken_names([("Prusa",)]),
            areas=spoken_names([]),
        )
        heard = [grammar.recognize(example) for example in examples]
        assert {item.key for item in heard if item} == {
            item.intent_type for item in INTENTS
        }, (code, examples, heard)
        assert all(heard), (code, heard)


@each_language
@pytest.mark.parametrize("intent", [item.intent_type for item in INTENTS])
async def test_understood(
    hass: HomeAssistant,
    dialog: Dialog,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    code: str,
    intent: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What people say reaches the intent, with the printer or area that they name."""
    hass.config.language = code
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    await place(hass, device_id(hass, account_entry, octoprint), "Studio")
    for example in SAID[code][intent]:
        caplog.clear()
        answer = await dialog.another().say(example, language=code)
        assert "ObicoIntentHandler" in caplog.text, example
        assert f"- {intent}>" in caplog.text, example
        language = await hass.async_add_executor_job(Language.load, code)
        assert answer in {
            language.speech.say(key, printer="Prusa")
            for key in ("idle", "all_well", "nothing_printing")
        }


@each_language
async def test_answers_understood(
    hass: HomeAssistant,
    dialog: Dialog,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    simulator: ObicoSimulator,
    code: str,
) -> None:
    """A question is asked in the language, and what people answer is understood."""
    hass.config.language = code
    printing(simulator, octoprint)
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    speech = (await hass.async_add_executor_job(Language.load, code)).speech
    cancel = SAID[code]["ObicoCancelPrint"][0]
    sure = speech.say("cancel_sure", file="benchy v2", printer="Prusa")
    for example in SAID[code]["decline"]:
        assert await dialog.say(cancel) == sure
        assert await dialog.say(example) == speech.say("left_alone"), example
    printing(simulator, klipper, "cube.gcode")
    await account_entry.runtime_data.async_refresh()
    for example in SAID[code]["which"]:
        names = speech.listing(["Prusa", "Voron"], "or")
        assert await dialog.say(cancel) == speech.say("which", printers=names)
        assert await dialog.say(example) == sure, example


@each_language
async def test_yes(
    hass: HomeAssistant,
    dialog: Dialog,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    simulator: ObicoSimulator,
    quick_commands: None,
    code: str,
) -> None:
    """Each way to say yes cancels."""
    hass.config.language = code
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    speech = (await hass.async_add_executor_job(Language.load, code)).speech
    for example in SAID[code]["accept"]:
        printing(simulator, octoprint)
        await account_entry.runtime_data.async_refresh()
        await dialog.say(SAID[code]["ObicoCancelPrint"][0])
        told = speech.say("cancel_done", printer="Prusa")
        assert await dialog.say(example) == told, example
        octoprint.settle()
        assert octoprint.current_print is None


@each_language
def test_durations(code: str) -> None:
    """A duration has its two greatest units, in the right form."""
    speech = Language.load(code).speech
    told = {
        seconds: speech.duration(seconds)
        for seconds in (0, 29, 60, 120, 300, 1320, 3600, 3660, 7500, 90_000, 200_000)
    }
    assert told[0] == told[29] == speech.say("moment")
    assert all("{" not in text for text in told.values())
    assert len(set(told.values())) == len(told) - 1
    assert told[60].startswith("1")


@pytest.mark.parametrize(
    ("code", "seconds", "told"),
    [
        ("de", 7500, "2 Stunden und 5 Minuten"),
        ("en", 3660, "1 hour and 1 minute"),
        ("en", 93_784, "1 day and 2 hours"),
        ("ja", 7500, "2時間5分"),
        ("pl", 3660, "1 godzinę i 1 minutę"),
        ("pl", 7320, "2 godziny i 2 minuty"),
        ("pl", 5 * 3600 + 12 * 60, "5 godzin i 12 minut"),
        ("pl", 22 * 3600 + 25 * 60, "22 godziny i 25 minut"),
    ],
)
def test_forms(code: str, seconds: float, told: str) -> None:
    """Numbers have the form of the unit that the language gives them."""
    assert Language.load(code).speech.duration(seconds) == told


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("benchy.gcode", "benchy"),
        ("parts/left_hinge_v2.GCODE", "left hinge v2"),
        ("plate 1.gcode.3mf", "plate 1"),
        ("3DBenchy_0.2mm_PLA.bgcode", "3DBenchy 0.2mm PLA"),
        ("hinge.v2.g", "hinge.v2"),
        ("_.gcode", "_.gcode"),
    ],
)
def test_spoken_file(name: str, spoken: str) -> None:
    """A file is named as a person would."""
    assert spoken_file(name) == spoken


async def test_other_sentences(
    hass: HomeAssistant,
    dialog: Dialog,
    account_entry: MockConfigEntry,
    octoprint: SimulatedPrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever else Assist is asked stays its own."""
    polling_only(hass, account_entry)
    await set_up(hass, account_entry)
    await place(hass, device_id(hass, account_entry, octoprint), "Studio")
    for sentence in NOT_OURS:
        await dialog.another().say(sentence)
        assert "ObicoIntentHandler" not in caplog.text, sentence
