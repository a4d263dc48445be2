"""HTTP/2, TLS and unsigned calls, with curl."""

import json
import os

import pytest
from conftest import ACCOUNT, ENDPOINT, run, signed, unique

CA = os.environ.get("STRATUS_CA")
HTTPS = os.environ.get("STRATUS_HTTPS_ENDPOINT", ENDPOINT.replace("http://", "https://", 1))
JSON = ["-H", "Content-Type: application/x-amz-json-1.0", "-H", "X-Amz-Target: AmazonSQS.ListQueues", "-d", "{}"]

with_ca = pytest.mark.skipif(not CA, reason="STRATUS_CA names no certificate authority file")


def curl(*words):
    """HTTP version, status and body."""
    answer = run("curl", "-sS", "-w", "\n%{http_version} %{http_code}", *words)
    assert answer.code == 0, answer.error
    body, _, trailer = answer.text.rpartition("\n")
    version, status = trailer.split()
    return version, int(status), body


def test_http_2_without_tls(queue):
    url = queue()
    version, status, body = curl("--http2-prior-knowledge", *signed("sqs"), *JSON, ENDPOINT + "/")
    assert (version, status) == ("2", 200)
    assert url in json.loads(body)["QueueUrls"]


def test_an_offer_of_http_2_is_not_needed():
    """`Upgrade: h2c` may be ignored, and is: RFC 9113 has dropped it."""
    version, status, _ = curl("--http2", *signed("sqs"), *JSON, ENDPOINT + "/")
    assert (version, status) == ("1.1", 200)


@with_ca
@pytest.mark.parametrize("option, version", [("--http2", "2"), ("--http1.1", "1.1")])
def test_tls_agrees_on_the_version(queue, option, version):
    name = queue().rsplit("/", 1)[1]
    got, status, body = curl(option, "--cacert", CA, *signed("sqs"), *JSON, HTTPS + "/")
    assert (got, status) == (version, 200)
    [url] = [url for url in json.loads(body)["QueueUrls"] if url.endswith(name)]
    assert url.startswith(HTTPS)


@with_ca
@pytest.mark.parametrize("host", ["sqs.eu-west-1.localhost", "sqs.eu-west-1.amazonaws.com"])
def test_a_host_name_tells_service_and_region(host):
    """Certificates are made for the name that the client asks for."""
    port = HTTPS.rsplit(":", 1)[1]
    words = ["--cacert", CA, "--resolve", f"{host}:{port}:127.0.0.1"]
    name = unique()
    _, status, body = curl(*words, f"https://{host}:{port}/?Action=CreateQueue&QueueName={name}")
    assert (status, f"<QueueUrl>https://{host}:{port}/{ACCOUNT}/{name}</QueueUrl>" in body) == (200, True), body
    url = f"https://{host}:{port}/{ACCOUNT}/{name}"
    _, _, body = curl(*words, f"{url}?Action=GetQueueAttributes&AttributeName.1=QueueArn")
    assert f"<Value>arn:aws:sqs:eu-west-1:{ACCOUNT}:{name}</Value>" in body
    _, status, _ = curl(*words, f"{url}?Action=DeleteQueue")
    assert status == 200


def test_unsigned_calls_on_a_queue_url(queue):
    """As anybody may do on AWS with a queue whose policy lets everyone in."""
    url = queue()
    _, status, body = curl(f"{url}?Action=SendMessage&MessageBody=hello")
    assert (status, "<MD5OfMessageBody>5d41402abc4b2a76b9719d911017c592<" in body) == (200, True), body
    _, status, body = curl("-d", "Action=ReceiveMessage&WaitTimeSeconds=2", url)
    assert (status, "<Body>hello</Body>" in body) == (200, True), body
    _, status, body = curl(url + "-missing?Action=ReceiveMessage")
    assert (status, "<Code>AWS.SimpleQueueService.NonExistentQueue</Code>" in body) == (400, True), body


@pytest.mark.parametrize("words", [
    ["snowball", "list-jobs"],  # awsJson
    ["elasticbeanstalk", "describe-applications"],  # awsQuery
    ["ec2", "describe-vpcs"],  # ec2Query
    ["groundstation", "list-satellites"],  # restJson
    ["cloudfront", "list-distributions"],  # restXml
    ["arc-region-switch", "list-plans"],  # rpcv2Cbor
], ids=lambda words: words[0])
def test_services_that_are_not_there_say_so_in_every_protocol(aws, words):
    answer = aws(*words)
    assert answer.code in (254, 255)
    assert "(NotImplemented)" in answer.error, answer.error
