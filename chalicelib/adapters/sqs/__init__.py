"""Queues that the workers are fed from."""

from chalicelib.adapters.sqs.queue import SqsJobQueue

__all__ = ["SqsJobQueue"]
