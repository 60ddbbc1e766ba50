"""The server's failure detection: scores, alerts, and the pause that it orders."""

from typing import TYPE_CHECKING

from .kinds import Phase, utc_now
from .records import Print

if TYPE_CHECKING:
    from .known import KnownPrinter

WARNING, FAILURE = 1 / 3, 2 / 3
# Seconds after an alert before the next one, and after an acknowledgement before a pause.
COOL_DOWN = 90.0
# Seconds between two pictures that are looked at; agents are not that exact.
INTERVAL = 9.0


class Watch:
    """Watches the current print of one printer."""

    def __init__(self, printer: KnownPrinter) -> None:
        """Begin without a score."""
        self._printer = printer
        # What will be found in every picture that a real agent posts; None: nothing.
        self.next_score: float | None = None
        self._analysed = -COOL_DOWN
        # The API's `normalized_p`: below 1/3 fine, above 2/3 failed.
        self.score = 0.0
        self._alerted = -COOL_DOWN
        self._acknowledged = -COOL_DOWN

    def begin_print(self) -> None:
        """Forget the score of the last print."""
        self.score = 0.0
        self._alerted = self._acknowledged = -COOL_DOWN

    def frame(self) -> None:
        """Note that one more picture was analysed, with the same result."""
        printer = self._printer
        machine = printer.agent.machine if printer.agent else None
        if printer.current_print is None or machine is None or machine.job is None:
            return
        printer.current_print.frames.append((machine.job.total, self.score))

    def look(self) -> bool:
        """Look at a picture that was posted, once in ten seconds; return whether it did."""
        now = self._printer.simulator.clock()
        if self.next_score is None or self.reason_not_to() is not None:
            return False
        if now - self._analysed < INTERVAL * self._printer.second:
            return False
        self._analysed = now
        self.analyse(self.next_score, posted=True)
        return True

    def analyse(self, score: float, *, posted: bool = False) -> bool:
        """Let the server find a score in the next picture; return whether it alerts.

        With `posted` it is one that was posted already.

        Without a print to look at, or when nobody is to be warned (detection switched
        off, muted, paused), the server does not look: the score stays what it is.
        """
        printer = self._printer
        current = printer.current_print
        if current is None or printer.not_watching_reason() is not None:
            return False
        self.score = score
        self.frame()
        alerts = pauses = False
        if score > WARNING and printer.watching_enabled:
            now = printer.simulator.clock()
            pauses = (
                score > FAILURE
                and printer.action_on_failure == "PAUSE"
                and current.paused_at is None
                and now - self._acknowledged >= COOL_DOWN
            )
            quiet = now - self._alerted < COOL_DOWN or current.alert_unacknowledged
            alerts = pauses or not quiet
            if alerts:
                self._alerted = now
        if alerts:
            self._alert(current, pauses, posted=posted)
        elif not posted:
            printer.take_picture()
        return alerts

    def _alert(self, current: Print, pauses: bool, *, posted: bool) -> None:
        """Raise an alert: time, boxed picture and score come with one message."""
        printer = self._printer
        if pauses:
            current.paused_at = utc_now()
        current.alerted_at = utc_now()
        if not posted:
            printer.camera.take()
        if printer.camera.url is not None:
            printer.camera.keep_shot()
        printer.add_event("FAILURE_ALERTED", "ERROR", "Possible Failure Detected")
        printer.tell(
            "PrintFailure",
            is_warning=self.score <= FAILURE,
            print_paused=pauses,
        )
        if pauses and printer.agent is not None:
            # The first thing that viewers see of this alert is a printer that is pausing.
            printer.agent.command("pause", "system")
        if printer.watch.printing:
            printer.changed()

    def acknowledge(self, verdict: str | None) -> None:
        """Take note of a person's verdict; without an alert nothing is stored."""
        current = self._printer.current_print
        if current is None or current.alerted_at is None:
            return
        current.alert_acknowledged_at = utc_now()
        current.alert_overwrite = verdict
        self._acknowledged = self._printer.simulator.clock()

    def mute(self, muted: bool) -> None:
        """Stop or go on watching the current print."""
        printer = self._printer
        if (current := printer.current_print) is None:
            msg = "There is no print to mute"
            raise ValueError(msg)
        current.alert_muted_at = utc_now() if muted else None
        if muted:
            printer.add_event("ALERT_MUTED", "WARNING", "Watching Turned Off")
        else:
            printer.add_event("ALERT_UNMUTED", "", None)

    def reason_not_to(self) -> str | None:
        """Return why nobody watches, in the server's words; None while it does."""
        printer = self._printer
        if not printer.watching_enabled:
            return "AI failure detection is disabled"
        hours = printer.account.detection_hours
        if hours is not None and hours < 0:
            return "You have run out of AI Detection Hours"
        if not printer.says_printing:
            return "Printer is not actively printing"
        current = printer.current_print
        if current is not None and current.alert_muted_at is not None:
            return "Alerts are muted for current print"
        return None

    @property
    def wanted(self) -> bool:
        """Whether the agent is to post pictures often (`should_watch`)."""
        printer = self._printer
        current = printer.current_print
        hours = printer.account.detection_hours
        return (
            printer.watching_enabled
            and (hours is None or hours >= 0)
            and current is not None
            and current.alert_muted_at is None
        )

    @property
    def printing(self) -> bool:
        """Whether the printer itself is laying down plastic."""
        agent = self._printer.agent
        if agent is not None and agent.remote:
            return self._printer.says_printing
        return agent is not None and agent.machine.phase is Phase.PRINTING
