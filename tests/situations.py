"""Situations of recordings, brought about in a simulated server.

The recordings come from a server with an OctoPrint printer (id 2), a Klipper printer
(id 3), and printers that never had a real agent (1, and 4 to 8).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
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


def api_prints_over(stage: Stage) -> None:
    """Two such prints are over."""
    printer = stage.printer(6)
    for finished_well in (True, False):
        printer.historian.begin_without_agent("cube.gcode")
        printer.historian.close(finished=finished_well)


def six_prints(stage: Stage) -> None:
    """Prints 1 to 6 are over, in all ways in which prints end."""
    cancelled(stage)
    cube_cancelled(stage)
    api_prints_over(stage)
    cube_finished(stage)
    cube_failed(stage)


def history(stage: Stage) -> None:
    """Prints 1 to 7 are over, on the day of the recordings."""
    six_prints(stage)
    finished(stage)
    times = {1: 0, 2: 204, 3: 292, 4: 293, 5: 315, 6: 362, 7: 745}
    for entry in stage.simulator.prints:
        entry.started_at = datetime.fromtimestamp(1795460923 + times[entry.id], UTC)


def one_more(stage: Stage) -> None:
    """One more print is over, which had no agent."""
    history(stage)
    api_print_of_8(stage)
    stage.printer(8).historian.close(finished=True)


def deleted_prints(stage: Stage) -> None:
    """Printer 7 had prints that were deleted."""
    printer = stage.printer(7)
    for name in ("delete me.gcode", "delete me 2.gcode"):
        print_of_app = printer.historian.begin_without_agent(name)
        printer.historian.close(finished=True)
        print_of_app.deleted = True


# Credentials


def relinked(stage: Stage) -> None:
    """A printer got a new key."""
    stage.old_key = stage.octoprint.key
    stage.key = stage.octoprint.new_key()


def archived(stage: Stage) -> None:
    """Printer 4 is in the archive."""
    stage.printer(4).archive()
    stage.key = stage.printer(4).key


def deleted(stage: Stage) -> None:
    """Printer 4 is deleted."""
    stage.printer(4).delete()
    stage.key = stage.printer(4).key


def locked_out(stage: Stage) -> None:
    """Somebody tried wrong passwords."""
    stage.simulator.sign_in_failures[EMAIL] = (5, stage.simulator.clock())


def unconfigured(stage: Stage) -> None:
    """The server knows itself under one name only."""
    stage.simulator.unconfigured_hosts |= {"127.0.0.1", "obico.home.arpa"}


def code_for(
    recorded: str, *, printer: int | None = None, expired: bool = False
) -> Situation:
    """Return a situation in which a code exists instead of the recorded one."""

    def act(stage: Stage) -> None:
        owner = None if printer is None else stage.printer(printer)
        stage.replace[recorded] = stage.account.link_code(owner, expired=expired)

    return act


def used_code(recorded: str) -> Situation:
    """Return a situation in which a code was used up."""

    def act(stage: Stage) -> None:
        record = stage.account.new_code()
        record.verified_at = record.expired_at
        record.printer = stage.printer(4)
        stage.replace[recorded] = record.code
        stage.replace["codes/2/"] = f"codes/{record.id}/"

    return act


def code_of_number(*, expired: bool = False) -> Situation:
    """Return a situation in which a code exists that is asked for by its number."""

    def act(stage: Stage) -> None:
        record = stage.account.new_code(expired=expired)
        for number in (2, 5):
            stage.replace[f"codes/{number}/"] = f"codes/{record.id}/"

    return act


def throttled(stage: Stage) -> None:
    """One address has asked 3600 times within the hour."""
    begun = stage.simulator.clock() - 49
    stage.simulator.anonymous_calls["203.0.113.7"] = deque([begun] * 3600)


# Events and media


def events(stage: Stage) -> None:
    """Many things have happened to all printers."""
    history(stage)
    api_prints_over(stage)
    cube_paused(stage)
    stage.klipper.resume()
    stage.klipper.settle()
    muted(stage)
    stage.octoprint.watch.mute(False)


def event_of_type(number: int, event_type: str) -> Situation:
    """Return a situation in which an event exists that is asked for by its number."""

    def act(stage: Stage) -> None:
        events(stage)
        event = next(e for e in stage.simulator.events if e.event_type == event_type)
        stage.replace[f"events/{number}/"] = f"events/{event.id}/"

    return act


def media_of(stage: Stage, url: str | None) -> None:
    """Ask for a file that exists."""
    assert url is not None
    stage.path = url.removeprefix("http://localhost:3334")


def picture(stage: Stage) -> None:
    """Ask for the picture of a running print."""
    long_print(stage)
    media_of(stage, stage.octoprint.camera.url)


def picture_with_digest(digest: str | None) -> Situation:
    """Ask for that picture with a wrong signature, or none."""

    def act(stage: Stage) -> None:
        picture(stage)
        assert stage.path is not None
        path = stage.path.partition("?")[0]
        stage.path = path if digest is None else f"{path}?digest={digest}"

    return act


def picture_elsewhere(stage: Stage) -> None:
    """Use the signature of one picture for another."""
    picture(stage)
    assert stage.path is not None
    stage.path = stage.path.replace("/tagged/", "/raw/")


def latest_picture(stage: Stage) -> None:
    """Ask for the picture of an idle printer."""
    media_of(stage, stage.octoprint.camera.url)


def file_of_print(name: str) -> Situation:
    """Ask for what is kept of a print that is over."""

    def act(stage: Stage) -> None:
        history(stage)
        media_of(stage, getattr(stage.simulator.prints[0], name))

    return act


def shot(stage: Stage) -> None:
    """Ask for the picture of an alert."""
    history(stage)
    media_of(stage, stage.simulator.prints[0].shots[0]["image_url"])


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
