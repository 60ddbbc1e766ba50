"""The blueprints that are shipped: sound, installed on request, never over a change."""

from hashlib import sha256
from pathlib import Path
import re
from urllib.parse import parse_qs, urlparse

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_mock_service,
)

from custom_components.obico import blueprints
from custom_components.obico.blueprints import SHIPPED
from custom_components.obico.const import DOMAIN
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.json import load_json_object
from homeassistant.util.yaml import load_yaml_dict

from .acting import ask, device_id, refusal
from .conftest import set_up
from .simulator import SimulatedPrinter
from .sources import ROOT, read_json
from .test_repository import HACS

FILES = sorted(SHIPPED.glob("*.yaml"))
NAMES = [f"{DOMAIN}/{path.name}" for path in FILES]

each_blueprint = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@pytest.fixture
async def folder(
    hass: HomeAssistant, account_entry: MockConfigEntry, tmp_path: Path
) -> Path:
    """Return where blueprints are installed to."""
    hass.config.config_dir = str(tmp_path)
    await set_up(hass, account_entry)
    return tmp_path / "blueprints" / "automation" / DOMAIN


def names(folder: Path) -> list[str]:
    """Return the names of the files in a folder, which may not be there."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def file_in_the_way(folder: Path) -> None:
    """Have a file where the folder should be."""
    folder.parent.mkdir(parents=True)
    folder.write_text("I am a file")


@each_blueprint
def test_blueprint(path: Path) -> None:
    """Home Assistant accepts it, its inputs are explained, and it says where it is from."""
    blueprint = Blueprint(
        load_yaml_dict(str(path)),
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    assert blueprint.validate() is None
    metadata = blueprint.metadata
    assert metadata["homeassistant"]["min_version"] == HACS["homeassistant"]
    assert metadata["description"]
    assert metadata["author"]
    repository = read_json("manifest.json")["documentation"]
    place = path.relative_to(ROOT)
    assert metadata["source_url"] == f"{repository}/blob/main/{place}"
    for given in blueprint.inputs.values():
        assert given["name"]
        assert given["selector"]


@each_blueprint
def test_versions(path: Path) -> None:
    """Whoever changes a blueprint adds the new version to the known ones."""
    known = load_json_object(blueprints.VERSIONS)
    assert known.keys() == {file.name for file in FILES}
    assert sha256(path.read_bytes()).hexdigest() in known[path.name]  # type: ignore[operator]


def test_every_blueprint_is_told() -> None:
    """docs/automations.md has each by its name, with a badge that imports it."""
    text = (ROOT / "docs" / "automations.md").read_text("utf-8")
    links = re.findall(r"\((https://my\.home-assistant\.io/redirect/[^)]+)\)", text)
    found = {parse_qs(urlparse(link).query)["blueprint_url"][0] for link in links}
    told = [load_yaml_dict(str(path))["blueprint"] for path in FILES]
    assert found == {blueprint["source_url"] for blueprint in told}
    assert all(f"| {blueprint['name']} |" in text for blueprint in told)


async def test_install(hass: HomeAssistant, folder: Path) -> None:
    """All are there afterwards, beside Home Assistant's own; again, there is nothing to do."""
    answer = await ask(hass, "install_blueprints")
    assert answer == {"installed": NAMES, "updated": [], "up_to_date": [], "kept": []}
    assert names(folder) == [path.name for path in FILES]
    found = await async_get_blueprints(hass).async_get_blueprints()
    assert all(isinstance(found[name], Blueprint) for name in NAMES)
    assert any(name.startswith("homeassistant/") for name in found)
    answer = await ask(hass, "install_blueprints")
    assert answer == {"installed": [], "updated": [], "up_to_date": NAMES, "kept": []}


async def test_update(
    hass: HomeAssistant, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An older version is updated, with the automations made of it; a changed one is kept."""
    await ask(hass, "install_blueprints")
    old, changed = folder / FILES[0].name, folder / FILES[1].name
    for path in (old, changed):
        path.write_text(f"{path.read_text('utf-8')}# another\n", "utf-8")
    versions = load_json_object(blueprints.VERSIONS)
    earlier = sha256(old.read_bytes()).hexdigest()
    monkeypatch.setattr(
        blueprints,
        "load_json_object",
        lambda _: {**versions, old.name: [earlier, *versions[old.name]]},  # type: ignore[misc]
    )
    reloads = async_mock_service(hass, "automation", "reload")
    answer = await ask(hass, "install_blueprints")
    assert answer == {
        "installed": [],
        "updated": NAMES[:1],
        "up_to_date": NAMES[2:],
        "kept": NAMES[1:2],
    }
    assert old.read_bytes() == FILES[0].read_bytes()
    assert changed.read_text("utf-8").endswith("# another\n")
    assert len(reloads) == 1
    await ask(hass, "install_blueprints")
    assert len(reloads) == 1


async def test_folder_cannot_be_written(
    hass: HomeAssistant, file_in_the_way: None
) -> None:
    """A person is told when there is no place for them."""
    assert await refusal(hass, "install_blueprints") == "blueprints_not_written"


async def test_file_cannot_be_written(hass: HomeAssistant, folder: Path) -> None:
    """A person is told when something is in the way of one."""
    (folder / FILES[0].name).mkdir(parents=True)
    assert await refusal(hass, "install_blueprints") == "blueprints_not_written"


async def test_only_administrators(
    hass: HomeAssistant, folder: Path, hass_read_only_user: MockUser
) -> None:
    """Nobody else writes into the configuration."""
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "install_blueprints",
            context=Context(user_id=hass_read_only_user.id),
            blocking=True,
        )
    assert names(folder) == []


async def test_get_entities(
    hass: HomeAssistant,
    octoprint: SimulatedPrinter,
    klipper: SimulatedPrinter,
    account_entry: MockConfigEntry,
) -> None:
    """The entities of a printer are found, though they were renamed."""
    assert await async_setup_component(hass, "homeassistant", {})
    await set_up(hass, account_entry)
    er.async_get(hass).async_update_entity(
        "button.prusa_pause_print", new_entity_id="button.halt"
    )
    prusa = device_id(hass, account_entry, octoprint)
    entities = (await ask(hass, "get_entities", device_id=prusa))["entities"]
    assert entities["button.pause"] == "button.halt"
    assert entities["sensor.tool0_temperature"] == "sensor.prusa_nozzle_temperature"
    assert entities["event.alert"] == "event.prusa_failed_print_alerts"
    assert not any("voron" in entity_id for entity_id in entities.values())
    assert await refusal(hass, "get_entities", device_id="none") == "device_not_found"
