"""boto3 clients of the engines, for the stack's own use."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from infra.local.settings import ACCESS_KEY, REGION, SECRET_KEY, Stack

_PORT_OF = {"dynamodb": "dynamodb", "dynamodbstreams": "dynamodb", "s3": "s3"}


@cache
def client(stack: Stack, service: str, read_timeout: int = 30) -> Any:  # noqa: ANN401 - boto3 makes clients at run time
    """A client of the engine that stands in for `service`; it never looks at the person's own AWS settings.

    The parameters of streams are not validated: dynoxide's shard ids are shorter than AWS's shortest.
    """
    config = Config(
        parameter_validation=service != "dynamodbstreams",
        retries={"total_max_attempts": 2, "mode": "standard"},
        connect_timeout=2,
        read_timeout=read_timeout,
        proxies={},
        s3={"addressing_style": "path"},
    )
    session: Any = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION)
    return session.client(service, endpoint_url=stack.url(_PORT_OF.get(service, "aws")), config=config)
