"""`python -m infra.local`: start the embedded stack; also down, status, wait, env and token."""

import argparse
import os
import signal
import sys
import time

from infra.local import engines, issuer
from infra.local.functions import function_environment
from infra.local.partners import ensure_partner_key
from infra.local.processes import StackError, find_processes, lock, supervisor
from infra.local.settings import PORTS, Stack
from infra.local.supervisor import Supervisor


def _say(text: str) -> None:
    print(text, flush=True)


def up(stack: Stack, _options: argparse.Namespace) -> None:
    """Start everything, print where it is, and stay until Ctrl-C or SIGTERM."""
    stack.prepare()
    with lock(stack):
        began = time.monotonic()
        running = Supervisor(stack, _say)
        signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))  # a stop while starting also ends the children
        try:
            running.start()
            _say(describe(stack, time.monotonic() - began))
            (stack.run / "ready").write_text(str(os.getpid()))
            running.watch()
            _say("stopping ...")
        except KeyboardInterrupt:
            _say("stopping ...")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            running.stop()


def describe(stack: Stack, seconds: float) -> str:
    """The addresses and three tokens."""
    rows = {
        "For residents": f"{stack.url('public')}/start",
        "Residents' API": stack.url("public"),
        "API page": f"{stack.url('public')}/docs",
        "Office API": stack.url("office"),
        "Officer's desk": f"{stack.url('office')}/desk",
        "Assisted start": f"{stack.url('office')}/assist",
        "What is local": f"{stack.url('office')}/overlays",
        "Post station": f"{stack.url('office')}/post",
        "Mail and texts": stack.url("desk"),
        "Token issuer": f"{stack.url('desk')}/.well-known/jwks.json",
        "Post office key": str(ensure_partner_key(stack)),
        "Data and logs": str(stack.data),
    }
    lines = [f"Loket runs ({seconds:.1f} s). Ctrl-C stops it; everything is kept.", ""]
    lines += [f"  {name:<16}{value}" for name, value in rows.items()]
    for role in ("verifier", "post_office", "assistant"):
        lines += ["", f"  Token of a {role.replace('_', ' ')}, good for 12 hours:", f"  {issuer.issue(stack, role)}"]
    roles = ", ".join(issuer.PEOPLE)
    return "\n".join([*lines, "", f"  More: python -m infra.local token --role ROLE   ({roles})"])


def down(stack: Stack, _options: argparse.Namespace) -> None:
    """Stop a running stack and wait until it is gone."""
    process = supervisor(stack)
    if process is None:
        _say("nothing is running")
        return
    os.kill(process, signal.SIGTERM)
    end = time.monotonic() + 40
    while supervisor(stack) is not None:
        if time.monotonic() > end:
            raise StackError(f"process {process} does not stop")
        time.sleep(0.1)


def status(stack: Stack, _options: argparse.Namespace) -> None:
    """Say what runs."""
    process = supervisor(stack)
    _say(f"supervisor: {process or 'not running'}, {len(find_processes(stack))} processes, data in {stack.data}")
    for name in PORTS:
        if "_" not in name:
            _say(f"  {name:<10}{stack.port(name):>6}  {'up' if engines.answers(stack.port(name)) else 'down'}")


def wait(stack: Stack, options: argparse.Namespace) -> None:
    """Wait until a stack that is being started is healthy."""
    end = time.monotonic() + options.seconds
    while not is_ready(stack):
        if time.monotonic() > end:
            raise StackError(f"the stack was not ready within {options.seconds} s")
        time.sleep(0.1)


def is_ready(stack: Stack) -> bool:
    """Whether the supervisor that runs now has said that everything is healthy."""
    path = stack.run / "ready"
    return path.exists() and path.read_text() == str(supervisor(stack))


def env(stack: Stack, options: argparse.Namespace) -> None:
    """Print the environment of a surface's functions, for tools and tests."""
    told = function_environment(stack, options.surface)
    told |= {"LOKET_OFFICE_URL": stack.url("office"), "LOKET_DESK_URL": stack.url("desk")}
    _say("\n".join(f"{name}={value}" for name, value in told.items()))


def token(stack: Stack, options: argparse.Namespace) -> None:
    """Print one access token."""
    stack.prepare()
    _say(issuer.issue(stack, options.role, options.officer))


def main(arguments: list[str]) -> int:
    """Run a command; 1 when the stack cannot do it."""
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    parser.set_defaults(run=up)
    commands = parser.add_subparsers()
    for run in (up, down, status, wait, env, token):
        command = commands.add_parser(run.__name__, help=run.__doc__)
        command.set_defaults(run=run)
        if run is wait:
            command.add_argument("--seconds", type=float, default=120)
        if run is env:
            command.add_argument("--surface", choices=("public", "office", "workers"), default="public")
        if run is token:
            command.add_argument("--role", choices=issuer.PEOPLE, required=True)
            command.add_argument("--officer", help="the subject; a made-up one of the role by default")
    options = parser.parse_args(arguments)
    try:
        options.run(Stack.from_environment(), options)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
