"""Small questions that the tests ask of a template."""

from collections.abc import Iterator, Mapping
from typing import Any

Template = Mapping[str, Any]


def of_type(template: Template, kind: str) -> dict[str, Any]:
    """Properties of the resources of a type, by logical name."""
    return {name: body["Properties"] for name, body in template["Resources"].items() if body["Type"] == kind}


def functions(templates: Mapping[str, Template]) -> Iterator[tuple[str, str, Any]]:
    """Surface, logical name and properties of every function."""
    for surface, template in templates.items():
        for name, properties in of_type(template, "AWS::Serverless::Function").items():
            yield surface, name, properties


def event_sources(templates: Mapping[str, Template], *kinds: str) -> Iterator[tuple[str, Any, Any]]:
    """Logical name and properties of a function with an event source of these kinds, and the source's properties."""
    for _, name, properties in functions(templates):
        for event in properties.get("Events", {}).values():
            if event["Type"] in kinds:
                yield name, properties, event["Properties"]


def statements(template: Template, function: str) -> list[Any]:
    """The statements of the role that a function has."""
    role = template["Resources"][function]["Properties"]["Role"]["Fn::GetAtt"][0]
    policies = template["Resources"][role]["Properties"]["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def actions(statement: Mapping[str, Any]) -> list[str]:
    """The actions of a statement, however written."""
    return as_list(statement["Action"])


def as_list(value: Any) -> list[Any]:  # noqa: ANN401 - IAM allows one value or a list of them everywhere
    """IAM's one-or-many, always as many."""
    return value if isinstance(value, list) else [value]


def written_out(value: Any) -> str:  # noqa: ANN401 - a template is JSON of no fixed shape
    """A reference as the text that a policy file has: Ref and Sub both give `${Name}`."""
    match value:
        case {"Ref": name}:
            return f"${{{name}}}"
        case {"Fn::Sub": text}:
            return str(text)
        case _:
            return str(value)
