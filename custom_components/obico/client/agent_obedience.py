"""What an agent does when Obico, or somebody who looks at a printer, wants something."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import replace
from time import monotonic

from .agent_commands import (
    NOT_DONE,
    NOT_SUPPORTED,
    AgentCommand,
    AgentCommandKind,
    NewTarget,
    References,
    ViewerRequest,
)
from .agent_reports import AgentReport, ReportedState
from .agent_status import BUSY
from .errors import ObicoCommandError
from .record import Record

type Execute = Callable[[AgentCommand], Awaitable[None]]
type SetTemperature = Callable[[str, float], Awaitable[None]]

# What a printer seems to do until it does what it was told, and from where.
TRANSITIONS = {
    AgentCommandKind.PAUSE: (
        ReportedState.PAUSING,
        BUSY - {ReportedState.PAUSED, ReportedState.CANCELLING},
    ),
    AgentCommandKind.RESUME: (
        ReportedState.RESUMING,
        frozenset({ReportedState.PAUSED, ReportedState.PAUSING}),
    ),
    AgentCommandKind.CANCEL: (ReportedState.CANCELLING, BUSY),
}


class Transition(Record):
    """What a printer seems to do, from some states, until a moment of our own clock."""

    state: ReportedState
    begins: frozenset[ReportedState]
    until: float


class Obedience:
    """Has commands executed, at once and each by itself."""

    def __init__(
        self,
        execute: Execute,
        set_temperature: SetTemperature | None,
        *,
        has_print: Callable[[], bool],
        on_change: Callable[[], object],
        on_cancel: Callable[[bool], object],
        on_failure: Callable[[AgentCommand, str | None], Awaitable[None]],
        patience: float,
    ) -> None:
        """Prepare to obey.

        Without a print (`has_print`) there is nothing to be done: that is no failure.
        `on_change` is called when the printer seems to do something else, `on_cancel`
        with whether an end would be due to a command, `on_failure` with what failed and
        why. A printer has `patience` seconds to begin what it was told.
        """
        self._execute = execute
        self._set_temperature = set_temperature
        self._has_print = has_print
        self._on_change = on_change
        self._on_cancel = on_cancel
        self._on_failure = on_failure
        self._patience = patience
        self._transition: Transition | None = None
        self._under_way: dict[AgentCommandKind, asyncio.Task[str | None]] = {}
        self._references = References()
        self.last: AgentCommandKind | None = None

    # What it looks like

    def show(self, report: AgentReport) -> AgentReport:
        """Return what the printer seems to do."""
        transition = self._transition
        if transition is None:
            return report
        if report.state not in transition.begins or monotonic() >= transition.until:
            self._transition = None
            return report
        return replace(report, state=transition.state)

    @property
    def until(self) -> float | None:
        """When what is shown is over, on our own clock, even if nothing happens."""
        return self._transition.until if self._transition else None

    # What is done

    def obey(self, command: AgentCommand) -> asyncio.Task[str | None]:
        """Begin to execute a command now, in this very turn of the loop.

        The task returns why it failed, None when it did not. One that is under way
        already is not begun again.
        """
        kind = command.kind
        self.last = kind
        if (task := self._under_way.get(kind)) is None:
            task = asyncio.Task(
                self._obey(command),
                loop=asyncio.get_running_loop(),
                eager_start=True,
            )
            if not task.done():
                self._under_way[kind] = task
                task.add_done_callback(lambda _: self._under_way.pop(kind, None))
        return task

    async def _obey(self, command: AgentCommand) -> str | None:
        """Execute a command; whatever is raised is its failure."""
        if not self._has_print():
            return None
        state, begins = TRANSITIONS[command.kind]
        transition = Transition(
            state=state, begins=begins, until=monotonic() + self._patience
        )
        self._transition = transition
        self._on_change()
        if command.kind is AgentCommandKind.CANCEL:
            self._on_cancel(True)
        try:
            await self._execute(command)
        except Exception as error:  # noqa: BLE001
            reason = error.reason if isinstance(error, ObicoCommandError) else None
            if self._transition is transition:
                self._transition = None
            # What only took too long may be done yet.
            if command.kind is AgentCommandKind.CANCEL and not isinstance(
                error, TimeoutError
            ):
                self._on_cancel(False)
            self._on_change()
            await self._on_failure(command, reason)
            return reason or NOT_DONE
        return None

    async def answer(self, request: ViewerRequest) -> dict[str, object] | None:
        """Do what a viewer asks, and return the answer, if any is wanted."""
        if not self._references.is_new(request.reference):
            return None
        match request.wish:
            case AgentCommand() as command:
                error = await asyncio.shield(self.obey(command))
            case NewTarget() as wish if self._set_temperature is not None:
                error = await self._heat(self._set_temperature, wish)
            case _:
                error = NOT_SUPPORTED
        if request.reference is None:
            return None
        result: dict[str, object] = {"ret": None} if error is None else {"error": error}
        return {"passthru": {"ref": request.reference, **result}}

    @staticmethod
    async def _heat(set_temperature: SetTemperature, wish: NewTarget) -> str | None:
        """Set a temperature; return why not."""
        try:
            await set_temperature(wish.heater, wish.target)
        except ObicoCommandError as error:
            return error.reason or NOT_DONE
        except ValueError:
            return f"There is no heater {wish.heater}."
        except Exception:  # noqa: BLE001
            return NOT_DONE
        return None

    async def stop(self) -> None:
        """Give up what is under way."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
