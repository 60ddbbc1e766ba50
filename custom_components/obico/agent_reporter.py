"""Reports for one printer: what Home Assistant knows of it goes to Obico, commands come back."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from copy import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_URL
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.storage import Store
from homeassistant.loader import async_get_integration
from homeassistant.util import dt as dt_util

from .agent_commands import AgentCommands
from .agent_config import (
    CONF_CAMERA,
    CONF_FILE_NAME,
    CONF_STATUS,
    AgentConfig,
    Meaning,
    States,
)
from .agent_entities import AgentEntities
from .agent_pictures import AgentCamera, PictureWatch
from .agent_presets import preset_of
from .agent_sources import read_report, read_text
from .client import (
    AgentCommand,
    AgentCommandKind,
    AgentFacts,
    AgentMemory,
    AgentReport,
    AgentTiming,
    ObicoAgent,
    ObicoAgentReplacedError,
    ObicoAuthenticationError,
    ObicoError,
    Printer,
    ReportedState,
)
from .const import DOMAIN, LOGGER
from .helpers import async_session

STORAGE_VERSION: Final = 1
# Seconds until what must survive a restart is written.
SAVE_DELAY: Final = 1.0
# Seconds until a refused key is tried again.
REFUSED_PAUSE: Final = 300.0
TIMING: Final = AgentTiming()
# Seconds until Obico shows what was reported.
NEWS_DELAY: Final = 3.0
# How often the time that is left is counted anew.
INTERVAL: Final = timedelta(seconds=30)

# What a command makes of a print that only Home Assistant knows of.
AFTER_COMMAND: Final = {
    AgentCommandKind.PAUSE: Meaning.PAUSED,
    AgentCommandKind.RESUME: Meaning.PRINTING,
    AgentCommandKind.CANCEL: Meaning.CANCELLED,
}
# What a printer does while it prints nothing.
BETWEEN: Final = frozenset(
    {ReportedState.OPERATIONAL, ReportedState.OFFLINE, ReportedState.ERROR}
)
UNDER_WAY: Final = frozenset({Meaning.PRINTING, Meaning.PAUSED})


def agent_store(hass: HomeAssistant, subentry_id: str) -> Store[dict[str, Any]]:
    """Return where a reporter keeps what must survive a restart."""
    return Store(hass, STORAGE_VERSION, f"{DOMAIN}.agent_{subentry_id}")


class Reporter:
    """Is the agent of one printer, for as long as it runs."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        subentry: ConfigSubentry,
        printer: Printer,
        key: str,
        *,
        on_change: Callable[[Reporter], object],
        on_news: Callable[[], object],
        on_end: Callable[[Reporter], object],
    ) -> None:
        """Prepare to report.

        `on_change` hears of all that an entity or a repair shows, `on_news` that the
        printer does something else, `on_end` that the server does not want us: `ended_by`
        says why.
        """
        self._hass = hass
        self._entry = entry
        self.subentry = subentry
        self.data = subentry.data
        self.key = key
        self.printer_id = printer.id
        self.name = subentry.title
        self.config = AgentConfig.from_data(subentry.data)
        self._on_change = on_change
        self._on_news = on_news
        self._on_end = on_end
        self._store = agent_store(hass, subentry.subentry_id)
        self._entities = AgentEntities(hass, self.config, self._entities_changed)
        self._camera = AgentCamera(hass, partial(self._entities.entity_id, CONF_CAMERA))
        self._watch = PictureWatch(hass, self._camera, self._tell_change)
        self._commands = AgentCommands(
            hass, self.name, self.config, self._entities.entity_id
        )
        self._agent: ObicoAgent | None = None
        self._version = ""
        self._task: asyncio.Task[None] | None = None
        self._stops: list[CALLBACK_TYPE] = []
        self._report_due = False
        # Without a status entity a person says what is printed.
        self._said = Meaning.OPERATIONAL
        # What was known last: after a start of Home Assistant its entities need their time.
        self._last = ReportedState.UNKNOWN
        self._told = False
        self._was_connected = False
        self._stop_news: CALLBACK_TYPE | None = None
        self.ended_by: ObicoError | None = None

    # Its life

    @callback
    def start(self) -> None:
        """Begin; nobody waits for the server.

        Not as a task of the entry: whose end it would be cancelled at a second time, while
        it says farewell to the server.
        """
        self._task = self._hass.async_create_background_task(
            self._run(), f"{DOMAIN} agent of {self.name}"
        )

    async def async_stop(self) -> None:
        """End, and keep what must survive."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
        self._let_go()
        await self._commands.async_stop()
        if self._agent is not None:
            await self._store.async_save(self._to_store())

    async def _run(self) -> None:
        """Report until the server does not want it, or this is stopped."""
        stored = await self._store.async_load() or {}
        with suppress(ValueError):
            self._said = Meaning(str(stored.get("said")))
        with suppress(ValueError):
            self._last = ReportedState(str(stored.get("last")))
        memory = AgentMemory.from_json(stored.get("agent"))
        if memory.running is None and self._last not in BETWEEN:
            # A print that was not told of yet is told of when it is seen again.
            self._last = ReportedState.UNKNOWN
        self._agent = await self._make_agent(memory)
        if stored.get("replaced"):
            self._end(ObicoAgentReplacedError("another agent took our place"))
            return
        await self._commands.async_prepare()
        while True:
            self._listen()
            try:
                await self._agent.run()
            except ObicoError as error:
                LOGGER.debug("Nothing is reported for %s: %s", self.name, error)
                self._let_go()
                self._end(error)
                if not isinstance(error, ObicoAuthenticationError):
                    return
            # Should Obico tell no other key, this one is tried again.
            await asyncio.sleep(REFUSED_PAUSE)
            self.ended_by = None

    async def _make_agent(self, memory: AgentMemory) -> ObicoAgent:
        """Make what speaks to the server."""
        integration = await async_get_integration(self._hass, DOMAIN)
        self._version = str(integration.version)
        heat = self._commands.async_set_temperature if self._commands.heats else None
        return ObicoAgent(
            async_session(self._hass, self._entry.data),
            self._entry.data[CONF_URL],
            self.key,
            settings=self._entities.settings(self._version),
            memory=memory,
            execute=self._execute,
            take_picture=self._take_picture,
            set_temperature=heat,
            on_change=self._changed,
            on_memory=self._save,
            timing=TIMING,
        )

    @callback
    def _end(self, error: ObicoError) -> None:
        """Remember why nothing is reported any more, also over a restart."""
        self.ended_by = error
        self._save()
        self._changed()
        self._on_end(self)

    @callback
    def _save(self, _: AgentMemory | None = None) -> None:
        """Keep what must survive, soon."""
        self._store.async_delay_save(self._to_store, SAVE_DELAY)

    def _to_store(self) -> dict[str, Any]:
        """Return what must survive."""
        assert self._agent is not None
        return {
            "agent": self._agent.memory.to_json(),
            "said": self._said.value,
            "last": self._last.value,
            "replaced": isinstance(self.ended_by, ObicoAgentReplacedError),
        }

    # What is known

    @property
    def connected(self) -> bool:
        """Whether Obico hears us."""
        return (
            self._agent is not None and self.ended_by is None and self._agent.connected
        )

    @property
    def facts(self) -> AgentFacts | None:
        """What the session has been like, for diagnostics."""
        return self._agent.facts if self._agent else None

    @property
    def trouble(self) -> str | None:
        """What has been wrong with the pictures for a while, as the key of an issue."""
        return self._watch.trouble

    @property
    def blind(self) -> bool:
        """Whether Obico has nothing to look at, though it wants to."""
        return self._watch.blind

    @property
    def manual(self) -> bool:
        """Whether a person says what is printed: no entity tells it."""
        return CONF_STATUS not in self.config.entities

    @property
    def said_printing(self) -> bool:
        """Whether a person said that something is printed."""
        return self._said in UNDER_WAY

    @callback
    def say(self, *, printing: bool) -> None:
        """Begin or end a print that no entity tells of."""
        if printing is not self.said_printing:
            # How it ended is not said: Obico may have cancelled it.
            self._say(Meaning.PRINTING if printing else Meaning.OPERATIONAL)

    @callback
    def _say(self, meaning: Meaning) -> None:
        """Note what a printer does that no entity tells of."""
        self._said = meaning
        if self._agent is not None:
            self._save()
        self._tell_soon()
        self._changed()

    def wake(self) -> None:
        """Try to connect now: the server was heard."""
        if self._agent is not None and self.ended_by is None:
            self._agent.wake()

    @property
    def camera_name(self) -> str:
        """What a person knows the camera by."""
        return self._entities.camera_name

    @property
    def missing(self) -> list[str]:
        """The entities that were chosen and are not there any more."""
        return self._entities.missing

    @callback
    def _listen(self) -> None:
        """Follow the entities."""
        self._entities.start()
        self._stops = [
            self._entities.stop,
            async_track_time_interval(self._hass, self._tell_soon, INTERVAL),
            async_at_started(self._hass, self._entities_changed),
        ]
        self._tell_soon()

    @callback
    def _entities_changed(self, _: object = None) -> None:
        """Report, and notice which entities are there."""
        self._tell_soon()
        self._changed()

    @callback
    def _let_go(self) -> None:
        """Follow nothing any more."""
        for stop in (*self._stops, self._watch.stop, self._stop_news):
            if stop is not None:
                stop()
        self._stops = []
        self._stop_news = None

    # Reporting

    @callback
    def _tell_soon(self, _: object = None) -> None:
        """Report when all entities that change now have changed."""
        if not self._report_due:
            self._report_due = True
            self._hass.loop.call_soon(self._tell)

    @callback
    def _tell(self) -> None:
        """Report what is known now."""
        self._report_due = False
        if self._agent is None or self.ended_by is not None:
            return
        # What was not there yet may have turned up.
        self._agent.introduce(self._entities.settings(self._version))
        report = self._read()
        if report.state is not ReportedState.UNKNOWN:
            if report.state is not self._last:
                self._last = report.state
                self._save()
                self._expect_news()
        elif not self._told:
            # What was, goes on for a while: longer than most integrations take to start.
            self._agent.report(replace(report, state=self._last))
        self._told = True
        self._agent.report(report)

    @callback
    def _expect_news(self) -> None:
        """Say that Obico should show something else in a moment."""

        @callback
        def tell(_: datetime) -> None:
            self._stop_news = None
            self._on_news()

        if self._stop_news is not None:
            self._stop_news()
        self._stop_news = async_call_later(self._hass, NEWS_DELAY, tell)

    def _read(self) -> AgentReport:
        """Return what is known now."""
        look = self._entities.look
        report = read_report(look, self._states(), dt_util.utcnow())
        if CONF_FILE_NAME not in self.config.entities:
            # The printer's name stands for it, as it was when the print began.
            running = self._agent.memory.running if self._agent else None
            name = running.file_name if running else self.name
            report = replace(report, file_name=name)
        if self.manual:
            report = replace(report, state=self._said.state, ended=self._said.ended)
        elif report.state is ReportedState.UNKNOWN and read_text(look(CONF_STATUS)):
            # A state that nobody said anything of changes nothing.
            report = replace(report, state=self._last)
        return report

    def _states(self) -> States:
        """Return what the states of the status entity mean."""
        if self.config.states:
            return self.config.states
        preset = preset_of(self._hass, self._entities.entity_id(CONF_STATUS))
        return preset.meanings if preset else {}

    # Obeying

    async def _execute(self, command: AgentCommand) -> None:
        """Do what Obico wants. Raises whatever goes wrong."""
        await self._commands.async_execute(command, self._last)
        if self.manual and self.said_printing:
            self._say(AFTER_COMMAND[command.kind])

    # Pictures and their troubles

    async def _take_picture(self) -> bytes | None:
        """Return a picture, and note what it is like."""
        try:
            return await self._camera.async_take()
        finally:
            self._changed()

    @callback
    def _changed(self) -> None:
        """Look at what the agent knows, and tell who shows it."""
        agent, connected = self._agent, self.connected
        if connected is not self._was_connected:
            self._was_connected = connected
            self._expect_news()
        self._watch.follow(
            agent.picture_trouble if agent and connected else None,
            watched=agent is not None and connected and agent.watched,
        )
        self._tell_change()

    @callback
    def _tell_change(self) -> None:
        """Tell who shows anything of it."""
        self._on_change(self)
