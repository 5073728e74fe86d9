"""Where one embedded stack keeps its data, which ports it uses, and what its programs find in their environment."""

import os
from dataclasses import dataclass
from pathlib import Path

REGION = "ap-southeast-3"
ACCOUNT = "000000000000"
STAGE = "local"
OFFICE = "3573"
HOST = "127.0.0.1"
ACCESS_KEY = "AKIALOCAL00000000000"
SECRET_KEY = "localsecretlocalsecret"  # noqa: S105 - the engines listen on this machine alone and want some fixed key
MAIL_SENDER = "loket@dispendukcapil.example"
AUDIENCE = "loket-office"
MARKER = "LOKET_STACK"
PROJECT = Path(__file__).resolve().parents[2]

PORTS = {
    "public": 8080,
    "office": 8081,
    "desk": 8025,
    "carrier": 8026,
    "smtp": 1025,
    "dynamodb": 8000,
    "s3": 8333,
    "aws": 4566,
    "s3_master": 9333,
    "s3_volume": 9340,
    "s3_filer": 8888,
    "s3_admin": 9646,
    "s3_grpc": 18333,
    "s3_admin_grpc": 19646,
    "s3_master_grpc": 19333,
    "s3_volume_grpc": 19340,
    "s3_filer_grpc": 18888,
}
_ENDPOINTS = {
    "DYNAMODB": "dynamodb",
    "DYNAMODB_STREAMS": "dynamodb",
    "S3": "s3",
    "SQS": "aws",
    "SESV2": "carrier",
    "PINPOINT_SMS_VOICE_V2": "carrier",
    "SOCIALMESSAGING": "carrier",
    "KMS": "aws",
    "SECRETS_MANAGER": "aws",
    "STS": "aws",
}
_OF_THE_PERSON = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE")


@dataclass(frozen=True)
class Stack:
    """One embedded stack. Two with different folders and offsets run beside each other."""

    data: Path
    offset: int = 0

    @classmethod
    def from_environment(cls) -> "Stack":
        """`LOKET_DATA` (a folder, default `.loket` of the project) and `LOKET_PORT_BASE` (added to every port)."""
        data = Path(os.environ.get("LOKET_DATA") or PROJECT / ".loket")
        return cls(data=data.resolve(), offset=int(os.environ.get("LOKET_PORT_BASE") or 0))

    def port(self, name: str) -> int:
        """`LOKET_PORT_<NAME>`, or the usual port moved by the offset."""
        own = os.environ.get(f"LOKET_PORT_{name.upper()}")
        return int(own) if own else PORTS[name] + self.offset

    def url(self, name: str) -> str:
        return f"http://{HOST}:{self.port(name)}"

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    def prepare(self) -> None:
        """Make the folders; only the person who runs the stack may read them."""
        for folder in (self.data, self.run, self.logs, self.data / "s3", self.data / "sms"):
            folder.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)

    def engine_environment(self) -> dict[str, str]:
        """boto3's own variables: every client of a child talks to the engines and can reach no AWS account."""
        endpoints = {f"AWS_ENDPOINT_URL_{service}": self.url(port) for service, port in _ENDPOINTS.items()}
        return endpoints | {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }

    def child_environment(self, **more: str) -> dict[str, str]:
        """The environment of a child: the caller's, without the person's own AWS settings, marked as of this stack."""
        base = {name: value for name, value in os.environ.items() if name not in _OF_THE_PERSON}
        own = {
            MARKER: str(self.data),
            "LOKET_DATA": str(self.data),
            "LOKET_PORT_BASE": str(self.offset),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(PROJECT),
        }
        return base | self.engine_environment() | own | more
