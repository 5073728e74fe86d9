"""The template that is merged into Chalice's: the surface's own, laid over the parts that surfaces share."""

import json
from pathlib import Path
from typing import cast

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

Template = dict[str, object]


def read_template(path: Path) -> Template:
    """A CloudFormation template in YAML or JSON; short forms such as !Ref come out as their long forms."""
    return cast("Template", YAMLTemplateSerializer().load_template(path.read_text(encoding="utf-8"), str(path)))


def merged_template(folder: Path, surface: str) -> Template:
    """The surface's file over the shared files that it names under `Include`."""
    own = read_template(folder / f"{surface}.yaml")
    merger = TemplateDeepMerger()
    merged: Template = {}
    for name in cast("list[str]", own.pop("Include")):
        merged = cast("Template", merger.merge(read_template(folder / f"{name}.yaml"), merged))
    return cast("Template", merger.merge(own, merged))


def write_template(template: Template, path: Path) -> None:
    """Writes a template as JSON, the form that Chalice keeps when it merges."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(template, indent=2) + "\n", encoding="utf-8")
