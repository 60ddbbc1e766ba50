"""What Home Assistant shows of each printer, and why it sometimes shows nothing."""

from dataclasses import dataclass

from tests.simulator import Phase, SimulatedPrinter

from .home_assistant import HomeAssistant
from .process import INTEGRATION, DemoError
from .world import World

UNAVAILABLE, UNKNOWN = "unavailable", "unknown"
LAST_PRINT = frozenset(
    {"last_print", "last_print_duration", "last_print_ended", "last_print_result"}
)
SETTINGS = frozenset(
    {
        "action_on_failure",
        "bed_off_on_pause",
        "detective_sensitivity",
        "lift_z_on_pause",
        "retract_on_pause",
        "tools_off_on_pause",
        "watching_enabled",
    }
)
# What is known of a printer that is off.
TOTALS = frozenset(
    f"{total}_{period}"
    for total in ("prints", "success_rate", "print_time", "filament")
    for period in ("total", "recent")
) | {"prints"}
KNOWN_OFFLINE = (
    frozenset(
        {
            "alert_muted",
            "alert",
            "alert_picture",
            "attention",
            "camera",
            "failure_alert",
            "mute_alerts",
            "not_watching_reason",
            "online",
            "print",
            "print_finishes",
            "print_started",
            "state",
            "thumbnail",
            "watching",
        }
    )
    | LAST_PRINT
    | SETTINGS
    | TOTALS
)
CANCELLABLE = frozenset({Phase.STARTING, Phase.PRINTING, Phase.PAUSED})


@dataclass(frozen=True, kw_only=True)
class Row:
    """An entity with its present state, of a printer or of the account itself."""

    printer: SimulatedPrinter | None
    device: str
    entity_id: str
    # What it is among the entities of its printer.
    key: str
    state: str
    unit: str
    disabled: bool = False

    @property
    def is_button(self) -> bool:
        """Whether the entity is a button, which is unknown until it is pressed."""
        return self.entity_id.startswith("button.")

    @property
    def is_event(self) -> bool:
        """Whether the entity is an event, which is unknown until something happens."""
        return self.entity_id.startswith("event.")

    @property
    def shown(self) -> str:
        """The state with its unit."""
        if self.disabled:
            return "disabled"
        if self.state in (UNAVAILABLE, UNKNOWN):
            return self.state
        return f"{self.state} {self.unit}".strip()

    def why_unavailable(self) -> str | None:
        """Return why there is nothing to show now, as the simulated printer knows it."""
        if (printer := self.printer) is None:
            return None
        if not printer.online and self.key not in KNOWN_OFFLINE:
            return "the printer is offline"
        current = printer.current_print
        match self.key:
            case "camera" if printer.camera.url is None:
                return "Obico holds no picture"
            case "alert_picture" if not self._was_alerted():
                return "there was no alert"
            case "thumbnail":
                return "the slicer drew none"
            case "pause" if printer.phase is not Phase.PRINTING:
                return "nothing to pause"
            case "resume" if printer.phase is not Phase.PAUSED:
                return "nothing to resume"
            case "cancel" if printer.phase not in CANCELLABLE:
                return "nothing to cancel"
            case (
                "acknowledge_alert" | "acknowledge_failure" | "acknowledge_no_failure"
            ) if not (current and current.alert_unacknowledged):
                return "no alert waits"
            case "mute_alerts" if current is None:
                return "no print to mute"
            case "home" | "disconnect" if printer.machine.active:
                return "not while something is printed"
            case "connect" if printer.machine.phase is not Phase.DISCONNECTED:
                return "the printer is connected"
        return None

    def why_unknown(self) -> str | None:
        """Return why there is no value, although it would be known."""
        if self.is_button:
            return "not pressed yet"
        if self.is_event:
            return "nothing happened yet"
        if (printer := self.printer) is None:
            return None
        if self.key.startswith("success_rate_") and not self._has_ended():
            return "no print has ended yet"
        if self.key == "preheat":
            return "the targets are those of no profile"
        if self.key == "error_text" and printer.machine.error is None:
            return "no error"
        if self.key in LAST_PRINT and not self._has_ended():
            return "no print has ended yet"
        return None

    def _has_ended(self) -> bool:
        """Return whether a print of the printer has ended."""
        return self.printer is not None and any(
            ended.printer is self.printer and ended.ended_at is not None
            for ended in self.printer.simulator.prints
        )

    def _was_alerted(self) -> bool:
        """Return whether the server keeps a picture of an alert."""
        return self.printer is not None and any(
            event.event_type == "FAILURE_ALERTED" and event.printer is self.printer
            for event in self.printer.simulator.events
        )

    def note(self) -> str:
        """Return what a reader should know about the state."""
        if self.disabled:
            return "for experts"
        if self.state == UNAVAILABLE:
            return self.why_unavailable() or "NO REASON"
        if self.state == UNKNOWN:
            return self.why_unknown() or "NO REASON"
        return ""

    def fault(self) -> str | None:
        """Return what is wrong with the state, None when it is right."""
        if self.disabled:
            return None
        reason = self.why_unavailable()
        if self.state == UNAVAILABLE and reason is None:
            return f"{self.entity_id} is unavailable without a reason"
        if self.state == UNKNOWN and self.why_unknown() is None:
            return f"{self.entity_id} is unknown"
        if self.state != UNAVAILABLE and reason is not None:
            return f"{self.entity_id} is {self.state}, but {reason}"
        return self._lie()

    def _lie(self) -> str | None:
        """Return how the state differs from the simulated printer's, if it does."""
        if (printer := self.printer) is None:
            return None
        phase = printer.phase if printer.online else None
        flags = {
            "online": printer.online,
            "printing": phase is Phase.PRINTING,
            "paused": phase is Phase.PAUSED,
            "watching": printer.not_watching_reason() is None,
            "watching_enabled": printer.watching_enabled,
            "tools_off_on_pause": printer.tools_off_on_pause,
            "bed_off_on_pause": printer.bed_off_on_pause,
        }
        truths = {
            "state": phase.value if phase else "offline",
            **{key: "on" if flag else "off" for key, flag in flags.items()},
        }
        truth = truths.get(self.key, self.state)
        if self.state in (truth, UNAVAILABLE):
            return None
        return f"{self.entity_id} is {self.state}, but the printer is {truth}"


