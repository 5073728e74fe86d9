"""The JSON Schema that post offices write their manifests by: `python -m infra.manifest_schema [--check]`."""

import json
import sys
from pathlib import Path

from chalicelib.domain.post.schema import manifest_schema

TARGET = Path(__file__).resolve().parent.parent / "docs" / "post-manifest.schema.json"


def render() -> str:
    """The schema as it is committed."""
    return json.dumps(manifest_schema(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the schema, or with `--check` say whether it is up to date."""
    if "--check" in arguments:
        return int(not TARGET.is_file() or TARGET.read_text() != render())
    TARGET.write_text(render())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
