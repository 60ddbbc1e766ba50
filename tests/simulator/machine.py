"""The printer itself: what it is doing, how it obeys, and how it goes on with time."""

from asyncio import TimerHandle
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .job import Heater, Job
from .kinds import ACTIVE_PHASES, AgentKind, MachineEvent, Phase

# How long a printer with a life of its own takes for a transition, in seconds.
TRANSITION_SECONDS = 2.0


class Listener(Protocol):
    """Who hears of a printer: its agent's connection to the server."""

    def machine_event(self, event: MachineEvent) -> None:
        """Hear that a print began, paused or ended."""

    def machine_changed(self) -> None:
        """Hear that the state is another one."""

    def call_later(
        self, seconds: float, callback: Callable[[], None]
    ) -> TimerHandle | None:
        """Ask to be called; None when only ticks make time go on."""

    @property
    def transition_seconds(self) -> float:
        """How long a transition lasts."""


@dataclass
class Transition:
    """A change of state that takes its time."""

    target: Phase
    remaining: float
    done: list[Callable[[], None]] = field(default_factory=list)
    timer: TimerHandle | None = None


class Machine:
    """A printer that obeys, heats, prints, and can fail."""

    def __init__(
        self, kind: AgentKind, heaters: list[Heater], listener: Listener
    ) -> None:
        """Make an idle printer at room temperature."""
        self.kind = kind
        self.heaters = heaters
        self.phase = Phase.OPERATIONAL
        self.error: str | None = None
        self.job: Job | None = None
        self.message: str | None = None
        self.feed_rate = 1.0
        self.flow_rate = 1.0
        # Where the tool is, as far as anybody moved it by hand, in mm.
        self.position = {"x": 0.0, "y": 0.0, "z": 0.0}
        # The axes that were homed last.
        self.homed: list[str] = []
        self._fan: float | None = None
        # Whether this printer was disconnected since its agent's program began.
        self.was_disconnected = False
        # How long each file took, for the next time that it is printed.
        self.history: dict[str, list[float]] = {}
        self._listener = listener
        self._transition: Transition | None = None
        self._targets_before_pause: dict[str, float] = {}

    @property
    def active(self) -> bool:
        """Whether a job is under way."""
        return self.phase in ACTIVE_PHASES

    @property
    def fan_speed(self) -> float:
        """The part cooling fan, 0 to 1."""
        if self._fan is not None:
            return self._fan
        return 0.45 if self.phase in (Phase.PRINTING, Phase.PAUSING) else 0.0

    def set_fan(self, speed: float) -> None:
        """Set the fan, 0 to 1, which otherwise does as the print wants."""
        self._fan = speed

    def jog(self, distances: Mapping[str, float]) -> None:
        """Move axes from where they are."""
        for axis, distance in distances.items():
            self.position[axis] += distance

    def home(self, axes: Iterable[str]) -> None:
        """Move axes to their end stops."""
        self.homed = list(axes)
        for axis in self.homed:
            self.position[axis] = 0.0

    def heater(self, name: str) -> Heater | None:
        """Return the heater of a name."""
        return next((heater for heater in self.heaters if heater.name == name), None)

    @property
    def hotend(self) -> Heater:
        """The first nozzle's heater."""
        return self.heaters[0]

    @property
    def bed(self) -> Heater:
        """The bed's heater."""
        return self.heaters[1]

    # Transitions

    def _begin(
        self,
        shown: Phase | None,
        target: Phase,
        *done: Callable[[], None],
    ) -> None:
        """Begin a change of state, which shows as `shown` until it is over."""
        seconds = self._listener.transition_seconds
        self._transition = Transition(target, seconds, list(done))
        if shown is not None:
            self.phase = shown
            self._listener.machine_changed()
        if self._transition is not None:
            if seconds <= 0:
                self.settle()
            else:
                self._arm()

    def _arm(self) -> None:
        """Set the timer that ends the present transition."""
        if self._transition is not None and self._transition.timer is None:
            self._transition.timer = self._listener.call_later(
                self._transition.remaining, self.settle
            )

    def settle(self) -> None:
        """End the present transition now, if there is one."""
        if (transition := self._transition) is None:
            return
        self._transition = None
        if transition.timer is not None:
            transition.timer.cancel()
        self.phase = transition.target
        for callback in transition.done:
            callback()
        self._listener.machine_changed()

    def suspend(self) -> None:
        """Stop the timer, because the server stops."""
        if self._transition is not None and self._transition.timer is not None:
            self._transition.timer.cancel()
            self._transition.timer = None

    def awake(self) -> None:
        """Start the timer again."""
        self._arm()

    def pass_time(self, seconds: float) -> None:
        """Bring the present transition nearer to its end."""
        if self._transition is not None:
            self._transition.remaining -= seconds
            if self._transition.remaining <= 0:
                self.settle()

    # Commands

    def start(self, job: Job, *, heated: bool, download: bool = False) -> None:
        """Begin to print a file; raises ValueError when the printer cannot."""
        if self.phase is not Phase.OPERATIONAL:
            msg = f"A printer that is {self.phase} cannot start a print"
            raise ValueError(msg)
        self.error = None
        self.job = job
        job.heated = heated
        if download:
            self._begin(
                Phase.DOWNLOADING, Phase.OPERATIONAL, lambda: self._first_move(job)
            )
        else:
            self._first_move(job)

    def _first_move(self, job: Job) -> None:
        """Leave the idle state, OctoPrint by way of "Starting"."""
        if self.kind is AgentKind.OCTOPRINT and not job.heated:
            self._begin(Phase.STARTING, Phase.PRINTING, self._started)
        else:
            self.phase = Phase.PRINTING
            self._started()
            self._listener.machine_changed()

    def _started(self) -> None:
        """Heat, and tell that the print has begun."""
        if (job := self.job) is None:
            return
        self.hotend.target = job.hotend
        self.bed.target = job.bed
        if job.heated:
            self.hotend.actual = job.hotend
            self.bed.actual = job.bed
        self._listener.machine_event(MachineEvent.STARTED)

    def pause(
        self,
        *,
        shown: bool = True,
        tools_off: bool = False,
        done: Callable[[], None] | None = None,
    ) -> bool:
        """Pause the print; return whether there was something to pause."""
        if self._on_its_way(Phase.PAUSED):
            return True
        self.settle()
        if self.phase is not Phase.PRINTING:
            return False

        def paused() -> None:
            if tools_off and self.hotend.target:
                self._targets_before_pause = {self.hotend.name: self.hotend.target}
                self.hotend.target = 0.0
            self._listener.machine_event(MachineEvent.PAUSED)
            if done is not None:
                done()

        self._begin(Phase.PAUSING if shown else None, Phase.PAUSED, paused)
        return True

    def resume(
        self, *, shown: bool = True, done: Callable[[], None] | None = None
    ) -> bool:
        """Go on after a pause; return whether the print was paused."""
        if self._on_its_way(Phase.PRINTING):
            return True
        self.settle()
        if self.phase is not Phase.PAUSED:
            return False

        def resumed() -> None:
            for name, target in self._targets_before_pause.items():
                if (heater := self.heater(name)) is not None and not heater.target:
                    heater.target = target
            self._targets_before_pause = {}
            self._listener.machine_event(MachineEvent.RESUMED)
            if done is not None:
                done()

        self._begin(Phase.RESUMING if shown else None, Phase.PRINTING, resumed)
        return True

    def cancel(self, *, done: Callable[[], None] | None = None) -> bool:
        """Cancel the print; return whether there was one."""
        if self._on_its_way(Phase.OPERATIONAL):
            return True
        self.settle()
        if not self.active:
            return False

        def cancelled() -> None:
            self.phase = Phase.CANCELLING
            self._end(MachineEvent.CANCELLED)
            self._listener.machine_event(MachineEvent.CANCELLED)
            if self.kind is AgentKind.OCTOPRINT:
                self.phase = Phase.OPERATIONAL
            self._listener.machine_event(MachineEvent.FAILED)
            self.phase = Phase.OPERATIONAL
            if done is not None:
                done()

        self._listener.machine_event(MachineEvent.CANCELLING)
        self._begin(Phase.CANCELLING, Phase.OPERATIONAL, cancelled)
        return True

    def _on_its_way(self, target: Phase) -> bool:
        """Return whether the present transition leads to a state anyway."""
        return self._transition is not None and self._transition.target is target

    def finish(self) -> None:
        """Complete the print at once; raises ValueError when there is none."""
        self.settle()
        if not self.active or (job := self.job) is None:
            msg = "There is no print to finish"
            raise ValueError(msg)
        job.elapsed = job.duration
        job.heated = True
        times = self.history.setdefault(job.file_name, [])
        times.append(job.elapsed + job.heating)
        self.hotend.target = self.bed.target = 0.0
        if self.kind is AgentKind.OCTOPRINT:
            self.phase = Phase.FINISHING
            self._listener.machine_changed()
        else:
            self.phase = Phase.OPERATIONAL
        self._end(MachineEvent.DONE)
        self._listener.machine_event(MachineEvent.DONE)
        self.phase = Phase.OPERATIONAL
        self._listener.machine_changed()

    def _end(self, outcome: MachineEvent) -> None:
        """Note how the job ended, and let everything cool."""
        if self.job is not None:
            self.job.outcome = outcome
        self._targets_before_pause = {}
        for heater in self.heaters[:2]:
            heater.target = 0.0

    def fail(self, text: str) -> None:
        """Fail as real printers do: OctoPrint loses its printer, Klipper only the print."""
        self.settle()
        was_active = self.active
        self.error = text
        if self.kind is AgentKind.OCTOPRINT:
            self.phase = Phase.ERROR
            self.was_disconnected = True
        elif self.phase is not Phase.DISCONNECTED:
            self.phase = Phase.OPERATIONAL
        self._listener.machine_event(MachineEvent.ERROR)
        if was_active:
            if self.job is not None:
                self.job.outcome = MachineEvent.FAILED
            self._targets_before_pause = {}
            self._listener.machine_event(MachineEvent.FAILED)
        self._listener.machine_changed()

    def disconnect(self) -> None:
        """Lose the printer, while its agent stays connected to the server."""
        self.settle()
        was_active = self.active
        self.phase = Phase.DISCONNECTED
        self.error = None
        self.was_disconnected = True
        if was_active:
            self._end(MachineEvent.FAILED)
            self._listener.machine_event(MachineEvent.FAILED)
        self._listener.machine_changed()

    def connect(self) -> None:
        """Find the printer again, after an error or a disconnection."""
        self.settle()
        self.error = None
        for heater in self.heaters[:2]:
            heater.target = 0.0
        if self.kind is AgentKind.OCTOPRINT or (
            self.job is not None and self.job.outcome is not None
        ):
            self.job = None
        if self.phase in (Phase.DISCONNECTED, Phase.ERROR):
            if self.kind is AgentKind.OCTOPRINT:
                self._begin(Phase.CONNECTING, Phase.OPERATIONAL)
                return
            self.phase = Phase.OPERATIONAL
        self._listener.machine_changed()

    # Time

    def advance(self, seconds: float) -> bool:
        """Let time pass; return whether anything changed."""
        changed = False
        while seconds > 1e-9:
            job = self.job
            step = seconds
            if self.phase is Phase.PRINTING and job is not None:
                changed = True
                if job.heated:
                    step = min(seconds, job.remaining)
                    job.elapsed += step
                else:
                    step = min(seconds, 1.0)
                    job.heating += step
                job.total += step
            elif self.phase is Phase.PAUSED and job is not None:
                job.total += step
                changed = True
            for heater in self.heaters:
                changed |= heater.advance(step)
            seconds -= step
            if self.phase is Phase.PRINTING and job is not None:
                if not job.heated:
                    job.heated = self.hotend.ready and self.bed.ready
                elif job.remaining <= 1e-9:
                    self.finish()
        return changed
