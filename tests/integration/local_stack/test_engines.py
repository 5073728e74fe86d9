"""What the engines hold outlives kill -9, above all the key that the cases are sealed with."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial

import pytest

from infra.local import engines, expiry
from infra.local.clients import client
from infra.local.processes import Child, StackError, end_leftovers, find_processes, holder, lock, supervisor
from infra.local.resources import Provisioner
from infra.local.settings import MARKER, Stack
from infra.local.vault import secure_vault

StartEngine = Callable[[str], Child]
NAMES = ("dynamodb", "s3", "aws")
BUCKET = "loket-local-uploads-000000000000"


def start_all(stack: Stack, start_engine: StartEngine) -> dict[str, Child]:
    children = {name: start_engine(name) for name in NAMES}

    def restart() -> None:
        children["aws"].stop()
        children["aws"].start(stack.logs)
        engines.wait_until(children["aws"], partial(engines.is_healthy, stack, "aws"))

    provisioner = Provisioner(stack, "http://127.0.0.1:8080")
    secure_vault(stack, provisioner, restart)
    engines.forget_saved_queues(stack)
    provisioner.make_all()
    engines.index_streams(stack)
    return children


def kill(children: dict[str, Child]) -> None:
    for child in children.values():
        assert child.process is not None
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


@pytest.mark.stack
def test_sealed_data_opens_after_every_engine_was_killed(stack: Stack, start_engine: StartEngine) -> None:
    children = start_all(stack, start_engine)
    kms, s3 = client(stack, "kms"), client(stack, "s3")
    sealed = kms.generate_data_key(KeyId="alias/loket-local-OfficeKey", KeySpec="AES_256")
    secret = client(stack, "secretsmanager").get_secret_value(SecretId="loket-local-master")["SecretString"]
    item = {"PK": {"S": "p"}, "SK": {"S": "s"}, "sealed": {"B": sealed["CiphertextBlob"]}}
    client(stack, "dynamodb").put_item(TableName="loket-local-registry", Item=item)
    version = s3.put_object(Bucket=BUCKET, Key="3573/uploads/a/b", Body=b"paper")["VersionId"]
    kill(children)
    start_all(stack, start_engine)
    kept = client(stack, "dynamodb").get_item(
        TableName="loket-local-registry", Key={"PK": item["PK"], "SK": item["SK"]}
    )
    opened = kms.decrypt(CiphertextBlob=kept["Item"]["sealed"]["B"])
    assert opened["Plaintext"] == sealed["Plaintext"]
    told = client(stack, "secretsmanager").get_secret_value(SecretId="loket-local-master")["SecretString"]
    assert told == secret
    assert s3.get_object(Bucket=BUCKET, Key="3573/uploads/a/b", VersionId=version)["Body"].read() == b"paper"


@pytest.mark.stack
def test_a_lost_key_stops_the_stack_with_its_reason(stack: Stack, start_engine: StartEngine) -> None:
    kill(start_all(stack, start_engine))
    for name in ("kms", "secretsmanager"):
        (stack.data / "aws" / f"{name}.json").unlink()
    with pytest.raises(StackError, match="sealed with an office key or master secret that is no longer there"):
        start_all(stack, start_engine)


@pytest.mark.stack
def test_streams_are_indexed_and_expired_items_deleted(stack: Stack, start_engine: StartEngine) -> None:
    start_all(stack, start_engine)
    with sqlite3.connect(stack.data / "dynamodb.sqlite") as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {"loket_stream_sequence", "loket_stream_shard"} <= names
    for name, until in (("old", "100"), ("young", "300")):
        item = {"PK": {"S": "p"}, "SK": {"S": name}, "expires_at": {"N": until}}
        client(stack, "dynamodb").put_item(TableName="loket-local-registry", Item=item)
    assert expiry.expire_items(stack, now=200) == 1
    kept = client(stack, "dynamodb").scan(TableName="loket-local-registry")["Items"]
    assert [item["SK"]["S"] for item in kept] == ["young"]


def test_a_taken_port_is_told_with_its_holder(stack: Stack) -> None:
    port = stack.port("desk")
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as other:
        while not engines.answers(port):
            assert other.poll() is None
        assert holder(port).startswith(f"process {other.pid} (")
        other.terminate()
    assert holder(port) == ""


def test_only_processes_of_this_very_stack_are_ended(stack: Stack) -> None:
    def sleeper(mark: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["sleep", "60"], env=os.environ | {MARKER: mark})

    with sleeper(str(stack.data)) as ours, sleeper(f"{stack.data}2") as theirs:
        while not find_processes(stack):
            assert ours.poll() is None
        assert end_leftovers(stack) == 1
        assert ours.wait(5) == -signal.SIGTERM
        assert theirs.poll() is None
        theirs.kill()


def test_a_second_supervisor_of_one_stack_is_refused(stack: Stack) -> None:
    assert supervisor(stack) is None
    with lock(stack):
        assert supervisor(stack) == os.getpid()
        with pytest.raises(StackError, match="running already"), lock(stack):
            pass
    assert supervisor(stack) is None
