"""Forms as browsers post them."""

from typing import Any, Final
from urllib.parse import parse_qs

from functions._http import Call

MOST_FIELDS: Final = 60
MOST_SYMBOLS: Final = 2_000
"""Of one field: four times the longest that any takes, so that too much is answered by its fault and kept."""


def read_form(call: Call[Any]) -> dict[str, str]:
    """The fields of a form, the last of each name, as they were typed."""
    raw = call.raw.decode("utf-8", "replace")
    try:
        found = parse_qs(raw, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[-1][:MOST_SYMBOLS] for name, values in found.items()}