async def read_rows(home: HomeAssistant, world: World) -> list[Row]:
    """Return all entities of the integration, device by device.

    Raises DemoError when a device is none of the simulated printers, or one is missing.
    """
    devices = await home.devices()
    states = await home.states()
    printers = world.printers
    owners: dict[str, tuple[str, SimulatedPrinter | None]] = {}
    for device in devices.values():
        identifier = next(
            name for domain, name in device["identifiers"] if domain == INTEGRATION
        )
        number = identifier.rpartition("_")[2]
        if number == "account":
            owners[device["id"]] = identifier, None
            continue
        printer_id = int(number)
        if printer_id not in printers:
            msg = f"The device {device['name']} is no printer"
            raise DemoError(msg)
        owners[device["id"]] = identifier, printers.pop(printer_id)
    if printers:
        names = ", ".join(printer.name for printer in printers.values())
        msg = f"These printers are missing in Home Assistant: {names}"
        raise DemoError(msg)
    rows = []
    for entity in await home.entities():
        identifier, printer = owners[entity["device_id"]]
        state = states.get(entity["entity_id"])
        rows.append(
            Row(
                printer=printer,
                device=devices[entity["device_id"]]["name"],
                entity_id=entity["entity_id"],
                key=entity["unique_id"].removeprefix(f"{identifier}_"),
                state=state["state"] if state else "missing",
                unit=state["attributes"].get("unit_of_measurement", "")
                if state
                else "",
                disabled=entity["disabled_by"] is not None,
            )
        )
    return sorted(rows, key=lambda row: (row.device, row.entity_id))


def as_text(rows: list[Row]) -> str:
    """Return the entities as a table."""
    cells = [(row.device, row.entity_id, row.shown, row.note()) for row in rows]
    cells.insert(0, ("Device", "Entity", "State", "Note"))
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    cells.insert(
        1, ("-" * widths[0], "-" * widths[1], "-" * widths[2], "-" * widths[3])
    )
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in cells
    )
