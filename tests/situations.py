"""Situations of recordings, brought about in a simulated server.

The recordings come from a server with an OctoPrint printer (id 2), a Klipper printer
(id 3), and printers that never had a real agent (1, and 4 to 8).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .simulator import Account, AgentKind, ObicoSimulator, SimulatedPrinter

EMAIL, PASSWORD = "root@example.com", "supersecret"
LONG, BENCHY, CUBE = "long.gcode", "benchy.gcode", "klipper_cube.gcode"
ERROR = (
    "Thermal Runaway, system stopped! Heater_ID: bed - Printer halted. kill() called!"
)


@dataclass
class Stage:
    """A server as a recording found it, and what the replayed request must be given."""

    simulator: ObicoSimulator
    account: Account
    # What replaces the path of the recorded request.
    path: str | None = None
    # What replaces codes, numbers and signatures in the recorded path.
    replace: dict[str, str] = field(default_factory=dict)
    # The key that requests with a printer's key use.
    key: str = ""
    old_key: str = ""

    @property
    def octoprint(self) -> SimulatedPrinter:
        """The printer with the number 2."""
        return self.account.printers[1]

    @property
    def klipper(self) -> SimulatedPrinter:
        """The printer with the number 3."""
        return self.account.printers[2]

    def printer(self, number: int) -> SimulatedPrinter:
        """Return the printer of a number, made with all before it if necessary."""
        while len(self.account.printers) < number:
            self.account.add_printer("Spare")
        return self.account.printers[number - 1]


type Situation = Callable[[Stage], None]


def stage_of(simulator: ObicoSimulator) -> Stage:
    """Fill a server with the account and its first three printers."""
    account = simulator.add_account(EMAIL, PASSWORD)
    account.add_printer()
    account.add_printer("Prusa MK3", agent=AgentKind.OCTOPRINT)
    account.add_printer("Voron 2.4", agent=AgentKind.KLIPPER)
    stage = Stage(simulator, account)
    stage.key = stage.octoprint.key
    return stage


def then(*situations: Situation) -> Situation:
    """Bring about one situation after the other."""

    def act(stage: Stage) -> None:
        for situation in situations:
            situation(stage)

    return act


# Idle, and off


def idle(stage: Stage) -> None:
    """Everything rests."""


def no_picture(stage: Stage) -> None:
    """OctoPrint has not uploaded a picture yet."""
    stage.octoprint.clear_picture()


def without_klipper(stage: Stage) -> None:
    """The Klipper printer is not there yet."""
    stage.klipper.delete()


def webcam(stage: Stage) -> None:
    """OctoPrint reports a webcam."""
    stage.octoprint.set_webcam()


def offline(stage: Stage) -> None:
    """OctoPrint's agent is gone."""
    stage.octoprint.go_offline()


def klipper_down(stage: Stage) -> None:
    """Klipper is shut down."""
    stage.klipper.disconnect_printer()


def disconnected(stage: Stage) -> None:
    """OctoPrint has lost its printer, Klipper is shut down."""
    stage.octoprint.disconnect_printer()
    stage.klipper.disconnect_printer()


# Printing


def long_print(stage: Stage) -> None:
    """OctoPrint prints a file that does not tell its layers."""
    stage.octoprint.start_print(LONG, duration=18777.9, layers=0, heated=True)
    stage.simulator.tick(90)


def benchy(stage: Stage) -> None:
    """OctoPrint prints a file with layers."""
    stage.octoprint.start_print(BENCHY, duration=73, layers=61, heated=True)
    stage.simulator.tick(30)


def cube(stage: Stage) -> None:
    """Klipper prints."""
    stage.klipper.start_print(CUBE, duration=1200, layers=150, heated=True)
    stage.simulator.tick(30)


def heating(stage: Stage) -> None:
    """Klipper heats before a print."""
    stage.klipper.start_print(CUBE, duration=1200, layers=150)
    stage.simulator.tick(5)


def warned(stage: Stage) -> None:
    """The failure detection has raised an alert."""
    long_print(stage)
    assert stage.octoprint.set_failure_score(0.345)


def second_warned(stage: Stage) -> None:
    """The failure detection has alerted again, without a pause."""
    resumed(stage)
    stage.octoprint.action_on_failure = "NONE"
    stage.simulator.tick(120)
    assert stage.octoprint.set_failure_score(0.54)


def stopped(stage: Stage) -> None:
    """The failure detection has paused the print."""
    stage.octoprint.action_on_failure = "PAUSE"
    warned(stage)
    assert stage.octoprint.set_failure_score(0.681)
    stage.octoprint.settle()


def acknowledged(stage: Stage) -> None:
    """A person has looked at the paused print."""
    stopped(stage)
    stage.octoprint.watch.acknowledge("NOT_FAILED")
    stage.octoprint.changed()


