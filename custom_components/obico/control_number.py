"""Numbers that the printer itself is told: heater targets, feed rate, flow rate, fan."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import cast, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTemperature

from .client import Capabilities, Printer, PrinterState, PrinterStream, Status, controls
from .commands import Command
from .control_commands import set_number, set_temperatures, target_key, told_target
from .entity import ObicoEntity, ObicoEntityDescription
from .heaters import heater_name
from .sensor_values import whole_percent

# The highest target in °C, by what a heater is, where no profile of the printer is hotter.
HOTTEST = {"nozzle": 300, "nozzle_number": 300, "bed": 130, "chamber": 80}
HOTTEST_OF_OTHERS = 130


def needs_passthrough(capabilities: Capabilities) -> bool:
    """Tell whether the credentials open the way to a printer's agent."""
    return capabilities.passthrough


def takes_commands(printer: Printer) -> bool:
    """Tell whether it is known how to talk to a printer's agent."""
    return printer.agent_name in controls.DIALECTS


def is_connected(printer: Printer) -> bool:
    """Tell whether a printer can be told anything."""
    return printer.state not in (PrinterState.OFFLINE, PrinterState.ERROR)


@dataclass(frozen=True, kw_only=True)
class ObicoControlNumberEntityDescription(
    ObicoEntityDescription, NumberEntityDescription
):
    """Describes a number of a printer; its key is that of the wish."""

    told_fn: Callable[[Printer], float | None]
    command_fn: Callable[[Printer, float], Command]


def _rate(
    key: str,
    lowest: float,
    highest: float,
    told_fn: Callable[[Status], float | None],
    stream_fn: Callable[[PrinterStream, int], Awaitable[None]],
) -> ObicoControlNumberEntityDescription:
    """Describe a number in whole percent; the status tells it as a factor."""

    def told(printer: Printer) -> float | None:
        return whole_percent(told_fn(printer.status)) if printer.status else None

    return ObicoControlNumberEntityDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_passthrough,
        exists_fn=takes_commands,
        available_fn=is_connected,
        # Few people tune them, and a fan changes with the layers.
        entity_registry_enabled_default=False,
        native_unit_of_measurement=PERCENTAGE,
        native_min_value=lowest,
        native_max_value=highest,
        native_step=1,
        told_fn=told,
        command_fn=lambda printer, value: set_number(
            key,
            printer,
            value,
            told,
            lambda stream, percent: stream_fn(stream, round(percent)),
        ),
    )


# The limits of feed rate and flow rate are OctoPrint's.
RATES = (
    _rate(
        "feed_rate", 50, 200, lambda status: status.feed_rate, controls.set_feed_rate
    ),
    _rate(
        "flow_rate", 75, 125, lambda status: status.flow_rate, controls.set_flow_rate
    ),
    _rate("fan_speed", 0, 100, lambda status: status.fan_speed, controls.set_fan_speed),
)


def highest_target(printer: Printer, heater: str) -> float:
    """Return the highest target in °C that a heater can be given."""
    targets = (
        target for item in printer.temperature_profiles for target in item.targets
    )
    return max(
        [
            HOTTEST.get(heater_name(heater)[0], HOTTEST_OF_OTHERS),
            *(celsius for name, celsius in targets if name == heater),
        ]
    )


@cache
def _target(name: str, highest: float) -> ObicoControlNumberEntityDescription:
    """Describe the target of a heater; printers share it."""
    kind, placeholders = heater_name(name)
    return ObicoControlNumberEntityDescription(
        key=target_key(name),
        translation_key=f"{kind}_target",
        translation_placeholders=placeholders,
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_passthrough,
        exists_fn=takes_commands,
        available_fn=lambda printer: (
            (found := printer.heater(name)) is not None and not found.is_sensor
        ),
        device_class=NumberDeviceClass.TEMPERATURE,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        native_min_value=0,
        native_max_value=highest,
        native_step=1,
        mode=NumberMode.BOX,
        told_fn=partial(told_target, heater=name),
        command_fn=lambda _, value: set_temperatures({name: value}),
    )


def control_numbers(printer: Printer) -> Iterable[ObicoControlNumberEntityDescription]:
    """Describe the target of each heater, and the rates."""
    for heater in printer.heaters:
        if not heater.is_sensor:
            yield _target(heater.name, highest_target(printer, heater.name))
    yield from RATES


class ObicoControlNumber(
    ObicoEntity[ObicoControlNumberEntityDescription], NumberEntity
):
    """A number that the printer itself is told."""

    entity_description: ObicoControlNumberEntityDescription

    @override
    def _value(self) -> float | None:
        """Return what was set and is not told yet, else what the status tells."""
        wish = self.wishes.get(self.entity_description.key)
        return wish.value if wish else self.entity_description.told_fn(self.printer)

    @property
    @override
    def native_value(self) -> float | None:
        """The number in its native unit."""
        return cast(float | None, self._shown[1])

    @property
    @override
    def assumed_state(self) -> bool:
        """Whether no status tells it: OctoPrint's agent is silent on fan and rates."""
        return self.available and self.entity_description.told_fn(self.printer) is None

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Tell the printer."""
        command_fn = self.entity_description.command_fn
        await self.async_execute(command_fn(self.printer, value))
