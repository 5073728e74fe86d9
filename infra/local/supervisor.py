"""Starts the stack in order, keeps it alive, and stops it so that nothing is lost."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable
from functools import partial
from types import FrameType

from botocore.exceptions import BotoCoreError, ClientError

from infra.local import engines
from infra.local.functions import function_environment
from infra.local.issuer import ensure_key
from infra.local.malware import CLAMD, clamd, clamd_answers
from infra.local.partners import ensure_partner_key
from infra.local.processes import Child, StackError, end_leftovers, holder
from infra.local.resources import Provisioner
from infra.local.settings import PORTS, PROJECT, Stack
from infra.local.signers import believe_local_signers, offer_local_signatures
from infra.local.vault import secure_vault

ENGINES = ("dynamodb", "s3", "aws")
_DESKS = ("carrier", "desk")
_WEB_WORKERS = {"public": "3", "office": "2"}


class Supervisor:
    """All children of one stack."""

    def __init__(self, stack: Stack, say: Callable[[str], None]) -> None:
        self._stack = stack
        self._say = say
        self._children: dict[str, Child] = {}
        self._due: dict[str, float] = {}
        self._stopping = False
        self._queues_are_gone = False

    def start(self) -> None:
        """Start everything; returns when all of it is healthy.

        Raises:
            StackError: something cannot start; the text says what and why.
        """
        ended = end_leftovers(self._stack)
        if ended:
            self._say(f"ended {ended} processes of an earlier run")
        _check_ports(self._stack)
        ensure_key(self._stack)
        ensure_partner_key(self._stack)
        self._start_engines()
        self._provision()
        self._start_functions()

    def _start_engines(self) -> None:
        for make in (engines.dynamodb, engines.s3, engines.aws):
            self._start(make(self._stack))
        if CLAMD:
            self._start(clamd(self._stack))
        else:
            self._say("malware=off: clamd is not installed (Debian: clamav-daemon), so no file is scanned")
        self._start(Child("desk", [sys.executable, "-m", "infra.local.desk"], self._stack.child_environment()))
        for name in ENGINES:
            engines.wait_until(self._children[name], partial(engines.is_healthy, self._stack, name))
        if CLAMD:
            engines.wait_until(self._children["clamd"], partial(clamd_answers, self._stack))
        self._start(engines.carrier(self._stack))
        desk_ports = ("desk", "smtp", "carrier")
        engines.wait_until(
            self._children["desk"], lambda: all(engines.answers(self._stack.port(port)) for port in desk_ports)
        )

    def _provision(self) -> None:
        provisioner = Provisioner(self._stack, self._stack.url("public"))
        secure_vault(self._stack, provisioner, self._restart_aws)
        engines.forget_saved_queues(self._stack)
        outputs = provisioner.make_all()
        engines.index_streams(self._stack)
        (self._stack.data / "outputs.json").write_text(json.dumps(outputs, indent=1))
        believe_local_signers(self._stack)
        offer_local_signatures(self._stack)
        (self._stack.data / "notified.json").write_text(json.dumps(provisioner.notified_queues()))

    def _restart_aws(self) -> None:
        aws = self._children["aws"]
        aws.stop()
        aws.start(self._stack.logs)
        engines.wait_until(aws, partial(engines.is_healthy, self._stack, "aws"))

    def _start_functions(self) -> None:
        for surface in _WEB_WORKERS:
            self._start(_web(self._stack, surface))
        workers = self._worker_names()
        for name in workers:
            (self._stack.run / f"{name}.ready").unlink(missing_ok=True)
            environment = self._environment("workers", AWS_LAMBDA_FUNCTION_NAME=f"loket-local-{name}")
            self._start(Child(name, [sys.executable, "-m", "infra.local.workers", name], environment))
        for surface in _WEB_WORKERS:
            port = self._stack.port(surface)
            engines.wait_until(self._children[surface], partial(_serves, port))
        for name in workers:
            ready = self._stack.run / f"{name}.ready"
            engines.wait_until(self._children[name], ready.exists)

    def _worker_names(self) -> list[str]:
        command = [sys.executable, "-m", "infra.local.workers"]
        done = subprocess.run(
            command, env=self._environment("workers"), cwd=PROJECT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise StackError(f"app.py cannot be loaded for the surface workers:\n{done.stderr.strip()}")
        return done.stdout.split()

    def _environment(self, surface: str, **more: str) -> dict[str, str]:
        return self._stack.child_environment(**function_environment(self._stack, surface), **more)

    def _start(self, child: Child) -> None:
        self._children[child.name] = child
        child.start(self._stack.logs)

    def watch(self) -> None:
        """Start again whatever dies, until a signal to stop arrives."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        while not self._stopping:
            self.heal()
            time.sleep(0.3)

    def heal(self) -> None:
        """Start each dead child again; one that keeps dying waits longer each time."""
        for name, child in self._children.items():
            if child.alive:
                continue
            if name not in self._due:
                self._due[name] = time.monotonic() + child.pause()
                self._say(f"{name} ended; starting it again (see {self._stack.logs / name}.log)")
            elif time.monotonic() >= self._due[name]:
                del self._due[name]
                child.start(self._stack.logs)
                self._queues_are_gone |= name == "aws"
        if self._queues_are_gone:
            self._replace_queues()

    def _replace_queues(self) -> None:
        if not all(engines.is_healthy(self._stack, name) for name in ENGINES):
            return
        try:
            self._provision()
        except (StackError, BotoCoreError, ClientError) as error:
            self._say(str(error))
        else:
            self._queues_are_gone = False

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def stop(self) -> None:
        """Stop the functions first, then the engines; ministack writes down what it holds."""
        (self._stack.run / "ready").unlink(missing_ok=True)
        self._stop_all([name for name in self._children if name not in (*ENGINES, *_DESKS)])
        self._stop_all([name for name in ENGINES if name in self._children])
        self._stop_all([name for name in _DESKS if name in self._children])

    def _stop_all(self, names: list[str]) -> None:
        for name in names:
            self._children[name].terminate()
        for name in names:
            self._children[name].stop()


def _web(stack: Stack, surface: str) -> Child:
    workers = os.environ.get(f"LOKET_{surface.upper()}_WORKERS", _WEB_WORKERS[surface])
    environment = stack.child_environment(
        **function_environment(stack, surface),
        AWS_LAMBDA_FUNCTION_NAME=f"loket-local-{surface}",
        LOKET_LISTEN=str(stack.port(surface)),
        LOKET_WEB_WORKERS=workers,
    )
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:infra.local.gunicorn_settings",
        "infra.local.gateway:serve()",
    ]
    return Child(surface, command, environment)


def _serves(port: int) -> bool:
    """Whether a worker process of gunicorn answers; the port alone is open before the application is loaded."""
    if not engines.answers(port):
        return False
    try:
        engines.fetch(f"http://127.0.0.1:{port}/healthz")
    except urllib.error.HTTPError:
        return True  # an answer, if not a good one
    except (OSError, http.client.HTTPException):
        return False
    return True


def _check_ports(stack: Stack) -> None:
    taken = {name: holder(stack.port(name)) for name in PORTS}
    lines = [f"port {stack.port(name)} ({name}) is held by {who}" for name, who in taken.items() if who]
    if lines:
        raise StackError(
            "\n".join([*lines, "Stop it, or choose other ports with LOKET_PORT_BASE or LOKET_PORT_<NAME>."])
        )
