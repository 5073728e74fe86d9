"""`make bench [ONLY=part]`: one table of ratios, and the same in build/bench.json."""

import argparse
import sys
from collections.abc import Callable

from benchmarks import inspection, notices, pages, post, spine, staff
from benchmarks.figures import Figure, keep, print_table

PARTS: dict[str, Callable[[], list[Figure]]] = {
    "inspection": inspection.measure,
    "notices": notices.measure,
    "pages": pages.measure,
    "post": post.measure,
    "spine": spine.measure,
    "staff": staff.measure,
}


def main() -> int:
    """Measure one part or all of them."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=sorted(PARTS), help="measure one part only")
    only = parser.parse_args().only
    figures = [figure for part, measure in PARTS.items() if only in {None, part} for figure in measure()]
    keep(figures)
    print_table(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
