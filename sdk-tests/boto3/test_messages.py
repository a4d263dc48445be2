"""The life of messages on standard queues: send, receive, visibility, delete, batches, purge.

boto3 does not verify the MD5 digests of the answers, so they are computed here.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
"""

import hashlib
import struct
import threading
import time

import pytest
from botocore.exceptions import ClientError
from conftest import collect, receive

MIB = 1024 * 1024


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def attributes_md5(attributes):
    """Name, type and value of each attribute, ordered by name, each with its length."""

    def part(data):
        return struct.pack(">I", len(data)) + data

    whole = b""
    for name in sorted(attributes):
        value = attributes[name]
        whole += part(name.encode()) + part(value["DataType"].encode())
        if "BinaryValue" in value:
            whole += b"\x02" + part(value["BinaryValue"])
        else:
            whole += b"\x01" + part(value["StringValue"].encode())
    return hashlib.md5(whole).hexdigest()


def test_send_and_receive_with_every_kind_of_attribute(sqs, queue):
    attributes = {
        "text": {"DataType": "String", "StringValue": "héllo"},
        "count": {"DataType": "Number", "StringValue": "-12.5"},
        "custom": {"DataType": "Number.int", "StringValue": "7"},
        "raw": {"DataType": "Binary", "BinaryValue": b"\x00\x1e\xff"},
    }
    sent = sqs.send_message(QueueUrl=queue, MessageBody="body", MessageAttributes=attributes)
    assert sent["MD5OfMessageBody"] == md5("body")
    assert sent["MD5OfMessageAttributes"] == attributes_md5(attributes)
    assert "SequenceNumber" not in sent

    [message] = receive(
        sqs,
        queue,
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
        WaitTimeSeconds=2,
    )
    assert message["MessageId"] == sent["MessageId"]
    assert message["Body"] == "body"
    assert message["MD5OfBody"] == md5("body")
    assert message["MessageAttributes"] == attributes
    assert message["MD5OfMessageAttributes"] == attributes_md5(attributes)
    system = message["Attributes"]
    assert system["ApproximateReceiveCount"] == "1"
    assert abs(int(system["SentTimestamp"]) / 1000 - time.time()) < 60
    assert int(system["ApproximateFirstReceiveTimestamp"]) >= int(system["SentTimestamp"])
    assert set(system) == {
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
    }


@pytest.mark.parametrize(
    "names, expected",
    [
        ([], set()),
        (["All"], {"Hello", "Help.Me", "General"}),
        ([".*"], {"Hello", "Help.Me", "General"}),
        (["Hel.*"], {"Hello", "Help.Me"}),
        (["General", "Nothing"], {"General"}),
        (["AWS."], set()),
    ],
)
def test_attribute_filters_and_their_digest(sqs, make_queue, names, expected):
    url = make_queue(VisibilityTimeout=0)
    attributes = {
        name: {"DataType": "String", "StringValue": name.lower()}
        for name in ("Hello", "Help.Me", "General")
    }
    sqs.send_message(QueueUrl=url, MessageBody="msg", MessageAttributes=attributes)
    [message] = receive(sqs, url, MessageAttributeNames=names, WaitTimeSeconds=2)
    chosen = {name: attributes[name] for name in expected}
    assert message.get("MessageAttributes", {}) == chosen
    if chosen:
        assert message["MD5OfMessageAttributes"] == attributes_md5(chosen)
    else:
        assert "MD5OfMessageAttributes" not in message


def test_trace_header_is_a_system_attribute(sqs, queue):
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    system = {"AWSTraceHeader": {"DataType": "String", "StringValue": trace}}
    sent = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageSystemAttributes=system)
    assert sent["MD5OfMessageSystemAttributes"] == "5ae4d5d7636402d80f4eb6d213245a88"
    assert "MD5OfMessageAttributes" not in sent
    [message] = receive(sqs, queue, AttributeNames=["AWSTraceHeader"], WaitTimeSeconds=2)
    assert message["Attributes"] == {"AWSTraceHeader": trace}


@pytest.mark.parametrize("body", ["žluťoučký 🐎 漢字", '"&quot;<a>&amp;\r\n\t', "\U0010ffff", " "])
def test_bodies_come_back_as_they_were(sqs, queue, body):
    sent = sqs.send_message(QueueUrl=queue, MessageBody=body)
    [message] = receive(sqs, queue, WaitTimeSeconds=2)
    assert message["Body"] == body
    assert message["MD5OfBody"] == sent["MD5OfMessageBody"] == md5(body)


