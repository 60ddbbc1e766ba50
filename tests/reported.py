"""What tests of reported printers share: printers of other integrations, and their states."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.button import ButtonEntity
from homeassistant.components.camera import Camera
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity_component import EntityComponent
from homeassistant.setup import async_setup_component

SERIAL = "00M09A391800123"
BAMBU = (
    "button.pause",
    "button.resume",
    "button.stop",
    "camera.camera",
    "number.target_bed_temperature",
    "number.target_nozzle_temperature",
    "sensor.bed_temp",
    "sensor.chamber_temp",
    "sensor.current_layer",
    "sensor.gcode_file",
    "sensor.gcode_file_downloaded",
    "sensor.nozzle_temp",
    "sensor.print_progress",
    "sensor.print_status",
    "sensor.remaining_time",
    "sensor.subtask_name",
    "sensor.target_bed_temp",
    "sensor.target_nozzle_temp",
    "sensor.total_layers",
)


def add_printer_device(
    hass: HomeAssistant,
    integration: str,
    unique_ids: Iterable[str],
    *,
    name: str = "P1S",
) -> str:
    """Register a printer of another integration with its entities; return its device.

    `unique_ids` have their platform before them; entities are called after both.
    """
    entry = MockConfigEntry(domain=integration, title=name)
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(integration, entry.entry_id)},
        manufacturer="Maker",
        model=name,
        name=name,
    )
    for unique_id in unique_ids:
        domain, _, own = unique_id.partition(".")
        er.async_get(hass).async_get_or_create(
            domain,
            integration,
            own,
            config_entry=entry,
            device_id=device.id,
            suggested_object_id=f"{name} {own.rpartition(SERIAL)[2].strip('_-')}",
        )
    return device.id


def add_bambu(hass: HomeAssistant) -> str:
    """Register a Bambu Lab printer as its integration does; return its device."""
    ids = []
    for entity in BAMBU:
        domain, _, key = entity.partition(".")
        ids.append(f"{domain}.{SERIAL}_{key}")
    return add_printer_device(hass, "bambu_lab", ids)


def jpeg(
    colour: tuple[int, int, int] = (180, 90, 30),
    size: tuple[int, int] = (640, 480),
    kind: str = "JPEG",
) -> bytes:
    """Return a picture of one colour."""
    output = BytesIO()
    Image.new("RGB", size, colour).save(output, kind)
    return output.getvalue()


class FakeCamera(Camera):
    """A camera that gives what it is told to give."""

    _attr_should_poll = False

    def __init__(self, name: str = "Shelf") -> None:
        """Begin with a picture."""
        super().__init__()
        self._attr_name = name
        self._attr_unique_id = f"camera {name}"
        self.content: bytes | None = jpeg()
        self.asked = 0

    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the picture."""
        self.asked += 1
        return self.content


async def add_camera(hass: HomeAssistant, camera: Camera) -> str:
    """Add a camera, and return its entity."""
    component: EntityComponent[Camera] = hass.data["camera"]
    await component.async_add_entities([camera])
    return camera.entity_id


class FakeButton(ButtonEntity):
    """A button of a printer that cannot be reached at first."""

    _attr_should_poll = False
    _attr_name = "Pause"
    _attr_available = False

    def __init__(self) -> None:
        """Begin without a press."""
        self.pressed = 0

    def make_available(self, *, available: bool) -> None:
        """Let the printer be reached, or not."""
        self._attr_available = available
        self.async_write_ha_state()

    async def async_press(self) -> None:
        """Count a press."""
        self.pressed += 1


async def add_button(hass: HomeAssistant, button: FakeButton) -> None:
    """Add a button, as `button.pause`."""
    assert await async_setup_component(hass, "button", {})
    component: EntityComponent[ButtonEntity] = hass.data["button"]
    await component.async_add_entities([button])
    assert button.entity_id == "button.pause"


def take_actions(hass: HomeAssistant, domain: str, *actions: str) -> list[ServiceCall]:
    """Register actions of another integration; return a list to which calls are added."""
    calls: list[ServiceCall] = []

    @callback
    def note(call: ServiceCall) -> None:
        calls.append(call)

    for action in actions:
        hass.services.async_register(domain, action, note)
    return calls
