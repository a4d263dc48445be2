"""Whose call it is: keys that name an account, keys that the server issued, and presigned URLs.

A key of 12 digits is the root of that account; any other unknown key is the root of the default account. Keys that
the server issued are verified.
"""

import urllib.error
import urllib.request

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from conftest import ACCOUNT, KEY, REGION, SECRET, connect, receive, unique

ONE, TWO = "111111111111", "222222222222"
issued = pytest.mark.skipif(not KEY.startswith("AKIA"), reason="the server has told no key of its own")


def presigned(url, seconds=60, secret=SECRET):
    request = AWSRequest("GET", url)
    SigV4QueryAuth(Credentials(KEY, secret), "sqs", REGION, expires=seconds).add_auth(request)
    return request.url


def fetch(url):
    """Status and body."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("key", ["test", "AKIAIOSFODNN7EXAMPLE", "12345"])
def test_unknown_keys_are_root_of_the_default_account(key):
    arn = connect("sts", key=key, secret="any").get_caller_identity()["Arn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:root"


def test_accounts_do_not_meet():
    one, two = (connect("sqs", key=key, secret="any") for key in (ONE, TWO))
    name = unique("account")
    urls = [client.create_queue(QueueName=name)["QueueUrl"] for client in (one, two)]
    assert [url.split("/")[-2:] for url in urls] == [[ONE, name], [TWO, name]]
    one.send_message(QueueUrl=urls[0], MessageBody="for one")
    assert receive(two, urls[1]) == []
    assert two.list_queues(QueueNamePrefix=name)["QueueUrls"] == [urls[1]]
    for call in (
        lambda: two.send_message(QueueUrl=urls[0], MessageBody="from a stranger"),
        lambda: two.receive_message(QueueUrl=urls[0]),
        lambda: two.delete_queue(QueueUrl=urls[0]),
    ):
        with pytest.raises(ClientError) as caught:
            call()
        assert caught.value.response["Error"]["Code"] == "AccessDenied"
    with pytest.raises(two.exceptions.QueueDoesNotExist):
        two.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=ONE)
    assert [m["Body"] for m in receive(one, urls[0])] == ["for one"]
    for client, url in zip((one, two), urls):
        client.delete_queue(QueueUrl=url)


def test_regions_do_not_meet(sqs, make_queue):
    name = unique("region")
    make_queue(name)
    away = connect("sqs", region="eu-central-1")
    with pytest.raises(away.exceptions.QueueDoesNotExist):
        away.get_queue_url(QueueName=name)
    assert "QueueUrls" not in away.list_queues(QueueNamePrefix=name)


@issued
def test_a_wrong_secret_is_refused(queue):
    wrong = connect("sqs", secret="wrong")
    with pytest.raises(ClientError) as caught:
        wrong.send_message(QueueUrl=queue, MessageBody="x")
    assert caught.value.response["Error"]["Code"] == "InvalidSignatureException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_presigned_url_of_a_queue(sqs, queue):
    status, _ = fetch(presigned(f"{queue}?Action=SendMessage&MessageBody=a%20%2B%20b&Version=2012-11-05"))
    assert status == 200
    assert [m["Body"] for m in receive(sqs, queue, WaitTimeSeconds=2)] == ["a + b"]


@issued
def test_a_presigned_url_is_good_as_it_is(queue):
    url = presigned(f"{queue}?Action=SendMessage&MessageBody=hello")
    for changed in (
        url.replace("MessageBody=hello", "MessageBody=other"),
        url.replace("X-Amz-Expires=60", "X-Amz-Expires=3600"),
        presigned(f"{queue}?Action=SendMessage&MessageBody=hello", secret="wrong"),
    ):
        status, body = fetch(changed)
        assert status == 403 and "<Code>SignatureDoesNotMatch</Code>" in body, body
    assert fetch(url)[0] == 200


@issued
def test_a_url_presigned_for_post_is_none_for_get(sts):
    status, body = fetch(sts.generate_presigned_url("get_caller_identity", HttpMethod="POST"))
    assert status == 403 and "<Code>SignatureDoesNotMatch</Code>" in body, body


def test_the_endpoint_comes_from_the_environment(monkeypatch, queue):
    """`stratus env` sets these; SDKs take them without any code."""
    import boto3
    from conftest import ENDPOINT

    for name, value in (
        ("AWS_ENDPOINT_URL", ENDPOINT),
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_DEFAULT_REGION", REGION),
    ):
        monkeypatch.setenv(name, value)
    client = boto3.session.Session().client("sqs")
    assert client.meta.endpoint_url == ENDPOINT
    assert client.get_queue_url(QueueName=queue.rsplit("/", 1)[1])["QueueUrl"] == queue
