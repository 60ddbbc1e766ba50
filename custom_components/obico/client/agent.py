"""The other side: whoever runs this is the agent of a printer, and reports for it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from copy import replace
from time import monotonic, time

import aiohttp

from .agent_commands import AgentCommand, CommandInitiator, ViewerRequest, read_commands
from .agent_link import AgentLink, AgentTiming, read_printer
from .agent_memory import AgentMemory
from .agent_obedience import Execute, Obedience, SetTemperature
from .agent_outbox import Outbox
from .agent_pictures import PicturePoster, PictureTrouble
from .agent_prints import PrintTracker
from .agent_reports import AgentReport, ReportedState
from .agent_settings import AgentFacts, AgentSettings
from .agent_status import BUSY, LAYING_PLASTIC, Message, status_message
from .agent_uploads import AgentUploads
from .auth import PrinterKey
from .errors import ObicoAuthenticationError, ObicoError
from .events import EventClass, EventNotice, EventType
from .reading import Json, read_flag, read_object
from .reconnecting import Pauses
from .together import first_of, wait_for


class ObicoAgent:
    """Reports for one printer by its key, and has its commands obeyed."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        server: str,
        key: str,
        *,
        settings: AgentSettings,
        memory: AgentMemory,
        execute: Execute,
        take_picture: Callable[[], Awaitable[bytes | None]] | None = None,
        set_temperature: SetTemperature | None = None,
        on_change: Callable[[], object] | None = None,
        on_memory: Callable[[AgentMemory], object] | None = None,
        clock: Callable[[], float] = time,
        timing: AgentTiming | None = None,
    ) -> None:
        """Prepare to report.

        `take_picture` returns a JPEG of at most PICTURE_WIDTH × PICTURE_HEIGHT, unturned,
        or None when there is none; it is never called twice at a time, and given up after
        some seconds. `execute` and `set_temperature` (heater, °C) return when it is done
        as far as they can tell. Whatever they raise is told to Obico as a failure, with
        the reason of an ObicoCommandError; a ValueError of `set_temperature` is a heater
        that is not known. `execute` is called in the same turn of the loop as the command
        is read in. `on_change` is called when any property but `memory` and `facts` has
        changed, `on_memory` whenever something must be kept; it should be stored within a
        second or so. `clock` is the time in epoch seconds.

        Raises ValueError when `key` is no key.
        """
        printer_key = PrinterKey(key)
        self._on_change = on_change
        self._on_memory = on_memory
        self._clock = clock
        self._timing = timing = timing or AgentTiming()
        self._pauses = Pauses(
            first=timing.first_pause,
            growth=timing.growth,
            longest=timing.longest_pause,
            steady=timing.steady,
        )
        self._uploads = AgentUploads(session, server, printer_key)
        self._pictures = PicturePoster(
            self._uploads,
            take_picture,
            on_trouble=self._tell_change,
            timing=timing.pictures,
        )
        self._tracker = PrintTracker(
            memory.running, memory.last_timestamp, timing.prints
        )
        self._outbox = Outbox(memory.events, self._remember)
        self._link = AgentLink(
            session,
            server,
            printer_key,
            settings=settings,
            speaker=self,
            outbox=self._outbox,
            pictures=self._pictures,
            timing=timing,
        )
        self._obedience = Obedience(
            execute,
            set_temperature,
            has_print=lambda: self._has_print,
            on_change=self._link.wake,
            on_cancel=self._expect_cancel,
            on_failure=self._tell_failure,
            patience=timing.obey,
        )
        # What was reported last, of what anything is known; and since when nothing is.
        self._known: AgentReport | None = None
        self._unknown_since: float | None = None
        self._tracked = asyncio.Event()
        self._errands: set[asyncio.Task[None]] = set()
        self._remembered: object = None
        self._watched = self._viewed = False

    # What is reported

    def report(self, report: AgentReport) -> None:
        """Take what the printer does now; what must be told, and when, is decided here.

        May be called at any time, also before `run` and while not connected, and as often
        as anything changes.
        """
        if report.state is ReportedState.UNKNOWN:
            if self._unknown_since is None:
                self._unknown_since = monotonic()
        else:
            failed = report.state is ReportedState.ERROR
            if failed and self._known and self._known.state is not report.state:
                self._tell_error(report)
            self._known, self._unknown_since = report, None
            self._outbox.add(self._tracker.hear(report, self._clock()))
            self._remember()
        self._tracked.set()
        self._link.wake()

    def introduce(self, settings: AgentSettings) -> None:
        """Take who the agent is now; told to Obico if it is news."""
        self._link.introduce(settings)

    def _shown(self) -> AgentReport:
        """Return what the printer is told to do."""
        if (known := self._known) is None:
            return AgentReport(state=ReportedState.OFFLINE)
        since = self._unknown_since
        if since is not None and monotonic() >= since + self._timing.doubt:
            return replace(known, state=ReportedState.OFFLINE)
        return self._obedience.show(known)

    @property
    def _has_print(self) -> bool:
        """Whether something is printed, or might be."""
        known = self._known
        return known is None or known.state in BUSY or self._tracker.running is not None

    # What keeps running

    async def run(self) -> None:
        """Be the printer's agent until cancelled, connecting again after growing pauses.

        Before each connect the printer is asked whose it is. Raises
        ObicoAuthenticationError when the key is refused, ObicoAgentOwnedError when the
        printer has another agent, and ObicoAgentReplacedError when another one took our
        place: after that, this must not be run again unless a person wants it.
        """
        try:
            await first_of(
                self._begin_prints(), self._pauses.repeat(self._link.connection)
            )
        finally:
            for errand in self._errands:
                errand.cancel()
            await asyncio.gather(*self._errands, return_exceptions=True)
            await self._obedience.stop()

    def wake(self) -> None:
        """Try to connect now: something else has seen the server answer."""
        self._pauses.wake()

    async def _begin_prints(self) -> None:
        """Begin the prints that are seen, each with the record of its file."""
        while True:
            self._tracked.clear()
            due = self._tracker.start_due(self._clock())
            if due is None or due > 0:
                await wait_for(self._tracked, due)
                continue
            name = self._tracker.starting_file
            refusal: ObicoAuthenticationError | None = None
            file_id = None
            try:
                async with asyncio.timeout(self._timing.register):
                    file_id = await self._uploads.register_file(name)
            except ObicoAuthenticationError as error:
                refusal = error
            except ObicoError, TimeoutError, ValueError:
                pass
            if refusal or name == self._tracker.starting_file:
                self._outbox.add(self._tracker.begin(file_id, self._clock()))
                self._remember()
                self._link.wake()
            if refusal:
                raise refusal

    # What the link asks for

    def status(self) -> Message:
        """Return the newest status, and have as many pictures posted as it wants."""
        shown = self._shown()
        self._look(shown)
        return status_message(shown, self._tracker.running, self._clock())

    @property
    def busy(self) -> bool:
        """Whether a print is under way."""
        return self._shown().state in BUSY

    @property
    def next_change(self) -> float | None:
        """When the status will be another one by itself."""
        moments = [self._obedience.until]
        if self._unknown_since is not None:
            moments.append(self._unknown_since + self._timing.doubt)
        return min(
            (m for m in moments if m is not None and m > monotonic()), default=None
        )

    def connection_changed(self) -> None:
        """Hear that a connection begins or ends; nobody looks yet, or any more."""
        self._watched = self._viewed = False
        self._tell_change()

    def take(self, message: Json) -> None:
        """Take a message; what is not known is not for us."""
        for command in read_commands(message):
            self._obedience.obey(command)
            self._link.pay_attention()
        if (request := ViewerRequest.from_json(message.get("passthru"))) is not None:
            self._begin(self._answer(request))
            self._link.pay_attention()
        self._take_remote_status(read_object(message, "remote_status"))

    def _take_remote_status(self, data: Json) -> None:
        """Take who looks; only what has changed is told."""
        viewed, watched = read_flag(data, "viewing"), read_flag(data, "should_watch")
        if viewed is None and watched is None:
            return
        if viewed is not None:
            self._viewed = viewed
        if watched is not None:
            self._watched = watched
        if viewed:
            self._pictures.show()
        self._link.pay_attention()
        self._look(self._shown())
        self._tell_change()

    def _look(self, shown: AgentReport) -> None:
        """Have as many pictures posted as are wanted."""
        printing = self._tracker.running is not None and shown.state in LAYING_PLASTIC
        self._pictures.set_need(
            printing=printing, watched=self._watched or self._viewed
        )

    async def _answer(self, request: ViewerRequest) -> None:
        """Answer a viewer."""
        if (answer := await self._obedience.answer(request)) is not None:
            await self._link.send(answer)

    def _expect_cancel(self, expected: bool) -> None:
        """Take an end that comes soon for a cancelled print, or no longer."""
        if expected:
            self._tracker.expect_cancel(self._clock())
        else:
            self._tracker.forget_cancel()

    async def _tell_failure(self, command: AgentCommand, reason: str | None) -> None:
        """Tell that a command failed: its sender has no other way to know."""
        text = f"Home Assistant could not {command.kind} the print."
        await self._notify(
            EventNotice(
                type=EventType.PRINTER_ERROR,
                event_class=EventClass.ERROR,
                title="Command failed",
                text=f"{text} {reason}" if reason else text,
            ),
            urgent=command.initiator is CommandInitiator.SYSTEM,
        )

    def _tell_error(self, report: AgentReport) -> None:
        """Tell of an error of the printer, as other agents do."""
        if self.connected and report.error:
            notice = EventNotice(
                type=EventType.PRINTER_ERROR,
                event_class=EventClass.ERROR,
                title="Printer Error",
                text=report.error,
            )
            self._begin(self._notify(notice))

    async def _notify(self, notice: EventNotice, *, urgent: bool = False) -> None:
        """Tell viewers and Obico of something; it is lost when they cannot be reached."""
        await self._link.send({"passthru": {"printer_event": notice.to_json()}})
        with suppress(ObicoError, ValueError):
            await self._uploads.post_event(notice, notify=urgent)

    def _begin(self, errand: Coroutine[object, object, None]) -> None:
        """Do something beside, beginning now."""
        loop = asyncio.get_running_loop()
        task = asyncio.Task(errand, loop=loop, eager_start=True)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    # What is known

    @property
    def memory(self) -> AgentMemory:
        """What must be kept over a restart."""
        return AgentMemory(
            running=self._tracker.running,
            last_timestamp=self._tracker.last_timestamp,
            events=self._outbox.events,
        )

    @property
    def connected(self) -> bool:
        """Whether Obico hears us."""
        return self._link.connected

    @property
    def watched(self) -> bool:
        """Whether Obico wants to watch the running print for failures (`should_watch`)."""
        return self._watched

    @property
    def viewed(self) -> bool:
        """Whether somebody looks at the printer in Obico."""
        return self._viewed

    @property
    def picture_trouble(self) -> PictureTrouble | None:
        """Why the last picture was not posted; None when it was, or none of a print is due."""
        return self._pictures.trouble

    @property
    def facts(self) -> AgentFacts:
        """What the session has been like."""
        running = self._tracker.running
        return AgentFacts(
            connects=self._link.connects,
            connected=self.connected,
            watched=self._watched,
            viewed=self._viewed,
            statuses_sent=self._link.statuses,
            events_sent=self._link.events,
            events_waiting=len(self._outbox.events),
            pictures_posted=self._pictures.posted,
            pictures_failed=self._pictures.failed,
            picture_trouble=self._pictures.trouble,
            print_timestamp=running.timestamp if running else None,
            last_command=self._obedience.last,
        )

    def _tell_change(self) -> None:
        """Say that a property has changed."""
        if self._on_change:
            self._on_change()

    def _remember(self) -> None:
        """Have kept what must not be lost; how far a print is, only roughly."""
        memory = self.memory
        running = memory.running
        rough = running and replace(
            running, progress=(running.progress or 0.0) // 5, print_time=None
        )
        state = (rough, memory.events)
        if state != self._remembered and self._on_memory:
            self._remembered = state
            self._on_memory(memory)


async def read_owner(
    session: aiohttp.ClientSession, server: str, key: str
) -> str | None:
    """Return the name of the printer's agent, by its key; None when it never had one.

    Ours is AGENT_NAME. The name stays when an agent is gone for good. Counts as a
    short view of the printer. Raises ObicoAuthenticationError when the key is refused,
    and the other errors of a connection.
    """
    return (await read_printer(session, server, PrinterKey(key))).agent_name
