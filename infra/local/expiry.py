"""Deletes items whose time to live is over, which dynoxide never does by itself."""

import os
import time
import traceback
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.clients import client
from infra.local.settings import Stack

EXPIRY_SECONDS = 600.0


def expire_items(stack: Stack, now: int) -> int:
    """Delete every item whose TTL attribute lies before `now` (epoch seconds); returns how many."""
    dynamodb = client(stack, "dynamodb")
    deleted = 0
    for table in dynamodb.list_tables()["TableNames"]:
        told = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        if told.get("TimeToLiveStatus") != "ENABLED":
            continue
        keys = [key["AttributeName"] for key in dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]]
        condition = {
            "ExpressionAttributeNames": {"#ttl": told["AttributeName"]},
            "ExpressionAttributeValues": {":now": {"N": str(now)}},
        }
        for page in dynamodb.get_paginator("scan").paginate(
            TableName=table, FilterExpression="#ttl < :now", **condition
        ):
            for item in page["Items"]:
                deleted += _delete(stack, table, {key: item[key] for key in keys}, condition)
    return deleted


def _delete(stack: Stack, table: str, key: dict[str, object], condition: dict[str, dict[str, Any]]) -> int:
    dynamodb = client(stack, "dynamodb")
    try:
        dynamodb.delete_item(TableName=table, Key=key, ConditionExpression="#ttl < :now", **condition)
    except dynamodb.exceptions.ConditionalCheckFailedException:  # its life was prolonged meanwhile
        return 0
    return 1


def keep_expiring(stack: Stack) -> None:
    """Expire items now and then for ever; on AWS it takes up to some days (DynamoDB developer guide, "TTL")."""
    while True:
        time.sleep(float(os.environ.get("LOKET_EXPIRY_SECONDS", EXPIRY_SECONDS)))
        try:
            expire_items(stack, int(time.time()))
        except (BotoCoreError, ClientError):  # the engine is being restarted
            traceback.print_exc()
