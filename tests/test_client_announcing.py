"""A device that waits to be linked, and is found."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.obico.client import (
    AccountSession,
    Announcement,
    Announcer,
    AnnounceTiming,
    ObicoClient,
    ObicoNotAServerError,
    Passcode,
)

from .reporting import until
from .simulator import Account, ObicoSimulator
from .test_client_rest import session  # noqa: F401

DEVICE = "0123456789abcdef0123456789abcdef"
ANNOUNCEMENT = Announcement(
    device_id=DEVICE,
    host_name="homeassistant",
    host="192.168.1.5",
    port=8123,
    version="1.0.0",
    secret="hush",
)
QUICK = AnnounceTiming(interval=0.01, longest_pause=0.05)


@asynccontextmanager
async def announcing(
    web_session: aiohttp.ClientSession, simulator: ObicoSimulator
) -> AsyncGenerator[tuple[asyncio.Task[str], list[Passcode]]]:
    """Announce a device; yield the wait for its code, and its passcodes."""
    passcodes: list[Passcode] = []
    announcer = Announcer(
        web_session,
        simulator.url,
        ANNOUNCEMENT,
        on_passcode=passcodes.append,
        timing=QUICK,
    )
    task = asyncio.create_task(announcer.wait_for_code())
    try:
        yield task, passcodes
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_passcode(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    account: Account,
) -> None:
    """A person types the passcode, and we get a code that makes a printer."""
    client = ObicoClient(session, simulator.url, AccountSession(account.session()))
    async with announcing(session, simulator) as (task, passcodes):
        await until(lambda: passcodes)
        assert len(passcodes[0].code) == 5
        assert passcodes[0].link is not None
        assert passcodes[0].link.endswith(passcodes[0].code)
        assert passcodes[0].code not in repr(passcodes[0])
        (agent,) = await client.linking.get_unlinked_agents()
        assert (agent.host_name, agent.port) == ("homeassistant", 8123)
        code = await client.linking.get_code()
        assert code.code is not None
        await client.linking.redeem_passcode(passcodes[0].code, code.code)
        assert await task == code.code
        assert len(passcodes) == 1
    verified = await client.verify_code(code.code)
    assert verified.agent_name is None


async def test_new_passcode(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
) -> None:
    """A passcode that is over is replaced."""
    async with announcing(session, simulator) as (_, passcodes):
        await until(lambda: passcodes)
        simulator.lobby.passcodes.clear()
        await until(lambda: len(passcodes) == 2)
        assert passcodes[0] != passcodes[1]


async def test_code_from_our_network(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    account: Account,
) -> None:
    """A code counts from whoever knows our secret, and from nobody else."""
    client = ObicoClient(session, simulator.url, AccountSession(account.session()))
    async with announcing(session, simulator) as (task, passcodes):
        await until(lambda: passcodes)
        await client.linking.send_code(DEVICE, "guessed", "111111")
        simulator.lobby.messages[DEVICE].append(
            (simulator.clock(), {"type": "other", "data": 5})
        )
        await until(lambda: not simulator.lobby.messages.get(DEVICE))
        await client.linking.send_code(DEVICE, "hush", "222222")
        assert await task == "222222"


@pytest.mark.parametrize("fault", ["status", "throttle", "gone"])
async def test_server_in_trouble(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
    fault: str,
) -> None:
    """A server in trouble is asked again."""
    match fault:
        case "status":
            simulator.faults.status = 502
        case "throttle":
            simulator.faults.throttle = 0
        case _:
            await simulator.stop()
    async with announcing(session, simulator) as (task, passcodes):
        if fault == "gone":
            await asyncio.sleep(0)
            await simulator.start()
        else:
            await until(lambda: len(simulator.requests) > 3)
            simulator.faults.clear()
        await until(lambda: passcodes)
        assert not task.done()


async def test_server_without_passcodes(
    session: aiohttp.ClientSession,  # noqa: F811
    simulator: ObicoSimulator,
) -> None:
    """Where there are no passcodes, there is nothing to wait for."""
    simulator.faults.rubbish = "json"
    async with announcing(session, simulator) as (task, _):
        with pytest.raises(ObicoNotAServerError):
            await task
    simulator.faults.rubbish = False
    simulator.faults.null_fields = {"one_time_passcode"}
    async with announcing(session, simulator) as (task, _):
        with pytest.raises(ObicoNotAServerError):
            await task


async def test_another_program(session: aiohttp.ClientSession) -> None:  # noqa: F811
    """An answer that is no object is no server's."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response([])

    app = web.Application()
    app.router.add_post("/api/v1/octo/unlinked/", answer)
    server = TestServer(app)
    await server.start_server()
    url = str(server.make_url("")).rstrip("/")
    announcer = Announcer(session, url, ANNOUNCEMENT, on_passcode=print)
    with pytest.raises(ObicoNotAServerError):
        await announcer.wait_for_code()
    await server.close()
