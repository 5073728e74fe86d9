"""One throw-away table on the embedded engine, made from infra/resources.yaml like every other."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from infra.local import engines
from infra.local.resources import Provisioner
from infra.local.settings import HOST, OFFICE, PORTS, Stack

ORIGIN = "http://127.0.0.1"
TABLE = "loket-local-registry"

LOKET: Final = {
    "LOKET_OFFICE": OFFICE,
    "LOKET_STAGE": "local",
    "LOKET_TABLE": TABLE,
    "LOKET_UPLOAD_BUCKET": "uploads",
    "LOKET_PAGE_BUCKET": "pages",
    "LOKET_SCAN_BUCKET": "scans",
    "LOKET_INSPECTIONS_QUEUE_URL": f"{ORIGIN}/inspections",
    "LOKET_NOTIFICATIONS_QUEUE_URL": f"{ORIGIN}/notifications",
    "LOKET_READINGS_QUEUE_URL": f"{ORIGIN}/readings",
    "LOKET_SCANS_QUEUE_URL": f"{ORIGIN}/scans",
    "LOKET_KMS_KEY": "arn:aws:kms:ap-southeast-3:000000000000:key/none",
    "LOKET_MASTER_SECRET": "b" * 64,
    "LOKET_PUBLIC_URL": ORIGIN,
    "LOKET_MAIL_SENDER": "loket@dispendukcapil.example",
    "LOKET_OIDC_ISSUER": ORIGIN,
    "LOKET_OIDC_AUDIENCE": "loket-office",
    "LOKET_OIDC_JWKS_URL": f"{ORIGIN}/jwks.json",
    "POWERTOOLS_SERVICE_NAME": "loket",
    "POWERTOOLS_TRACE_DISABLED": "true",
}
"""Settings of a function under measurement. The secret is at hand, as in a warm function."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine; `environment` points every client of a child at it, `file` is where its data lie."""

    environment: dict[str, str]
    file: Path


@contextmanager
def run_engine() -> Iterator[Engine]:
    """A dynoxide on a free port with the registry table, gone afterwards."""
    with TemporaryDirectory(prefix="loket-bench-") as folder:
        stack = Stack(data=Path(folder), offset=free_port() - PORTS["dynamodb"])
        stack.prepare()
        child = engines.dynamodb(stack)
        child.start(stack.logs)
        try:
            engines.wait_until(child, lambda: engines.is_healthy(stack, "dynamodb"))
            Provisioner(stack, ORIGIN).make("RegistryTable")
            engines.index_streams(stack)
            yield Engine(stack.engine_environment(), stack.data / "dynamodb.sqlite")
        finally:
            child.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