def resuming(stage: Stage) -> None:
    """The print that was paused is just going on."""
    acknowledged(stage)
    stage.octoprint.transition_delay = 60
    stage.octoprint.resume()


def resumed(stage: Stage) -> None:
    """The print that was paused goes on."""
    acknowledged(stage)
    stage.octoprint.resume()
    stage.octoprint.settle()


def muted(stage: Stage) -> None:
    """The print is not watched any more."""
    resuming(stage)
    stage.octoprint.watch.mute(True)
    stage.octoprint.changed()


def pausing(stage: Stage) -> None:
    """The print is just being paused by a person."""
    resumed(stage)
    stage.octoprint.transition_delay = 60
    stage.octoprint.pause()


def paused(stage: Stage) -> None:
    """The print was paused by a person."""
    pausing(stage)
    stage.octoprint.settle()


def unwatched(stage: Stage) -> None:
    """The failure detection is off, and a new picture came."""
    stage.octoprint.watching_enabled = False
    long_print(stage)
    stage.octoprint.set_picture()


def resuming_unwatched(stage: Stage) -> None:
    """The failure detection was switched off while the print goes on."""
    resuming(stage)
    stage.octoprint.watching_enabled = False


def cube_pausing(stage: Stage) -> None:
    """Klipper is just pausing."""
    cube(stage)
    stage.klipper.transition_delay = 60
    stage.klipper.pause()


def cube_paused(stage: Stage) -> None:
    """Klipper has paused."""
    cube_pausing(stage)
    stage.klipper.settle()


# After a print


def cancelled(stage: Stage) -> None:
    """OctoPrint's print was cancelled after an alert, and there is a timelapse."""
    second_warned(stage)
    stage.octoprint.min_timelapse_secs_on_cancel = 5
    stage.octoprint.min_timelapse_secs_on_finish = 5
    stage.octoprint.watch.acknowledge("FAILED")
    stage.octoprint.cancel()
    stage.octoprint.settle()


def finished(stage: Stage) -> None:
    """OctoPrint has finished a print."""
    benchy(stage)
    stage.octoprint.finish()


def failed(stage: Stage) -> None:
    """OctoPrint's printer has stopped with an error in the middle of a print."""
    benchy(stage)
    stage.octoprint.fail(ERROR)


def reconnected(stage: Stage) -> None:
    """OctoPrint has found its printer again."""
    failed(stage)
    stage.octoprint.connect_printer()
    stage.octoprint.settle()


def cube_cancelled(stage: Stage) -> None:
    """Klipper's print was cancelled."""
    cube(stage)
    stage.klipper.cancel()
    stage.klipper.settle()


def cube_finished(stage: Stage) -> None:
    """Klipper has finished a print."""
    cube(stage)
    stage.klipper.finish()


def cube_failed(stage: Stage) -> None:
    """Klipper has stopped a print with an error."""
    cube(stage)
    stage.klipper.fail("Extruder not heating at expected rate")


def cube_relinked(stage: Stage) -> None:
    """Klipper's printer has a new key that its agent does not know, and prints."""
    stage.klipper.new_key()
    cube(stage)


def api_print(stage: Stage) -> None:
    """An app manages a print of printer 6, without any agent."""
    printer = stage.printer(6)
    printer.historian.begin_without_agent("cube.gcode")


def api_print_of_8(stage: Stage) -> None:
    """The same with printer 8."""
    stage.printer(8).historian.begin_without_agent("x.gcode")


# Credentials


# Events and media


def spare(stage: Stage) -> None:
    """There are spare printers, up to number 5."""
    stage.printer(5)


def printer_6_idle(stage: Stage) -> None:
    """Nothing is printed by printer 6."""
    stage.printer(6).historian.close(finished=True)


def api_print_of_1(stage: Stage) -> None:
    """An app manages a print of printer 1."""
    stage.printer(1).historian.begin_without_agent("cube.gcode")


def picture_without_agent(stage: Stage) -> None:
    """Somebody uploaded a picture for a printer that has no agent."""
    stage.printer(1).set_picture()


SETTINGS = (
    "name",
    "action_on_failure",
    "tools_off_on_pause",
    "min_timelapse_secs_on_finish",
    "min_timelapse_secs_on_cancel",
)


def adopt_settings(stage: Stage, recording: dict[str, Any]) -> None:
    """Choose the settings that people had chosen, but for those that the request sets."""
    body = recording["response"]["body"]
    asked = recording["request"]["body"] or {}
    inner = body.get("printer", body) if isinstance(body, dict) else body
    for record in inner if isinstance(inner, list) else [inner]:
        if not isinstance(record, dict) or "auth_token" not in record:
            continue
        for printer in stage.account.printers:
            if printer.id != record["id"]:
                continue
            for name in SETTINGS:
                if name not in asked:
                    setattr(printer, name, record[name])
            message = (record.get("status") or {}).get("display_status")
            if message is not None and printer.agent is not None:
                printer.machine.message = message["message"]
            printer.publish()
