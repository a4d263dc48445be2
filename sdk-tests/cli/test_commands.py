"""SQS and STS through the AWS CLI, as people and scripts use it.

https://docs.aws.amazon.com/cli/latest/reference/sqs/
"""

import base64
import hashlib
import json
import threading
import time

from conftest import ACCOUNT, REGION


def test_get_caller_identity(aws):
    assert aws("sts", "get-caller-identity").json == {
        "UserId": ACCOUNT,
        "Account": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:root",
    }


def test_create_get_url_and_conflict(aws, queue):
    url = queue(None, "--attributes", "DelaySeconds=1")
    name = url.rsplit("/", 1)[1]
    assert url.endswith(f"/{ACCOUNT}/{name}")
    assert aws("sqs", "get-queue-url", "--queue-name", name).json == {"QueueUrl": url}
    same = aws("sqs", "create-queue", "--queue-name", name, "--attributes", "DelaySeconds=1")
    assert same.json == {"QueueUrl": url}
    other = aws("sqs", "create-queue", "--queue-name", name, "--attributes", "DelaySeconds=2")
    assert other.code == 255
    assert "(QueueAlreadyExists) when calling the CreateQueue operation" in other.error
    assert other.error.endswith("different value for attribute DelaySeconds")


def test_list_pages_by_itself(aws, queue):
    first = queue()
    prefix = first.rsplit("/", 1)[1]
    urls = [first] + [queue(f"{prefix}-{n}") for n in range(2)]
    words = ["sqs", "list-queues", "--queue-name-prefix", prefix]
    assert aws(*words, "--page-size", "1").json == {"QueueUrls": urls}
    page = aws(*words, "--max-items", "2").json
    assert page["QueueUrls"] == urls[:2]
    rest = aws(*words, "--starting-token", page["NextToken"]).json
    assert rest["QueueUrls"] == urls[2:]


def test_missing_queue(aws):
    answer = aws("sqs", "get-queue-url", "--queue-name", "never-created")
    assert answer.code == 255
    assert answer.error == (
        "An error occurred (AWS.SimpleQueueService.NonExistentQueue) when calling the"
        " GetQueueUrl operation: The specified queue does not exist."
    )


def test_send_receive_delete_with_attributes(aws, queue):
    url = queue()
    attributes = {
        "text": {"DataType": "String", "StringValue": "žluť"},
        "count": {"DataType": "Number", "StringValue": "42"},
        "raw": {"DataType": "Binary", "BinaryValue": "plain bytes"},
    }
    sent = aws(
        "sqs", "send-message", "--queue-url", url, "--message-body", "hello 🐎",
        "--message-attributes", json.dumps(attributes),
    ).json
    [message] = aws(
        "sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "2",
        "--attribute-names", "All", "--message-attribute-names", "All",
    ).json["Messages"]
    assert message["MessageId"] == sent["MessageId"]
    assert message["Body"] == "hello 🐎"
    assert message["MD5OfBody"] == sent["MD5OfMessageBody"]
    assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    # Version 1 takes blobs as they are and prints them as base64.
    attributes["raw"]["BinaryValue"] = base64.b64encode(b"plain bytes").decode()
    assert message["MessageAttributes"] == attributes
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    handle = message["ReceiptHandle"]
    words = ["--queue-url", url, "--receipt-handle", handle]
    changed = aws("sqs", "change-message-visibility", *words, "--visibility-timeout", "0")
    assert (changed.code, changed.text) == (0, "")
    assert aws("sqs", "delete-message", *words).code == 0
    assert aws("sqs", "receive-message", "--queue-url", url).json is None


def test_one_mebibyte_from_a_file(aws, queue, tmp_path):
    url = queue()
    body = tmp_path / "body"
    body.write_text("x" * 1024 * 1024)
    words = ["sqs", "send-message", "--queue-url", url, "--message-body", f"file://{body}"]
    sent = aws(*words)
    assert sent.code == 0, sent.error
    assert sent.json["MD5OfMessageBody"] == hashlib.md5(body.read_bytes()).hexdigest()
    body.write_text("x" * 1024 * 1024 + "x")
    refused = aws(*words)
    assert refused.code == 255
    assert refused.error.endswith("Message must be shorter than 1048576 bytes.")


