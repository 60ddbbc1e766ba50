"""Actions for blueprints: having those that are shipped, and finding entities in them."""

from collections.abc import Mapping

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import entity_registry as er

from .actions import PRINTER, Action, printer
from .blueprints import async_install
from .const import DOMAIN


async def _get_entities(call: ServiceCall) -> ServiceResponse:
    """Return the entities of a printer by what they are, whatever they are called."""
    target = printer(call)
    _, identifier = target.coordinator.device_identifier(target.printer.id)
    entities = er.async_entries_for_device(
        er.async_get(call.hass), call.data[ATTR_DEVICE_ID]
    )
    return {
        "entities": {
            f"{entity.domain}.{entity.unique_id.removeprefix(f'{identifier}_')}": (
                entity.entity_id
            )
            for entity in entities
            if entity.platform == DOMAIN
        }
    }


async def _install_blueprints(call: ServiceCall) -> ServiceResponse:
    """Lay the blueprints where Home Assistant finds them, but over no changed one."""
    outcomes = await async_install(call.hass)
    return {outcome: list(names) for outcome, names in outcomes.items()}


BLUEPRINT_ACTIONS: Mapping[str, Action] = {
    "get_entities": Action(
        fields=PRINTER,
        handler=_get_entities,
        response=SupportsResponse.ONLY,
    ),
    "install_blueprints": Action(
        fields={},
        handler=_install_blueprints,
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
}
