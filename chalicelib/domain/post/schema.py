"""The published JSON Schema of a manifest: what each field may be. What fields may be together, the reading checks."""

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from chalicelib.domain.post.manifest import Manifest

ID: Final = "urn:loket:post-manifest:1"


def manifest_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 for the programs of post offices."""
    schema = Manifest.model_json_schema(mode="validation")
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": ID}
    return {**head, **schema, "title": "Manifest of a postal batch"}
