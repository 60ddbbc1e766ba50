"""An agent of ours at the simulated server: prints, commands, broken connections."""

import asyncio
from copy import replace
from time import monotonic
from typing import Any

import aiohttp
import pytest

from custom_components.obico.client import (
    AGENT_NAME,
    AgentCommandKind,
    AgentMemory,
    CommandInitiator,
    ObicoAgent,
    ObicoAgentOwnedError,
    ObicoAgentReplacedError,
    ObicoAuthenticationError,
    ObicoCommandError,
    PrintEnd,
    ReportedState,
    read_owner,
)

from .reporting import (
    IDLE,
    PRINTING,
    QUICK,
    SETTINGS,
    Reporter,
    printing_for,
    reporting,
    told,
    until,
)
from .simulator import Account, ObicoSimulator, SimulatedPrinter
from .test_client_rest import session  # noqa: F401

STARTED, PAUSED, RESUMED = "PrintStarted", "PrintPaused", "PrintResumed"
CANCELLED, FAILED, DONE = "PrintCancelled", "PrintFailed", "PrintDone"


@pytest.fixture
def printer(account: Account) -> SimulatedPrinter:
    """Return a new printer, which has no agent."""
    return account.add_printer("Bambu")


def shown(printer: SimulatedPrinter) -> Any:
    """Return the state that viewers see."""
    status = printer.to_json()["status"]
    return status and status["state"]["text"]


def states(printer: SimulatedPrinter) -> list[str]:
    """Return the states that the server was told, each once in a row."""
    found: list[str] = []
    for message in printer.remote_agent.inspector.messages:
        if "status" in message:
            text = message["status"]["state"]["text"]
            if found[-1:] != [text]:
                found.append(text)
    return found


