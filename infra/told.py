"""`python -m infra.told`: of everything that is ready or was sent back, whether its resident heard of it.

Against the embedded stack, or with --table and --office against a deployed one, with the caller's own AWS credentials
and no right but to read the table. Ends with 1 where nobody knows of something, or it is late; else with 3 where not
all was looked at, and 2 says what was asked is wrong. Prints receipt numbers and nothing of a person.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import boto3

from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.adapters.dynamodb.telling_trail import DynamoTellingTrail
from chalicelib.adapters.system import SystemClock
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.told import Hearing
from chalicelib.services.check_told import CheckTold, Finding
from infra.local.clients import client
from infra.local.functions import function_environment
from infra.local.settings import Stack
from infra.walks import add_range

PAGE: Final = 100
FAULTS, MISTAKEN, NOT_ALL = 1, 2, 3
"""Exit statuses: a check that ends with 0 looked at everything and found it told."""

WORDS: Final = {
    Hearing.TOLD: "told",
    Hearing.ON_ITS_WAY: "on its way",
    Hearing.ON_THE_LIST: "on the staff's list",
    Hearing.LATE: "LATE",
    Hearing.NOBODY_KNOWS: "NOBODY KNOWS",
}


def main(arguments: list[str]) -> int:
    """Walk from the beginning, or from where the last run stopped."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.office and not options.table:
        parser.error("--office goes with --table: the embedded stack is one office's")
    check = _check(options)
    try:
        return report(check, options.start, options.most, only_faults=options.quiet)
    except InvalidRequestError:
        print("--from is not what this command printed for this office", file=sys.stderr)
        return MISTAKEN


def report(check: CheckTold, start: str, most: int, *, only_faults: bool) -> int:
    """Print a line for each thing, and the sums; the exit status."""
    counted, looked_at = Counter[Hearing](), 0
    for page in check.walk(start, min(PAGE, most)):
        for line in _lines(page.findings, only_faults=only_faults):
            print(line)
        counted.update(found.heard.hearing for found in page.findings)
        looked_at += len(page.findings)
        start = page.go_on
        if looked_at >= most:
            break
    print("  ".join(f"{WORDS[hearing]}: {counted[hearing]}" for hearing in Hearing))
    if start:
        print(f"not all was looked at; go on with --from {start}")
    if any(counted[hearing] for hearing in Hearing if hearing.is_fault):
        return FAULTS
    return NOT_ALL if start else 0


def _lines(findings: tuple[Finding, ...], *, only_faults: bool) -> Iterator[str]:
    for found in findings:
        heard = found.heard
        if not only_faults or heard.hearing.is_fault or heard.hearing is Hearing.ON_THE_LIST:
            by = f" by {heard.channel}" if heard.channel else ""
            what = f"ready {found.product_id}" if found.product_id else "returned"
            print_at = heard.at.isoformat(timespec="minutes")
            yield f"{found.receipt.format()}  {what:<12}  {WORDS[heard.hearing]}{by}, {print_at}"


def _check(options: argparse.Namespace) -> CheckTold:
    dynamodb: Any
    if options.table:
        dynamodb, table, office = boto3.client("dynamodb"), options.table, options.office or "3573"
    else:
        stack = Stack.from_environment()
        told = function_environment(stack, "workers")
        dynamodb, table, office = client(stack, "dynamodb"), told["LOKET_TABLE"], told["LOKET_OFFICE"]
    cases = DynamoCaseRepository(dynamodb, table, office, window_seconds=0)
    return CheckTold(cases, DynamoTellingTrail(dynamodb, table, office), SystemClock())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.told", description=__doc__)
    parser.add_argument("--table", help="registry table of a deployed office; without it the embedded stack is asked")
    parser.add_argument("--office", help="code of the office, with --table (3573)")
    add_range(parser, 5000, "look at so many things, in whole pages, then stop")
    parser.add_argument("--quiet", action="store_true", help="only what somebody has to act on")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
