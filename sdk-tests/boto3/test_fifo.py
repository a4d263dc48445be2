"""FIFO queues: order within groups, locked groups, deduplication, sequence numbers.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
"""

import hashlib

import pytest
from botocore.exceptions import ClientError
from conftest import collect, receive, unique


def send(sqs, url, group, body, dedup=None):
    more = {"MessageDeduplicationId": dedup} if dedup else {}
    return sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=group, **more)


def bodies(messages):
    return [message["Body"] for message in messages]


def test_order_is_kept_and_sequence_numbers_grow(sqs, fifo):
    url = fifo(ContentBasedDeduplication="true")
    sent = [send(sqs, url, "g", f"m{n}") for n in range(5)]
    numbers = [int(answer["SequenceNumber"]) for answer in sent]
    assert numbers == sorted(set(numbers))
    messages = receive(sqs, url, MaxNumberOfMessages=10, AttributeNames=["All"], WaitTimeSeconds=2)
    assert bodies(messages) == [f"m{n}" for n in range(5)]
    assert [int(m["Attributes"]["SequenceNumber"]) for m in messages] == numbers
    assert {m["Attributes"]["MessageGroupId"] for m in messages} == {"g"}
    digest = hashlib.sha256(b"m0").hexdigest()
    assert messages[0]["Attributes"]["MessageDeduplicationId"] == digest


def test_a_group_is_locked_while_a_message_is_in_flight(sqs, fifo):
    url = fifo(ContentBasedDeduplication="true")
    for group, body in [("a", "a1"), ("b", "b1"), ("a", "a2")]:
        send(sqs, url, group, body)
    [first] = receive(sqs, url, WaitTimeSeconds=2)
    assert first["Body"] == "a1"
    assert bodies(receive(sqs, url, MaxNumberOfMessages=10)) == ["b1"]
    assert receive(sqs, url) == []
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
    assert bodies(receive(sqs, url, WaitTimeSeconds=2)) == ["a2"]


def test_one_receive_takes_groups_in_turn(sqs, fifo):
    url = fifo(ContentBasedDeduplication="true")
    for group, body in [("a", "a1"), ("b", "b1"), ("a", "a2"), ("a", "a3")]:
        send(sqs, url, group, body)
    got = bodies(receive(sqs, url, MaxNumberOfMessages=10, WaitTimeSeconds=2))
    assert got == ["a1", "a2", "a3", "b1"]


def test_messages_return_in_order(sqs, fifo):
    url = fifo(ContentBasedDeduplication="true")
    for n in range(3):
        send(sqs, url, "g", f"m{n}")
    order = ["m0", "m1", "m2"]
    for _ in range(2):
        again = receive(sqs, url, MaxNumberOfMessages=10, VisibilityTimeout=0, WaitTimeSeconds=2)
        assert bodies(again) == order


@pytest.mark.parametrize("by_content", [True, False])
def test_duplicates_are_accepted_and_dropped(sqs, fifo, by_content):
    url = fifo(ContentBasedDeduplication=str(by_content).lower())
    dedup = None if by_content else "once"
    first = send(sqs, url, "g", "same", dedup)
    second = send(sqs, url, "other", "same", dedup)
    assert first["MD5OfMessageBody"] == second["MD5OfMessageBody"]
    [message] = receive(sqs, url, MaxNumberOfMessages=10, WaitTimeSeconds=2)
    assert message["MessageId"] == first["MessageId"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    send(sqs, url, "g", "same", dedup)
    assert receive(sqs, url, WaitTimeSeconds=1) == []


def test_deduplication_by_group(sqs, fifo):
    url = fifo(
        ContentBasedDeduplication="true",
        DeduplicationScope="messageGroup",
        FifoThroughputLimit="perMessageGroupId",
    )
    for group in ("a", "b", "a"):
        send(sqs, url, group, "same")
    assert bodies(collect(sqs, url, 2)) == ["same", "same"]
    assert receive(sqs, url) == []


def test_what_a_fifo_queue_refuses(sqs, fifo, make_queue):
    url = fifo()
    with pytest.raises(ClientError) as caught:
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageDeduplicationId="1")
    assert caught.value.response["Error"]["Code"] == "MissingParameter"
    assert caught.value.response["Error"]["QueryErrorCode"] == "MissingRequiredParameterException"
    with pytest.raises(ClientError) as caught:
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g")
    assert caught.value.response["Error"]["Message"] == (
        "The queue should either have ContentBasedDeduplication enabled or"
        " MessageDeduplicationId provided explicitly"
    )
    with pytest.raises(ClientError) as caught:
        sqs.send_message(
            QueueUrl=url,
            MessageBody="x",
            MessageGroupId="g",
            MessageDeduplicationId="1",
            DelaySeconds=2,
        )
    assert caught.value.response["Error"]["Message"] == (
        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include"
        " parameter that is not valid for this queue type."
    )
    with pytest.raises(ClientError) as caught:
        make_queue(unique("no-suffix"), FifoQueue="true")
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_fifo_attributes(sqs, fifo):
    url = fifo()
    names = ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"]
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"] == {
        "FifoQueue": "true",
        "ContentBasedDeduplication": "false",
        "DeduplicationScope": "queue",
        "FifoThroughputLimit": "perQueue",
    }
    with pytest.raises(sqs.exceptions.InvalidAttributeValue) as caught:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"FifoQueue": "false"})
    assert caught.value.response["Error"]["Message"] == (
        "Invalid value for the parameter FifoQueue."
        " Reason: Modifying queue type is not supported."
    )
