"""The table of rights in docs/access.md, drawn from the one table: `python -m infra.rights_table [--check]`."""

import sys
from pathlib import Path
from typing import Final

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.rights import RIGHTS, Permission, Right

TARGET: Final = Path(__file__).resolve().parent.parent / "docs" / "access.md"
BEGIN: Final = "<!-- rights: begin -->\n"
END: Final = "<!-- rights: end -->\n"


def render() -> str:
    """A line for each right, a column for each role."""
    heads = ["Right", *(role.value for role in Role), "State of the case"]
    rule = ["---", *([":-:"] * len(Role)), "---"]
    lines = [heads, rule, *(_line(right, RIGHTS[right]) for right in Right)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _line(right: Right, permission: Permission) -> list[str]:
    marks = ["✔" if role in permission.roles else " " for role in Role]
    return [f"`{right}`", *marks, _states(permission)]


def _states(permission: Permission) -> str:
    if permission.states is None:
        return "any"
    return ", ".join(state for state in CaseState if state in permission.states)


def put_in(page: str) -> str:
    """The page with the table as it is now between its marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{render()}{END}{rest.partition(END)[2]}"


def main(arguments: list[str]) -> int:
    """Write the table, or with `--check` say whether it is up to date."""
    page = TARGET.read_text()
    if "--check" in arguments:
        return int(page != put_in(page))
    TARGET.write_text(put_in(page))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
