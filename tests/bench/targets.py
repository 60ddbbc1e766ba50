"""The integrations that are measured: what their entries are, and what tells a printer's state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import importlib
import pkgutil
import sys
import time
from types import ModuleType
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.const import Platform

from .server import Json

# Components that every Home Assistant has loaded before any printer's.
PRELOADED = (
    "binary_sensor", "button", "camera", "camera.webrtc", "conversation", "diagnostics", "event", "frontend", "http", "image",
    "lovelace", "media_source", "number", "recorder", "repairs", "select", "sensor", "stream", "switch",
    "system_health", "update", "webhook", "websocket_api", "zeroconf",
)  # fmt: skip

# Home Assistant has at most 10,000 enabled entities for an entry. Of more printers than
# this only the first sensors and the temperatures are set up.
MOST_WITH_ALL_ENTITIES, FEW_SENSORS = 150, 5


@dataclass(frozen=True)
class Target:
    """An integration; `live` are the options of its entries that (do not) follow live."""

    domain: str
    package: str
    interval: float
    make_entries: Callable[[Json], list[MockConfigEntry]]
    # The unique id of the sensor that shows a printer's state.
    state_id: Callable[[MockConfigEntry, str], str]
    polls_only: Mapping[str, object] | None = None
    counts: tuple[int, ...] = (1, 10, 100)

    def state_ids(self, entries: list[MockConfigEntry], world: Json) -> list[str]:
        """Return the unique ids of all printers' states."""
        if len(entries) == 1 and isinstance(world["printers"], dict):
            return [self.state_id(entries[0], number) for number in world["printers"]]
        return [self.state_id(entry, "") for entry in entries]

    def import_cpu_ms(self) -> float:
        """Import all modules, and return the CPU time that this took.

        It is the thread's: NumPy, which others import, leaves threads that are busy waiting.
        """
        # So is what every polling integration needs.
        importlib.import_module("homeassistant.helpers.update_coordinator")
        for name in PRELOADED:
            importlib.import_module(f"homeassistant.components.{name}")
        begin = time.thread_time()
        package = importlib.import_module(self.package)
        for module in pkgutil.walk_packages(package.__path__, f"{self.package}."):
            importlib.import_module(module.name)
        return 1000 * (time.thread_time() - begin)

    def choose_platforms(self, count: int) -> None:
        """Set up every platform but the camera; of very many printers only some sensors."""
        module: ModuleType = importlib.import_module(self.package)
        platforms = [name for name in module.PLATFORMS if name != Platform.CAMERA]
        if count > MOST_WITH_ALL_ENTITIES:
            platforms = [Platform.SENSOR]
            sensors: ModuleType = importlib.import_module(f"{self.package}.sensor")
            few = sensors.SENSORS[:FEW_SENSORS]
            patch.object(sensors, "SENSORS", few).start()
        patch.object(module, "PLATFORMS", platforms).start()


def _obico_entries(world: Json) -> list[MockConfigEntry]:
    """Return the entry of the account."""
    return [
        MockConfigEntry(
            domain="obico",
            title="bench",
            unique_id="user_bench",
            data={
                "url": world["url"],
                "credentials": {"kind": "session", "secret": world["session"]},
            },
        )
    ]


def _octoprint_entries(world: Json) -> list[MockConfigEntry]:
    """Return an entry for each printer."""
    return [
        MockConfigEntry(
            domain="octoprint",
            title=f"OctoPrint {index}",
            unique_id=f"octoprint-{index}",
            data={
                "api_key": "bench",
                "host": world["host"],
                "port": world["port"],
                "path": f"/{index}/",
                "ssl": False,
                "verify_ssl": True,
            },
        )
        for index in range(world["printers"])
    ]


def _prusalink_entries(world: Json) -> list[MockConfigEntry]:
    """Return an entry for each printer."""
    return [
        MockConfigEntry(
            domain="prusalink",
            title=f"Prusa {index}",
            version=1,
            minor_version=2,
            data={
                "host": f"http://{world['host']}:{world['port']}/{index}",
                "username": "maker",
                "password": "bench",
            },
        )
        for index in range(world["printers"])
    ]


TARGETS = {
    target.domain: target
    for target in (
        Target(
            domain="obico",
            package="custom_components.obico",
            interval=10,
            make_entries=_obico_entries,
            state_id=lambda entry, number: f"{entry.unique_id}_{number}_state",
            polls_only={"live": "never"},
            counts=(1, 10, 100, 1000),
        ),
        Target(
            domain="octoprint",
            package="homeassistant.components.octoprint",
            interval=30,
            make_entries=_octoprint_entries,
            state_id=lambda entry, _: f"Current State-{entry.unique_id}",
        ),
        Target(
            domain="prusalink",
            package="homeassistant.components.prusalink",
            interval=30,
            make_entries=_prusalink_entries,
            state_id=lambda entry, _: f"{entry.entry_id}_printer.state",
            # A hundred take as long as all the rest together.
            counts=(1, 10),
        ),
    )
}

if __name__ == "__main__":
    print(TARGETS[sys.argv[1]].import_cpu_ms())
