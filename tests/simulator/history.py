"""How the server learns from an agent that a print began, paused, or ended."""

from typing import TYPE_CHECKING

from .job import Job
from .kinds import AgentKind, MachineEvent, utc_now
from .library import GCodeFile
from .records import Print

if TYPE_CHECKING:
    from .printer import SimulatedPrinter


class Historian:
    """Keeps the current print of a printer and closes it when it ends."""

    def __init__(self, printer: SimulatedPrinter) -> None:
        """Begin without a print."""
        self._printer = printer
        # The machine's job that the current print stands for.
        self._job: Job | None = None

    def agent_event(self, event: MachineEvent) -> None:
        """Note what the agent tells."""
        printer = self._printer
        match event:
            case MachineEvent.STARTED:
                self._begin()
            case MachineEvent.PAUSED:
                printer.add_event("PAUSED", "INFO", "Print Job Paused")
                printer.tell("PrintPaused")
            case MachineEvent.RESUMED:
                printer.add_event("RESUMED", "INFO", "Print Job Resumed")
                printer.tell("PrintResumed")
            case MachineEvent.CANCELLING:
                # OctoPrint's agent tells right away how far the print got.
                if (
                    printer.machine.kind is AgentKind.OCTOPRINT
                    and printer.current_print
                ):
                    self._measure(printer.current_print)
            case MachineEvent.CANCELLED:
                self._note_cancelled(known=True)
                printer.publish()
            case MachineEvent.FAILED:
                self._note_cancelled(known=False)
                self._forget()
                printer.publish()
            case MachineEvent.DONE:
                self.close(finished=True)
                printer.publish()
            case MachineEvent.ERROR:
                self._error()

    def _begin(self) -> None:
        """Make the record of a new print."""
        printer = self._printer
        if (job := printer.machine.job) is None:
            return
        file = self._register(job)
        self._job = job
        self._open(job.file_name, file)

    def begin_reported(self, file_name: str, timestamp: int) -> None:
        """Make the record of a print that a real agent tells of by a number."""
        printer = self._printer
        job = printer.machine.job
        number = job.g_code_file_id if job else None
        files = printer.account.files
        file = next((f for f in files if f.id == number), None)
        self._open(file_name, file).timestamp = timestamp

    def _open(self, file_name: str, file: GCodeFile | None) -> Print:
        """Have a current print."""
        printer = self._printer
        printer.watch.begin_print()
        printer.current_print = Print(
            id=printer.simulator.next_id("print"),
            printer=printer,
            file_name=file_name,
            g_code_file=file,
        )
        opened = printer.current_print
        printer.simulator.prints.append(opened)
        printer.add_event("STARTED", "INFO", "Print Job Started")
        printer.tell("PrintStarted")
        remote = printer.agent is not None and printer.agent.remote
        if file is not None and printer.camera.url is not None and not remote:
            printer.camera.take()
        return opened

    def _register(self, job: Job) -> GCodeFile | None:
        """Let the agent tell the server of the file, unless its key is an old one."""
        printer = self._printer
        agent = printer.agent
        if agent is None or agent.key != printer.key:
            job.g_code_file_id = None
            return None
        file = printer.files.get(job.file_name)
        if file is None:
            file = printer.add_file(job.file_name, job.size)
        file.duration, file.layers = job.duration, job.layers
        job.g_code_file_id = file.id
        return file

    def _measure(self, current: Print) -> None:
        """Note how long the print took and what it used, as far as the agent tells."""
        if (agent := self._printer.agent) is None:
            return
        if (job := agent.machine.job if agent.remote else self._job) is None:
            return
        if agent.remote:
            current.print_time = job.total or None
        elif agent.kind is AgentKind.OCTOPRINT:
            current.print_time = float(int(job.elapsed + job.heating))
            # The plan of the whole file, whatever became of it.
            current.filament_used = job.filament
        else:
            current.print_time = float(job.total)
            current.filament_used = round(job.filament * job.fraction, 3)

    def _note_cancelled(self, *, known: bool) -> None:
        """Close the current print as cancelled; `known`: not by an error."""
        printer = self._printer
        if (current := printer.current_print) is None:
            return
        if current.cancelled_at is not None:
            return
        current.cancelled_at = utc_now()
        if known:
            self._measure(current)
        printer.add_event("ENDED", "WARNING", "Print Job Canceled")

    def close(self, *, finished: bool) -> None:
        """Close the current print, if there is one."""
        printer = self._printer
        if (current := printer.current_print) is None:
            return
        if finished:
            current.finished_at = utc_now()
            self._measure(current)
            printer.add_event("ENDED", "SUCCESS", "Print Job Finished")
        else:
            self._note_cancelled(known=True)
        self._forget()

    def _forget(self) -> None:
        """Have no current print any more, but its timelapse."""
        printer = self._printer
        if (ended := printer.current_print) is not None:
            printer.current_print = None
            printer.camera.end_print(ended)
            # Nobody hears of the end of a print without a time-lapse.
            if ended.video_url is not None:
                kind = "PrintCancelled" if ended.cancelled_at else "PrintDone"
                printer.tell(kind, ended)
        printer.watch.begin_print()
        self._job = None

    def _error(self) -> None:
        """Tell of an error of the printer."""
        printer = self._printer
        agent = printer.agent
        if agent is not None and agent.kind is AgentKind.OCTOPRINT:
            printer.publish()
            printer.report(
                "PRINTER_ERROR", "ERROR", "OctoPrint Error", agent.machine.error or ""
            )

    def agent_is_back(self) -> None:
        """Compare notes after the agent was away.

        A print that vanished meanwhile counts as finished, and one that began is new.
        """
        printer = self._printer
        machine = printer.machine
        running = machine.job if machine.active else None
        if printer.current_print is not None and self._job is not running:
            self.close(finished=True)
        if running is not None and printer.current_print is None:
            self._begin()

    def begin_without_agent(self, file_name: str) -> Print:
        """Begin a print that an app manages without any agent."""
        printer = self._printer
        self.close(finished=True)
        printer.current_print = Print(
            id=printer.simulator.next_id("print"), printer=printer, file_name=file_name
        )
        printer.simulator.prints.append(printer.current_print)
        printer.add_event("STARTED", "INFO", "Print Job Started")
        printer.tell("PrintStarted")
        return printer.current_print
