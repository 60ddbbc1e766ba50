"""Situations of recordings about history, codes, credentials, events and media."""

from collections import deque
from datetime import UTC, datetime

from .simulator.channels import Channel
from .simulator.tunnels import SharedLink, Tunnel
from .situations import (
    EMAIL,
    Situation,
    Stage,
    api_print_of_8,
    cancelled,
    cube_cancelled,
    cube_failed,
    cube_finished,
    cube_paused,
    finished,
    long_print,
    muted,
)


def application(stage: Stage) -> None:
    """Home Assistant is registered as an application."""
    stage.account.add_application(
        "http://localhost:8123/auth/external/callback",
        client_id="ha-client",
        client_secret="ha-secret-123",
    )


def api_prints_over(stage: Stage) -> None:
    """Two such prints are over."""
    printer = stage.printer(6)
    for finished_well in (True, False):
        printer.historian.begin_without_agent("cube.gcode")
        printer.historian.close(finished=finished_well)


def six_prints(stage: Stage) -> None:
    """Six prints are over, in all ways in which prints end."""
    cancelled(stage)
    cube_cancelled(stage)
    api_prints_over(stage)
    cube_finished(stage)
    cube_failed(stage)


def history(stage: Stage) -> None:
    """Seven prints are over, on the day of the recordings."""
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


def relinked(stage: Stage) -> None:
    """OctoPrint's printer got a new key."""
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
    """Only one name is known to the server as its own."""
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


def phone(stage: Stage) -> None:
    """Somebody has a phone with Obico's app."""
    stage.account.phones.append(
        {
            "id": 1,
            "platform": "android",
            "app_version": "1.0.0",
            "device_token": "tok-1",
            "deactivated_at": None,
            "preferred_timezone": None,
            "created_at": "2026-11-23T19:07:02.576575Z",
            "updated_at": "2026-11-23T19:07:02.576601Z",
            "user": 1,
        }
    )


def channels(stage: Stage) -> None:
    """There are channels to Discord, which cannot be reached, and to a webhook."""
    discord = Channel(2, "discord", {"webhook_url": "http://127.0.0.1:9/hook"})
    discord.enabled = False
    webhook = Channel(3, "webhook", {})
    stage.account.channels += [discord, webhook]


def over_limit(stage: Stage) -> None:
    """There were more pictures than the server takes."""
    stage.octoprint.upload_limit = 0


DEVICE = "0123456789abcdef0123456789abcdef"


def agent_waits(stage: Stage) -> None:
    """Have an agent of the network wait to be linked."""
    body = {
        "device_id": DEVICE,
        "hostname": "octopi",
        "host_or_ip": "192.168.1.50",
        "port": 5000,
        "os": "linux",
        "arch": "aarch64",
        "rpi_model": "",
        "octopi_version": "",
        "plugin_version": "2.6.1",
        "agent": "Obico for OctoPrint",
        "printerprofile": "Default",
        "machine_type": "",
    }
    stage.simulator.lobby.announce("127.0.0.1", body)


def code_waits(stage: Stage) -> None:
    """There is a code for the agent."""
    data = {"code": "123456", "secret": "s3cret"}
    message = {"device_id": DEVICE, "type": "verify_code", "data": data}
    stage.simulator.lobby.messages[DEVICE] = [(stage.simulator.clock(), message)]


def passcode(stage: Stage) -> None:
    """There is a passcode, and a code for it."""
    stage.replace["014449"] = stage.account.link_code()
    stage.simulator.lobby.passcodes["sa3pz"] = ""


def passcode_redeemed(stage: Stage) -> None:
    """Somebody has redeemed the passcode."""
    passcode(stage)
    stage.simulator.lobby.passcodes["sa3pz"] = stage.replace["014449"]


def shared(stage: Stage) -> None:
    """OctoPrint's live view is shared."""
    stage.account.links.append(SharedLink(1, stage.octoprint))


def tunnel(stage: Stage) -> None:
    """There is a tunnel to OctoPrint."""
    stage.account.tunnels.append(Tunnel(1, "Home Assistant", stage.octoprint, 15872))


def no_port(stage: Stage) -> None:
    """Have no port left for tunnels."""
    stage.simulator.tunnel_ports = 0
