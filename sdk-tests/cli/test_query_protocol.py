"""The XML query protocol that older SDKs speak to SQS and every SDK speaks to STS, through curl.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
"""

import hashlib
import json
import subprocess
import uuid
import xml.etree.ElementTree as xml

from conftest import ACCOUNT, ENDPOINT, signed

VERSION = "2012-11-05"
NAMESPACE = "{http://queue.amazonaws.com/doc/2012-11-05/}"


def parse(body):
    """The element tree, without the namespace, which is checked here."""
    tree = xml.fromstring(body)
    for element in tree.iter():
        assert element.tag.startswith(NAMESPACE), element.tag
        element.tag = element.tag.removeprefix(NAMESPACE)
    return tree


def local(url):
    """The URL of a queue as seen from here, whatever host name the server puts in it."""
    return f"{ENDPOINT}/{ACCOUNT}/{url.rsplit('/', 1)[1]}"


def test_identity(query):
    status, kind, body = query("sts", Action="GetCallerIdentity", Version="2011-06-15")
    assert (status, kind.split(";")[0]) == (200, "text/xml")
    space = "{https://sts.amazonaws.com/doc/2011-06-15/}"
    tree = xml.fromstring(body)
    assert tree.findtext(f"{space}GetCallerIdentityResult/{space}Account") == ACCOUNT


def test_create_with_flattened_maps(query):
    name = f"query-{uuid.uuid4().hex[:12]}"
    status, kind, body = query(
        Action="CreateQueue", Version=VERSION, QueueName=name,
        Attribute__1__Name="DelaySeconds", Attribute__1__Value="3",
        Attribute__2__Name="VisibilityTimeout", Attribute__2__Value="5",
        Tag__1__Key="team", Tag__1__Value="blue",
    )
    assert (status, kind.split(";")[0]) == (200, "text/xml")
    tree = parse(body)
    assert tree.tag == "CreateQueueResponse"
    url = tree.findtext("CreateQueueResult/QueueUrl")
    assert len(tree.findtext("ResponseMetadata/RequestId")) == 36
    _, _, body = query(
        Action="GetQueueAttributes", Version=VERSION, QueueUrl=url,
        AttributeName__1="DelaySeconds", AttributeName__2="VisibilityTimeout",
    )
    rows = parse(body).findall("GetQueueAttributesResult/Attribute")
    assert {row.findtext("Name"): row.findtext("Value") for row in rows} == {
        "DelaySeconds": "3",
        "VisibilityTimeout": "5",
    }
    _, _, body = query(Action="ListQueueTags", Version=VERSION, QueueUrl=url)
    tags = parse(body).findall("ListQueueTagsResult/Tag")
    assert [(tag.findtext("Key"), tag.findtext("Value")) for tag in tags] == [("team", "blue")]
    status, _, body = query(Action="DeleteQueue", Version=VERSION, QueueUrl=url)
    assert status == 200
    assert parse(body).tag == "DeleteQueueResponse"


def test_send_and_receive_on_the_queue_url(query, queue):
    url = local(queue())
    body = 'a <b> & "c" é'
    status, _, answer = query(
        url=url, Action="SendMessage", MessageBody=body,
        MessageAttribute__1__Name="n",
        MessageAttribute__1__Value__DataType="Number",
        MessageAttribute__1__Value__StringValue="7",
    )
    assert status == 200
    result = parse(answer).find("SendMessageResult")
    assert result.findtext("MD5OfMessageBody") == hashlib.md5(body.encode()).hexdigest()
    _, _, answer = query(
        url=url, Action="ReceiveMessage", AttributeName__1="All",
        MessageAttributeName__1="All", WaitTimeSeconds="2",
    )
    [message] = parse(answer).findall("ReceiveMessageResult/Message")
    assert message.findtext("Body") == body
    assert message.findtext("MessageId") == result.findtext("MessageId")
    assert message.findtext("MessageAttribute/Name") == "n"
    assert message.findtext("MessageAttribute/Value/StringValue") == "7"
    assert message.findtext("MessageAttribute/Value/DataType") == "Number"
    names = {row.findtext("Name") for row in message.findall("Attribute")}
    assert {"SenderId", "SentTimestamp", "ApproximateReceiveCount"} <= names
    _, _, answer = query(url=url, Action="ReceiveMessage")
    empty = parse(answer).find("ReceiveMessageResult")
    assert len(empty) == 0


def test_batch_lists(query, queue):
    url = queue()
    _, _, body = query(
        Action="SendMessageBatch", Version=VERSION, QueueUrl=url,
        SendMessageBatchRequestEntry__1__Id="good",
        SendMessageBatchRequestEntry__1__MessageBody="x",
        SendMessageBatchRequestEntry__2__Id="bad",
        SendMessageBatchRequestEntry__2__MessageBody="\x01",
    )
    result = parse(body).find("SendMessageBatchResult")
    assert [row.findtext("Id") for row in result.findall("SendMessageBatchResultEntry")] == ["good"]
    [failed] = result.findall("BatchResultErrorEntry")
    assert failed.findtext("Id") == "bad"
    assert failed.findtext("Code") == "InvalidMessageContents"


def test_errors(query, queue):
    missing = f"{ENDPOINT}/{ACCOUNT}/never-created"
    status, kind, body = query(Action="GetQueueAttributes", Version=VERSION, QueueUrl=missing)
    assert (status, kind.split(";")[0]) == (400, "text/xml")
    error = parse(body).find("Error")
    assert parse(body).tag == "ErrorResponse"
    assert error.findtext("Type") == "Sender"
    assert error.findtext("Code") == "AWS.SimpleQueueService.NonExistentQueue"
    assert error.findtext("Message") == "The specified queue does not exist for this wsdl version."
    assert error.find("Detail") is not None

    url = local(queue())
    for action in ("FooBar", "CreateQueue", "ListQueues"):
        status, _, body = query(url=url, Action=action)
        error = parse(body).find("Error")
        assert (status, error.findtext("Code")) == (400, "InvalidAction")
        assert error.findtext("Message") == f"The action {action} is not valid for this endpoint."
    status, _, body = query(url=url, Action="SendMessage")
    error = parse(body).find("Error")
    assert (status, error.findtext("Code")) == (400, "MissingParameter")
    assert error.findtext("Message") == "The request must contain the parameter MessageBody."


def test_json_errors_carry_the_query_code_in_a_header(queue):
    """SDKs that knew the query protocol find the old error code in x-amzn-query-error."""
    url = queue()
    answer = subprocess.run(
        ["curl", "-sS", *signed("sqs"),
         "-H", "Content-Type: application/x-amz-json-1.0",
         "-H", "X-Amz-Target: AmazonSQS.GetQueueAttributes",
         "-D", "-", "-d", json.dumps({"QueueUrl": url + "-missing"}), ENDPOINT + "/"],
        capture_output=True, text=True, timeout=30, check=True,
    ).stdout
    head, _, body = answer.replace("\r\n", "\n").partition("\n\n")
    headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip()
               for line in head.split("\n")[1:]}
    assert head.split()[1] == "400"
    assert headers["content-type"] == "application/x-amz-json-1.0"
    assert headers["x-amzn-query-error"] == "AWS.SimpleQueueService.NonExistentQueue;Sender"
    assert json.loads(body)["__type"].rpartition("#")[2] == "QueueDoesNotExist"
    assert json.loads(body)["message"] == "The specified queue does not exist."
