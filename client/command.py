"""`loket post ...`: what a post office does from its scanning machine; `loket inspect`: try files on the inspection.

Ends with 0 when no envelope was rejected and all is well, 1 when something of the batch is wrong, 2 when the command
could not do its work, 3 when the office had not read everything when the time to wait was over.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from rich.console import Console

from chalicelib.domain.text import Language
from client import post
from client.findings import ClientError
from client.screen import Screen
from client.settings import LANGUAGE
from client.words import Words

Run = Callable[[argparse.Namespace, Screen], int]
FAILED: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    options = _parser().parse_args(arguments)
    run: Run = options.run
    console = Console(stderr=options.json, highlight=False)
    screen = Screen(console, Words(Language(options.language)), options.json)
    try:
        return run(options, screen)
    except ClientError as error:
        screen.error(error)
        return FAILED
    except KeyboardInterrupt:
        screen.say("interrupted", "yellow")
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # threads that wait for a broken line are not waited for


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="loket", description="Loket on the command line")
    groups = parser.add_subparsers(required=True, metavar="GROUP")
    group = groups.add_parser("post", help="for a post office: hand over scans, follow them, report the day")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    _add_sending(commands)
    _add_preparing(commands)
    _add_asking(commands)
    look = _command(groups, "inspect", _inspect, "say what the office's inspection finds in files; sends nothing")
    look.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a file, or a folder of files")
    return parser


def _inspect(options: argparse.Namespace, screen: Screen) -> int:
    from client.inspecting import inspect  # noqa: PLC0415 - a post office's machine need not have the parsers

    return inspect(options, screen)


def _add_sending(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = _command(commands, "check", post.check, "report every fault of a folder; sends nothing")
    check.add_argument("folder", type=Path)
    send = _command(commands, "send", post.send, "send a folder; run again it goes on where it stopped")
    send.add_argument("folder", type=Path)
    send.add_argument("--wait", type=float, nargs="?", const=3600.0, metavar="SECONDS", help="until all is read")
    send.add_argument("--accept-faults", action="store_true", help="send what is right although something is wrong")
    send.add_argument("--workers", type=int, default=4, choices=range(1, 17), metavar="N", help="files at a time (4)")
    send.add_argument("--key", help="file with the private key, a JWK (or LOKET_POST_KEY)")
    _add_connection(send)


def _add_preparing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    prepare = _command(commands, "prepare", post.prepare_folder, "write manifest.json for a folder of scans")
    prepare.add_argument("folder", type=Path)
    prepare.add_argument("--sequence", type=int, required=True, help="one more than that of the batch before")
    prepare.add_argument("--post-office", required=True, help="postcode or name of the post office")
    prepare.add_argument("--operator", required=True, help="who scanned")
    prepare.add_argument("--scanner", default="scanner-1")
    prepare.add_argument("--received-on", required=True, type=date.fromisoformat, help="the stamp's day, 2026-11-27")
    prepare.add_argument("--opened-on", type=date.fromisoformat, help="today when absent")
    prepare.add_argument("--batch", help="id of the batch; made from the sequence number when absent")
    prepare.add_argument("--duplex", action="store_true", help="both sides were scanned, blank backs too")


def _add_asking(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    status = _command(commands, "status", post.status, "the ledger of a batch")
    status.add_argument("batch")
    status.add_argument("--wait", type=float, nargs="?", const=3600.0, metavar="SECONDS", help="until all is read")
    _add_connection(status)
    report = _command(commands, "report", post.report, "tell the day's count and see every difference")
    report.add_argument("day", type=date.fromisoformat, help="e.g. 2026-11-27")
    report.add_argument("folders", type=Path, nargs="*", help="batches handed over that day; none only asks")
    report.add_argument("--nothing", action="store_true", help="tell that nothing was handed over")
    _add_connection(report)


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Run, about: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="print one JSON object for a program")
    known = [language.value for language in Language]
    liked = os.environ.get(LANGUAGE, "")
    parser.add_argument("--language", choices=known, default=liked if liked in known else known[0])
    return parser


def _add_connection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="address of the office (or LOKET_POST_URL)")
    parser.add_argument("--token", help="access token; better in LOKET_POST_TOKEN, which other users cannot see")
    parser.add_argument("--token-file", help="file with the token, read anew for each call (or LOKET_POST_TOKEN_FILE)")
    parser.add_argument("--patience", type=float, default=600.0, metavar="SECONDS", help="for a broken line (600)")
