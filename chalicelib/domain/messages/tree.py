"""The message catalogue as it is kept: texts by section and name, one tree a language."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

Tree = Mapping[str, Any]

DEFAULT_FAULT: Final = "invalid"
DEFAULT_REJECTION: Final = "other"


def find_text(tree: Tree, path: str) -> str | None:
    """The text at a path such as `notices/ready/sms/text`; None where there is none, or a whole branch."""
    found: Any = tree
    for name in path.split("/"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


def replace_text(tree: Tree, names: Sequence[str], text: str) -> Tree:
    """Another tree with this text at a path that exists; branches beside the path are shared."""
    first, *rest = names
    return {**tree, first: replace_text(tree[first], rest, text) if rest else text}
