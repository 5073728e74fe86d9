"""Settings of one deployed function: the only reader of the environment."""

from typing import Final, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Surface = Literal["public", "office", "workers"]

SERVED: Final = frozenset({"staging", "prod"})
"""Stages with files of real people."""


class SurfaceSetting(BaseSettings):
    """Which surface this process serves: all that packaging needs to know."""

    model_config = SettingsConfigDict(env_prefix="LOKET_", frozen=True, extra="ignore")

    surface: Surface


class Settings(BaseSettings):
    """What a deployment decides. Every field is read from `LOKET_<FIELD>`; a missing one stops the function.

    Endpoints and credentials are boto3's own variables (`AWS_ENDPOINT_URL_DYNAMODB` and so on).
    """

    model_config = SettingsConfigDict(env_prefix="LOKET_", frozen=True, extra="ignore")

    surface: Surface = Field(description="Which blueprints this function serves")
    office: str = Field(pattern=r"^\d{4}$", description="Kemendagri code of the office's city or regency, e.g. 3573")
    stage: str = Field(default="dev", description="dev, staging or prod; part of every physical name")
    table: str = Field(description="Name of the registry table")
    upload_bucket: str = Field(description="Bucket that residents post files to; originals are never served from it")
    page_bucket: str = Field(description="Bucket of rebuilt page images, the only images that staff see")
    scan_bucket: str = Field(description="Bucket of original scans and manifests from the post office; never served")
    inspections_queue_url: str = Field(description="Queue of uploads that wait for inspection")
    notifications_queue_url: str = Field(description="Queue of notices that wait to be sent")
    scans_queue_url: str = Field(description="Queue of parcels of scans that wait to be split")
    readings_queue_url: str = Field(description="Queue of cases whose cards wait to be read")
    kms_key: str = Field(description="ARN of the office's key, which wraps the key of each case")
    master_secret_arn: str = Field(default="", description="Secret that every HMAC key is derived from")
    master_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret itself, for tests; wins over the ARN"
    )
    public_url: str = Field(description="Address of the residents' surface, used in notices and receipts")
    mail_sender: str = Field(description="Address that notices are sent from")
    mail_reports: str = Field(
        default="", description="Configuration set of SES that has deliveries and bounces reported"
    )
    sms_sender: str = Field(default="", max_length=11, description="Registered sender name of text messages")
    sms_reports: str = Field(default="", description="Configuration set of text messages that has deliveries reported")
    whatsapp_number: str = Field(
        default="", pattern="^[0-9a-zA-Z]*$", description="Id of the office's WhatsApp number at AWS, or none"
    )
    gateway_url: str = Field(default="", description="Address of the city's own message gateway, or none")
    delivery_reports_queue_url: str = Field(default="", description="Queue of what providers report of messages")
    quiet_hours: bool = Field(
        default=True, description="Whether residents are told in the office's hours of telling alone; false for a trial"
    )
    sending: Literal["live", "sandbox"] = Field(
        default="live", description="sandbox for training: messages are kept, every page says so, and nobody is told"
    )
    oidc_issuer: str = Field(description="Issuer of staff and partner access tokens")
    oidc_audience: str = Field(description="Audience that staff and partner access tokens must carry")
    oidc_jwks_url: str = Field(description="Address of the issuer's public keys")
    oidc_roles_claim: str = Field(
        default="cognito:groups", description="Claim that lists the roles of the token's holder"
    )
    partners: str = Field(
        default="{}",
        description="Post offices that hand over scans, as JSON: each id with its name and its public keys",
    )
    malware_scanner: Literal["guardduty", "clamd", "off"] = Field(
        default="guardduty", description="Who scans what residents send; off and clamd only where nobody is served"
    )
    clamd_address: str = Field(default="", description="Socket of ClamAV's daemon, a path or host:port")
    paper_reader: Literal["off", "tesseract"] = Field(
        default="off", description="Who reads the numbers on cards, as a hint for officers; tesseract needs its layer"
    )
    visit_generation: int = Field(
        default=1, gt=0, description="Raise it to end every resident's visit at once, should its key have leaked"
    )
    stuck_seconds: int = Field(default=120, gt=0, description="Age after which the sweeper passes a job on again")
    log_level: str = Field(default="INFO", description="Powertools log level")

    @property
    def is_sandbox(self) -> bool:
        """Whether nothing that it tells leaves the office."""
        return self.sending == "sandbox"

    @model_validator(mode="after")
    def _scans_what_people_send(self) -> Self:
        """Files that nobody scanned never reach staff of a stage that people use."""
        if self.stage in SERVED and self.malware_scanner != "guardduty":
            raise ValueError(f"LOKET_MALWARE_SCANNER must be guardduty in {self.stage}")
        return self

    @model_validator(mode="after")
    def _lets_people_sleep(self) -> Self:
        if self.stage in SERVED and not self.quiet_hours:
            raise ValueError(f"LOKET_QUIET_HOURS must be true in {self.stage}")
        return self
