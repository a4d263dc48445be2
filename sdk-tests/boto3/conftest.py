"""Clients and throw-away queues for the boto3 tests.

The endpoint comes from STRATUS_ENDPOINT. Retries are off, so that an error which a client
would hide by trying again fails the test that caused it.
"""

import os
import urllib.parse
import uuid

import boto3
import pytest
from botocore.config import Config

ENDPOINT = os.environ.get("STRATUS_ENDPOINT", "http://127.0.0.1:4566")
ACCOUNT = "000000000000"
REGION = "us-east-1"
KEY = os.environ.get("STRATUS_ACCESS_KEY_ID", "test")
SECRET = os.environ.get("STRATUS_SECRET_ACCESS_KEY", "test")


def connect(service, endpoint=ENDPOINT, **options):
    """A client of `service`, signing with the key of the run unless `key` names another."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=options.pop("region", REGION),
        aws_access_key_id=options.pop("key", KEY),
        aws_secret_access_key=options.pop("secret", SECRET),
        config=Config(retries={"total_max_attempts": 1}, read_timeout=40),
        **options,
    )


def by_host(client):
    """Has a client reach this server by whatever host name it makes; the `Host` header keeps that."""

    def here(request, **_):
        url, home = urllib.parse.urlparse(request.url), urllib.parse.urlparse(ENDPOINT)
        request.headers["Host"] = url.netloc
        request.url = url._replace(scheme=home.scheme, netloc=home.netloc).geturl()

    client.meta.events.register("before-send", here)
    return client


def unique(prefix="boto3"):
    """A queue name that no other test uses."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def receive(sqs, url, **options):
    """The messages of one ReceiveMessage; an empty answer has no `Messages` member."""
    return sqs.receive_message(QueueUrl=url, **options).get("Messages", [])


def collect(sqs, url, count, **options):
    """Long-polls until `count` messages have come, in the order of their coming."""
    found = []
    for _ in range(count + 3):
        options.setdefault("WaitTimeSeconds", 2)
        found += receive(sqs, url, MaxNumberOfMessages=min(10, count - len(found)), **options)
        if len(found) >= count:
            break
    assert len(found) == count, f"wanted {count} messages, got {len(found)}"
    return found


@pytest.fixture(scope="session")
def sqs():
    return connect("sqs")


@pytest.fixture(scope="session")
def sts():
    return connect("sts")


@pytest.fixture
def make_queue(sqs):
    """Creates queues that are deleted when the test ends."""
    urls = []

    def make(name=None, tags=None, **attributes):
        more = {"tags": tags} if tags else {}
        values = {key: str(value) for key, value in attributes.items()}
        url = sqs.create_queue(QueueName=name or unique(), Attributes=values, **more)["QueueUrl"]
        urls.append(url)
        return url

    yield make
    for url in urls:
        try:
            sqs.delete_queue(QueueUrl=url)
        except sqs.exceptions.QueueDoesNotExist:
            pass  # The test deleted it itself.


@pytest.fixture
def queue(make_queue):
    return make_queue()


@pytest.fixture
def fifo(make_queue):
    """Creates a FIFO queue with further attributes."""

    def make(**attributes):
        return make_queue(unique() + ".fifo", FifoQueue="true", **attributes)

    return make


def arn_of(sqs, url):
    names = ["QueueArn"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]["QueueArn"]
