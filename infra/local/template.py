"""Reads a CloudFormation template and resolves its intrinsic functions against resources made on the engines."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from infra.local.settings import ACCOUNT, REGION

_SUBSTITUTE = re.compile(r"\$\{(!?)([^}]+)\}")
_PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "loket-local",
    "AWS::URLSuffix": "amazonaws.com",
}


class TemplateError(Exception):
    """The template says something that the embedded stack cannot do."""


@dataclass(frozen=True)
class Made:
    """One resource as it exists: what `Ref` gives and what `Fn::GetAtt` gives."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


class _Loader(yaml.SafeLoader):
    """Understands the short tags of Ref, Sub and GetAtt; any other tag is an error of the loader."""


def _short(name: str) -> Callable[[yaml.SafeLoader, yaml.ScalarNode], dict[str, Any]]:
    def construct(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> dict[str, Any]:
        text = str(loader.construct_scalar(node))
        return {name: text.split(".", 1) if name == "Fn::GetAtt" else text}

    return construct


for _tag, _name in {"!Ref": "Ref", "!Sub": "Fn::Sub", "!GetAtt": "Fn::GetAtt"}.items():
    _Loader.add_constructor(_tag, _short(_name))


def load_template(path: Path) -> dict[str, Any]:
    """The template with long-form intrinsics.

    Raises:
        TemplateError: it is not YAML, or uses a short tag other than !Ref, !Sub and !GetAtt.
    """
    try:
        document = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - derives from SafeLoader
    except yaml.YAMLError as error:
        raise TemplateError(f"{path}: {error}") from error
    if not isinstance(document, dict) or "Resources" not in document:
        raise TemplateError(f"{path} has no Resources")
    return document


class Resolver:
    """Resolves intrinsics; a resource that is referred to is made first, by the function given."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str], make: Callable[[str], Made]) -> None:
        self._resources = template["Resources"]
        self._parameters = dict(parameters)
        self._make = make
        for name, about in template.get("Parameters", {}).items():
            if name not in self._parameters and "Default" in about:
                self._parameters[name] = str(about["Default"])
            if name not in self._parameters:
                raise TemplateError(f"parameter {name} has no value")

    def resolve(self, value: object) -> Any:  # noqa: ANN401 - any value of a template
        """The value with every intrinsic replaced.

        Raises:
            TemplateError: an intrinsic other than Ref, Fn::Sub and Fn::GetAtt, or a name that nothing has.
        """
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name == "Ref" or name.startswith("Fn::"):
                return self._intrinsic(name, argument)
        return {key: self.resolve(item) for key, item in value.items()}

    def _intrinsic(self, name: str, argument: object) -> str:
        match name, argument:
            case "Ref", str(target):
                return self._ref(target)
            case "Fn::GetAtt", [str(target), str(attribute)]:
                return self._attribute(target, attribute)
            case "Fn::Sub", str(text):
                return _SUBSTITUTE.sub(self._substitute, text)
        raise TemplateError(f"{name} with {argument!r} is not understood by the embedded stack")

    def _substitute(self, match: re.Match[str]) -> str:
        literal, name = match.groups()
        if literal:
            return f"${{{name}}}"
        target, dot, attribute = name.partition(".")
        return self._attribute(target, attribute) if dot else self._ref(target)

    def _ref(self, target: str) -> str:
        if target in _PSEUDO:
            return _PSEUDO[target]
        if target in self._parameters:
            return self._parameters[target]
        return self._resource(target).ref

    def _attribute(self, target: str, attribute: str) -> str:
        attributes = self._resource(target).attributes
        if attribute not in attributes:
            raise TemplateError(f"{target} has no attribute {attribute} on the embedded stack")
        return attributes[attribute]

    def _resource(self, target: str) -> Made:
        if target not in self._resources:
            raise TemplateError(f"nothing in the template is called {target}")
        return self._make(target)
