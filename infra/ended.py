"""`python -m infra.ended`: puts cases that ended before there were lists of ended ones where the eraser looks.

Against a deployed table, with the caller's own AWS credentials and no right but to scan it and update its items.
Without --place it only counts. Ends with 3 where not all was looked at, and 2 says what was asked is wrong. Prints
numbers, and as the place to go on from a key of the table, nothing of a person.
"""

import argparse
import sys
from collections import Counter
from typing import Final

import boto3

from chalicelib.adapters.dynamodb.unplaced import DynamoUnplacedCases
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.retention import ENDINGS
from chalicelib.services.place_ended import PlaceEnded
from infra.walks import add_range

PAGE: Final = 1000
MISTAKEN, NOT_ALL = 2, 3
"""Exit statuses besides 0: everything was looked at."""


def main(arguments: list[str]) -> int:
    """Walk from the beginning, or from where the last run stopped."""
    options = _parser().parse_args(arguments)
    place = PlaceEnded(DynamoUnplacedCases(boto3.client("dynamodb"), options.table, options.office))
    try:
        return report(place, options.start, options.most, is_real=options.place)
    except InvalidRequestError:
        print("--from is not what this command printed", file=sys.stderr)
        return MISTAKEN


def report(place: PlaceEnded, start: str, most: int, *, is_real: bool) -> int:
    """Print the sums; the exit status."""
    counted, passed_by, looked_at = Counter[CaseState](), 0, 0
    for page in place.walk(start, min(PAGE, most), is_real=is_real):
        counted.update(page.found)
        passed_by += page.passed_by
        looked_at += page.looked_at
        start = page.go_on
        if looked_at >= most:
            break
    done = "put into its list" if is_real else "in no list"
    print(f"{done}: " + "  ".join(f"{name}: {counted[state]}" for state, name in ENDINGS.items()))
    if passed_by:
        print(f"moved meanwhile, which put it there: {passed_by}")
    if start:
        print(f"not all was looked at; go on with --from '{start}'")
    return NOT_ALL if start else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.ended", description=__doc__)
    parser.add_argument("--table", required=True, help="registry table of a deployed office")
    parser.add_argument("--office", default="3573", help="code of the office")
    parser.add_argument("--place", action="store_true", help="put them into their lists; without it they are counted")
    add_range(parser, 1_000_000, "look at so many items, then stop")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
