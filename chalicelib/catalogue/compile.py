"""Compile the YAML that people edit into the JSON that functions load: `python -m chalicelib.catalogue.compile`."""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from chalicelib.catalogue import COMPILED
from chalicelib.domain.catalogue import Catalogue, CatalogueFile, InvalidCatalogueError

FOLDER: Final = Path(__file__).parent
EDITION: Final = "1.0.0"
_NOT_IN_THE_FILE: Final = ("proxy_requirement", "product_presets")

Entry = dict[str, Any]


class UniqueKeyLoader(yaml.SafeLoader):
    """YAML keeps the last of two equal keys without a word; here the second one is an error."""


def _build_mapping(loader: UniqueKeyLoader, node: yaml.MappingNode) -> Entry:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise InvalidCatalogueError([f"{key} is defined twice{node.start_mark}"])
    return dict(loader.construct_pairs(node, deep=True))


UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _build_mapping)


def compile_catalogue(folder: Path = FOLDER) -> str:
    """Return the JSON of the folder's YAML; raise InvalidCatalogueError naming every fault."""
    content = _expand(*(_read(folder, name) for name in ("vocabulary", "documents", "questions", "services")))
    file = CatalogueFile.parse(json.dumps({"version": "unversioned", **content}))
    Catalogue.from_file(file)
    dumped = file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    canonical = json.dumps({**dumped, "version": ""}, sort_keys=True)
    dumped["version"] = f"{EDITION}+{hashlib.sha256(canonical.encode()).hexdigest()[:12]}"
    return json.dumps(dumped, ensure_ascii=False, indent=1) + "\n"


def _read(folder: Path, name: str) -> Entry:
    text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
    content: Entry = yaml.load(text, Loader=UniqueKeyLoader)  # noqa: S506 - a SafeLoader, made stricter
    return content


def _expand(vocabulary: Entry, documents: Entry, questions: Entry, services: Entry) -> Entry:
    expander = _Expander(vocabulary, documents)
    return {
        "vocabulary": {key: value for key, value in vocabulary.items() if key not in _NOT_IN_THE_FILE},
        "documents": [{"code": code, **entry} for code, entry in documents.items()],
        "questions": [_expand_question(name, entry) for name, entry in questions.items()],
        "services": [expander.expand_service(code, entry) for code, entry in services.items()],
    }


def _expand_question(name: str, entry: Entry) -> Entry:
    choices = [{"value": value, "text": text} for value, text in entry.pop("choices", {}).items()]
    return {"name": name, "kind": "boolean", **entry, "choices": choices}


class _Expander:
    """Spells out the shorthand that the head of services.yaml explains."""

    def __init__(self, vocabulary: Entry, documents: Entry) -> None:
        self._presets: Mapping[str, Entry] = vocabulary["product_presets"]
        self._proxy_requirement: Entry = vocabulary["proxy_requirement"]
        self._documents = documents

    def expand_service(self, code: str, entry: Entry) -> Entry:
        legal = entry.get("legal", [])
        counter_only = entry.get("online") == "counter"
        return {
            "by_post": not counter_only,
            "counter_only": counter_only,
            **_spell_source(entry, legal),
            "code": code,
            "eligibility": [_spell_source(rule, legal) for rule in entry.get("eligibility", [])],
            "requirements": [self._expand_requirement(item, legal) for item in self._requirements(entry)],
            "products": [self._expand_product(item) for item in entry.get("products", [])],
            "withdraws": [_spell_source(item, legal) for item in entry.get("withdraws", [])],
        }

    def _requirements(self, entry: Entry) -> Iterator[Entry]:
        yield from entry.get("requirements", [])
        if "proxy" in entry.get("who_may_apply", []):
            yield self._proxy_requirement

    def _expand_requirement(self, entry: Entry, legal: list[str]) -> Entry:
        spelled = _spell_source(entry, legal)
        asked = spelled.pop("ask", [])
        papers: list[str] = [asked] if isinstance(asked, str) else asked
        first = papers[0] if papers else ""
        reason = spelled.pop("why", None) or self._documents.get(first, {}).get("why", {"id": first, "en": first})
        return {"id": first.lower().replace("_", "-"), **spelled, "any_of": papers, "reason": reason}

    def _expand_product(self, entry: Entry) -> Entry:
        preset = entry.get("product", "")
        own = {key: value for key, value in entry.items() if key != "product"}
        return {"id": preset.replace("_", "-"), **self._presets.get(preset, {}), **own}


def _spell_source(entry: Entry, legal: list[str]) -> Entry:
    own = {key: value for key, value in entry.items() if key != "ev"}
    return {"legal": legal, **own, "evidence": entry.get("ev", [])}


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Write the compiled file, or with --check say whether it is up to date; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m chalicelib.catalogue.compile", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")
    options = parser.parse_args(arguments)
    target = folder / COMPILED
    try:
        compiled = compile_catalogue(folder)
    except InvalidCatalogueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if options.check:
        current = target.is_file() and target.read_text(encoding="utf-8") == compiled
        sys.stderr.write("" if current else f"{COMPILED} is out of date: run python -m chalicelib.catalogue.compile\n")
        return 0 if current else 1
    target.write_text(compiled, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
