"""What a page calls a column that a table lacks is what the table may be headed with."""

from collections.abc import Mapping, Sequence

import pytest

from chalicelib.catalogue import load_messages
from chalicelib.domain import dispatching, milestone_list, printed_list
from chalicelib.domain.coverage import campaign, figures, owing
from chalicelib.domain.tables import read_table
from chalicelib.domain.text import Language

TABLES = [
    ("printing", milestone_list.COLUMNS),
    ("printing", printed_list.COLUMNS),
    ("counter", dispatching.COLUMNS),
    ("coverage", campaign.OUTCOME_COLUMNS),
    ("coverage", figures.COLUMNS),
    ("coverage", owing.COLUMNS),
]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("area", "columns"), TABLES)
def test_a_column_goes_by_the_name_that_the_page_gives_it(
    area: str, columns: Mapping[str, Sequence[str]], language: Language
) -> None:
    words = load_messages().staff(area, language)
    headings = ";".join(words[f"column_{name}"] for name in columns)
    (line,) = read_table(f"{headings}\n{';'.join(columns)}", columns)
    assert dict(line.cells) == {name: name for name in columns}
