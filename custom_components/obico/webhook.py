"""The webhook by which Obico tells an account's Home Assistant that something happened.

A call is only a hint to poll now: nothing that it says is believed.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

from aiohttp.hdrs import METH_POST
from aiohttp.web import Request
from yarl import URL

from homeassistant.components import webhook
from homeassistant.const import (
    CONF_TOKEN,
    CONF_URL,
    CONF_WEBHOOK_ID,
    EVENT_CORE_CONFIG_UPDATE,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.config_entry_oauth2_flow import OAuth2Session
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.helpers.start import async_at_started
from homeassistant.util.network import is_local

from .client import (
    WEBHOOK,
    WEBHOOK_URL,
    NotificationChannel,
    NotificationKind,
    ObicoClient,
    ObicoError,
    ObicoNotFoundError,
    ObicoRefusedError,
    Refusal,
)
from .cloudhook import async_cloudhook, async_remove_cloudhook, has_cloud
from .const import CONF_WEBHOOK_URL, DOMAIN, LOGGER
from .coordinator import ObicoConfigEntry
from .helpers import async_client, credentials_from_data, is_oauth
from .oauth import ObicoOAuth2Implementation

# Seconds in which a name is resolved, a test message comes, a removed entry tidies up.
RESOLVE_TIME_LIMIT = 5.0
TEST_TIME_LIMIT = 5.0
REMOVAL_TIME_LIMIT = 10.0

REFUSALS: Final = {
    Refusal.CHANNEL_EXISTS: "webhook_taken",
    Refusal.UNKNOWN_CHANNEL: "webhook_unknown",
}


class WebhookError(Exception):
    """Obico cannot call Home Assistant; `key` names the text that says why."""

    def __init__(self, key: str, addresses: str = "") -> None:
        """Remember the reason, and the addresses that were tried."""
        super().__init__(key)
        self.key = key
        self.addresses = addresses


class ObicoWebhook:
    """The webhook of an account at both ends: in Home Assistant, and Obico's channel.

    Its id is among the entry's data for as long as it is wanted, its address since it
    worked. An account has room for one, which may be somebody else's.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ObicoConfigEntry, client: ObicoClient
    ) -> None:
        """Speak to Obico through a client of the account."""
        self._hass = hass
        self._entry = entry
        self._channels = client.notifications
        self._called = asyncio.Event()
        self._checking = asyncio.Lock()

    @property
    def wanted(self) -> bool:
        """Tell whether a person wants to be told in this way."""
        return CONF_WEBHOOK_ID in self._entry.data

    async def async_is_possible(self) -> bool:
        """Tell whether there is an address at which Obico may reach Home Assistant."""
        return bool(await self._addresses()) or has_cloud(self._hass)

    async def async_opt_in(self) -> None:
        """Have Obico call, unless it does. Raises WebhookError and ObicoError."""
        channel = await self._get_channel()
        if channel is not None and not self._is_own(channel):
            raise WebhookError("webhook_taken")
        if channel is None or not await self._is_sound(channel):
            if not self.wanted:
                self._store(webhook.async_generate_id(), None)
            try:
                await self._connect(channel)
            except WebhookError, ObicoError:
                with suppress(ObicoError):
                    await self.async_opt_out()
                raise
        ir.async_delete_issue(self._hass, DOMAIN, self._issue_id)

    async def async_opt_out(self) -> None:
        """Remove both ends. Raises ObicoError."""
        await self.async_delete_channel()
        await self.async_forget()
        self._store(None, None)

    async def async_delete_channel(self) -> None:
        """Remove Obico's end, if it is ours. Raises ObicoError."""
        channel = await self._get_channel()
        if channel is not None and self._is_own(channel):
            with suppress(ObicoNotFoundError):
                await self._channels.delete(channel.id)

    async def async_forget(self) -> None:
        """Remove Home Assistant's end."""
        self.close()
        await async_remove_cloudhook(self._hass, self._id)

    @callback
    def open(self) -> None:
        """Take calls, if they are wanted."""
        if self.wanted:
            self._register(self._url or "")

    @callback
    def close(self) -> None:
        """Take no more calls, and withdraw what was said about them."""
        if self.wanted:
            webhook.async_unregister(self._hass, self._id)
        ir.async_delete_issue(self._hass, DOMAIN, self._issue_id)

    async def async_check(self) -> None:
        """Look whether Obico still calls, and tell when it does not.

        What a person removed or switched off in Obico is not made again behind their
        back.
        """
        async with self._checking:
            if not self.wanted:
                return
            try:
                lost = not await self._mend()
            except ObicoError as error:
                LOGGER.debug("The webhook could not be checked: %s", error)
                return
        if not lost:
            ir.async_delete_issue(self._hass, DOMAIN, self._issue_id)
            return
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="webhook_lost",
            translation_placeholders={"name": self._entry.title},
        )

    async def _mend(self) -> bool:
        """Give our channel the address of today, and tell whether it calls."""
        channel = await self._get_channel()
        if channel is None or channel.enabled is False or not self._is_own(channel):
            return False
        if not await self._is_sound(channel):
            try:
                await self._connect(channel)
            except WebhookError:
                return False
        return True

    # Obico's end

    async def _get_channel(self) -> NotificationChannel | None:
        """Return the webhook that the account has in Obico, whosever it is."""
        channels = await self._channels.get_channels()
        return next((found for found in channels if found.name == WEBHOOK), None)

    def _is_own(self, channel: NotificationChannel) -> bool:
        """Tell whether a channel calls the webhook of this entry."""
        url = channel.config.get(WEBHOOK_URL)
        return (
            self.wanted
            and isinstance(url, str)
            and (url == self._url or url.endswith(self._path))
        )

    async def _is_sound(self, channel: NotificationChannel) -> bool:
        """Tell whether our channel is on, with an address that is still valid."""
        if channel.enabled is False or channel.config.get(WEBHOOK_URL) != self._url:
            return False
        if not (self._url or "").endswith(self._path):
            return has_cloud(self._hass)
        return self._url in [base + self._path for base in await self._addresses()]

    async def _connect(self, channel: NotificationChannel | None) -> None:
        """Give the channel the first address at which a test message arrives.

        Raises WebhookError and ObicoError.
        """
        tried = []
        try:
            async for url in self._candidates():
                self._register(url)
                channel = await self._point(channel, url)
                if await self._is_reached(channel):
                    self._store(self._id, url)
                    if url.endswith(self._path):
                        await async_remove_cloudhook(self._hass, self._id)
                    return
                tried.append(str(URL(url).origin()))
        except ObicoRefusedError as error:
            if error.refusal in REFUSALS:
                raise WebhookError(REFUSALS[error.refusal]) from error
            raise
        if channel is not None and self._url:
            # What is stored shows that the channel is ours, and is not in order.
            self._register(self._url)
            await self._point(channel, self._url)
        if not tried:
            raise WebhookError("webhook_no_address")
        raise WebhookError("webhook_unreachable", ", ".join(tried))

    async def _point(
        self, channel: NotificationChannel | None, url: str
    ) -> NotificationChannel:
        """Have Obico call an address: at everything that happens, if it is new."""
        config = {WEBHOOK_URL: url}
        if channel is None:
            return await self._channels.create(
                WEBHOOK, config, kinds=list(NotificationKind)
            )
        return await self._channels.update(channel, enabled=True, config=config)

    async def _is_reached(self, channel: NotificationChannel) -> bool:
        """Tell whether a test message arrives."""
        self._called.clear()
        try:
            await self._channels.send_test(channel.id)
            async with asyncio.timeout(TEST_TIME_LIMIT):
                await self._called.wait()
        except ObicoRefusedError, TimeoutError:
            return False
        return True

    # Home Assistant's end

    @property
    def _id(self) -> str:
        """The webhook's id, which is what makes its address secret."""
        webhook_id: str = self._entry.data[CONF_WEBHOOK_ID]
        return webhook_id

    @property
    def _url(self) -> str | None:
        """The address at which Obico last reached Home Assistant."""
        return self._entry.data.get(CONF_WEBHOOK_URL)

    @property
    def _path(self) -> str:
        """How every address of the webhook ends, but for a cloudhook."""
        return webhook.async_generate_path(self._id)

    @property
    def _issue_id(self) -> str:
        """The id of the issue that is raised when Obico calls no more."""
        return f"webhook_lost_{self._entry.entry_id}"

    def _store(self, webhook_id: str | None, url: str | None) -> None:
        """Keep id and address with the entry, or keep them no longer."""
        wanted = {CONF_WEBHOOK_ID: webhook_id, CONF_WEBHOOK_URL: url}
        data = {**self._entry.data, **wanted}
        self._hass.config_entries.async_update_entry(
            self._entry,
            data={
                key: value
                for key, value in data.items()
                if key not in wanted or value is not None
            },
        )

    @callback
    def _register(self, url: str) -> None:
        """Take calls, from the local network only if the address is of no use outside."""
        internal, external = self._internal, self._external
        webhook.async_unregister(self._hass, self._id)
        webhook.async_register(
            self._hass,
            DOMAIN,
            f"Obico {self._entry.title}",
            self._id,
            self._handle,
            local_only=internal is not None
            and internal != external
            and url == internal + self._path,
            allowed_methods=[METH_POST],
        )

    async def _handle(self, _hass: HomeAssistant, _id: str, _request: Request) -> None:
        """Take a call: whatever it says, something may have happened."""
        self._called.set()
        self._entry.runtime_data.async_hint()

    async def _candidates(self) -> AsyncIterator[str]:
        """Yield the addresses of the webhook that Obico may reach, the best ones first."""
        for base in await self._addresses():
            yield base + self._path
        if (url := await async_cloudhook(self._hass, self._id)) is not None:
            yield url

    async def _addresses(self) -> list[str]:
        """Return Home Assistant's own addresses that the server may reach."""
        near = await async_is_near(self._hass, self._entry.data[CONF_URL])
        found = [self._internal if near else None, self._external]
        return [base for base in dict.fromkeys(found) if base is not None]

    @property
    def _internal(self) -> str | None:
        """Home Assistant's address in its own network."""
        return _get_url(self._hass, external=False)

    @property
    def _external(self) -> str | None:
        """Home Assistant's address in the internet."""
        return _get_url(self._hass, external=True)


