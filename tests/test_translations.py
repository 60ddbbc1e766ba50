"""Texts and icons: what code names is there, and what is there is named by code."""

import inspect
from pathlib import Path
import re
from typing import Any
from unicodedata import east_asian_width

import hass_frontend
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico.services import ACTIONS
from homeassistant import config_entries, data_entry_flow
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_entry_oauth2_flow, entity_registry as er
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.typing import UNDEFINED
from homeassistant.util.json import load_json_array
from homeassistant.util.yaml import load_yaml_dict

from .conftest import set_up
from .simulator import Account, AgentKind
from .sources import (
    COMPONENT,
    calls,
    descriptions,
    english,
    entity_domain,
    leaves,
    look_up,
    modules,
    placeholders,
    read_json,
    words,
)

# All come at once: a person sees either their language or English, never a mixture.
LANGUAGES = {"de", "es", "fr", "it", "ja", "nl", "pl", "pt-BR", "sv", "zh-Hans"}
FILES = sorted(path.stem for path in (COMPONENT / "translations").glob("*.json"))
CATEGORIES = {
    "application_credentials",
    "common",
    "config",
    "config_subentries",
    "device",
    "entity",
    "exceptions",
    "issues",
    "options",
    "selector",
    "services",
    "system_health",
}
KEY = re.compile(r"[a-z0-9](?:[a-z0-9]|[_-](?![_-]))*(?<![_-])")
# What hassfest refuses in a text: a tag, an address, a placeholder in single quotes.
REFUSED = re.compile(
    r"<[a-z/][^>]*>|\b(?:https?|ftps?|mqtt|wss?)://\w|\bwww\.\w|'\{\w+\}'|\[%key",
    re.IGNORECASE,
)

type EntityKey = tuple[str, str]


def options_of(description: EntityDescription) -> set[str] | None:
    """Return the states, or types of events, that a description lists."""
    listed: Any = getattr(description, "options", None) or getattr(
        description, "event_types", None
    )
    return set(listed) if listed else None


def described() -> dict[EntityKey, EntityDescription]:
    """Return the descriptions of all tables by platform and translation key."""
    return {
        (entity_domain(description), description.translation_key): description
        for description in descriptions()
        if description.translation_key
    }


@pytest.fixture
async def entity_keys(
    hass: HomeAssistant, account: Account, account_entry: MockConfigEntry
) -> set[EntityKey]:
    """Return platform and translation key of every entity, in a table or made for a printer."""
    account.add_printer("OctoPrint", agent=AgentKind.OCTOPRINT)
    account.add_printer(
        "Klipper",
        agent=AgentKind.KLIPPER,
        extra_heaters={
            "chamber": 40.0,
            "drybox": 50.0,
            "enclosure": None,
            "extruder1": 0.0,
        },
    )
    await set_up(hass, account_entry)
    made = {
        (entity.domain, entity.translation_key)
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), account_entry.entry_id
        )
        if entity.translation_key
    }
    return made | described().keys()


def in_file(texts: dict[str, Any]) -> set[EntityKey]:
    """Return platform and translation key of every entity of a file of texts or icons."""
    return {
        (domain, key)
        for domain, keys in texts.get("entity", {}).items()
        for key in keys
    }


def services() -> dict[str, Any]:
    """Return what services.yaml tells."""
    path = COMPONENT / "services.yaml"
    return load_yaml_dict(str(path)) if path.exists() else {}


def flat_fields(service: dict[str, Any] | None) -> dict[str, Any]:
    """Return the fields of a service, those of its sections included."""
    fields: dict[str, Any] = {}
    for name, field in ((service or {}).get("fields") or {}).items():
        fields |= field["fields"] if field and "fields" in field else {name: field}
    return fields


def test_english_is_what_hassfest_accepts() -> None:
    """Categories and keys are valid, and no text has what Home Assistant does not show."""
    assert english().keys() <= CATEGORIES
    assert not (COMPONENT / "strings.json").exists()
    for path, text in leaves(english()):
        where = ".".join(path)
        assert all(KEY.fullmatch(key) for key in path), where
        assert text and text == text.strip(), where
        assert not REFUSED.search(text), where
        assert all(name.isidentifier() for name in placeholders(text)), where
        if path[0] == "entity" and "state" in path:
            assert not placeholders(text), where


def test_files_are_sorted() -> None:
    """The keys of texts and icons stand in the order of the alphabet."""

    def check(value: Any, where: str) -> None:
        if isinstance(value, dict):
            assert list(value) == sorted(value), where
            for key, item in value.items():
                check(item, f"{where}.{key}")

    for name in (
        "icons.json",
        *(f"translations/{language}.json" for language in FILES),
    ):
        check(read_json(name), name)


def test_languages() -> None:
    """English is there, and the others all or none."""
    assert set(FILES) in ({"en"}, {"en"} | LANGUAGES)


@pytest.mark.parametrize("language", FILES)
def test_language_is_complete(language: str) -> None:
    """A language has every text of English, with the same placeholders, and no other."""
    expected = dict(leaves(english()))
    texts = dict(leaves(read_json(f"translations/{language}.json")))
    assert texts.keys() == expected.keys()
    for path, text in texts.items():
        where = ".".join(path)
        assert text and text == text.strip(), where
        assert not REFUSED.search(text), where
        assert placeholders(text) == placeholders(expected[path]), where


