"""Annotations of objects: texts that belong to a version, go with it, and are told of."""

import json

import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT, REGION, connect, receive, unique


@pytest.fixture
def s3():
    return connect("s3")


@pytest.fixture
def bucket(s3):
    name = unique("annotations")
    s3.create_bucket(Bucket=name)
    return name


def put(s3, bucket, key, name, payload=b'{"mood": "good"}', **more):
    return s3.put_object_annotation(
        Bucket=bucket, Key=key, AnnotationName=name, AnnotationPayload=payload, **more
    )


def get(s3, bucket, key, name, **more):
    found = s3.get_object_annotation(Bucket=bucket, Key=key, AnnotationName=name, **more)
    return found["AnnotationPayload"].read()


def names(s3, bucket, key, **more):
    pages = s3.get_paginator("list_object_annotations").paginate(Bucket=bucket, Key=key, **more)
    return [one["AnnotationName"] for page in pages for one in page.get("Annotations", [])]


def test_annotations_come_and_go_while_the_object_stays(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="a b/ü", Body=b"hello")["ETag"]
    made = put(s3, bucket, "a b/ü", "ml.labels", ChecksumAlgorithm="SHA256")
    assert made["ChecksumSHA256"] and made["ServerSideEncryption"] == "AES256"
    put(s3, bucket, "a b/ü", "Übersicht", "é".encode() * 500_000)
    # The client checks what it gets against the checksum that comes with it.
    assert get(s3, bucket, "a b/ü", "ml.labels", ChecksumMode="ENABLED") == b'{"mood": "good"}'
    assert get(s3, bucket, "a b/ü", "Übersicht") == "é".encode() * 500_000
    assert s3.head_object(Bucket=bucket, Key="a b/ü")["ETag"] == etag
    put(s3, bucket, "a b/ü", "ml.labels", b"again", ObjectIfMatch=etag)
    assert get(s3, bucket, "a b/ü", "ml.labels") == b"again"
    s3.delete_object_annotation(Bucket=bucket, Key="a b/ü", AnnotationName="ml.labels")
    with pytest.raises(s3.exceptions.NoSuchAnnotation):
        get(s3, bucket, "a b/ü", "ml.labels")
    assert names(s3, bucket, "a b/ü") == ["Übersicht"]


def test_listings_page(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    given = [f"n{n:02}" for n in range(25)]
    for name in [*given, "other"]:
        put(s3, bucket, "k", name)
    size = {"PageSize": 10}
    assert names(s3, bucket, "k", AnnotationPrefix="n", PaginationConfig=size) == given
    assert names(s3, bucket, "k", PaginationConfig=size) == [*given, "other"]


def test_refusals_have_the_clients_own_types(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    with pytest.raises(s3.exceptions.InvalidAnnotationName):
        put(s3, bucket, "k", "AWS.mine")
    with pytest.raises(s3.exceptions.AnnotationNameTooLong):
        put(s3, bucket, "k", "n" * 513)
    with pytest.raises(s3.exceptions.UnsupportedMediaType):
        put(s3, bucket, "k", "n", b"\xff")
    with pytest.raises(s3.exceptions.NoSuchKey):
        put(s3, bucket, "none", "n")
    with pytest.raises(s3.exceptions.InvalidPrefix):
        s3.list_object_annotations(Bucket=bucket, Key="k", AnnotationPrefix="/")
    with pytest.raises(ClientError) as caught:
        put(s3, bucket, "k", "n", b"x" * (1024 * 1024 + 1))
    assert caught.value.response["Error"]["Code"] == "EntityTooLarge"
    assert names(s3, bucket, "k") == []


def test_versions_have_their_own_and_copies_take_them_along(s3, bucket):
    enabled = {"Status": "Enabled"}
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=enabled)
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"1")["VersionId"]
    assert put(s3, bucket, "k", "n")["ObjectVersionId"] == first
    s3.put_object(Bucket=bucket, Key="k", Body=b"2")
    assert names(s3, bucket, "k") == []
    assert names(s3, bucket, "k", VersionId=first) == ["n"]
    source = {"Bucket": bucket, "Key": "k", "VersionId": first}
    s3.copy_object(Bucket=bucket, Key="copy", CopySource=source)
    assert names(s3, bucket, "copy") == ["n"]
    s3.copy_object(Bucket=bucket, Key="bare", CopySource=source, AnnotationDirective="EXCLUDE")
    assert names(s3, bucket, "bare") == []
    s3.delete_object(Bucket=bucket, Key="k", VersionId=first)
    with pytest.raises(ClientError):
        names(s3, bucket, "k", VersionId=first)
    assert get(s3, bucket, "copy", "n") == b'{"mood": "good"}'


def test_a_queue_is_told(s3, bucket):
    sqs = connect("sqs")
    url = sqs.create_queue(QueueName=unique("annotations"))["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{url.rsplit('/', 1)[1]}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    told = {"Id": "q", "QueueArn": arn, "Events": ["s3:ObjectAnnotation:*"]}
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [told]}
    )
    test_event = json.loads(receive(sqs, url, WaitTimeSeconds=10)[0]["Body"])
    assert test_event["Event"] == "s3:TestEvent"
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    put(s3, bucket, "k", "n")
    record = json.loads(receive(sqs, url, WaitTimeSeconds=10)[0]["Body"])["Records"][0]
    assert (record["eventName"], record["s3"]["object"]["key"]) == ("ObjectAnnotation:Put", "k")
    # What is not there is not deleted, and nobody is told.
    for name in ["none", "n"]:
        s3.delete_object_annotation(Bucket=bucket, Key="k", AnnotationName=name)
    record = json.loads(receive(sqs, url, WaitTimeSeconds=10)[0]["Body"])["Records"][0]
    assert record["eventName"] == "ObjectAnnotation:Delete"
    sqs.delete_queue(QueueUrl=url)