def _get_url(hass: HomeAssistant, *, external: bool) -> str | None:
    """Return an address of Home Assistant, if it has one."""
    try:
        return get_url(
            hass,
            allow_internal=not external,
            allow_external=external,
            allow_cloud=False,
        )
    except NoURLAvailableError:
        return None


async def async_is_near(hass: HomeAssistant, server: str) -> bool:
    """Tell whether a server is in Home Assistant's own network."""
    host = URL(server).host or ""
    try:
        async with asyncio.timeout(RESOLVE_TIME_LIMIT):
            found = await hass.loop.getaddrinfo(host, None)
    except OSError:
        # Home Assistant's own resolver knows such names, the system's often does not.
        return host.endswith(".local")
    # A server at home may have a public address beside its local one.
    return any(is_local(ip_address(str(address[0]))) for *_, address in found)


@callback
def async_watch_webhook(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Take calls, and look after the channel, for as long as an account is loaded."""
    if not entry.runtime_data.capabilities.account:
        return
    hook = ObicoWebhook(hass, entry, entry.runtime_data.client)
    hook.open()
    entry.async_on_unload(hook.close)

    @callback
    def check(_: HomeAssistant | Event) -> None:
        """Check without anybody waiting for it."""
        entry.async_create_background_task(
            hass, hook.async_check(), f"{DOMAIN} webhook"
        )

    entry.async_on_unload(async_at_started(hass, check))
    entry.async_on_unload(hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, check))


async def _renew_token(
    hass: HomeAssistant, entry: ObicoConfigEntry, client: ObicoClient
) -> None:
    """Renew a token that has ended, though its entry does not keep it any more.

    Raises ObicoError.
    """
    data = entry.data
    implementation = ObicoOAuth2Implementation(hass, data)
    if not OAuth2Session(hass, entry, implementation).valid_token:
        token = await implementation.async_refresh_token(data[CONF_TOKEN])
        client.credentials = credentials_from_data({**data, CONF_TOKEN: token})


async def async_remove_webhook(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Remove the webhook of a removed entry, as far as its server lets us."""
    data = entry.data
    if CONF_WEBHOOK_ID not in data:
        return
    client = async_client(hass, data, credentials_from_data(data))
    hook = ObicoWebhook(hass, entry, client)
    await hook.async_forget()
    try:
        async with asyncio.timeout(REMOVAL_TIME_LIMIT):
            if is_oauth(data):
                await _renew_token(hass, entry, client)
            await hook.async_delete_channel()
    except ObicoError, TimeoutError:
        LOGGER.warning(
            "The webhook could not be removed from %s; it can be deleted there",
            data[CONF_URL],
        )
