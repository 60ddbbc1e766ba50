"""How agents that are not linked yet find an account: announcements and passcodes."""

from dataclasses import dataclass, field
from ipaddress import ip_address
import secrets
import string
from typing import TYPE_CHECKING

from aiohttp import web

from .codes import throttle
from .kinds import Json
from .pages import json_answer, no_match, throttled
from .rest import Access, Call, ServerFailure, route

if TYPE_CHECKING:
    from .server import ObicoSimulator

# How long an announcement and a message for an agent count, in seconds.
PRESENCE, MESSAGE_LIFE = 4.0, 60.0
# More agents than these are none.
MOST = 2
LINK = (
    "https://obico.onelink.me/fxEU/3ajxjqzd?deep_link_value="
    "https://app.obico.io/printers/wizard/link/?one_time_passcode="
)


@dataclass
class Lobby:
    """The agents that wait, by their device's number, and what waits for them."""

    simulator: ObicoSimulator
    seen: dict[str, tuple[float, str, Json]] = field(default_factory=dict)
    messages: dict[str, list[tuple[float, Json]]] = field(default_factory=dict)
    # The code that was given for a passcode, "" until then.
    passcodes: dict[str, str] = field(default_factory=dict)

    def announce(self, address: str, body: Json) -> Json:
        """Take an agent's announcement and return what waits for it."""
        now = self.simulator.clock()
        device = str(body["device_id"])
        if _is_local(str(body["host_or_ip"])):
            self.seen[device] = (now, address, body)
        waiting = self.messages.pop(device, [])
        answer: Json = {
            "messages": [m for since, m in waiting if now - since < MESSAGE_LIFE]
        }
        if (passcode := body.get("one_time_passcode")) is not None:
            passcode = passcode if passcode in self.passcodes else self.new_passcode()
            answer["one_time_passcode"] = passcode
            answer["one_time_passlink"] = f"{LINK}{passcode}"
            answer["verification_code"] = self.passcodes[passcode]
        return answer

    def new_passcode(self) -> str:
        """Return a passcode that nobody has redeemed."""
        letters = string.ascii_lowercase + string.digits
        passcode = "".join(secrets.choice(letters) for _ in range(5))
        self.passcodes[passcode] = ""
        return passcode

    def present(self, address: str) -> list[Json]:
        """Return the agents that announce themselves from an address, if they are few."""
        now = self.simulator.clock()
        found = [
            body
            for since, where, body in self.seen.values()
            if where == address and now - since < PRESENCE
        ]
        return found if len(found) <= MOST else []


def _is_local(host: str) -> bool:
    """Return whether an agent's address is not a public one."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return True


def _address(call: Call) -> str:
    """Return the address that a request comes from."""
    request = call.request
    return request.headers.get("X-Forwarded-For") or request.remote or ""


async def announce(call: Call) -> web.Response:
    """Take the announcement of an agent."""
    if (wait := throttle(call)) is not None:
        return throttled(wait)
    body = await call.body()
    if not {"device_id", "host_or_ip"} <= body.keys():
        raise ServerFailure
    return json_answer(call.simulator.lobby.announce(_address(call), body))


async def read_agents(call: Call) -> web.Response:
    """Return the agents that wait."""
    return json_answer(call.simulator.lobby.present(_address(call)))


async def send_code(call: Call) -> web.Response:
    """Leave a code for an agent."""
    body = await call.body()
    for name in ("code", "device_id", "device_secret"):
        if body.get(name) is None:
            return json_answer({name: "missing param"}, 400)
    device, size = str(body["device_id"]), 32
    if len(device) != size:
        most = "at least" if len(device) < size else "no more than"
        text = f"Ensure this field has {most} {size} characters."
        return json_answer({"device_id": [text]}, 400)
    data = {"code": body["code"], "secret": body["device_secret"]}
    message = {"device_id": device, "type": "verify_code", "data": data}
    waiting = call.simulator.lobby.messages.setdefault(device, [])
    waiting.append((call.simulator.clock(), message))
    return json_answer({"queued": True})


async def redeem(call: Call) -> web.Response:
    """Give a code to the agent that shows a passcode."""
    body = await call.body()
    for record in call.simulator.codes:
        if (
            record.account is call.account
            and record.code == body.get("verification_code")
            and call.simulator.is_valid(record)
        ):
            break
    else:
        return no_match("OneTimeVerificationCode")
    passcodes = call.simulator.lobby.passcodes
    if (passcode := str(body.get("one_time_passcode"))) not in passcodes:
        return json_answer({"detail": "Not Found"}, 404)
    passcodes[passcode] = record.code
    return json_answer({"detail": "OK"})


POST_ONLY = "POST, OPTIONS"
ROUTES = [
    route("/api/v1/octo/unlinked/", POST_ONLY, {"POST": announce}, Access.OPEN),
    route(
        "/api/v1/printer_discovery/",
        "GET, POST, HEAD, OPTIONS",
        {"GET": read_agents, "POST": send_code},
        Access.SESSION,
    ),
    route("/api/v1/one_time_passcodes/", POST_ONLY, {"POST": redeem}, Access.SESSION),
]