def test_one_mebibyte_passes_and_one_byte_more_does_not(sqs, queue):
    body = "é" * (MIB // 2)
    assert sqs.send_message(QueueUrl=queue, MessageBody=body)["MD5OfMessageBody"] == md5(body)
    [message] = receive(sqs, queue, WaitTimeSeconds=2)
    assert message["Body"] == body
    with pytest.raises(ClientError) as caught:
        sqs.send_message(QueueUrl=queue, MessageBody=body + "x")
    error = caught.value.response["Error"]
    assert error["Code"] == "InvalidParameterValue"
    assert error["Message"] == (
        "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."
    )


def test_attributes_count_towards_the_size(sqs, make_queue):
    url = make_queue(MaximumMessageSize=1024)
    attribute = {"k": {"DataType": "String", "StringValue": "x"}}  # 1 + 6 + 1 bytes
    sqs.send_message(QueueUrl=url, MessageBody="a" * 1016, MessageAttributes=attribute)
    with pytest.raises(ClientError) as caught:
        sqs.send_message(QueueUrl=url, MessageBody="a" * 1017, MessageAttributes=attribute)
    assert "Message must be shorter than 1024 bytes." in caught.value.response["Error"]["Message"]


def test_refused_messages(sqs, queue):
    with pytest.raises(ClientError) as caught:
        sqs.send_message(QueueUrl=queue, MessageBody="")
    assert caught.value.response["Error"]["Code"] == "MissingParameter"
    with pytest.raises(sqs.exceptions.InvalidMessageContents):
        sqs.send_message(QueueUrl=queue, MessageBody="a\x08b")
    with pytest.raises(ClientError) as caught:
        empty = {"e": {"DataType": "String", "StringValue": ""}}
        sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=empty)
    assert caught.value.response["Error"]["Message"] == (
        "Message (user) attribute 'e' must contain a non-empty value of type 'String'."
    )


def test_batch_of_ten_and_delete_batch(sqs, queue):
    entries = [{"Id": f"id-{n}", "MessageBody": f"body {n}"} for n in range(10)]
    answer = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    assert "Failed" not in answer
    assert {row["Id"] for row in answer["Successful"]} == {entry["Id"] for entry in entries}
    for row in answer["Successful"]:
        assert row["MD5OfMessageBody"] == md5("body " + row["Id"].removeprefix("id-"))
    messages = collect(sqs, queue, 10)
    assert {m["Body"] for m in messages} == {entry["MessageBody"] for entry in entries}
    handles = [
        {"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)
    ]
    deleted = sqs.delete_message_batch(QueueUrl=queue, Entries=handles)
    assert {row["Id"] for row in deleted["Successful"]} == {str(n) for n in range(10)}
    assert receive(sqs, queue) == []


def test_batch_fails_in_part(sqs, make_queue):
    url = make_queue(MaximumMessageSize=1024)
    entries = [
        {"Id": "fits", "MessageBody": "a" * 1024},
        {"Id": "large", "MessageBody": "a" * 1025},
        {"Id": "control", "MessageBody": "\x01"},
    ]
    answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    assert [row["Id"] for row in answer["Successful"]] == ["fits"]
    failed = {row["Id"]: row for row in answer["Failed"]}
    assert set(failed) == {"large", "control"}
    assert failed["large"]["Code"] == "InvalidParameterValue"
    assert failed["large"]["SenderFault"] is True
    assert failed["control"]["Code"] == "InvalidMessageContents"


@pytest.mark.parametrize(
    "ids, error",
    [
        ([], "EmptyBatchRequest"),
        (["same", "same"], "BatchEntryIdsNotDistinct"),
        (["not:valid"], "InvalidBatchEntryId"),
        (["x" * 81], "InvalidBatchEntryId"),
        ([str(n) for n in range(11)], "TooManyEntriesInBatchRequest"),
    ],
)
def test_refused_batches_are_typed(sqs, queue, ids, error):
    entries = [{"Id": id, "MessageBody": "x"} for id in ids]
    with pytest.raises(getattr(sqs.exceptions, error)) as caught:
        sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    assert caught.value.response["Error"]["Code"] == f"AWS.SimpleQueueService.{error}"


def test_batch_longer_than_a_mebibyte(sqs, queue):
    entries = [{"Id": "1", "MessageBody": "a" * MIB}, {"Id": "2", "MessageBody": "a"}]
    with pytest.raises(sqs.exceptions.BatchRequestTooLong) as caught:
        sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    assert caught.value.response["Error"]["Message"] == (
        "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes."
    )


def test_a_received_message_is_hidden_until_made_visible(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="one")
    [first] = receive(sqs, queue, WaitTimeSeconds=2)
    assert receive(sqs, queue) == []
    sqs.change_message_visibility(
        QueueUrl=queue, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0
    )
    [again] = receive(sqs, queue, AttributeNames=["ApproximateReceiveCount"], WaitTimeSeconds=2)
    assert again["MessageId"] == first["MessageId"]
    assert again["ReceiptHandle"] != first["ReceiptHandle"]
    assert again["Attributes"]["ApproximateReceiveCount"] == "2"


def test_visibility_runs_out_within_a_long_poll(sqs, make_queue):
    url = make_queue(VisibilityTimeout=1)
    sqs.send_message(QueueUrl=url, MessageBody="back soon")
    [first] = receive(sqs, url, WaitTimeSeconds=2)
    [again] = receive(sqs, url, WaitTimeSeconds=10)
    assert again["MessageId"] == first["MessageId"]


def test_change_visibility_batch_reports_each_entry(sqs, queue):
    for body in ("a", "b"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    messages = collect(sqs, queue, 2)
    entries = [
        {"Id": str(n), "ReceiptHandle": m["ReceiptHandle"], "VisibilityTimeout": 0}
        for n, m in enumerate(messages)
    ]
    entries.append({"Id": "bad", "ReceiptHandle": "garbage", "VisibilityTimeout": 0})
    answer = sqs.change_message_visibility_batch(QueueUrl=queue, Entries=entries)
    assert {row["Id"] for row in answer["Successful"]} == {"0", "1"}
    [failed] = answer["Failed"]
    assert (failed["Id"], failed["Code"]) == ("bad", "ReceiptHandleIsInvalid")
    assert len(collect(sqs, queue, 2)) == 2


def test_delete_twice_and_delete_nonsense(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    [message] = receive(sqs, queue, WaitTimeSeconds=2)
    handle = message["ReceiptHandle"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)
    with pytest.raises(ClientError) as caught:
        sqs.change_message_visibility(
            QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=30
        )
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"
    with pytest.raises(sqs.exceptions.ReceiptHandleIsInvalid) as caught:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle="garbage")
    assert caught.value.response["Error"]["Message"] == (
        'The input receipt handle "garbage" is not a valid receipt handle.'
    )


def test_counters_follow_messages(sqs, queue):
    names = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ]

    def counts():
        answer = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return [int(answer[name]) for name in names]

    for body in "abc":
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    sqs.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=900)
    assert counts() == [3, 0, 1]
    receive(sqs, queue, WaitTimeSeconds=2)
    assert counts() == [2, 1, 1]


