"""`python -m infra.local` starts everything, tells where it is, and comes back after kill -9 of all of it."""

import json
import os
import signal
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import jwt
import pytest

from chalicelib.adapters.identity.detached_jws import sign_detached
from infra.local.clients import client
from infra.local.issuer import issue
from infra.local.partners import PARTNER, ensure_partner_key
from infra.local.processes import find_processes, supervisor
from infra.local.settings import AUDIENCE, Stack
from tests.integration.local_stack.conftest import Command
from tests.office import LOST
from tests.post_papers import Posted, cover, manifest_of, paper, pdf, photograph, put_file

pytestmark = [pytest.mark.stack, pytest.mark.slow]
JSON = {"Content-Type": "application/json"}


def test_the_stack_comes_back_after_everything_was_killed(
    stack: Stack, start: Callable[[], str], command: Command
) -> None:
    said = start()
    assert stack.url("public") in said
    assert str(stack.data / f"{PARTNER}.jwk.json") in said
    assert httpx.get(f"{stack.url('public')}/healthz").status_code == 200
    again = command()
    assert again.returncode == 1
    assert "running already" in again.stderr
    kept = command("env").stdout
    running = supervisor(stack)
    assert running is not None
    for process in [running, *find_processes(stack)]:
        _kill(process)
    while supervisor(stack) or find_processes(stack):  # a killed process holds its locks for a moment
        time.sleep(0.05)
    start()
    assert httpx.get(f"{stack.url('public')}/healthz").status_code == 200
    assert command("env").stdout == kept
    stopped = command("down")
    assert stopped.returncode == 0
    assert find_processes(stack) == []


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:  # ended with its supervisor
        return


def test_a_batch_is_split_by_a_process_of_its_own(stack: Stack, start: Callable[[], str]) -> None:
    start()
    draft = httpx.post(
        f"{stack.url('public')}/v1/applications", json=LOST, headers={"Idempotency-Key": str(uuid4())}
    ).json()
    secret = client(stack, "secretsmanager").get_secret_value(SecretId="loket-local-master")["SecretString"]
    envelopes = [
        Posted("0001", pdf(cover(secret, draft["receipt_number"], "KTP-LOST"), paper("kk"), *[photograph()] * 4), 6),
        Posted("0002", pdf(paper("surat")), 1),
    ]
    manifest = json.dumps(manifest_of(1, *envelopes)).encode()
    key = json.loads(ensure_partner_key(stack).read_text())
    clerk = httpx.Client(
        base_url=f"{stack.url('office')}/v1/batches", headers={"Authorization": f"Bearer {issue(stack, 'post_office')}"}
    )
    opened = clerk.post("", content=manifest, headers=JSON | {"X-JWS-Signature": sign_detached(manifest, key)})
    assert opened.status_code == 201, opened.text
    for target in opened.json()["uploads"]:
        put_file(target, next(posted.scan for posted in envelopes if target["file"] == f"{posted.number}.pdf"))
    assert clerk.post("/B-1/close", json={}).status_code == 200
    end = time.monotonic() + 60
    while not (ledger := clerk.get("/B-1").json())["done"]:
        assert time.monotonic() < end, ledger
        time.sleep(0.2)
    assert {line["number"]: line["end"] for line in ledger["envelopes"]} == {"0001": "attached", "0002": "staff"}


def test_tokens_are_verified_with_the_published_key(stack: Stack, start: Callable[[], str]) -> None:
    start()
    keys = jwt.PyJWKSet.from_dict(httpx.get(f"{stack.url('desk')}/.well-known/jwks.json").json())
    token = issue(stack, "verifier", "v7")
    claims = jwt.decode(token, keys.keys[0], algorithms=["RS256"], audience=AUDIENCE, issuer=stack.url("desk"))
    assert (claims["sub"], claims["cognito:groups"], claims["token_use"]) == ("v7", ["verifier"], "access")
    assert (stack.data / "issuer.pem").stat().st_mode & 0o777 == 0o600
    theirs = issue(stack, "post_office")
    claims = jwt.decode(theirs, keys.keys[0], algorithms=["RS256"], audience=AUDIENCE, issuer=stack.url("desk"))
    assert (claims["sub"], claims["cognito:groups"]) == (PARTNER, ["post_office"])
    assert httpx.get(f"{stack.url('desk')}/messages.json").json() == []
