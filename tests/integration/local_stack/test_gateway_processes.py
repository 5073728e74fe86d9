"""gunicorn serves the gateway from single-threaded processes, with nothing shared between requests."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from infra.local.engines import answers
from infra.local.settings import HOST, PROJECT, Stack

APP = """
import json, os, time
from chalice.app import Chalice, Response
from infra.local.functions import Limits
from infra.local.gateway import Gateway
app = Chalice(app_name="loket", configure_logs=False)  # its logger has the app's name, which is Loket's own
app.api.binary_types = ["*/*"]

@app.route("/whoami/{name}", methods=["POST"], content_types=["application/octet-stream"])
def whoami(name):
    before = app.current_request.uri_params["name"]
    time.sleep(0.05)
    request = app.current_request
    told = {"before": before, "name": name, "size": len(request.raw_body), "pid": os.getpid(),
            "two": request._event_dict["multiValueHeaders"].get("X-Two")}
    return Response(body=json.dumps(told).encode(), headers={"Content-Type": "application/json"})

def serve():
    return Gateway(app, Limits(10, 128), lambda: None)
"""
pytestmark = pytest.mark.stack


@pytest.fixture
def base(stack: Stack, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "tiny.py").write_text(APP)
    port = stack.port("public")
    environment = os.environ | {"LOKET_LISTEN": str(port), "PYTHONPATH": f"{PROJECT}:{tmp_path}"}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:infra.local.gunicorn_settings", "tiny:serve()"]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log) as server,
    ):
        while not answers(port):
            assert server.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.05)
        yield f"http://{HOST}:{port}"
        server.terminate()


def post(base: str, name: str, size: int = 10) -> httpx.Response:
    headers = [("Content-Type", "application/octet-stream"), ("X-Two", "1"), ("X-Two", "2"), ("Accept", "*/*")]
    return httpx.post(f"{base}/whoami/{name}", content=bytes(size), headers=headers, timeout=20)


def test_requests_at_once_do_not_see_one_another(base: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = [json.loads(answer.content) for answer in pool.map(lambda n: post(base, f"r{n}", n + 1), range(24))]
    assert [(one["before"], one["name"], one["size"]) for one in told] == [(f"r{n}", f"r{n}", n + 1) for n in range(24)]
    assert len({one["pid"] for one in told}) == 2
    assert told[0]["two"] == ["1", "2"]


def test_an_oversized_body_gets_its_answer_over_the_wire(base: str) -> None:
    answer = post(base, "big", 11_000_000)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert post(base, "limit", 4_400_000).json()["size"] == 4_400_000


def test_silent_connections_hold_up_nobody(base: str) -> None:
    silent = [socket.create_connection((HOST, int(base.rsplit(":", 1)[1]))) for _ in range(6)]
    assert post(base, "next").status_code == 200
    for connection in silent:
        connection.close()
