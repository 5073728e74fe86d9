"""Requests without Loket: a bare Chalice handler, and one with a Pydantic body and a Powertools log line."""

from aws_lambda_powertools import Logger
from chalice.app import Chalice, Request
from pydantic import BaseModel

logger = Logger(service="reference")
app = Chalice(app_name="reference")


class Body(BaseModel):
    receipt_number: str
    pin: str


@app.route("/bare", methods=["POST"])
def answer_bare() -> dict[str, str]:
    return {"state": "SUBMITTED"}


@app.route("/plain", methods=["POST"])
def answer_plain() -> dict[str, str]:
    request = app.current_request or Request({})
    body = Body.model_validate_json(request.raw_body)
    logger.info("request", extra={"route": "plain", "status": 200})
    return {"receipt_number": body.receipt_number, "state": "SUBMITTED"}
