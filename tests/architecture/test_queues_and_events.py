"""Every queue can fail safely, and every event source says which records failed."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.telling_caps import HELD
from tests.architecture.cloudformation import Template, event_sources, of_type, written_out


def _queues(resources: Template) -> dict[str, Any]:
    return of_type(resources, "AWS::SQS::Queue")


def _sources(resources: Template) -> dict[str, Any]:
    return {name: queue for name, queue in _queues(resources).items() if not name.endswith("DeadLetterQueue")}


def test_every_queue_has_a_dead_letter_queue_that_keeps_longer(resources: Template) -> None:
    queues = _queues(resources)
    for name, queue in _sources(resources).items():
        target = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]
        dead_letters = queues[target.split(".")[0] if isinstance(target, str) else target[0]]
        assert dead_letters["MessageRetentionPeriod"] > queue["MessageRetentionPeriod"], name
        assert dead_letters["QueueName"]["Fn::Sub"] == f"{queue['QueueName']['Fn::Sub']}-dlq"


def test_every_dead_letter_queue_raises_an_alarm(resources: Template) -> None:
    watched = str([alarm["Dimensions"] for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()])
    for name in _queues(resources).keys() - _sources(resources).keys():
        assert name in watched


def test_somebody_hears_every_alarm(resources: Template) -> None:
    alarms = of_type(resources, "AWS::CloudWatch::Alarm")
    assert {name for name, alarm in alarms.items() if alarm.get("AlarmActions") != [{"Ref": "AlarmTopic"}]} == set()
    (subscription,) = (
        one for one in of_type(resources, "AWS::SNS::Subscription").values() if one["Protocol"] == "email"
    )
    assert subscription["TopicArn"] == {"Ref": "AlarmTopic"}


def test_visibility_is_six_times_the_timeout_of_its_consumer(
    resources: Template, templates: Mapping[str, Template]
) -> None:
    queues = _sources(resources)
    consumed = {
        written_out(event["Queue"]).removeprefix("${").removesuffix("Arn}"): function["Timeout"]
        for _, function, event in event_sources(templates, "SQS")
    }
    assert consumed.keys() == queues.keys()
    for name, timeout in consumed.items():
        assert queues[name]["VisibilityTimeout"] >= 6 * timeout, name


def test_every_batch_says_which_records_failed(templates: Mapping[str, Template]) -> None:
    sources = list(event_sources(templates, "SQS", "DynamoDB", "Kinesis"))
    assert {name for name, _, _ in sources} == {
        "InspectUploads",
        "SplitScans",
        "RecordArrivals",
        "SendNotices",
        "TakeReports",
        "ReadPapers",
        "RelayOutbox",
        "CountFigures",
    }
    for name, _, event in sources:
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name


def test_stream_records_that_fail_are_set_aside_not_lost(templates: Mapping[str, Template]) -> None:
    sources = list(event_sources(templates, "DynamoDB"))
    assert {name for name, _, _ in sources} == {"RelayOutbox", "CountFigures"}  # more would throttle each other
    for _, _, event in sources:
        assert event["BisectBatchOnFunctionError"] is True
        assert 0 < event["MaximumRetryAttempts"] <= 10
        assert event["DestinationConfig"]["OnFailure"]["Destination"] == {"Ref": "OutboxDeadLetterQueueArn"}


def test_no_event_source_keeps_its_placeholder(templates: Mapping[str, Template]) -> None:
    for _, _, event in event_sources(templates, "SQS", "DynamoDB"):
        assert (event.get("Queue") or event["Stream"]).keys() == {"Ref"}


def test_the_parent_stack_gives_every_surface_all_its_parameters(
    templates: Mapping[str, Template], parent: Template
) -> None:
    stacks = of_type(parent, "AWS::CloudFormation::Stack")
    given = {stack["TemplateURL"].split("/")[1]: stack["Parameters"] for stack in stacks.values()}
    for surface, template in templates.items():
        required = {name for name, parameter in template["Parameters"].items() if "Default" not in parameter}
        assert required <= given[surface].keys() <= template["Parameters"].keys(), surface


def test_the_dashboard_shows_what_is_measured_and_queues_that_are(resources: Template) -> None:
    (board,) = of_type(resources, "AWS::CloudWatch::Dashboard").values()
    widgets = json.loads(board["DashboardBody"]["Fn::Sub"])["widgets"]
    shown = [
        [part for part in metric if isinstance(part, str)] for one in widgets for metric in one["properties"]["metrics"]
    ]
    queues = {queue["QueueName"]["Fn::Sub"] for queue in _queues(resources).values()}
    assert {metric[-1] for metric in shown if metric[0] == "AWS/SQS"} <= queues
    ours = {tuple(metric[1:]) for metric in shown if metric[0] == "Loket-${Stage}"}
    of_notices = {
        ("Notices", "channel", str(channel), "state", str(state), "service", "loket")
        for channel in NoticeChannel
        for state in {*NoticeState, HELD} - {NoticeState.SENDING, NoticeState.SENT}
    }
    measured = {"HandedOverAfter", "Unreached", "ShareOfHourSpent", "ShareOfMonthSpent", "CostOfMonth"}
    assert ours == {*((name, "service", "loket") for name in measured), *of_notices}
