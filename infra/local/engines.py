"""The embedded engines: how each one starts, when it is healthy, and how the keys in it are kept for good."""

import contextlib
import http.client
import json
import socket
import sqlite3
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.clients import client
from infra.local.processes import Child, StackError
from infra.local.settings import ACCOUNT, HOST, PROJECT, REGION, Stack

DYNOXIDE = PROJECT / "infra" / "local" / "node_modules" / "@dynoxide" / "linux-x64" / "dynoxide"
_STREAM_INDEXES = (
    "CREATE INDEX IF NOT EXISTS loket_stream_sequence ON _stream_records(table_name, CAST(sequence_number AS INTEGER))",
    "CREATE INDEX IF NOT EXISTS loket_stream_shard ON _stream_records(table_name, shard_id, sequence_number)",
)

MOST_VOLUMES = 1000
"""Of SeaweedFS. Each bucket takes one or more; left to itself it counts one for each GB that is free on the disk."""


def dynamodb(stack: Stack) -> Child:
    """dynoxide: DynamoDB with streams in one SQLite file."""
    if not DYNOXIDE.exists():
        raise StackError(f"{DYNOXIDE} is missing; run `npm ci` in infra/local")
    database = str(stack.data / "dynamodb.sqlite")
    command = [str(DYNOXIDE), "--host", HOST, "--port", str(stack.port("dynamodb")), "--db-path", database]
    return Child("dynamodb", command, stack.child_environment())


def s3(stack: Stack) -> Child:
    """SeaweedFS. It tells the desk of each new file (`notification.toml` is read from the folder it starts in)."""
    folder = stack.data / "s3"
    endpoint = f"{stack.url('desk')}/arrivals"
    (folder / "notification.toml").write_text(
        f'[notification.webhook]\nenabled = true\nendpoint = "{endpoint}"\npath_prefixes = ["/buckets"]\n'
        'event_types = ["create"]\nmax_retries = 10\nbackoff_seconds = 1\nworkers = 1\n'
    )
    ports = {
        "s3.port": "s3",
        "s3.port.grpc": "s3_grpc",
        "master.port": "s3_master",
        "master.port.grpc": "s3_master_grpc",
        "volume.port": "s3_volume",
        "volume.port.grpc": "s3_volume_grpc",
        "filer.port": "s3_filer",
        "filer.port.grpc": "s3_filer_grpc",
        "admin.port": "s3_admin",
        "admin.port.grpc": "s3_admin_grpc",
    }
    command = [
        str(Path(sys.executable).with_name("weed")),
        "mini",
        f"-dir={folder}",
        f"-ip={HOST}",
        f"-ip.bind={HOST}",
        "-admin.ui=false",
        "-webdav=false",
        "-master.telemetry=false",
        "-s3.autoCreateBucket=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-volume.max={MOST_VOLUMES}",
        *(f"-{option}={stack.port(name)}" for option, name in ports.items()),
    ]
    return Child("s3", command, stack.child_environment(), folder=folder)


def aws(stack: Stack) -> Child:
    """ministack: SQS, KMS and Secrets Manager. It saves what it holds only when stopped with SIGTERM."""
    own = {
        "GATEWAY_PORT": str(stack.port("aws")),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "SERVICES": "sqs,kms,secretsmanager,sts",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(stack.data / "aws"),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(stack.run),
    }
    environment = stack.child_environment(**own)
    # It would otherwise look for the other services at our own endpoints.
    environment = {name: value for name, value in environment.items() if not name.startswith("AWS_ENDPOINT_URL")}
    return Child("aws", [str(Path(sys.executable).with_name("ministack"))], environment)


def carrier(stack: Stack, *options: str) -> Child:
    """Our own stand-in for SES and End User Messaging."""
    return Child("carrier", [sys.executable, "-m", "infra.local.carrier", *options], stack.child_environment())


def is_healthy(stack: Stack, name: str) -> bool:
    """Whether the engine answers a real request."""
    checks: dict[str, Callable[[], object]] = {
        "dynamodb": lambda: client(stack, "dynamodb").list_tables(Limit=1),
        "s3": lambda: client(stack, "s3").list_buckets() and volumes_known(stack),
        "carrier": lambda: fetch(stack.url("carrier")),
        "aws": lambda: fetch(f"{stack.url('aws')}/_ministack/ready"),
    }
    if not answers(stack.port(name)):  # boto3 would wait and try again
        return False
    with contextlib.suppress(BotoCoreError, ClientError, OSError, http.client.HTTPException):
        return bool(checks[name]())
    return False


def volumes_known(stack: Stack) -> bool:
    """Whether SeaweedFS can read what it holds: it lists buckets before its volumes are announced to its master."""
    topology: dict[str, int] = json.loads(fetch(f"{stack.url('s3_master')}/dir/status"))["Topology"]
    return topology["Max"] > 0


def answers(port: int) -> bool:
    """Whether something listens on the port."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def fetch(url: str, timeout: float = 5.0) -> bytes:
    """The body of a page of this machine; no proxy is asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=timeout) as answer:
        return bytes(answer.read())


def wait_until(child: Child, healthy: Callable[[], bool], patience: float = 60.0) -> None:
    """Wait for a child.

    Raises:
        StackError: it died or does not answer in `patience` seconds.
    """
    end = time.monotonic() + patience
    while not healthy():
        if not child.alive:
            raise StackError(f"{child.name} stopped while starting:\n{child.last_words()}")
        if time.monotonic() > end:
            raise StackError(f"{child.name} did not answer within {patience:.0f} s:\n{child.last_words()}")
        time.sleep(0.05)


def index_streams(stack: Stack) -> None:
    """Without these two indexes each write to a table with a stream gets slower as the stream grows."""
    with contextlib.closing(sqlite3.connect(stack.data / "dynamodb.sqlite", timeout=10)) as database:
        for statement in _STREAM_INDEXES:
            database.execute(statement)
        database.commit()


def forget_saved_queues(stack: Stack) -> None:
    """Once loaded, saved messages must not come back after a later crash: the outbox sends again what is due."""
    (stack.data / "aws" / "sqs.json").unlink(missing_ok=True)


def saved_vault(stack: Stack) -> bool:
    """Whether keys and secrets are on the disk."""
    folder = stack.data / "aws"
    return all((folder / f"{name}.json").exists() for name in ("kms", "secretsmanager"))


def read_json(path: Path) -> dict[str, str]:
    """An object of texts kept in a file; empty when there is no file yet."""
    return dict(json.loads(path.read_text())) if path.exists() else {}
