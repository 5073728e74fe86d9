"""The state diagrams of docs/lifecycle.md, drawn from the tables: `python -m infra.lifecycle_diagram [--check]`."""

import sys
from pathlib import Path

from chalicelib.domain.lifecycle import CASE_TRANSITIONS, PRODUCT_TRANSITIONS, CaseState

TARGET = Path(__file__).resolve().parent.parent / "docs" / "lifecycle.md"

HEAD = """# Lifecycle

Made from `chalicelib/domain/lifecycle.py` by `python -m infra.lifecycle_diagram`; a test compares. An event that a
state does not list is refused and changes nothing.
"""


def render() -> str:
    """Both diagrams as Markdown with Mermaid."""
    return f"{HEAD}\n## Case\n\n{_cases()}\n## Product\n\n{PRODUCT_NOTE}\n{_products()}"


PRODUCT_NOTE = """A product takes only the steps of its own route, in order: a KTP-el is printed (after biometrics the
first time), a KK or certificate is signed, a KIA is both, and a mere record has no medium.
"""


def _cases() -> str:
    lines = [f"    [*] --> {CaseState.DRAFT}", f"    [*] --> {CaseState.SUBMITTED}: by post"]
    lines += [
        f"    {state} --> {target}: {event}" for state, row in CASE_TRANSITIONS.items() for event, target in row.items()
    ]
    return _mermaid(lines)


def _products() -> str:
    return _mermaid(
        [
            f"    {state} --> {target}: {event}"
            for state, row in PRODUCT_TRANSITIONS.items()
            for event, targets in row.items()
            for target in targets
        ]
    )


def _mermaid(lines: list[str]) -> str:
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```", ""])


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether it is up to date."""
    if "--check" in arguments:
        return int(not TARGET.is_file() or TARGET.read_text() != render())
    TARGET.write_text(render())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
