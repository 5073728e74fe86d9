"""What commands that walk a table have in common: how far they look, and where they go on."""

import argparse


def add_range(parser: argparse.ArgumentParser, most: int, what: str) -> None:
    """`--most`, of at least 1, with what it says of itself; `--from`, which is `start` and empty for the beginning."""
    parser.add_argument("--most", type=_count, default=most, help=what)
    parser.add_argument("--from", dest="start", default="", help="where a run before this one stopped")


def _count(text: str) -> int:
    """Argparse ends with 2 for what is none."""
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count
