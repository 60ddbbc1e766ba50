"""A Home Assistant of our own as a process: its folder, its start, its end, its log."""

import asyncio
from asyncio.subprocess import Process
from contextlib import suppress
import ctypes
from importlib.util import find_spec
import json
import os
from pathlib import Path
import re
import shutil
import signal
import socket
import sys

INTEGRATION = "obico"
ROOT = Path(__file__).parents[2]
# Home Assistant ends itself with this code to be started again.
RESTART_EXIT_CODE = 100
STOP_TIME_LIMIT = 30.0
KILL_TIME_LIMIT = 5.0
PARENT_DEATH_SIGNAL = 1

CONFIGURATION = """\
# Made by scripts/demo at every start; changes are lost.
homeassistant:
  name: Obico demo
{more_of_core}frontend:
config:
history:
logbook:
recorder:
  commit_interval: 1
system_health:
logger:
  default: warning
  logs:
    homeassistant.util.package: info
automation: !include automations.yaml
"""
# Home Assistant takes these over into its own storage at its first start, on trial: they
# have to be confirmed, and should not stand in the file at the next start.
ADDRESS = """\
http:
  server_host: {host}
  server_port: {port}
"""

# Two steps of the onboarding set up weather, radio and statistics, all of which want the
# internet, and the last one adds nothing: they count as done before the first start.
ONBOARDING = {
    "version": 4,
    "minor_version": 1,
    "key": "onboarding",
    "data": {"done": ["core_config", "analytics", "integration"]},
}

# The frontend does not come up unless Home Assistant can import these two, and on many
# machines they would have to be compiled. They listen to speech; nobody speaks here.
STAND_INS = {
    "pymicro-vad": ("pymicro_vad", "MicroVad"),
    "pyspeex-noise": ("pyspeex_noise", "AudioProcessor"),
}

RECORD = re.compile(
    r"^\S+ \S+ (?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) \(.*?\) \[(?P<logger>[^\]]+)\]"
)
BAD_LEVELS = frozenset({"WARNING", "ERROR", "CRITICAL"})


class DemoError(Exception):
    """Something does not work; the text tells a person what."""


def free_port(host: str) -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def ensure_port_is_free(host: str, port: int) -> None:
    """Raise DemoError when somebody listens at a port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            msg = f"Port {port} cannot be used ({error.strerror}); try --port"
            raise DemoError(msg) from error


LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Have Linux end Home Assistant should the demo itself be killed."""
    if LIBC is not None:
        LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


class HomeAssistantProcess:
    """A Home Assistant with this integration in a fresh folder."""

    def __init__(
        self,
        folder: Path,
        host: str,
        port: int,
        *,
        readable: Path | None = None,
        more: str = "",
        automations: str = "",
    ) -> None:
        """Prepare a folder, in which everything that was is deleted.

        `readable` is a folder whose files may be shown, `more` stands in
        configuration.yaml too, and `automations` in their own file.
        """
        self.folder = folder
        self.config = folder / "config"
        self.log_file = self.config / "home-assistant.log"
        self.output_file = folder / "output.log"
        self._process: Process | None = None
        self._stand_ins = folder / "stand_ins"
        if folder.exists():
            shutil.rmtree(folder)
        storage = self.config / ".storage"
        components = self.config / "custom_components"
        for path in (storage, components):
            path.mkdir(parents=True)
        (components / INTEGRATION).symlink_to(
            ROOT / "custom_components" / INTEGRATION, target_is_directory=True
        )
        self._configuration = self.config / "configuration.yaml"
        allowed = f"  allowlist_external_dirs: [{readable}]\n" if readable else ""
        self._lasting = CONFIGURATION.format(more_of_core=allowed) + more
        self._configuration.write_text(
            self._lasting + ADDRESS.format(host=host, port=port), encoding="utf-8"
        )
        (self.config / "automations.yaml").write_text(
            automations or "[]\n", encoding="utf-8"
        )
        (storage / "onboarding").write_text(json.dumps(ONBOARDING), encoding="utf-8")

        self._stand_ins.mkdir()
        for module, name in STAND_INS.values():
            if find_spec(module) is None:
                (self._stand_ins / f"{module}.py").write_text(f"class {name}: ...\n")

    @property
    def running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the process, in a session of its own so that Ctrl-C reaches only us."""
        with self.output_file.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "homeassistant", "--config", str(self.config)),
                *("--log-no-color", "--skip-pip-packages", ",".join(STAND_INS)),
                cwd=self.config,
                env={**os.environ, "PYTHONPATH": str(self._stand_ins)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def forget_address(self) -> None:
        """Leave the address to Home Assistant's own storage from the next start on."""
        self._configuration.write_text(self._lasting, encoding="utf-8")

    async def run_on(self) -> None:
        """Wait for the process, started again when Home Assistant asks for it.

        Raises DemoError when it ends otherwise.
        """
        while True:
            assert self._process is not None
            code = await self._process.wait()
            if code != RESTART_EXIT_CODE:
                msg = f"Home Assistant ended with code {code}\n{self.last_words()}"
                raise DemoError(msg)
            await self.start()

    async def stop(self) -> None:
        """End the process in good order, and by force when that takes too long."""
        if (process := self._process) is None:
            return
        for number, time_limit in (
            (signal.SIGTERM, STOP_TIME_LIMIT),
            (signal.SIGKILL, KILL_TIME_LIMIT),
        ):
            if process.returncode is not None:
                break
            process.send_signal(number)
            try:
                async with asyncio.timeout(time_limit):
                    await process.wait()
            except TimeoutError:
                continue
        # Whatever Home Assistant itself may have started and not ended.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def last_words(self, lines: int = 15) -> str:
        """Return the end of what the process wrote."""
        try:
            text = self.output_file.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def complaints(self) -> list[str]:
        """Return what the log holds at warning or above that concerns the integration.

        That is what the integration itself logs, and what others log about its code:
        deprecated calls, blocking calls, tracebacks that lead there.
        """
        names = (f"custom_components.{INTEGRATION}", f"custom_components/{INTEGRATION}")
        return [record for record in self.records() if any(n in record for n in names)]

    def records(self) -> list[str]:
        """Return the log's records at warning or above, each with all its lines."""
        text = self.log_file.read_text(encoding="utf-8", errors="replace")
        records: list[str] = []
        wanted = False
        for line in text.splitlines():
            if found := RECORD.match(line):
                if wanted := found["level"] in BAD_LEVELS:
                    records.append(line)
            elif wanted:
                records[-1] += f"\n{line}"
        return records