async def test_whole_print(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A print begins, pauses, goes on and ends; Obico has it in its history."""
    async with reporting(session, simulator, printer) as reporter:
        await until(lambda: printer.online and reporter.agent.connected)
        reporter.print()
        await until(lambda: printer.current_print)
        current = printer.current_print
        assert current is not None
        assert current.file_name == "vase.gcode"
        assert current.g_code_file is not None
        await until(lambda: reporter.agent.watched)
        reporter.tell(ReportedState.PAUSED)
        await until(lambda: PAUSED in told(printer))
        reporter.tell(ReportedState.PRINTING, progress=50.0)
        await until(lambda: RESUMED in told(printer))
        reporter.tell(ReportedState.FINISHING, progress=100.0)
        reporter.tell(ReportedState.OPERATIONAL, progress=None, file_name=None)
        await until(lambda: printer.current_print is None)
        await until(lambda: not reporter.agent.watched)
        assert current.finished_at is not None
        assert current.print_time == 60
        assert told(printer) == [STARTED, PAUSED, RESUMED, DONE]
        await until(lambda: not reporter.agent.facts.events_waiting)
        assert reporter.agent.facts.print_timestamp is None
        assert reporter.stored == AgentMemory(
            last_timestamp=reporter.agent.memory.last_timestamp
        )
    assert printer.agent_name == AGENT_NAME
    assert reporter.changes[-1] == (False, False, False)


async def test_cancel_from_obico(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A cancel is obeyed, shown at once, and ends the print as cancelled."""
    async with printing_for(session, simulator, printer) as reporter:
        current = printer.current_print
        assert current is not None
        reporter.obeys = False
        printer.remote_agent.command("cancel")
        await until(lambda: shown(printer) == "Cancelling")
        assert [command.kind for command in reporter.commands] == [
            AgentCommandKind.CANCEL
        ]
        reporter.tell(ReportedState.OPERATIONAL)
        await until(lambda: printer.current_print is None)
        assert current.cancelled_at is not None
        assert current.finished_at is None
        assert told(printer) == [STARTED, CANCELLED, FAILED]
        await until(lambda: shown(printer) == "Operational")


async def test_pause_with_options(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """What the printer's settings want done around a pause comes along."""
    printer.bed_off_on_pause = True
    async with printing_for(session, simulator, printer) as reporter:
        printer.remote_agent.command("pause")
        await until(lambda: shown(printer) == "Paused")
        command = reporter.commands[0]
        assert (command.retract, command.lift_z) == (6.5, 2.5)
        assert command.tools_off and command.bed_off
        assert command.initiator is CommandInitiator.API
        printer.remote_agent.command("resume")
        await until(lambda: shown(printer) == "Printing")
        assert not reporter.commands[1].tools_off
        assert states(printer)[-5:] == [
            "Printing",
            "Pausing",
            "Paused",
            "Resuming",
            "Printing",
        ]


async def test_failure_detection_pauses(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A picture of a failure raises an alert, and has the print paused at once."""
    async with printing_for(session, simulator, printer) as reporter:
        await until(lambda: reporter.agent.watched)
        printer.watch.next_score = 0.9
        await until(lambda: reporter.commands)
        assert reporter.commands[0].initiator is CommandInitiator.SYSTEM
        await until(lambda: shown(printer) == "Paused")
        assert printer.current_print is not None
        assert printer.current_print.alerted_at is not None
        assert printer.current_print.paused_at is not None
        assert len(reporter.commands) == 1


async def test_pause_reaches_the_printer_at_once(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A command waits for nothing: not for a camera, nor for a server that hangs."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.camera_takes = 0.1
        simulator.faults.only, simulator.faults.hang = "/api/v1/octo/", True
        begin = monotonic()
        printer.remote_agent.command("pause", "system")
        await until(lambda: reporter.commands)
        assert monotonic() - begin < 0.5
        await until(lambda: shown(printer) == "Paused")
        simulator.faults.clear()
        simulator.faults.release()


@pytest.mark.parametrize("initiator", ["api", "system"])
async def test_command_fails(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    initiator: str,
) -> None:
    """A command that fails is told to viewers and to the person, with its reason."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.failure = ObicoCommandError("no", "The button is not there.")
        printer.remote_agent.command("pause", initiator)
        await until(lambda: printer_errors(simulator))
        text = "Home Assistant could not pause the print. The button is not there."
        assert printer_errors(simulator) == [text]
        notices = [
            message["passthru"]["printer_event"]["event_text"]
            for message in printer.remote_agent.inspector.messages
            if "passthru" in message
        ]
        assert notices == [text]
        await until(lambda: shown(printer) == "Printing")
        assert told(printer) == [STARTED]
        reporter.failure = RuntimeError("a secret")
        printer.remote_agent.command("cancel", initiator)
        await until(lambda: len(printer_errors(simulator)) == 2)
        assert "secret" not in str(printer_errors(simulator))
        # The failed cancel does not count for the end of the print.
        reporter.tell(ReportedState.OPERATIONAL)
        await until(lambda: DONE in told(printer))


def printer_errors(simulator: ObicoSimulator) -> list[str | None]:
    """Return the texts of what people were told of as errors."""
    return [e.text for e in simulator.events if e.event_type == "PRINTER_ERROR"]


async def test_commands_without_a_print(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Without a print there is nothing to be done, and unknown commands are ignored."""
    async with reporting(session, simulator, printer) as reporter:
        await until(lambda: printer.online)
        printer.remote_agent.command("pause")
        printer.remote_agent.command("explode")
        assert await ask(session, simulator, printer, "pause_print") == {"ret": None}
        assert reporter.commands == []


async def test_transition_that_comes_to_nothing(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A printer that does not do what it was told shows again what it does."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.obeys = False
        printer.remote_agent.command("pause")
        await until(lambda: shown(printer) == "Pausing")
        await until(lambda: shown(printer) == "Printing")
        # Not even a press while the first is under way is lost, or done twice.
        assert len(reporter.commands) == 1


async def test_command_under_way(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A command that is under way is not begun again; with the agent it is given up."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.takes = 60.0
        printer.remote_agent.command("pause")
        printer.remote_agent.command("pause")
        printer.remote_agent.command("cancel")
        await until(lambda: len(reporter.commands) == 2)
        url = f"{simulator.url}/ws/token/web/{printer.key}/"
        async with session.ws_connect(url) as socket:
            call = {"target": "_printer", "func": "resume_print", "ref": "1"}
            await socket.send_json({"passthru": call})
            await until(lambda: len(reporter.commands) == 3)


async def test_cancel_that_takes_long(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A cancel that was not done in time is told, and counts when the print ends after all."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.failure = TimeoutError()
        printer.remote_agent.command("cancel")
        await until(lambda: printer_errors(simulator))
        reporter.tell(ReportedState.OPERATIONAL)
        await until(lambda: printer.current_print is None)
        assert told(printer) == [STARTED, CANCELLED, FAILED]


async def test_command_fails_while_nobody_hears(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A failure that comes late is told where that is possible, and ends no other one."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.takes, reporter.failure = 0.2, RuntimeError("late")
        printer.remote_agent.command("pause")
        printer.remote_agent.command("cancel")
        await until(lambda: len(reporter.commands) == 2)
        simulator.faults.only, simulator.faults.status = "/ws/", 502
        printer.remote_agent.drop()
        await until(lambda: len(printer_errors(simulator)) == 2)
        assert not reporter.agent.connected


# What viewers want


async def ask(
    web_session: aiohttp.ClientSession,
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    func: str,
    *args: object,
    target: str = "_printer",
    ref: str | None = "ref",
) -> Any:
    """Ask as a viewer, and return the answer."""
    url = f"{simulator.url}/ws/token/web/{printer.key}/"
    async with web_session.ws_connect(url) as socket:
        call = {"target": target, "func": func, "args": args}
        if ref is not None:
            call["ref"] = ref
        await socket.send_json({"passthru": call})
        async with asyncio.timeout(2):
            while True:
                message = await socket.receive_json()
                if "passthru" in message and message["passthru"].get("ref") == ref:
                    del message["passthru"]["ref"]
                    return message["passthru"]


async def test_viewer_sets_temperatures(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A viewer heats what is there; everything else is told not to be supported."""
    async with printing_for(session, simulator, printer) as reporter:

        async def heat(ref: str, *args: object) -> Any:
            return await ask(
                session, simulator, printer, "set_temperature", *args, ref=ref
            )

        assert await heat("1", "bed", 65) == {"ret": None}
        assert reporter.targets == [("bed", 65.0)]
        assert await heat("2", "moon", 65) == {"error": "There is no heater moon."}
        unsupported = {"error": "Request not supported by Home Assistant."}
        for number, args in enumerate(
            [("bed",), ("bed", "hot"), ("bed", True), ("bed", -5), ("bed", 10**400)]
        ):
            assert await heat(f"bad{number}", *args) == unsupported
        reporter.failure = ObicoCommandError("no", "It is locked.")
        assert await heat("3", "bed", 65) == {"error": "It is locked."}
        reporter.failure = ObicoCommandError("no")
        assert await heat("4", "bed", 65) == {
            "error": "Home Assistant could not do it."
        }
        reporter.failure = RuntimeError("a secret")
        assert await heat("5", "bed", 65) == {
            "error": "Home Assistant could not do it."
        }
        assert (
            await ask(session, simulator, printer, "jog", {"x": 1}, ref="6")
            == unsupported
        )
        assert (
            await ask(
                session, simulator, printer, "pause", target="moonraker_api", ref="7"
            )
            == unsupported
        )


async def test_viewer_without_heaters(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Where no temperature can be set, that is said."""
    async with reporting(session, simulator, printer, heats=False):
        await until(lambda: printer.online)
        answer = await ask(session, simulator, printer, "set_temperature", "bed", 60)
        assert answer == {"error": "Request not supported by Home Assistant."}


async def test_viewer_commands(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A viewer pauses the print; a reference that comes again is ignored."""
    async with printing_for(session, simulator, printer) as reporter:
        assert await ask(session, simulator, printer, "pause_print", ref="1") == {
            "ret": None
        }
        assert reporter.commands[0].initiator is CommandInitiator.VIEWER
        await until(lambda: shown(printer) == "Paused")
        with pytest.raises(TimeoutError):
            await ask(session, simulator, printer, "resume_print", ref="1")
        with pytest.raises(TimeoutError):
            await ask(session, simulator, printer, "resume_print", ref=None)
        assert len(reporter.commands) == 2
        reporter.failure = ObicoCommandError("no", "It is locked.")
        assert await ask(session, simulator, printer, "pause_print", ref="2") == {
            "error": "It is locked."
        }


# A print goes on


async def test_restart_in_mid_print(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """After a restart the print is the same print, though nobody knows it at first."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.tell(ReportedState.PAUSED, progress=40.0)
        await until(lambda: shown(printer) == "Paused")
        await until(lambda: not reporter.agent.facts.events_waiting)
        memory = reporter.memories[-1]
        current = printer.current_print
    later = Reporter(report=replace(IDLE, state=ReportedState.UNKNOWN))
    async with reporting(
        session, simulator, printer, memory=memory, reporter=later
    ) as reporter:
        await until(lambda: shown(printer) == "Offline")
        reporter.report = PRINTING
        reporter.tell(ReportedState.PRINTING, progress=41.0)
        await until(lambda: shown(printer) == "Printing")
        await until(lambda: told(printer) == [STARTED, PAUSED, RESUMED])
        reporter.tell(ReportedState.OPERATIONAL)
        await until(lambda: printer.current_print is None)
    assert current is not None
    assert current.finished_at is not None
    assert simulator.prints == [current]


async def test_print_that_ended_while_away(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A print that was cancelled while Home Assistant was away ends as that."""
    async with printing_for(session, simulator, printer) as reporter:
        await until(lambda: not reporter.agent.facts.events_waiting)
        memory = reporter.stored
    later = Reporter(report=replace(IDLE, ended=PrintEnd.CANCELLED))
    async with reporting(session, simulator, printer, memory=memory, reporter=later):
        await until(lambda: told(printer) == [STARTED, CANCELLED, FAILED])
    assert simulator.prints[0].cancelled_at is not None


async def test_flicker(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A state that is not there for a moment is not told; a longer one is offline."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.tell(ReportedState.UNKNOWN)
        reporter.tell(ReportedState.UNKNOWN)
        reporter.tell(ReportedState.PRINTING)
        assert states(printer) == ["Operational", "Printing"]
        reporter.tell(ReportedState.UNKNOWN)
        await until(lambda: shown(printer) == "Offline")
        reporter.tell(ReportedState.PRINTING)
        await until(lambda: shown(printer) == "Printing")
        reporter.tell(ReportedState.OFFLINE)
        await until(lambda: shown(printer) == "Offline")
        status = printer.to_json()["status"]
        assert status["state"]["flags"]["closedOrError"]
        assert status["temperatures"] == {}
        assert printer.current_print is not None
        reporter.tell(ReportedState.PRINTING)
        await until(lambda: shown(printer) == "Printing")
        assert told(printer) == [STARTED]


async def test_error(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """An error ends the print as failed, and is told in the printer's words, once."""
    async with printing_for(session, simulator, printer) as reporter:
        reporter.tell(ReportedState.ERROR, error="Thermal runaway")
        reporter.tell(ReportedState.ERROR, error="Thermal runaway", progress=None)
        await until(lambda: told(printer) == [STARTED, FAILED])
        await until(lambda: printer_errors(simulator))
        status = printer.to_json()["status"]
        assert status["state"]["error"] == "Thermal runaway"
        assert status["state"]["flags"]["error"]
        reporter.tell(ReportedState.OPERATIONAL, error=None)
        await until(lambda: not printer.to_json()["status"]["state"]["flags"]["error"])
        assert printer_errors(simulator) == ["Thermal runaway"]
        reporter.tell(ReportedState.ERROR, error=None)
        await until(lambda: printer.to_json()["status"]["state"]["error"] == "Error")
        assert len(printer_errors(simulator)) == 1


# Broken connections


async def test_short_loss_of_the_network(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """What happened while nobody could be told is told later, in its order."""
    async with printing_for(session, simulator, printer) as reporter:
        first = printer.current_print
        await until(lambda: not reporter.agent.facts.events_waiting)
        simulator.faults.only, simulator.faults.status = "/ws/", 502
        printer.remote_agent.drop()
        await until(lambda: not reporter.agent.connected)
        reporter.tell(ReportedState.PAUSED)
        reporter.tell(ReportedState.PRINTING, progress=99.0)
        reporter.tell(ReportedState.OPERATIONAL)
        reporter.print("cube.gcode")
        await until(lambda: reporter.agent.facts.events_waiting == 4)
        assert printer.current_print is first
        memory = reporter.stored
        simulator.faults.clear()
        reporter.agent.wake()
        await until(lambda: len(told(printer)) == 5)
        assert told(printer) == [STARTED, PAUSED, RESUMED, DONE, STARTED]
        assert [event.kind for event in memory.events] == told(printer)[1:]
        await until(lambda: shown(printer) == "Printing")
        assert printer.current_print is not None
        assert printer.current_print.file_name == "cube.gcode"
    assert first is not None
    assert first.finished_at is not None


@pytest.mark.parametrize(
    ("event", "lost"),
    [
        (event, lost)
        for event in (STARTED, PAUSED, RESUMED, CANCELLED, FAILED)
        for lost in (True, False)
    ],
)
async def test_connection_breaks_with_an_event(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    event: str,
    lost: bool,
) -> None:
    """Whether an event arrived or not, the print comes out right, and nothing twice."""
    remote = printer.remote_agent
    if lost:
        remote.loses = event
    else:
        remote.breaks_after = event
    async with reporting(session, simulator, printer) as reporter:
        await until(lambda: printer.online)
        reporter.print()
        await until(lambda: printer.current_print)

        async def go_on(state: ReportedState, text: str, **more: object) -> None:
            await until(lambda: not reporter.agent.facts.events_waiting)
            reporter.tell(state, **more)
            await until(lambda: shown(printer) == text)

        await go_on(ReportedState.PAUSED, "Paused")
        await go_on(ReportedState.PRINTING, "Printing")
        await go_on(ReportedState.OPERATIONAL, "Operational", ended=PrintEnd.CANCELLED)
        await until(lambda: not reporter.agent.facts.events_waiting)
        assert reporter.agent.facts.connects == 2
    (only,) = simulator.prints
    assert only.cancelled_at is not None
    assert only.finished_at is None
    whole = [STARTED, PAUSED, RESUMED, CANCELLED, FAILED]
    if lost and event in (PAUSED, RESUMED):
        # Nobody can know; what is told twice would be announced twice.
        whole.remove(event)
    assert list(dict.fromkeys(told(printer))) == whole
    assert len(told(printer)) - len(whole) == len(remote.inspector.repeated)
    kinds = [e.event_type for e in simulator.events]
    assert kinds.count("STARTED") == kinds.count("ENDED") == 1
    assert kinds.count("PAUSED") <= 1 and kinds.count("RESUMED") <= 1


async def test_server_restarts(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A server that was away finds its printer printing."""
    async with printing_for(session, simulator, printer) as reporter:
        current = printer.current_print
        await simulator.stop()
        await until(lambda: not reporter.agent.connected)
        await simulator.start()
        await until(lambda: shown(printer) == "Printing")
        assert printer.current_print is current
        assert told(printer) == [STARTED]


async def test_silent_server(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A server that answers no pings is left."""
    timing = replace(QUICK, silence=0.1, ping=10.0)
    async with reporting(session, simulator, printer, timing=timing) as reporter:
        await until(lambda: reporter.agent.facts.connects > 1)


# Who may


async def test_printer_of_another_agent(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    printer: SimulatedPrinter,
) -> None:
    """A printer that has an agent is left alone, also when that is not there."""
    octoprint.go_offline()
    async with reporting(session, simulator, octoprint) as reporter:
        with pytest.raises(ObicoAgentOwnedError) as caught:
            await reporter.task
        assert caught.value.owner == "octoprint_obico"
        assert not reporter.agent.facts.connects
    assert await read_owner(session, simulator.url, octoprint.key) == "octoprint_obico"
    assert await read_owner(session, simulator.url, printer.key) is None
    assert not any(r.path == "/ws/dev/" for r in simulator.requests)


async def test_replaced(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """An agent whose place is taken does not come back."""
    async with reporting(session, simulator, printer, strict=False) as reporter:
        await until(lambda: printer.online)
        async with session.ws_connect(
            f"{simulator.url}/ws/dev/",
            headers={"Authorization": f"bearer {printer.key}"},
        ):
            with pytest.raises(ObicoAgentReplacedError):
                await reporter.task
            assert not reporter.agent.connected
    assert simulator.violations == ["took the place of another agent"]


async def test_dead_key(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A key that is refused ends the agent."""
    key = printer.key
    printer.new_key()
    agent = ObicoAgent(
        session,
        simulator.url,
        key,
        settings=SETTINGS,
        memory=AgentMemory(),
        execute=Reporter().execute,
        timing=QUICK,
    )
    with pytest.raises(ObicoAuthenticationError):
        await agent.run()
    with pytest.raises(ObicoAuthenticationError):
        await read_owner(session, simulator.url, key)
    with pytest.raises(ValueError):
        await read_owner(session, simulator.url, "no key")


async def test_key_replaced_while_connected(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """The socket stays open, but a picture shows that the key is dead."""
    async with printing_for(session, simulator, printer) as reporter:
        printer.new_key()
        with pytest.raises(ObicoAuthenticationError):
            await reporter.task


async def test_key_replaced_before_a_print(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """So does the record of a file; the print is not lost."""
    async with reporting(session, simulator, printer) as reporter:
        await until(lambda: printer.online)
        printer.new_key()
        reporter.print()
        with pytest.raises(ObicoAuthenticationError):
            await reporter.task
        assert reporter.stored.running is not None


# The record of the file


@pytest.mark.parametrize("trouble", ["status", "hang", "rubbish"])
async def test_no_record_of_the_file(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
    trouble: str,
) -> None:
    """A print begins without a record of its file, too."""
    simulator.faults.only = "/api/v1/octo/g_code_files/"
    match trouble:
        case "status":
            simulator.faults.status = 500
        case "hang":
            simulator.faults.hang = True
        case _:
            simulator.faults.rubbish = "json"
    timing = replace(QUICK, register=0.2)
    async with printing_for(session, simulator, printer, timing=timing):
        assert printer.current_print is not None
        assert printer.current_print.g_code_file is None


async def test_file_that_is_known(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    account: Account,
    printer: SimulatedPrinter,
) -> None:
    """A file that is printed again has one record; its name may come late."""
    async with reporting(session, simulator, printer) as reporter:
        await until(lambda: printer.online)
        for _ in range(2):
            reporter.print(file_name=None)
            reporter.tell(file_name="füße (1).gcode")
            await until(lambda: printer.current_print)
            assert printer.current_print is not None
            assert printer.current_print.file_name == "füße (1).gcode"
            reporter.tell(ReportedState.OPERATIONAL)
            await until(lambda: printer.current_print is None)
        assert len(account.files) == 1
        assert simulator.prints[0].g_code_file is simulator.prints[1].g_code_file
        reporter.print(file_name=None)
        await until(lambda: printer.current_print)
        assert printer.current_print is not None
        assert printer.current_print.file_name == "Print"


async def test_file_changes_while_it_is_recorded(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A name that comes while the old one is being told is told instead."""
    async with reporting(session, simulator, printer) as reporter:
        await until(lambda: printer.online)
        simulator.faults.only = "/api/v1/octo/g_code_files/"
        simulator.faults.delay = 0.1
        reporter.print("old.gcode")
        await until(lambda: any("g_code_files" in r.path for r in simulator.requests))
        reporter.tell(file_name="new.gcode")
        await until(lambda: printer.current_print)
        assert printer.current_print is not None
        assert printer.current_print.file_name == "new.gcode"
        assert printer.current_print.g_code_file is not None
        assert printer.current_print.g_code_file.file_name == "new.gcode"


# When a status is sent


async def test_when_statuses_are_sent(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Changes of numbers wait for the next status; those of states do not."""
    timing = replace(QUICK, busy=30.0, idle=30.0)
    async with printing_for(session, simulator, printer, timing=timing) as reporter:
        sent = reporter.agent.facts.statuses_sent
        for percent in range(2, 50):
            reporter.tell(progress=float(percent))
        await asyncio.sleep(0)
        reporter.tell(ReportedState.PAUSED)
        await until(lambda: shown(printer) == "Paused")
        assert reporter.agent.facts.statuses_sent - sent <= 1
        assert printer.to_json()["status"]["progress"]["completion"] == 49.0


async def test_statuses_go_on(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """A status comes again and again, and the settings now and then."""
    timing = replace(QUICK, settings=0.3)
    async with reporting(
        session, simulator, printer, timing=timing, strict=False
    ) as reporter:
        await until(lambda: reporter.agent.facts.statuses_sent > 3)
        messages = printer.remote_agent.inspector.messages
        await until(lambda: sum("settings" in m for m in messages) > 1)
    assert set(simulator.violations) <= {"settings again"}


async def test_nothing_is_known_yet(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Before anything is known the printer is offline, and still told of."""
    unknown = Reporter(report=replace(IDLE, state=ReportedState.UNKNOWN))
    async with reporting(session, simulator, printer, reporter=unknown):
        await until(lambda: shown(printer) == "Offline")


async def test_settings(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Obico knows how the camera hangs, and who reports."""
    async with reporting(session, simulator, printer):
        await until(lambda: printer.agent_name)
        found = printer.to_json()
        assert found["agent_version"] == "1.0.0"
        assert found["settings"]["webcam_rotation"] == 90
        assert found["settings"]["webcam_flipH"]
        assert found["settings"]["webcam_streamRatio"] == "16:9"
        assert "Bambu Lab" in found["settings"]["printer_metadata"]


async def test_memory_is_kept_rarely(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    printer: SimulatedPrinter,
) -> None:
    """Each percent is not worth a write; five are."""
    async with printing_for(session, simulator, printer) as reporter:
        await until(lambda: not reporter.agent.facts.events_waiting)
        before = len(reporter.memories)
        for percent in range(1, 40):
            reporter.tell(progress=float(percent))
        assert len(reporter.memories) - before == 7
