"""Queues as objects: creation, listing, attributes, tags, policies and what is said of missing ones.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
"""

import json

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, arn_of, connect, unique


def attributes_of(sqs, url, *names):
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names) or ["All"])
    return answer.get("Attributes", {})


def test_create_is_idempotent_over_given_attributes(sqs, make_queue):
    name = unique()
    url = make_queue(name, VisibilityTimeout=41, DelaySeconds=1)
    assert url.endswith(f"/{ACCOUNT}/{name}")
    assert make_queue(name) == url
    assert make_queue(name, DelaySeconds=1) == url


def test_create_with_another_attribute_value_conflicts(sqs, make_queue):
    name = unique()
    make_queue(name, DelaySeconds=1)
    with pytest.raises(sqs.exceptions.QueueNameExists) as caught:
        make_queue(name, DelaySeconds=2)
    error = caught.value.response["Error"]
    assert error["Code"] == "QueueAlreadyExists"
    assert error["QueryErrorCode"] == "QueueNameExists"
    assert error["Message"] == (
        "A queue already exists with the same name and a different value"
        " for attribute DelaySeconds"
    )


@pytest.mark.parametrize("name", ["has space", "slash/name", "x" * 81, unique() + ".fifo"])
def test_create_refuses_bad_names(sqs, make_queue, name):
    with pytest.raises(ClientError) as caught:
        make_queue(name)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_list_pages_by_prefix(sqs, make_queue):
    prefix = unique("page")
    urls = [make_queue(f"{prefix}-{n}") for n in range(5)]
    make_queue(unique("other"))
    pages = list(
        sqs.get_paginator("list_queues").paginate(
            QueueNamePrefix=prefix, PaginationConfig={"PageSize": 2}
        )
    )
    assert [len(page["QueueUrls"]) for page in pages] == [2, 2, 1]
    assert [url for page in pages for url in page["QueueUrls"]] == urls
    assert "NextToken" not in pages[-1]
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix=prefix + "-nothing")


def test_regions_are_apart(sqs, queue):
    name = queue.rsplit("/", 1)[1]
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == queue
    elsewhere = connect("sqs", region="eu-west-1")
    with pytest.raises(elsewhere.exceptions.QueueDoesNotExist):
        elsewhere.get_queue_url(QueueName=name)


def test_missing_queue_is_a_typed_error(sqs, queue):
    sqs.delete_queue(QueueUrl=queue)
    name = queue.rsplit("/", 1)[1]
    calls = [
        lambda: sqs.get_queue_url(QueueName=name),
        lambda: sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"]),
        lambda: sqs.send_message(QueueUrl=queue, MessageBody="x"),
        lambda: sqs.receive_message(QueueUrl=queue),
        lambda: sqs.list_queue_tags(QueueUrl=queue),
        lambda: sqs.purge_queue(QueueUrl=queue),
        lambda: sqs.delete_queue(QueueUrl=queue),
    ]
    for call in calls:
        with pytest.raises(sqs.exceptions.QueueDoesNotExist) as caught:
            call()
        answer = caught.value.response
        assert answer["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
        assert answer["Error"]["Message"] == "The specified queue does not exist."
        assert answer["Error"]["Type"] == "Sender"
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_new_queue_has_exactly_the_default_attributes(sqs, queue):
    values = attributes_of(sqs, queue)
    created, modified = values.pop("CreatedTimestamp"), values.pop("LastModifiedTimestamp")
    assert created.isdigit() and modified.isdigit() and len(created) == 10
    assert values == {
        "ApproximateNumberOfMessages": "0",
        "ApproximateNumberOfMessagesDelayed": "0",
        "ApproximateNumberOfMessagesNotVisible": "0",
        "DelaySeconds": "0",
        "MaximumMessageSize": "1048576",
        "MessageRetentionPeriod": "345600",
        "QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue.rsplit('/', 1)[1]}",
        "ReceiveMessageWaitTimeSeconds": "0",
        "SqsManagedSseEnabled": "true",
        "VisibilityTimeout": "30",
    }


def test_set_attributes_and_read_some(sqs, queue):
    sqs.set_queue_attributes(
        QueueUrl=queue, Attributes={"VisibilityTimeout": "69", "DelaySeconds": "420"}
    )
    wanted = {"VisibilityTimeout": "69", "DelaySeconds": "420"}
    assert attributes_of(sqs, queue, "VisibilityTimeout", "DelaySeconds") == wanted
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])


@pytest.mark.parametrize(
    "name, value, code",
    [
        ("FifoQueue", "true", "InvalidAttributeName"),
        ("NoSuchAttribute", "1", "InvalidAttributeName"),
        ("VisibilityTimeout", "43201", "InvalidAttributeValue"),
        ("DelaySeconds", "-1", "InvalidAttributeValue"),
        ("MaximumMessageSize", "1023", "InvalidAttributeValue"),
        ("MessageRetentionPeriod", "59", "InvalidAttributeValue"),
        ("ReceiveMessageWaitTimeSeconds", "21", "InvalidAttributeValue"),
    ],
)
def test_set_refuses_bad_attributes(sqs, queue, name, value, code):
    with pytest.raises(getattr(sqs.exceptions, code)) as caught:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={name: value})
    assert caught.value.response["Error"]["Code"] == code
    if code == "InvalidAttributeName":
        assert caught.value.response["Error"]["Message"] == f"Unknown Attribute {name}."


def test_tags(sqs, make_queue):
    url = make_queue(tags={"team": "blue", "Team": "other case"})
    sqs.tag_queue(QueueUrl=url, Tags={"team": "red", "empty": ""})
    wanted = {"team": "red", "Team": "other case", "empty": ""}
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == wanted
    sqs.untag_queue(QueueUrl=url, TagKeys=["team", "Team", "empty", "never-there"])
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=url)


def test_permissions_are_statements_of_the_policy(sqs, queue):
    arn = arn_of(sqs, queue)
    sqs.add_permission(
        QueueUrl=queue, Label="one", AWSAccountIds=["111122223333"], Actions=["ReceiveMessage"]
    )
    policy = json.loads(attributes_of(sqs, queue, "Policy")["Policy"])
    assert policy["Version"] == "2008-10-17"
    assert policy["Id"] == f"{arn}/SQSDefaultPolicy"
    assert policy["Statement"] == [
        {
            "Sid": "one",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "SQS:ReceiveMessage",
            "Resource": arn,
        }
    ]
    with pytest.raises(ClientError) as caught:
        sqs.add_permission(
            QueueUrl=queue, Label="one", AWSAccountIds=["111122223333"], Actions=["SendMessage"]
        )
    assert caught.value.response["Error"]["Message"] == (
        "Value one for parameter Label is invalid. Reason: Already exists."
    )
    sqs.remove_permission(QueueUrl=queue, Label="one")
    assert attributes_of(sqs, queue, "Policy") == {}
    with pytest.raises(ClientError) as caught:
        sqs.remove_permission(QueueUrl=queue, Label="one")
    assert caught.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_a_policy_is_stored_and_emptied(sqs, queue):
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": "sqs:SendMessage",
                "Resource": arn_of(sqs, queue),
            }
        ],
    }
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    assert json.loads(attributes_of(sqs, queue, "Policy")["Policy"]) == policy
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})
    assert attributes_of(sqs, queue, "Policy") == {}