@pytest.mark.parametrize(
    "option, value", [("MaxNumberOfMessages", 11), ("WaitTimeSeconds", 21), ("WaitTimeSeconds", -1)]
)
def test_receive_refuses_values_out_of_range(sqs, queue, option, value):
    with pytest.raises(ClientError) as caught:
        sqs.receive_message(QueueUrl=queue, **{option: value})
    error = caught.value.response["Error"]
    assert error["Code"] == "InvalidParameterValue"
    assert error["Message"].startswith(f"Value {value} for parameter {option} is invalid. Reason: ")


def test_long_poll_returns_when_a_message_comes(sqs, queue):
    sender = threading.Timer(0.5, lambda: sqs.send_message(QueueUrl=queue, MessageBody="now"))
    start = time.monotonic()
    sender.start()
    [message] = receive(sqs, queue, WaitTimeSeconds=20)
    took = time.monotonic() - start
    sender.join()
    assert message["Body"] == "now"
    assert 0.4 < took < 10


def test_an_empty_long_poll_waits(sqs, make_queue):
    url = make_queue(ReceiveMessageWaitTimeSeconds=1)
    start = time.monotonic()
    assert receive(sqs, url) == []
    waited = time.monotonic() - start
    assert 0.9 < waited < 10
    start = time.monotonic()
    assert receive(sqs, url, WaitTimeSeconds=0) == []
    assert time.monotonic() - start < 0.9


def test_delayed_message_arrives_during_a_long_poll(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="late", DelaySeconds=1)
    assert receive(sqs, queue) == []
    [message] = receive(sqs, queue, WaitTimeSeconds=10)
    assert message["Body"] == "late"


def test_purge_removes_visible_hidden_and_delayed(sqs, queue):
    for body in "ab":
        sqs.send_message(QueueUrl=queue, MessageBody=body)
    sqs.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=1)
    [hidden] = receive(sqs, queue, VisibilityTimeout=1, WaitTimeSeconds=2)
    assert hidden["Body"] in "ab"
    sqs.purge_queue(QueueUrl=queue)
    assert receive(sqs, queue, WaitTimeSeconds=3) == []
    sqs.send_message(QueueUrl=queue, MessageBody="after")
    assert [m["Body"] for m in receive(sqs, queue, WaitTimeSeconds=2)] == ["after"]
