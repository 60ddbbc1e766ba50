"""The double of Janus says what real ones said behind the relay."""

import asyncio
from typing import Any

import aiohttp
import pytest

from .shapes import differences
from .simulator import JanusDouble, ObicoSimulator, RealJanus, SimulatedPrinter
from .test_client_janus import answering
from .test_simulator_sockets import recorded

# Janus tells far more of itself than the double.
TOLD = {"janus", "transaction", "name", "version_string", "session-timeout"}


def exchanges(name: str) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return every request of a recording with all that came upon it."""
    found: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    for message in recorded(name):
        if message["dir"] == "sent":
            found.append((message["data"], []))
        else:
            found[-1][1].append(message["data"])
    return found


def sort_key(message: dict[str, Any]) -> str:
    """Return what orders the messages upon one request: Janus sends them as they come."""
    return f"{message['janus']} {'transaction' in message}"


@pytest.mark.parametrize(
    ("name", "version"),
    [("janus_takes_offers", "1.4.1"), ("janus_makes_offers", "1.1.2")],
)
async def test_double(
    simulator: ObicoSimulator,
    octoprint: SimulatedPrinter,
    name: str,
    version: str,
) -> None:
    """Every recorded request is answered alike."""
    octoprint.set_video(JanusDouble(version))
    ours: dict[int, int] = {}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"{simulator.url}/ws/token/janus/{octoprint.key}/",
            protocols=("janus-protocol",),
        ) as socket,
    ):
        assert socket.protocol == "janus-protocol"
        for request, expected in exchanges(name):
            ids = {
                key: ours[request[key]]
                for key in ("session_id", "handle_id")
                if key in request
            }
            await socket.send_json({**request, **ids})
            async with asyncio.timeout(5):
                came = [await socket.receive_json() for _ in expected]
            for wanted, got in zip(
                sorted(expected, key=sort_key), sorted(came, key=sort_key), strict=True
            ):
                told = wanted
                if wanted["janus"] == "server_info":
                    told = {key: wanted[key] for key in TOLD}
                    got = {key: got[key] for key in TOLD}
                assert list(differences(told, got)) == []
                assert got["janus"] == wanted["janus"]
                assert got.get("error", {}).get("code") == (
                    wanted.get("error", {}).get("code")
                )
                if "data" in wanted:
                    ours[wanted["data"]["id"]] = got["data"]["id"]


async def test_without_janus(
    simulator: ObicoSimulator, octoprint: SimulatedPrinter
) -> None:
    """Where there is no Janus, or none that runs, nobody answers."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"{simulator.url}/ws/token/janus/{octoprint.key}/"
        ) as socket,
    ):
        for janus in (None, RealJanus("ws://127.0.0.1:1/")):
            if janus is not None:
                octoprint.set_video(janus)
            await socket.send_json({"janus": "info", "transaction": "1"})
            with pytest.raises(TimeoutError):
                await socket.receive(timeout=0.1)


async def test_real_janus(
    simulator: ObicoSimulator, octoprint: SimulatedPrinter
) -> None:
    """Words pass to a real Janus and back, over one connection that lasts."""

    def answer(message: dict[str, Any]) -> list[object]:
        return [{"janus": "ack", "transaction": message["transaction"]}]

    async with (
        answering(answer) as server,
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"{simulator.url}/ws/token/janus/{octoprint.key}/"
        ) as socket,
    ):
        octoprint.set_video(RealJanus(f"{server.rstrip('/')}/ws/token/janus/real/"))
        for number in ("1", "2"):
            await socket.send_json({"janus": "keepalive", "transaction": number})
            said = await socket.receive_json(timeout=5)
            assert said == {"janus": "ack", "transaction": number}
        await simulator.stop()
