"""What a person does in Home Assistant's frontend, done through its web API."""

import asyncio
from collections.abc import Mapping
from itertools import count
import time
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, ClientWebSocketResponse

from .process import INTEGRATION, DemoError, HomeAssistantProcess

type Json = dict[str, Any]

START_TIME_LIMIT = 90.0
REQUEST_TIME_LIMIT = 60.0
USER = PASSWORD = "demo"


class HomeAssistant:
    """A Home Assistant that can be reached; use it as an asynchronous context."""

    def __init__(self, url: str) -> None:
        """Remember where it is (an address without a slash at its end)."""
        self.url = url
        self._session: ClientSession
        self._socket: ClientWebSocketResponse
        # What the frontend keeps in a browser when its user has signed in there.
        self.browser_tokens: Json = {}
        self._ids = count(1)

    async def __aenter__(self) -> Self:
        """Open a session."""
        self._session = ClientSession(timeout=ClientTimeout(total=REQUEST_TIME_LIMIT))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close all connections."""
        await self._session.close()

    # Start and onboarding

    async def wait_until_it_answers(self, process: HomeAssistantProcess) -> None:
        """Wait until the web server is there; raises DemoError when it never comes."""
        try:
            async with asyncio.timeout(START_TIME_LIMIT):
                while not await self._answers():
                    if not process.running:
                        msg = f"Home Assistant ended at once\n{process.last_words()}"
                        raise DemoError(msg)
                    await asyncio.sleep(0.25)
        except TimeoutError as error:
            msg = f"Home Assistant did not answer within {START_TIME_LIMIT:.0f} s"
            raise DemoError(msg) from error

    async def _answers(self) -> bool:
        """Return whether the web server is there."""
        try:
            async with self._session.get(f"{self.url}/api/onboarding") as reply:
                return reply.status == 200
        except ClientError:
            return False

    async def onboard(self, time_zone: str) -> None:
        """Make the owner, tell where the house is, and stay connected as the owner."""
        client_id = f"{self.url}/"
        made = await self.post(
            "onboarding/users",
            {
                "name": USER.capitalize(),
                "username": USER,
                "password": PASSWORD,
                "client_id": client_id,
                "language": "en",
            },
        )
        async with self._session.post(
            f"{self.url}/auth/token",
            data={
                "grant_type": "authorization_code",
                "code": made["auth_code"],
                "client_id": client_id,
            },
        ) as reply:
            tokens = await self._read(reply.status, await reply.json())
        self.browser_tokens = {
            **tokens,
            "clientId": client_id,
            "hassUrl": self.url,
            "expires": int((time.time() + tokens["expires_in"]) * 1000),
        }
        await self._connect()
        await self._wait_until_started()
        await self.command(
            "config/core/update",
            location_name="Obico demo",
            time_zone=time_zone,
            unit_system="metric",
            country="GB",
            currency="GBP",
            language="en",
        )

    async def settle(self) -> None:
        """Confirm the address, and put away what a newcomer would wonder about.

        An address from the configuration file is given up after five minutes unless it
        is confirmed. That it came from there is a repair issue, and integrations that
        this demonstration does not have are a notification.
        """
        await self.command("http/config/promote")
        await self.command(
            "repairs/ignore_issue",
            domain="http",
            issue_id="deprecated_yaml",
            ignore=True,
        )
        await self.command(
            "call_service", domain="persistent_notification", service="dismiss_all"
        )

    async def _connect(self) -> None:
        """Open the socket and sign in there."""
        self._socket = await self._session.ws_connect(
            f"{self.url}/api/websocket", max_msg_size=0
        )
        await self._socket.receive_json()
        await self._socket.send_json(
            {"type": "auth", "access_token": self.browser_tokens["access_token"]}
        )
        answer = await self._socket.receive_json()
        if answer["type"] != "auth_ok":
            msg = f"Home Assistant refuses its owner: {answer}"
            raise DemoError(msg)

    async def _wait_until_started(self) -> None:
        """Wait until all that the configuration names is set up."""
        async with asyncio.timeout(START_TIME_LIMIT):
            while (await self.command("get_config"))["state"] != "RUNNING":
                await asyncio.sleep(0.25)

    # The two ways to talk

    async def post(self, path: str, data: Mapping[str, Any]) -> Any:
        """Post JSON to the REST API; raises DemoError when it is refused."""
        async with self._session.post(
            f"{self.url}/api/{path}", json=data, headers=self._headers()
        ) as reply:
            return await self._read(reply.status, await reply.json(content_type=None))

    async def get_bytes(self, path: str) -> tuple[str, bytes]:
        """Return the content type and the content of what a path of the API holds."""
        async with self._session.get(
            f"{self.url}/api/{path}", headers=self._headers()
        ) as reply:
            content = await reply.read()
            if reply.status != 200:
                msg = f"{path} answers {reply.status}"
                raise DemoError(msg)
            return reply.content_type, content

    def _headers(self) -> dict[str, str]:
        if not self.browser_tokens:
            return {}
        return {"Authorization": f"Bearer {self.browser_tokens['access_token']}"}

    @staticmethod
    async def _read(status: int, answer: Any) -> Any:
        if status not in (200, 201):
            msg = f"Home Assistant refuses ({status}): {answer}"
            raise DemoError(msg)
        return answer

    async def command(self, kind: str, **fields: Any) -> Any:
        """Send a command over the socket and return its result, one at a time.

        Raises DemoError with Home Assistant's own words when it is refused.
        """
        number = next(self._ids)
        await self._socket.send_json({"id": number, "type": kind, **fields})
        while (answer := await self._socket.receive_json()).get("id") != number:
            pass
        if not answer["success"]:
            msg = f"{kind}: {answer['error']['message']}"
            raise DemoError(msg)
        return answer["result"]

    # What the demonstration needs

    async def start_flow(self, choice: str) -> Json:
        """Begin to add the integration, and choose from its menu; return the form."""
        path = "config/config_entries/flow"
        menu: Json = await self.post(path, {"handler": INTEGRATION})
        if menu["type"] != "menu" or choice not in menu["menu_options"]:
            msg = f"The config flow has no menu with {choice}: {menu}"
            raise DemoError(msg)
        form: Json = await self.post(
            f"{path}/{menu['flow_id']}", {"next_step_id": choice}
        )
        return form

    async def add(self, integration: str, **fields: str) -> None:
        """Add another integration, which asks only once, and not for the same in all versions."""
        form: Json = await self.post(
            "config/config_entries/flow", {"handler": integration}
        )
        asked = {field["name"] for field in form["data_schema"]}
        await self.fill_in(
            form, **{name: value for name, value in fields.items() if name in asked}
        )

    async def choose(self, menu: Json, choice: str) -> Json:
        """Choose from a menu of a config flow."""
        return await self.fill_in(menu, next_step_id=choice)

    async def call(self, action: str, **data: Any) -> None:
        """Perform an action, and wait until it is done."""
        domain, _, service = action.partition(".")
        await self.command(
            "call_service", domain=domain, service=service, service_data=data
        )

    async def fill_in(self, form: Json, **fields: Any) -> Json:
        """Send a form of a config flow; raises DemoError when it complains."""
        answer: Json = await self.post(
            f"config/config_entries/flow/{form['flow_id']}", fields
        )
        if answer.get("errors") or answer["type"] == "abort":
            msg = (
                f"The config flow complains: {answer.get('errors') or answer['reason']}"
            )
            raise DemoError(msg)
        return answer

    async def entries(self) -> list[Json]:
        """Return the integration's config entries."""
        found: list[Json] = await self.command("config_entries/get", domain=INTEGRATION)
        return found

    async def set_options(self, title: str, **options: Any) -> None:
        """Fill in the options of the entry with a title."""
        entry = next(e for e in await self.entries() if e["title"] == title)
        path = "config/config_entries/options/flow"
        form: Json = await self.post(path, {"handler": entry["entry_id"]})
        await self.post(f"{path}/{form['flow_id']}", options)

    async def remove_entry(self, entry_id: str) -> None:
        """Delete a config entry with all its devices."""
        path = f"{self.url}/api/config/config_entries/entry/{entry_id}"
        async with self._session.delete(path, headers=self._headers()) as reply:
            await self._read(reply.status, await reply.json())

    async def devices(self) -> dict[str, Json]:
        """Return the devices of the integration by their ids."""
        return {
            device["id"]: device
            for device in await self.command("config/device_registry/list")
            if any(domain == INTEGRATION for domain, _ in device["identifiers"])
        }

    async def device_id(self, name: str) -> str:
        """Return the id of a printer's device."""
        return next(
            device_id
            for device_id, device in (await self.devices()).items()
            if device["name"] == name
        )

    async def entities(self) -> list[Json]:
        """Return what the entity registry knows of the integration."""
        return [
            entity
            for entity in await self.command("config/entity_registry/list")
            if entity["platform"] == INTEGRATION
        ]

    async def states(self) -> dict[str, Json]:
        """Return all states by entity id."""
        return {state["entity_id"]: state for state in await self.command("get_states")}

    async def put_devices_into(self, area: str) -> None:
        """Put all devices of the integration into a new area: the overview shows areas."""
        made = await self.command(
            "config/area_registry/create", name=area, icon="mdi:printer-3d"
        )
        for device_id in await self.devices():
            await self.command(
                "config/device_registry/update",
                device_id=device_id,
                area_id=made["area_id"],
            )

    async def save_dashboard(self, url_path: str, config: Json) -> None:
        """Make a dashboard of our own, or change it."""
        known = await self.command("lovelace/dashboards/list")
        if all(dashboard["url_path"] != url_path for dashboard in known):
            await self.command(
                "lovelace/dashboards/create",
                url_path=url_path,
                title="Printers",
                icon="mdi:printer-3d",
                mode="storage",
                show_in_sidebar=False,
            )
        await self.command("lovelace/config/save", url_path=url_path, config=config)

    async def press(self, entity_id: str) -> None:
        """Press a button and wait until it is done; raises DemoError when it fails."""
        await self.command(
            "call_service",
            domain="button",
            service="press",
            target={"entity_id": entity_id},
        )
