"""Actions about printers themselves: making, linking, archiving, sharing, tunnels."""

from collections.abc import Mapping
from typing import Final

import voluptuous as vol

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv

from .actions import (
    ACCOUNT,
    ATTR_NAME,
    NAME,
    ONE_PRINTER,
    PRINTER,
    Action,
    Target,
    account,
    account_printer,
    invalid,
    printer,
    printers_of,
    told_time,
)
from .client import AccountSession, LinkCode, ObicoClient, PrinterSettings

ATTR_APP: Final = "app"
ATTR_PASSCODE: Final = "passcode"
ATTR_PRINTER_ID: Final = "printer_id"
ATTR_REPLACE_KEY: Final = "replace_key"
ATTR_TUNNEL_ID: Final = "tunnel_id"


async def _create_printer(call: ServiceCall) -> ServiceResponse:
    """Create a printer, and return the code that links its agent."""
    target = account(call)
    created = await target.async_ask(target.client.create_printer(call.data[ATTR_NAME]))
    code = await target.async_ask(target.client.linking.get_code(created.id))
    await target.coordinator.async_refresh()
    return {"printer_id": created.id, "name": created.name, **_tell_code(code)}


def _tell_code(code: LinkCode) -> dict[str, str | None]:
    """Return a code as responses have it."""
    return {"code": code.code, "expires_at": told_time(code.expires_at)}


async def _idle_printer(call: ServiceCall) -> Target:
    """Return the printer that an action names, as it is now. Refuses one that prints."""
    target = account_printer(call)
    await target.coordinator.async_refresh()
    target = account_printer(call)
    if target.printer.busy:
        raise invalid("printer_prints", printer=target.name)
    return target


async def _archive_printer(call: ServiceCall) -> ServiceResponse:
    """Put a printer into Obico's archive."""
    target = await _idle_printer(call)
    await target.async_ask(target.client.archive_printer(target.printer.id))
    await target.coordinator.async_refresh()
    return {"archived": {"printer_id": target.printer.id, "name": target.name}}


async def _restore_printer(call: ServiceCall) -> ServiceResponse:
    """Take a printer out of Obico's archive."""
    target, printer_id = account(call), call.data[ATTR_PRINTER_ID]
    restored = await target.async_ask(
        target.client.restore_printer(printer_id),
        invalid("printer_id_not_found", id=str(printer_id)),
    )
    await target.coordinator.async_refresh()
    return {"restored": {"printer_id": restored.id, "name": restored.name}}


async def _delete_printer(call: ServiceCall) -> ServiceResponse:
    """Delete a printer from Obico."""
    target = await _idle_printer(call)
    await target.async_ask(target.client.delete_printer(target.printer.id))
    await target.coordinator.async_refresh()
    return {"deleted": {"printer_id": target.printer.id, "name": target.name}}


async def _rename_printer(call: ServiceCall) -> ServiceResponse:
    """Rename a printer in Obico, with an account or with the printer's own key."""
    target = printer(call)
    settings = PrinterSettings(name=call.data[ATTR_NAME])
    if target.coordinator.capabilities.account:
        await target.async_ask(
            target.coordinator.async_change_settings(target.printer.id, settings)
        )
    else:
        await target.async_ask(target.client.update_linked_printer(**settings))
    return {"name": call.data[ATTR_NAME], "old_name": target.name}


async def _create_link_code(call: ServiceCall) -> ServiceResponse:
    """Return a code that links a new printer, or that gives a printer another key."""
    target = account(call)
    printer_id = name = None
    for found in printers_of(target, call):
        if not call.data[ATTR_REPLACE_KEY]:
            raise invalid("key_would_be_replaced", printer=found.name)
        printer_id, name = found.printer.id, found.name
    code = await target.async_ask(target.client.linking.get_code(printer_id))
    return {**_tell_code(code), "printer": name}


async def async_link_agent(client: ObicoClient, passcode: str) -> None:
    """Give the agent that shows a passcode a code, with which it links itself.

    Raises ObicoRefusedError when nobody shows that passcode.
    """
    code = await client.linking.get_code()
    await client.linking.redeem_passcode(passcode.strip().lower(), code.code or "")


