"""The message catalogue as it is kept: texts by section and name, one tree a language."""

from collections.abc import Iterator, Mapping, Sequence
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


def walk_texts(tree: Tree, path: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf with its path, in the order of the catalogue."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from walk_texts(value, f"{path}{name}/")
        else:
            yield f"{path}{name}", value


def replace_text(tree: Tree, names: Sequence[str], text: str) -> Tree:
    """Another tree with this text at a path that exists; branches beside the path are shared."""
    first, *rest = names
    return {**tree, first: replace_text(tree[first], rest, text) if rest else text}
