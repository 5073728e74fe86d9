"""The reader of infra/resources.yaml, on the real file and on wrong ones."""

from pathlib import Path
from typing import Any

import pytest

from infra.local.resources import TEMPLATE, Provisioner
from infra.local.settings import Stack
from infra.local.template import Made, Resolver, TemplateError, load_template

PARAMETERS = {
    "Stage": "local",
    "PublicOrigin": "http://127.0.0.1:8080",
    "OfficeOrigin": "http://127.0.0.1:8081",
    "MailSender": "a@b.example",
}
NAMES = ("Arn", "StreamArn", "QueueName", "KeyId", "Id")


def made(name: str) -> Made:
    return Made(f"<{name}>", {attribute: f"<{name}.{attribute}>" for attribute in NAMES})


def write(folder: Path, resources: str) -> Path:
    path = folder / "resources.yaml"
    path.write_text(f"Resources:\n{resources}Outputs: {{}}\n")
    return path


def intrinsics(value: object) -> list[object]:
    match value:
        case dict():
            own = [key for key in value if key == "Ref" or str(key).startswith("Fn::")]
            return own + [found for part in value.values() for found in intrinsics(part)]
        case list():
            return [found for part in value for found in intrinsics(part)]
        case str() if "${" in value:
            return [value]
    return []


def test_every_intrinsic_of_the_real_template_resolves() -> None:
    template = load_template(TEMPLATE)
    resolved = Resolver(template, PARAMETERS, made).resolve([template["Resources"], template["Outputs"]])
    assert intrinsics(template["Resources"])
    assert intrinsics(resolved) == []


def test_substitution_knows_pseudo_parameters_attributes_and_literals() -> None:
    resolver = Resolver({"Resources": {"Queue": {}}}, {"Stage": "local"}, made)
    text = {"Fn::Sub": "${AWS::Region}/${Stage}/${Queue}/${Queue.Arn}/${!Kept}"}
    assert resolver.resolve(text) == "ap-southeast-3/local/<Queue>/<Queue.Arn>/${Kept}"


@pytest.mark.parametrize(
    "value",
    [{"Fn::ImportValue": "x"}, {"Ref": "Nobody"}, {"Fn::GetAtt": ["Queue", "Nothing"]}, {"Fn::Sub": "${Nobody.Arn}"}],
)
def test_an_intrinsic_that_resolves_to_nothing_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(TemplateError):
        Resolver({"Resources": {"Queue": {}}}, {}, made).resolve(value)


def test_a_parameter_without_a_value_is_refused() -> None:
    with pytest.raises(TemplateError, match="Stage"):
        Resolver({"Parameters": {"Stage": {"Type": "String"}}, "Resources": {}}, {}, made)


def test_an_unknown_short_tag_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="!If"):
        load_template(write(tmp_path, "  A: !If [a, b, c]\n"))


@pytest.mark.parametrize(
    ("resources", "said"),
    [
        ("  A: {Type: 'AWS::EC2::Instance'}\n", "cannot make AWS::EC2::Instance"),
        ("  A: {Type: 'AWS::SQS::Queue', Properties: {QueueName: q, Colour: red}}\n", "does not know Colour"),
        ("  A: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Ref A}}\n", "A -> A refer to one another"),
    ],
)
def test_what_the_stack_cannot_make_is_refused(tmp_path: Path, resources: str, said: str) -> None:
    provisioner = Provisioner(Stack(tmp_path), "http://127.0.0.1:8080", write(tmp_path, resources))
    with pytest.raises(TemplateError, match=said):
        provisioner.make_all()