async def _link_agent(call: ServiceCall) -> ServiceResponse:
    """Link the agent that shows a passcode on its screen."""
    target = account(call)
    if not isinstance(target.coordinator.credentials, AccountSession):
        raise invalid("needs_session", account=target.name)
    await target.async_ask(async_link_agent(target.client, call.data[ATTR_PASSCODE]))
    return {"linked": call.data[ATTR_PASSCODE]}


# Sharing


async def _get_share_link(call: ServiceCall) -> ServiceResponse:
    """Return the link that shows a printer's live view, if there is one."""
    target = account_printer(call)
    link = await target.async_ask(target.client.sharing.get(target.printer.id))
    return {
        "shared": link is not None,
        "link": link.url(target.coordinator.server) if link else None,
    }


# Tunnels


async def _get_tunnels(call: ServiceCall) -> ServiceResponse:
    """Return the tunnels of an account; nobody can ask for their passwords again."""
    target = account(call)
    tunnels = await target.async_ask(target.client.tunnels.get_all())
    return {
        "tunnels": [
            {
                "id": tunnel.id,
                "app": tunnel.app,
                "printer_id": tunnel.printer_id,
                "port": tunnel.port,
                "subdomain": tunnel.subdomain,
                "created_at": told_time(tunnel.created_at),
            }
            for tunnel in tunnels
        ]
    }


async def _create_tunnel(call: ServiceCall) -> ServiceResponse:
    """Create a tunnel to a printer, and return its address, password included."""
    target = account_printer(call)
    endpoint = await target.async_ask(
        target.client.tunnels.create(target.printer.id, call.data[ATTR_APP])
    )
    return {"address": endpoint.url, "printer": target.name}


async def _delete_tunnel(call: ServiceCall) -> ServiceResponse:
    """Delete a tunnel."""
    target, tunnel_id = account(call), call.data[ATTR_TUNNEL_ID]
    missing = invalid("tunnel_not_found", id=str(tunnel_id))
    tunnel = await target.async_ask(target.client.tunnels.get(tunnel_id), missing)
    await target.async_ask(target.client.tunnels.delete(tunnel_id), missing)
    return {
        "deleted": {
            "id": tunnel.id,
            "app": tunnel.app,
            "printer_id": tunnel.printer_id,
        }
    }


PRINTER_ACTIONS: Mapping[str, Action] = {
    "archive_printer": Action(
        fields=PRINTER,
        handler=_archive_printer,
        response=SupportsResponse.OPTIONAL,
    ),
    "create_link_code": Action(
        fields={
            **ACCOUNT,
            **ONE_PRINTER,
            vol.Optional(ATTR_REPLACE_KEY, default=False): cv.boolean,
        },
        handler=_create_link_code,
        response=SupportsResponse.ONLY,
    ),
    "create_printer": Action(
        fields={**ACCOUNT, vol.Required(ATTR_NAME): NAME},
        handler=_create_printer,
        response=SupportsResponse.OPTIONAL,
    ),
    "create_tunnel": Action(
        fields={**PRINTER, vol.Required(ATTR_APP): NAME},
        handler=_create_tunnel,
        response=SupportsResponse.ONLY,
    ),
    "delete_printer": Action(
        fields=PRINTER,
        handler=_delete_printer,
        response=SupportsResponse.OPTIONAL,
    ),
    "delete_tunnel": Action(
        fields={**ACCOUNT, vol.Required(ATTR_TUNNEL_ID): cv.positive_int},
        handler=_delete_tunnel,
        response=SupportsResponse.OPTIONAL,
    ),
    "get_share_link": Action(
        fields=PRINTER,
        handler=_get_share_link,
        response=SupportsResponse.ONLY,
    ),
    "get_tunnels": Action(
        fields=ACCOUNT,
        handler=_get_tunnels,
        response=SupportsResponse.ONLY,
    ),
    "link_agent": Action(
        fields={**ACCOUNT, vol.Required(ATTR_PASSCODE): NAME},
        handler=_link_agent,
        response=SupportsResponse.OPTIONAL,
    ),
    "rename_printer": Action(
        fields={**PRINTER, vol.Required(ATTR_NAME): NAME},
        handler=_rename_printer,
        response=SupportsResponse.OPTIONAL,
    ),
    "restore_printer": Action(
        fields={**ACCOUNT, vol.Required(ATTR_PRINTER_ID): cv.positive_int},
        handler=_restore_printer,
        response=SupportsResponse.OPTIONAL,
    ),
}
