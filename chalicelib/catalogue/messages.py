"""Compile the YAML of messages into the JSON that functions load: `python -m chalicelib.catalogue.messages`."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from chalicelib.catalogue import COMPILED_MESSAGES
from chalicelib.catalogue.compile import UniqueKeyLoader
from chalicelib.domain.messages import InvalidMessagesError, Messages
from chalicelib.domain.text import Language

FOLDER: Final = Path(__file__).parent
SOURCE: Final = "messages.yaml"
STAFF: Final = "staff"
"""Folder of the texts of the office's pages, a file an area."""


def compile_messages(folder: Path = FOLDER) -> str:
    """Return the JSON of the folder's YAML, one tree per language; raise InvalidMessagesError naming every fault."""
    tree = _read(folder / SOURCE)
    tree["staff"] = {area.stem: _read(area) for area in sorted((folder / STAFF).glob("*.yaml"))}
    compiled = json.dumps({language: _in(language, tree) for language in Language}, ensure_ascii=False, indent=1) + "\n"
    Messages.parse(compiled)
    return compiled


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)  # noqa: S506 - a SafeLoader, made stricter
    return read


def _in(language: Language, tree: Any) -> Any:  # noqa: ANN401 - a tree of texts, or a text
    if not isinstance(tree, Mapping):
        return ""  # a text without its languages
    if tree.keys() <= set(Language):
        return tree.get(language, "")
    return {str(name): _in(language, branch) for name, branch in tree.items()}


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Write the compiled file, or with --check say whether it is up to date; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m chalicelib.catalogue.messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")
    options = parser.parse_args(arguments)
    target = folder / COMPILED_MESSAGES
    try:
        compiled = compile_messages(folder)
    except InvalidMessagesError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if options.check:
        current = target.is_file() and target.read_text(encoding="utf-8") == compiled
        sys.stderr.write(
            "" if current else f"{COMPILED_MESSAGES} is out of date: run python -m chalicelib.catalogue.messages\n"
        )
        return 0 if current else 1
    target.write_text(compiled, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