@pytest.mark.parametrize("language", FILES)
def test_menus_fit_a_phone(language: str) -> None:
    """No choice of a menu is cut off: a phone of 390 points shows about 40 letters."""
    for path, text in leaves(read_json(f"translations/{language}.json")):
        if path[-2] in ("menu_options", "menu_option_descriptions"):
            wide = sum(east_asian_width(letter) in "FW" for letter in text)
            limit = 40 if path[-2] == "menu_options" else 46
            assert len(text) + wide <= limit, ".".join(path)


def test_entities_have_texts(entity_keys: set[EntityKey]) -> None:
    """Every entity has a name, and every name an entity."""
    assert in_file(english()) == entity_keys


def test_states_have_texts() -> None:
    """Every state and type of event of a table has a text, and every text is of one."""
    for (domain, key), description in described().items():
        path = ["entity", domain, key]
        if domain == "event":
            path += ["state_attributes", "event_type"]
        texts = set(look_up(english(), [*path, "state"]) or ())
        if domain in ("binary_sensor", "switch"):
            assert texts <= {"on", "off"}, key
        elif (options := options_of(description)) is not None:
            assert texts == options, key
        else:
            assert not texts or domain == "select", key


def test_no_text_in_code() -> None:
    """Names and icons are translated, and every state that is one of a list is an enum."""
    for description in descriptions():
        assert description.name in (UNDEFINED, None), description.key
        assert description.icon is None, description.key
        if entity_domain(description) == "sensor" and options_of(description):
            assert description.device_class == SensorDeviceClass.ENUM, description.key


def test_icons(entity_keys: set[EntityKey]) -> None:
    """Every icon is of an entity or a service, and is one of Material Design's."""
    icons = read_json("icons.json")
    assert icons.keys() <= {"entity", "services"}
    assert in_file(icons) <= entity_keys
    assert icons.get("services", {}).keys() == services().keys()
    known = load_json_array(hass_frontend.where() / Path("static/mdi/iconList.json"))
    names = {f"mdi:{icon['name']}" for icon in known if isinstance(icon, dict)}
    for path, icon in leaves(icons):
        assert icon in names, ".".join(path)


def test_entities_have_icons() -> None:
    """An entity whose icon its device class does not tell has one, for real states only."""
    icons = read_json("icons.json")
    for (domain, key), description in described().items():
        icon = look_up(icons, ("entity", domain, key)) or {}
        if description.device_class in (None, SensorDeviceClass.ENUM):
            assert "default" in icon, key
        if domain in ("binary_sensor", "switch"):
            assert set(icon.get("state", ())) <= {"on", "off"}, key
        elif (options := options_of(description)) is not None:
            assert set(icon.get("state", ())) <= options, key


def test_services() -> None:
    """Every action and each of its fields is described, and has a text; nothing else does."""
    texts = english().get("services", {})
    assert texts.keys() == services().keys() == ACTIONS.keys()
    for name, service in services().items():
        assert {"name", "description"} <= texts[name].keys(), name
        fields = flat_fields(service)
        assert fields.keys() == {str(field) for field in ACTIONS[name].fields}, name
        assert texts[name].get("fields", {}).keys() == fields.keys(), name
        for field, text in texts[name].get("fields", {}).items():
            assert {"name", "description"} <= text.keys(), f"{name}.{field}"


def test_keys_that_code_names_have_texts() -> None:
    """An error, an issue or a selector that code names by its key has a text."""
    for name, arguments in calls():
        key = getattr(arguments.get("translation_key"), "value", None)
        if not isinstance(key, str):
            continue
        if "create_issue" in name:
            assert key in english()["issues"]
        elif "SelectorConfig" in name:
            assert key in english()["selector"]
        elif "translation_domain" in arguments:
            assert key in english()["exceptions"]


def test_texts_are_used() -> None:
    """Every error, issue, selector and line of system health is named by code."""
    in_services = {
        selector[kind]["translation_key"]
        for service in services().values()
        for field in flat_fields(service).values()
        for selector in [(field or {}).get("selector", {})]
        for kind in selector
        if "translation_key" in (selector[kind] or {})
    }
    for path in (
        ("common",),
        ("device",),
        ("exceptions",),
        ("issues",),
        ("system_health", "info"),
    ):
        assert set(look_up(english(), path) or ()) <= words(), path
    assert set(english().get("selector", ())) <= words() | in_services


def test_texts_of_flows_are_used() -> None:
    """Every step of a flow exists, with its fields; every error and reason is named."""
    steps = {
        name.removeprefix("async_step_")
        for module in modules().values()
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, data_entry_flow.FlowHandler)
        for name in dir(kind)
        if name.startswith("async_step_")
    }
    of_home_assistant = inspect.getsource(config_entries) + inspect.getsource(
        config_entry_oauth2_flow
    )
    flows = [english()["config"], english().get("options", {})]
    flows += english().get("config_subentries", {}).values()
    flows += [
        issue["fix_flow"]
        for issue in english().get("issues", {}).values()
        if "fix_flow" in issue
    ]
    for flow in flows:
        for reason in flow.get("abort", ()):
            assert reason in words() or f'"{reason}"' in of_home_assistant
        assert set(flow.get("error", ())) <= words()
        for name, step in flow.get("step", {}).items():
            assert name in steps
            choices = set(step.get("menu_options", ()))
            assert choices <= steps, name
            assert set(step.get("menu_option_descriptions", ())) in (set(), choices)
            sections = step.get("sections", {})
            assert set(sections) <= words(), name
            for part in (step, *sections.values()):
                assert set(part.get("data", ())) <= words(), name
                described_fields = part.get("data_description", {}).keys()
                assert part.get("data", {}).keys() == described_fields, name