def test_batches(aws, queue):
    url = queue(None, "--attributes", "MaximumMessageSize=1024")
    entries = [{"Id": str(n), "MessageBody": f"m{n}"} for n in range(9)]
    entries.append({"Id": "large", "MessageBody": "x" * 1025})
    words = ["--queue-url", url, "--entries"]
    sent = aws("sqs", "send-message-batch", *words, json.dumps(entries)).json
    assert len(sent["Successful"]) == 9
    [failed] = sent["Failed"]
    assert (failed["Id"], failed["Code"], failed["SenderFault"]) == (
        "large",
        "InvalidParameterValue",
        True,
    )
    messages = aws(
        "sqs", "receive-message", "--queue-url", url, "--max-number-of-messages", "10"
    ).json["Messages"]
    handles = [
        {"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)
    ]
    deleted = aws("sqs", "delete-message-batch", *words, json.dumps(handles)).json
    assert len(deleted["Successful"]) == len(messages) > 0


def test_long_poll_is_woken(aws, queue):
    url = queue()
    words = ["--queue-url", url, "--message-body", "wake"]
    sender = threading.Timer(1, lambda: aws("sqs", "send-message", *words))
    start = time.monotonic()
    sender.start()
    answer = aws("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "20")
    took = time.monotonic() - start
    sender.join()
    assert answer.json["Messages"][0]["Body"] == "wake"
    assert took < 15


def test_attributes_tags_and_purge(aws, queue):
    url = queue(None, "--tags", "team=blue")
    at = ["--queue-url", url]
    assert aws("sqs", "set-queue-attributes", *at, "--attributes", "VisibilityTimeout=7").code == 0
    names = ["--attribute-names", "VisibilityTimeout", "QueueArn"]
    assert aws("sqs", "get-queue-attributes", *at, *names).json["Attributes"] == {
        "VisibilityTimeout": "7",
        "QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{url.rsplit('/', 1)[1]}",
    }
    assert aws("sqs", "tag-queue", *at, "--tags", "cost=low").code == 0
    assert aws("sqs", "list-queue-tags", *at).json == {"Tags": {"team": "blue", "cost": "low"}}
    assert aws("sqs", "untag-queue", *at, "--tag-keys", "team", "cost").code == 0
    assert aws("sqs", "list-queue-tags", *at).json is None
    aws("sqs", "send-message", *at, "--message-body", "gone")
    assert aws("sqs", "purge-queue", *at).code == 0
    assert aws("sqs", "receive-message", *at).json is None


def test_fifo(aws, queue):
    first = queue()
    name = first.rsplit("/", 1)[1] + ".fifo"
    url = queue(name, "--attributes", "FifoQueue=true,ContentBasedDeduplication=true")
    numbers = []
    for body in ("one", "two", "one"):
        sent = aws(
            "sqs", "send-message", "--queue-url", url,
            "--message-body", body, "--message-group-id", "g",
        ).json
        numbers.append(int(sent["SequenceNumber"]))
    assert numbers[0] < numbers[1]
    messages = aws(
        "sqs", "receive-message", "--queue-url", url,
        "--max-number-of-messages", "10", "--wait-time-seconds", "2",
    ).json["Messages"]
    assert [m["Body"] for m in messages] == ["one", "two"]


def test_redrive(aws, queue):
    dead = queue()
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{dead.rsplit('/', 1)[1]}"
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "1"})
    source = queue(
        None, "--attributes", json.dumps({"RedrivePolicy": policy, "VisibilityTimeout": "0"})
    )
    aws("sqs", "send-message", "--queue-url", source, "--message-body", "poison")
    receive = ["sqs", "receive-message", "--wait-time-seconds", "2", "--queue-url"]
    assert aws(*receive, source).json["Messages"][0]["Body"] == "poison"
    assert aws("sqs", "receive-message", "--queue-url", source).json is None
    assert aws("sqs", "list-dead-letter-source-queues", "--queue-url", dead).json == {
        "queueUrls": [source]
    }
    started = aws("sqs", "start-message-move-task", "--source-arn", arn)
    assert started.json["TaskHandle"]
    assert aws(*receive, source).json["Messages"][0]["Body"] == "poison"
    [task] = aws("sqs", "list-message-move-tasks", "--source-arn", arn).json["Results"]
    assert task["SourceArn"] == arn
    assert task["ApproximateNumberOfMessagesToMove"] == 1


def test_permission(aws, queue):
    url = queue()
    at = ["--queue-url", url]
    added = aws(
        "sqs", "add-permission", *at, "--label", "share",
        "--aws-account-ids", "111122223333", "--actions", "SendMessage", "ReceiveMessage",
    )
    assert added.code == 0, added.error
    answer = aws("sqs", "get-queue-attributes", *at, "--attribute-names", "Policy").json
    [statement] = json.loads(answer["Attributes"]["Policy"])["Statement"]
    assert statement["Sid"] == "share"
    assert sorted(statement["Action"]) == ["SQS:ReceiveMessage", "SQS:SendMessage"]
    assert statement["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
    assert aws("sqs", "remove-permission", *at, "--label", "share").code == 0
    assert aws("sqs", "get-queue-attributes", *at, "--attribute-names", "Policy").json is None
