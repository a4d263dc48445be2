"""The same client over https, trusting only the server's own certificate authority.

Set STRATUS_CA to the path of that authority's certificate (PEM).
"""

import os

import pytest
from botocore.exceptions import SSLError
from conftest import ENDPOINT, connect, receive, unique

CA = os.environ.get("STRATUS_CA")
HTTPS = os.environ.get("STRATUS_HTTPS_ENDPOINT", ENDPOINT.replace("http://", "https://", 1))

pytestmark = pytest.mark.skipif(not CA, reason="STRATUS_CA names no certificate authority file")


def test_a_message_over_https():
    sqs = connect("sqs", HTTPS, verify=CA)
    url = sqs.create_queue(QueueName=unique("tls"))["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="sealed")
    assert [m["Body"] for m in receive(sqs, url, WaitTimeSeconds=2)] == ["sealed"]
    sqs.delete_queue(QueueUrl=url)


def test_the_certificate_is_not_trusted_without_the_authority():
    with pytest.raises(SSLError):
        connect("sqs", HTTPS).list_queues()
