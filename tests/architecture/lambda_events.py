"""Events as AWS sends them (Lambda developer guide, "Invoking functions from other services")."""

from typing import Any

Event = dict[str, Any]

ARN = "arn:aws:sqs:ap-southeast-3:123456789012:loket-dev"


def http(
    method: str,
    path: str,
    body: str | None = None,
    *,
    headers: dict[str, str] | None = None,
    authorizer: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    **parameters: str,
) -> Event:
    """An API Gateway proxy event; path parameters are named in the path as `{name}`."""
    sent = {"Accept": "*/*", "Content-Type": "application/json", "Host": "loket.example.org", **(headers or {})}
    return {
        "resource": path,
        "path": path.format(**parameters),
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": path,
            "httpMethod": method,
            "path": f"/live{path}",
            "stage": "live",
            "requestId": "41b45ea3-70b5-11e6-b7bd-69b5aaebc7d9",
            "identity": {"sourceIp": "192.0.2.7", "userAgent": "test"},
            "authorizer": authorizer,
        },
        "body": body,
        "isBase64Encoded": False,
    }


def token(value: str) -> Event:
    """What a TOKEN authorizer is asked."""
    arn = "arn:aws:execute-api:ap-southeast-3:123456789012:abcdef1234/live/GET/v1/cases"
    return {"type": "TOKEN", "authorizationToken": value, "methodArn": arn}


def sqs(queue: str, *bodies: str) -> Event:
    """A batch of messages, numbered m0, m1..."""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                "body": body,
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1545082649183",
                    "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                    "ApproximateFirstReceiveTimestamp": "1545082649185",
                },
                "messageAttributes": {},
                "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"{ARN}-{queue}",
                "awsRegion": "ap-southeast-3",
            }
            for number, body in enumerate(bodies)
        ]
    }


def stream(*images: dict[str, Any]) -> Event:
    """A batch of insertions; sequence numbers are s0, s1..."""
    return {
        "Records": [
            {
                "eventID": f"e{number}",
                "eventName": "INSERT",
                "eventVersion": "1.1",
                "eventSource": "aws:dynamodb",
                "awsRegion": "ap-southeast-3",
                "dynamodb": {
                    "ApproximateCreationDateTime": 1768000000,
                    "Keys": {"PK": {"S": "3573#TEST"}, "SK": {"S": f"#{number}"}},
                    "NewImage": image,
                    "SequenceNumber": f"s{number}",
                    "SizeBytes": 100,
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
                "eventSourceARN": "arn:aws:dynamodb:ap-southeast-3:123456789012:table/loket-dev-registry/stream/1",
            }
            for number, image in enumerate(images)
        ]
    }


def s3_created(key: str) -> Event:
    """The bucket's own notification of one object."""
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": "ap-southeast-3",
                "eventTime": "2026-01-05T02:00:00.000Z",
                "eventName": "ObjectCreated:Post",
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "bucket": {"name": "loket-dev-uploads-123456789012"},
                    "object": {"key": key, "size": 1024, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "versionId": "v1"},
                },
            }
        ]
    }


def schedule() -> Event:
    """A tick of EventBridge."""
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-01-05T02:00:00Z",
        "region": "ap-southeast-3",
        "resources": ["arn:aws:events:ap-southeast-3:123456789012:rule/loket-dev-sweep"],
        "detail": {},
    }
