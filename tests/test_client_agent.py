"""An agent of ours at the simulated server: prints, pictures, commands, troubles."""

import aiohttp
import pytest

from custom_components.obico.client import AGENT_NAME, ReportedState

from .reporting import reporting, until
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .test_client_rest import session  # noqa: F401


@pytest.fixture
def printer(account: Account) -> SimulatedPrinter:
    """Return a new printer, which has no agent."""
    return account.add_printer("Bambu")


def told(printer: SimulatedPrinter) -> list[str]:
    """Return the events that the server was told, in order."""
    return [
        message["event"]["event_type"]
        for message in printer.remote_agent.inspector.messages
        if "event" in message
    ]


async def test_reports_a_whole_print(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A print begins, pauses, goes on and ends; Obico has it in its history."""
    async with reporting(session, simulator, printer) as reporter:
        await until(lambda: printer.online)
        assert reporter.agent.connected
        reporter.print()
        await until(lambda: printer.current_print)
        current = printer.current_print
        assert current is not None
        assert current.file_name == "vase.gcode"
        assert current.g_code_file is not None
        reporter.tell(ReportedState.PAUSED)
        await until(lambda: "PrintPaused" in told(printer))
        reporter.tell(ReportedState.PRINTING, progress=50.0)
        await until(lambda: "PrintResumed" in told(printer))
        reporter.tell(ReportedState.FINISHING, progress=100.0)
        reporter.tell(ReportedState.OPERATIONAL, progress=None, file_name=None)
        await until(lambda: printer.current_print is None)
        assert current.finished_at is not None
        assert current.print_time == 60
        assert told(printer) == [
            "PrintStarted",
            "PrintPaused",
            "PrintResumed",
            "PrintDone",
        ]
        await until(lambda: not reporter.agent.facts.events_waiting)
    assert printer.agent_name == AGENT_NAME
