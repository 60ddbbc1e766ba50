"""Serve simulated printers to a measuring process: python -m tests.bench.serve KIND COUNT.

Each line of the standard input is a call of the server's methods, as JSON; each line of
the standard output is what it returned, and when it was called.
"""

import asyncio
import gc
import json
import sys
import time

from .obico_server import ObicoServer
from .octoprint_server import OctoPrintServer
from .prusalink_server import PrusaLinkServer
from .server import BenchServer

SERVERS: dict[str, type[ObicoServer | OctoPrintServer | PrusaLinkServer]] = {
    "obico": ObicoServer,
    "octoprint": OctoPrintServer,
    "prusalink": PrusaLinkServer,
}


async def serve(server: BenchServer) -> None:
    """Obey until nobody is there any more."""
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=2**20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        call = json.loads(line)
        begin = time.monotonic()
        value = getattr(server, call["call"])(*call["args"], **call["kwargs"])
        if asyncio.iscoroutine(value):
            value = await value
        sys.stdout.write(json.dumps({"at": begin, "value": value}) + "\n")
        sys.stdout.flush()
    await server.stop()


def main() -> None:
    """Run the server that the command line names."""
    kind, count = sys.argv[1:]
    server = SERVERS[kind](int(count))
    # The measuring process must not wait for the server's memory to be tidied.
    gc.collect()
    gc.freeze()
    asyncio.run(serve(server))


if __name__ == "__main__":
    main()
