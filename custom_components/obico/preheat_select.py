"""The select that preheats a printer for a material."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory

from .client import Printer
from .control_commands import set_temperatures, target_key, told_target
from .control_number import needs_passthrough
from .entity import ObicoEntity, ObicoEntityDescription

OFF = "off"


@dataclass(frozen=True, kw_only=True)
class ObicoPreheatEntityDescription(ObicoEntityDescription, SelectEntityDescription):
    """Describes the select that preheats a printer."""


PREHEATS: tuple[ObicoPreheatEntityDescription, ...] = (
    ObicoPreheatEntityDescription(
        key="preheat",
        translation_key="preheat",
        entity_category=EntityCategory.CONFIG,
        needs_fn=needs_passthrough,
        exists_fn=lambda printer: bool(_choices(printer)),
        available_fn=lambda printer: len(_choices(printer)) > 1,
    ),
)


def _choices(printer: Printer) -> dict[str, dict[str, float]]:
    """Return the targets of each option: off, and what suits the printer's heaters."""
    names = [heater.name for heater in printer.heaters if not heater.is_sensor]
    if not printer.temperature_profiles or not names:
        return {}
    choices = {OFF: dict.fromkeys(names, 0.0)}
    for profile in printer.temperature_profiles:
        targets = {name: value for name, value in profile.targets if name in names}
        if targets:
            choices.setdefault(profile.name, targets)
    return choices


class ObicoPreheat(ObicoEntity[ObicoPreheatEntityDescription], SelectEntity):
    """The select that preheats a printer: the profiles of its agent, and off."""

    entity_description: ObicoPreheatEntityDescription

    def _target(self, heater: str) -> float | None:
        """Return the target of a heater, as it was set or is told."""
        if wish := self.wishes.get(target_key(heater)):
            return wish.value
        return told_target(self.printer, heater)

    @override
    def _value(self) -> tuple[tuple[str, ...], str | None]:
        """Return the options, and the one whose targets the heaters have."""
        choices = _choices(self.printer)
        return tuple(choices), next(
            (
                name
                for name, targets in choices.items()
                if all(
                    self._target(heater) == value for heater, value in targets.items()
                )
            ),
            None,
        )

    def _now(self) -> tuple[Iterable[str], str | None]:
        """Return what is shown, nothing while unavailable."""
        shown = cast(tuple[Iterable[str], str | None] | None, self._shown[1])
        return shown or ((), None)

    @property
    @override
    def options(self) -> list[str]:
        """The materials, and off."""
        return list(self._now()[0])

    @property
    @override
    def current_option(self) -> str | None:
        """The material that the printer is heated for."""
        return self._now()[1]

    @override
    async def async_select_option(self, option: str) -> None:
        """Heat for a material."""
        await self.async_execute(set_temperatures(_choices(self.printer)[option]))
