"""Presses as items beside what they led to."""

from collections.abc import Callable
from typing import Any, Final

from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import Item, text_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.services.printing_ports import PRESSES_KEPT, Press, Pressed

PRESS: Final = "PRESS#"


def press_action(table: Table, key: Callable[[str], Item], press: Press, made: str, kind: str) -> dict[str, Any]:
    """Note a press with what it led to, refused when it is noted already; `key` makes the keys of its partition."""
    expiry = str(int((press.at + PRESSES_KEPT).timestamp()))
    facts = {"request": {"S": press.request_digest}, "made": {"S": made}, "expires_at": {"N": expiry}}
    about = {"entity_type": {"S": kind}, "schema_version": SCHEMA}
    return table.put_action({**key(f"{PRESS}{press.digest}"), **about, **facts}, only_new=True)


def load_press(table: Table, key: Callable[[str], Item], digest: str) -> Pressed | None:
    """What a press led to; None for one that is not noted."""
    item = table.get(key(f"{PRESS}{digest}"), {"#request": "request", "#made": "made"})
    return Pressed(text_of(item, "request"), text_of(item, "made")) if item else None
