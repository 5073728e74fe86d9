"""A moto server with everything of infra/resources.yaml, deployed through its CloudFormation."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from infra.packaging.merging import read_template
from infra.packaging.places import REGION

SECRET = "s" * 64
_STACK = "loket"


@dataclass(frozen=True)
class Cloud:
    """Where the server listens, and the outputs of the deployed resources."""

    url: str
    outputs: dict[str, str]


@contextmanager
def deployed_cloud(root: Path, parameters: dict[str, str]) -> Iterator[Cloud]:
    """Starts the server, deploys, and stops it in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        url = f"http://127.0.0.1:{port}"
        yield Cloud(url, _deploy(root, url, parameters))
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


def _deploy(root: Path, url: str, parameters: dict[str, str]) -> dict[str, str]:
    template: Any = read_template(root / "infra" / "resources.yaml")
    # moto reads a key's tags under another name, leaves versioning off, and knows no secret in a template
    del template["Resources"]["OfficeKey"]["Properties"]["Tags"]
    cloudformation = boto3.client("cloudformation", endpoint_url=url, region_name=REGION)
    given = [{"ParameterKey": key, "ParameterValue": parameters[key]} for key in template["Parameters"]]
    cloudformation.create_stack(StackName=_STACK, TemplateBody=json.dumps(template), Parameters=given)
    [stack] = cloudformation.describe_stacks(StackName=_STACK)["Stacks"]
    outputs = {item["OutputKey"]: item["OutputValue"] for item in stack["Outputs"]}
    s3 = boto3.client("s3", endpoint_url=url, region_name=REGION)
    for bucket in (outputs[f"{kind}BucketName"] for kind in ("Upload", "Page", "Scan")):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    secrets = boto3.client("secretsmanager", endpoint_url=url, region_name=REGION)
    secret = secrets.create_secret(Name=f"loket-{parameters['Stage']}-master", SecretString=SECRET)
    reports = dict.fromkeys(("MailReports", "SmsReports"), f"loket-{parameters['Stage']}")  # nor configuration sets
    return outputs | reports | {"MasterSecretArn": secret["ARN"]}
