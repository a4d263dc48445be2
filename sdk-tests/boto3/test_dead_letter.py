"""Dead-letter queues and the tasks that move messages back out of them.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
"""

import base64
import json
import time

import pytest
from botocore.exceptions import ClientError
from conftest import arn_of, collect, receive


@pytest.fixture
def pipe(sqs, make_queue):
    """A source queue that gives up on a message after one receive, and its dead-letter queue."""
    dead = make_queue()
    policy = {"deadLetterTargetArn": arn_of(sqs, dead), "maxReceiveCount": 1}
    source = make_queue(RedrivePolicy=json.dumps(policy), VisibilityTimeout=0)
    return source, dead


def kill(sqs, source, *texts):
    """Sends messages and receives until the source queue has given up on all of them."""
    for text in texts:
        sqs.send_message(QueueUrl=source, MessageBody=text)
    collect(sqs, source, len(texts))
    assert receive(sqs, source) == []


def finished(sqs, arn, limit=20):
    """Polls the newest move task of `arn` until it runs no longer."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        [task] = sqs.list_message_move_tasks(SourceArn=arn)["Results"]
        if task["Status"] not in ("RUNNING", "CANCELLING"):
            return task
    raise AssertionError(f"the move task still runs after {limit} s: {task}")


def test_a_message_received_too_often_moves(sqs, pipe):
    source, dead = pipe
    text = {"kept": {"DataType": "String", "StringValue": "yes"}}
    sent = sqs.send_message(QueueUrl=source, MessageBody="poison", MessageAttributes=text)
    [first] = receive(sqs, source, AttributeNames=["All"], WaitTimeSeconds=2)
    assert first["Attributes"]["ApproximateReceiveCount"] == "1"
    assert receive(sqs, source) == []
    [message] = receive(
        sqs, dead, AttributeNames=["All"], MessageAttributeNames=["All"], WaitTimeSeconds=5
    )
    assert message["MessageId"] == sent["MessageId"]
    assert message["Body"] == "poison"
    assert message["MessageAttributes"] == text
    assert message["Attributes"]["ApproximateReceiveCount"] == "2"
    assert message["Attributes"]["DeadLetterQueueSourceArn"] == arn_of(sqs, source)
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [source]


@pytest.mark.parametrize(
    "policy",
    ["not json", {"maxReceiveCount": 1}, {"deadLetterTargetArn": "self"}, {"maxReceiveCount": 0}],
)
def test_bad_redrive_policies_are_refused(sqs, queue, policy):
    if isinstance(policy, dict):
        if policy.get("deadLetterTargetArn") == "self" or policy.get("maxReceiveCount") == 0:
            policy = {**policy, "deadLetterTargetArn": arn_of(sqs, queue)}
        policy = json.dumps(policy)
    with pytest.raises(ClientError) as caught:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy})
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_move_task_returns_messages_to_their_source(sqs, pipe):
    source, dead = pipe
    kill(sqs, source, "one", "two")
    arn = arn_of(sqs, dead)
    handle = sqs.start_message_move_task(SourceArn=arn)["TaskHandle"]
    assert json.loads(base64.b64decode(handle))["sourceArn"] == arn
    task = finished(sqs, arn)
    assert task["Status"] == "COMPLETED"
    assert task["ApproximateNumberOfMessagesMoved"] == 2
    assert task["ApproximateNumberOfMessagesToMove"] == 2
    assert task["SourceArn"] == arn
    assert "TaskHandle" not in task and "DestinationArn" not in task
    assert {m["Body"] for m in collect(sqs, source, 2)} == {"one", "two"}
    assert receive(sqs, dead) == []


def test_move_task_can_be_cancelled(sqs, pipe, make_queue):
    source, dead = pipe
    kill(sqs, source, *[f"m{n}" for n in range(5)])
    arn, target = arn_of(sqs, dead), make_queue()
    handle = sqs.start_message_move_task(
        SourceArn=arn, DestinationArn=arn_of(sqs, target), MaxNumberOfMessagesPerSecond=1
    )["TaskHandle"]
    [task] = sqs.list_message_move_tasks(SourceArn=arn)["Results"]
    assert task["Status"] == "RUNNING"
    assert task["TaskHandle"] == handle
    assert task["MaxNumberOfMessagesPerSecond"] == 1
    with pytest.raises(ClientError) as caught:
        sqs.start_message_move_task(SourceArn=arn)
    assert caught.value.response["Error"]["Message"] == (
        "There is already a task running. Only one active task is allowed for a source queue"
        " arn at a given time."
    )
    moved = sqs.cancel_message_move_task(TaskHandle=handle)["ApproximateNumberOfMessagesMoved"]
    assert 0 <= moved < 5
    assert finished(sqs, arn)["Status"] == "CANCELLED"
    assert len(receive(sqs, dead, MaxNumberOfMessages=10)) > 0


def test_move_task_errors_are_typed(sqs, queue, pipe):
    _, dead = pipe
    with pytest.raises(ClientError) as caught:
        sqs.start_message_move_task(SourceArn=arn_of(sqs, queue))
    assert caught.value.response["Error"]["Message"] == (
        "Source queue must be configured as a Dead Letter Queue."
    )
    with pytest.raises(sqs.exceptions.ResourceNotFoundException) as caught:
        sqs.start_message_move_task(
            SourceArn=arn_of(sqs, dead), DestinationArn=arn_of(sqs, queue) + "-missing"
        )
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    with pytest.raises(ClientError) as caught:
        sqs.cancel_message_move_task(TaskHandle="nonsense")
    assert caught.value.response["Error"]["Message"] == (
        "Value for parameter TaskHandle is invalid."
    )
