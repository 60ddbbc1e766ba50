"""What a printer has and does: heaters, and the file that it prints."""

from dataclasses import dataclass

from .kinds import MachineEvent

ROOM_TEMPERATURE = 21.3


@dataclass
class Heater:
    """A heater, or a mere sensor; temperatures in °C."""

    name: str
    actual: float | None
    # None: a sensor.
    target: float | None
    # °C per second while heating and while cooling.
    heats: float = 3.0
    cools: float = 1.0

    def advance(self, seconds: float) -> bool:
        """Go on with time; return whether the temperature changed."""
        if self.target is None or self.actual is None:
            return False
        goal = max(self.target, ROOM_TEMPERATURE)
        if self.actual == goal:
            return False
        if self.actual < goal:
            self.actual = min(goal, self.actual + self.heats * seconds)
        else:
            self.actual = max(goal, self.actual - self.cools * seconds)
        return True

    @property
    def ready(self) -> bool:
        """Whether the target is reached."""
        return self.target is None or self.actual is None or self.actual >= self.target


@dataclass
class Job:
    """A file that is or was printed; times in seconds, lengths in mm."""

    file_name: str
    duration: float
    layers: int | None
    path: str
    size: int
    filament: float
    hotend: float = 210.0
    bed: float = 60.0
    layer_height: float = 0.2
    # Time spent printing, heating, and altogether since the start (pauses included).
    elapsed: float = 0.0
    heating: float = 0.0
    total: float = 0.0
    heated: bool = False
    # The server's number of the file, while the agent knows it.
    g_code_file_id: int | None = None
    # How it ended: None while it runs.
    outcome: MachineEvent | None = None

    @property
    def fraction(self) -> float:
        """How much is printed, from 0 to 1."""
        return min(1.0, self.elapsed / self.duration)

    @property
    def remaining(self) -> float:
        """Seconds of printing that are left."""
        return max(0.0, self.duration - self.elapsed)

    @property
    def layer(self) -> int | None:
        """The layer that is printed, from 1; None when the file does not tell."""
        if self.layers is None or not self.heated:
            return None
        return min(self.layers, int(self.fraction * self.layers) + 1)

    @property
    def top(self) -> float:
        """The height of the finished object."""
        return round((self.layers or 100) * self.layer_height, 3)

    @property
    def z(self) -> float | None:
        """The height of the nozzle; None before the first layer."""
        if not self.heated:
            return None
        layer = self.layer or int(self.fraction * 100) + 1
        return round(min(self.top, layer * self.layer_height), 3)
