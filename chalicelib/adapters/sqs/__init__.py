"""Queues that the workers are fed from."""

from chalicelib.adapters.sqs.queue import SqsJobQueue
from chalicelib.adapters.sqs.reports import SqsReportQueue

__all__ = ["SqsJobQueue", "SqsReportQueue"]
