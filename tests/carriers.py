"""The providers of a developer's machine, in a thread of the test's own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from infra.local.carrier import Carrier, CarrierHandler
from infra.local.settings import Stack


@contextmanager
def serving(folder: Path, offset: int | None = None) -> Iterator[Carrier]:
    """The reports that are due stay due; mails go nowhere, or to a sink that listens at an offset."""
    stack = Stack(folder, offset or 0)
    stack.prepare()
    carrier = Carrier(stack, has_sink=offset is not None)
    handler: Any = type("Handler", (CarrierHandler,), {"carrier": carrier})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        carrier.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield carrier
        finally:
            server.shutdown()
            thread.join()
