"""What every function's template needs and Chalice does not write: names, log groups, references."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from infra.packaging.places import PackagingError

# A template is JSON of no fixed shape.
Json = Any

_REFERENCE: Final = re.compile(r"^\$\{([A-Za-z0-9:]+)\}$")
_PLACEHOLDER_ACCOUNT: Final = "000000000000"


def complete_template(template: Json, surface: str) -> None:
    """Completes Chalice's merged template in place.

    `${Parameter}` in policies and environments becomes a reference, every function gets the name and the log group that
    its policy names, and nothing may be left that points at the placeholder account of the blueprints.

    Raises:
        PackagingError: a placeholder is left.
    """
    resources = template["Resources"]
    for logical_id, function in _of_type(resources, "AWS::Serverless::Function"):
        _name(resources, logical_id, function, surface)
        variables = function["Properties"]["Environment"]
        variables["Variables"] = _substituted(variables["Variables"])
    for _, role in _of_type(resources, "AWS::IAM::Role"):
        role["Properties"]["Policies"] = _substituted(role["Properties"]["Policies"])
    if _PLACEHOLDER_ACCOUNT in json.dumps(template):
        raise PackagingError(
            f"{surface}: an event source has only its placeholder; infra/surfaces/{surface}.yaml must name it"
        )


def _of_type(resources: Json, kind: str) -> Iterator[tuple[str, Json]]:
    return ((name, body) for name, body in list(resources.items()) if body["Type"] == kind)


def _name(resources: Json, logical_id: str, function: Json, surface: str) -> None:
    """Fixes the name that the policy's log group has; Chalice's log group of the API names one it renamed."""
    short = f"{surface}-api" if logical_id == "APIHandler" else re.sub(r"(?<!^)(?=[A-Z])", "-", logical_id).lower()
    name = f"loket-${{Stage}}-{short}"
    log_group = "ApiHandlerLogGroup" if logical_id == "APIHandler" else f"{logical_id}LogGroup"
    resources[log_group]["Properties"]["LogGroupName"] = {"Fn::Sub": f"/aws/lambda/{name}"}
    resources[log_group]["DeletionPolicy"] = resources[log_group]["UpdateReplacePolicy"] = "Retain"
    function["Properties"]["FunctionName"] = {"Fn::Sub": name}
    function["DependsOn"] = [log_group]


def _substituted(value: Json) -> Json:
    match value:
        case dict():
            return {key: _substituted(item) for key, item in value.items()}
        case list():
            return [_substituted(item) for item in value]
        case str() if reference := _REFERENCE.match(value):
            return {"Ref": reference[1]}
        case str() if "${" in value:
            return {"Fn::Sub": value}
        case _:
            return value
