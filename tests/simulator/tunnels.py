"""The endpoints about tunnels to the printers' own web pages, and about shared links."""

from dataclasses import dataclass, field
from datetime import datetime
import secrets
from typing import TYPE_CHECKING

from aiohttp import web

from .kinds import Json, iso, utc_now
from .pages import empty, json_answer, no_match
from .rest import Call, ServerFailure, route

if TYPE_CHECKING:
    from .printer import SimulatedPrinter

# What an account that pays nothing may send through tunnels in a month, in bytes.
FREE_CAP = 300 * 2**20
REQUIRED = ["This field is required."]
RESERVED = "Obico"
FIRST_PORT = 15872
NO_PERMISSION = {"detail": "You do not have permission to perform this action."}


@dataclass
class Tunnel:
    """A tunnel of an app to a printer."""

    id: int
    app: str
    printer: SimulatedPrinter
    port: int
    user: str = field(default_factory=lambda: secrets.token_hex(32))
    created_at: datetime = field(default_factory=utc_now)

    def to_json(self) -> Json:
        """Return the tunnel as the API shows it."""
        return {
            "id": self.id,
            "app": self.app,
            "printer": self.printer.to_json(),
            "subdomain_code": None,
            "port": self.port,
            "basicauth_username": self.user,
            "created_at": iso(self.created_at),
            "updated_at": iso(self.created_at),
        }


@dataclass
class SharedLink:
    """A link that shows a printer's live view."""

    id: int
    printer: SimulatedPrinter
    token: str = field(default_factory=lambda: secrets.token_hex(18))

    def to_json(self) -> Json:
        """Return the link as the API shows it."""
        return {
            "id": self.id,
            "printer_id": self.printer.id,
            "share_token": self.token,
        }


def _printer(call: Call, wanted: object) -> SimulatedPrinter | None:
    """Return the account's printer of a number."""
    printers = call.account.visible_printers()
    return next((p for p in printers if str(p.id) == str(wanted)), None)


async def usage(call: Call) -> web.Response:
    """Return what went through all tunnels this month."""
    free = call.account.detection_hours is not None
    return json_answer(
        {
            "total": call.account.tunnelled,
            "monthly_cap": FREE_CAP if free else -1,
        }
    )


async def read_all(call: Call) -> web.Response:
    """Return the tunnels."""
    return json_answer([tunnel.to_json() for tunnel in call.account.tunnels])


async def create(call: Call) -> web.Response:
    """Make a tunnel; the server fails when it has no port left."""
    body = await call.body()
    names = ("app_name", "target_printer_id")
    if missing := {name: REQUIRED for name in names if name not in body}:
        return json_answer(missing, 400)
    if (printer := _printer(call, body["target_printer_id"])) is None:
        return no_match("Printer")
    if body["app_name"] == RESERVED:
        return json_answer(NO_PERMISSION, 403)
    taken = sum(len(account.tunnels) for account in call.simulator.accounts)
    if taken >= call.simulator.tunnel_ports:
        raise ServerFailure
    number = call.simulator.next_id("tunnel")
    tunnel = Tunnel(number, str(body["app_name"]), printer, FIRST_PORT + number - 1)
    call.account.tunnels.append(tunnel)
    host = f"{call.request.url.host}:{tunnel.port}"
    endpoint = f"http://{tunnel.user}:{secrets.token_hex(32)}@{host}"
    return json_answer({"tunnel_endpoint": endpoint}, 201)


def _find(call: Call) -> Tunnel | None:
    """Return the tunnel that the path names."""
    wanted = int(call.path["id"])
    return next((t for t in call.account.tunnels if t.id == wanted), None)


async def read(call: Call) -> web.Response:
    """Return one tunnel."""
    if (tunnel := _find(call)) is None:
        return no_match("OctoPrintTunnel")
    return json_answer(tunnel.to_json())


async def delete(call: Call) -> web.Response:
    """Delete a tunnel."""
    if (tunnel := _find(call)) is None:
        return no_match("OctoPrintTunnel")
    call.account.tunnels.remove(tunnel)
    return empty()


# Shared links


def _links(call: Call, printer: SimulatedPrinter) -> web.Response:
    """Return the link of a printer as a list."""
    found = [link for link in call.account.links if link.printer is printer]
    return json_answer([link.to_json() for link in found])


async def read_links(call: Call) -> web.Response:
    """Return the link of the printer that the query names."""
    if (printer := _printer(call, call.query.get("printer_id"))) is None:
        return no_match("Printer")
    return _links(call, printer)


async def share(call: Call) -> web.Response:
    """Share a printer, unless it is shared."""
    if (printer := _printer(call, call.query.get("printer_id"))) is None:
        return no_match("Printer")
    if all(link.printer is not printer for link in call.account.links):
        call.account.links.append(SharedLink(call.simulator.next_id("link"), printer))
    return _links(call, printer)


async def delete_link(call: Call) -> web.Response:
    """Make a link invalid."""
    for link in call.account.links:
        if link.id == int(call.path["id"]):
            call.account.links.remove(link)
            return empty()
    return no_match("SharedResource")


LIST = "GET, POST, HEAD, OPTIONS"
LINKS = "/api/v1/sharedresources/"
ROUTES = [
    route("/api/v1/tunnelusage/", "GET, HEAD, OPTIONS", {"GET": usage}),
    route("/api/v1/tunnels/", LIST, {"GET": read_all, "POST": create}),
    route(
        "/api/v1/tunnels/<id>/",
        "GET, DELETE, HEAD, OPTIONS",
        {"GET": read, "DELETE": delete},
    ),
    route(LINKS, LIST, {"GET": read_links, "POST": share}),
    route(f"{LINKS}<id>/", "DELETE, OPTIONS", {"DELETE": delete_link}),
]
