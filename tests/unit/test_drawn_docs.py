"""Pages of docs/ that are drawn from tables are in step with them."""

from collections.abc import Callable

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.rights import RIGHTS, Right
from infra import lifecycle_diagram, rights_table


@pytest.mark.parametrize("main", [lifecycle_diagram.main, rights_table.main], ids=["lifecycle", "rights"])
def test_a_drawn_page_is_in_step(main: Callable[[list[str]], int]) -> None:
    assert main(["--check"]) == 0


def test_a_page_that_is_behind_is_noticed() -> None:
    page = rights_table.TARGET.read_text()
    assert rights_table.put_in(page.replace("✔", " ", 1)) == page
    assert rights_table.put_in(page.replace("| `sign` |", "| `seal` |")) == page


def test_the_table_says_of_each_role_what_the_rights_say() -> None:
    heads, _, *lines = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in rights_table.render().splitlines()
    ]
    said = {(line[0], role) for line in lines for role, cell in zip(heads[1:-1], line[1:-1], strict=True) if cell}
    assert said == {(f"`{right}`", role) for right in Right for role in Role if role in RIGHTS[right].roles}
