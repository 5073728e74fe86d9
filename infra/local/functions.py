"""What each function gets on AWS, read from the same files: its environment, its time and its memory."""

import json
import os
import shutil
import signal
import string
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from infra.local.engines import read_json
from infra.local.malware import CLAMD, clamd_socket
from infra.local.partners import partners
from infra.local.processes import StackError
from infra.local.settings import ACCOUNT, AUDIENCE, MAIL_SENDER, OFFICE, PROJECT, REGION, STAGE, Stack

HERE = {
    "POWERTOOLS_TRACE_DISABLED": "true",
    "POWERTOOLS_METRICS_NAMESPACE": "Loket-local",
    "AWS_XRAY_SDK_ENABLED": "false",
    "LOKET_QUIET_HOURS": "false",  # nobody's telephone rings here
    "LOKET_STUCK_SECONDS": "20",  # the queues of this machine forget when they are killed, so the sweeper heals sooner
}
CONFIG = PROJECT / ".chalice" / "config.json"
Handler = Callable[[dict[str, Any], "Context"], Any]


def chalice_config() -> dict[str, Any]:
    """`.chalice/config.json`, which decides the same on AWS."""
    return dict(json.loads(CONFIG.read_text("utf-8")))


def parameters(stack: Stack) -> dict[str, str]:
    """The deployment's parameters, as this stack answers them."""
    return {
        "Office": OFFICE,
        "Stage": STAGE,
        "PublicOrigin": stack.url("public"),
        "OfficeOrigin": stack.url("office"),
        "MailSender": MAIL_SENDER,
        "SmsSender": "LOKET",
        "WhatsAppNumber": "local",
        "GatewayUrl": f"{stack.url('carrier')}/city-gateway/messages",
        "Sending": os.environ.get("LOKET_SENDING", "live"),
        "OidcIssuer": stack.url("desk"),
        "OidcAudience": AUDIENCE,
        "OidcJwksUrl": f"{stack.url('desk')}/.well-known/jwks.json",
        "OidcRolesClaim": "cognito:groups",
        "Partners": partners(stack),
        "PaperReader": "tesseract" if shutil.which("tesseract") else "off",
        "LogLevel": os.environ.get("LOKET_LOG_LEVEL", "INFO"),
    }


def function_environment(stack: Stack, surface: str) -> dict[str, str]:
    """The environment of the functions of a surface: `.chalice/config.json` over the outputs of the resources.

    Raises:
        StackError: the stack was never started, or the configuration names a value that nothing gives.
    """
    outputs = read_json(stack.data / "outputs.json")
    if not outputs:
        raise StackError(f"{stack.data} has no resources yet; start the stack first")
    config = chalice_config()
    wanted = config["environment_variables"] | config["stages"][surface].get("environment_variables", {})
    known = outputs | parameters(stack)
    try:
        told = {name: string.Template(value).substitute(known) for name, value in wanted.items()}
    except KeyError as error:
        raise StackError(
            f".chalice/config.json names {error.args[0]}, which no output and no parameter gives"
        ) from None
    return stack.engine_environment() | told | HERE | scanner_environment(stack)


def scanner_environment(stack: Stack) -> dict[str, str]:
    """ClamAV where it is installed; else nothing is scanned, and each file says so."""
    if not CLAMD:
        return {"LOKET_MALWARE_SCANNER": "off", "LOKET_CLAMD_ADDRESS": ""}
    return {"LOKET_MALWARE_SCANNER": "clamd", "LOKET_CLAMD_ADDRESS": str(clamd_socket(stack))}


@dataclass(frozen=True)
class Limits:
    """What a function may use: seconds and megabytes."""

    timeout: int
    memory: int


def limits(surface: str, function: str) -> Limits:
    """What `.chalice/config.json` grants a function of a surface."""
    config = chalice_config()
    layers = (
        config,
        config["stages"][surface],
        config["stages"][surface].get("lambda_functions", {}).get(function, {}),
    )
    merged = {key: value for layer in layers for key, value in layer.items()}
    return Limits(timeout=int(merged.get("lambda_timeout", 60)), memory=int(merged.get("lambda_memory_size", 128)))


@dataclass
class Context:
    """The second argument of a Lambda handler."""

    function_name: str
    memory_limit_in_mb: int
    timeout: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    identity: None = None
    client_context: None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        return f"local/{os.getpid()}"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, round((self.timeout - (time.monotonic() - self.started)) * 1000))


@contextmanager
def alarm(seconds: float, expired: Callable[[], None]) -> Iterator[None]:
    """Call `expired` in this thread when the block takes longer than that."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        expired()

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Function:
    """A worker function: its handler, called as Lambda calls it."""

    name: str
    handler: Handler
    limits: Limits

    def invoke(self, event: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a handler may return anything
        """Run the handler. When its time is up the process ends, as on Lambda, and the supervisor starts another.

        SIGTERM waits until the handler is done.
        """
        context = Context(f"loket-{STAGE}-{self.name}", self.limits.memory, self.limits.timeout)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            with alarm(self.limits.timeout, lambda: self._time_out(context)):
                return self.handler(dict(event), context)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def _time_out(self, context: Context) -> None:
        print(f"{context.aws_request_id} Task timed out after {self.limits.timeout} seconds", flush=True)
        os._exit(124)
