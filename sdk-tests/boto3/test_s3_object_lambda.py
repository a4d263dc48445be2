"""Object Lambda: what functions make of objects and listings as they are read.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/transforming-objects.html
"""

import concurrent.futures
import hashlib
import json
import os

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, by_host, connect, unique
from functions import make_function, make_role
from people import allow, policy

# What the function does is what its payload says.
CODE = '''
import json, urllib.error, urllib.request
import cloud

def fetch(url, method="GET"):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()

def write(context, body=b"", **headers):
    headers = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    headers["content-type"] = "application/octet-stream"
    headers["x-amz-request-route"] = context["outputRoute"]
    headers["x-amz-request-token"] = context["outputToken"]
    cloud.sign("s3-object-lambda", "POST", "/WriteGetObjectResponse", headers, body)

def handler(event, _):
    what = event["configuration"]["payload"]
    context = event.get("getObjectContext")
    if what == "raise":
        raise ValueError("no")
    if what == "silent":
        return None
    if what == "refuse":
        return write(
            context, x_amz_fwd_status="403", x_amz_fwd_error_code="NotForYou", x_amz_fwd_error_message="why"
        )
    if what == "tell":
        queue, done = event["userRequest"]["url"].rsplit("/", 1)[1].split(",")
        url = lambda name: f"http://localhost/000000000000/{name}"
        cloud.json_call("sqs", "AmazonSQS.SendMessage", {"QueueUrl": url(queue), "MessageBody": json.dumps(event)})
        cloud.json_call("sqs", "AmazonSQS.ReceiveMessage", {"QueueUrl": url(done), "WaitTimeSeconds": 20})
        return None
    if what == "event":
        return write(context, json.dumps(event).encode())
    if context:
        status, headers, body = fetch(context["inputS3Url"])
        if status >= 400:
            return write(context, x_amz_fwd_status=str(status), x_amz_fwd_error_code="Original")
        asked = event["userRequest"]["headers"].get("Range")
        if asked:
            first, last = map(int, asked.split("=")[1].split("-"))
            whole, body = len(body), body[first : last + 1]
            return write(
                context, body.upper(), x_amz_fwd_status="206",
                **{"x-amz-fwd-header-Content-Range": f"bytes {first}-{last}/{whole}"},
            )
        return write(
            context, body.upper(),
            **{"x-amz-fwd-header-Content-Type": "text/loud", "x-amz-meta-by": "function",
               "x-amz-fwd-header-ETag": '"loud"'},
        )
    if "headObjectContext" in event:
        status, headers, _ = fetch(event["headObjectContext"]["inputS3Url"], "HEAD")
        headers["x-amz-meta-by"] = "function"
        return {"statusCode": status, "headers": headers}
    if "listObjectsV2Context" in event:
        status, _, body = fetch(event["listObjectsV2Context"]["inputS3Url"])
        return {"statusCode": status, "listResultXml": body.decode().replace("<Key>", "<Key>loud-")}
    return {
        "statusCode": 200,
        "listBucketResult": {"name": "made-up", "isTruncated": False, "contents": [{"key": "one", "size": 3}]},
    }
'''

ALL = ["GetObject", "HeadObject", "ListObjects", "ListObjectsV2"]


@pytest.fixture(scope="module")
def s3():
    return connect("s3")


@pytest.fixture(scope="module")
def control():
    return by_host(connect("s3control"))


@pytest.fixture(scope="module")
def function():
    """The ARN of the function, which may answer and do with queues what it likes."""
    iam, lambda_ = connect("iam"), connect("lambda")
    role = make_role(iam, ["s3-object-lambda:WriteGetObjectResponse", "sqs:*", "logs:*"])
    name = make_function(lambda_, role, CODE, Timeout=30)
    yield f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    lambda_.delete_function(FunctionName=name)
    iam.delete_role_policy(RoleName=role, PolicyName="p")
    iam.delete_role(RoleName=role)


@pytest.fixture(scope="module")
def plain(s3, control):
    """The ARN of an access point, on a bucket with an object."""
    bucket, name = unique("lambda"), unique("plain")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="a b/ü", Body=b"quiet words")
    made = control.create_access_point(AccountId=ACCOUNT, Name=name, Bucket=bucket)
    yield made["AccessPointArn"]
    control.delete_access_point(AccountId=ACCOUNT, Name=name)
    s3.delete_object(Bucket=bucket, Key="a b/ü")
    s3.delete_bucket(Bucket=bucket)


@pytest.fixture
def make(control, plain, function):
    """Makes Object Lambda access points, and deletes them in the end."""
    names = []

    def make(payload="", actions=ALL, to=None, **more):
        name = unique("loud")
        transformation = {
            "Actions": actions,
            "ContentTransformation": {
                "AwsLambda": {"FunctionArn": to or function, "FunctionPayload": payload}
            },
        }
        made = control.create_access_point_for_object_lambda(
            AccountId=ACCOUNT,
            Name=name,
            Configuration={
                "SupportingAccessPoint": plain,
                "TransformationConfigurations": [transformation],
                **more,
            },
        )
        names.append(name)
        return made["ObjectLambdaAccessPointArn"], made["Alias"]["Value"]

    yield make
    for name in names:
        control.delete_access_point_for_object_lambda(AccountId=ACCOUNT, Name=name)


def error_of(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_a_function_answers(make, plain):
    arn, alias = make()
    # The client makes a host name of the ARN, and signs for Object Lambda.
    clients = [
        (by_host(connect("s3", "http://localhost:4566")), arn),
        (by_host(connect("s3", "http://s3.localhost:4566")), arn),
        (by_host(connect("s3", None)), arn),
        (connect("s3"), alias),
    ]
    for client, bucket in clients:
        got = client.get_object(Bucket=bucket, Key="a b/ü")
        assert got["Body"].read() == b"QUIET WORDS"
        assert got["ContentType"] == "text/loud" and got["ETag"] == '"loud"'
        assert got["Metadata"] == {"by": "function"} and got["ContentLength"] == 11
    s3 = connect("s3")
    head = s3.head_object(Bucket=alias, Key="a b/ü")
    assert head["ContentLength"] == 11 and head["Metadata"] == {"by": "function"}
    assert error_of(s3.head_object, Bucket=alias, Key="none") == ("404", 404)
    assert error_of(s3.get_object, Bucket=alias, Key="none") == ("Original", 404)
    listed = s3.list_objects_v2(Bucket=alias, Prefix="a b/")
    assert [item["Key"] for item in listed["Contents"]] == ["loud-a b/ü"]
    assert s3.list_objects_v2(Bucket=alias, Prefix="none")["KeyCount"] == 0
    listed = s3.list_objects(Bucket=alias)
    assert listed["Name"] == "made-up" and listed["Contents"][0]["Key"] == "one"


def test_what_functions_are_told(make, plain):
    arn, alias = make("event", ["GetObject"])
    got = connect("s3").get_object(Bucket=alias, Key="k", VersionId="v", IfMatch='"x"')
    event = json.loads(got["Body"].read())
    assert event["configuration"] == {
        "accessPointArn": arn,
        "supportingAccessPointArn": plain,
        "payload": "event",
    }
    assert event["userRequest"]["url"].endswith(f"/{alias}/k?versionId=v")
    assert event["userRequest"]["headers"]["If-Match"] == '"x"'
    assert "Authorization" not in event["userRequest"]["headers"]
    assert event["userIdentity"]["accountId"] == ACCOUNT and event["protocolVersion"] == "1.00"
    assert event["xAmzRequestId"] == got["ResponseMetadata"]["RequestId"]
    assert "X-Amz-Security-Token=" in event["getObjectContext"]["inputS3Url"]


def test_when_functions_do_not_answer(make, function):
    s3 = connect("s3")
    for payload, to, want in [
        ("refuse", None, ("NotForYou", 403)),
        ("raise", None, ("LambdaRuntimeError", 500)),
        ("silent", None, ("LambdaResponseNotReceived", 500)),
        ("", f"{function}-gone", ("LambdaNotFound", 404)),
    ]:
        _, alias = make(payload, ["GetObject"], to)
        assert error_of(s3.get_object, Bucket=alias, Key="k") == want
    _, alias = make("silent", ["ListObjectsV2"])
    assert error_of(s3.list_objects_v2, Bucket=alias) == ("LambdaInvalidResponse", 400)


def test_parts_only_where_they_are_allowed(make):
    s3 = connect("s3")
    _, alias = make()
    refused = ("NotImplemented", 501)
    assert error_of(s3.get_object, Bucket=alias, Key="a b/ü", Range="bytes=0-4") == refused
    assert error_of(s3.get_object, Bucket=alias, Key="a b/ü", PartNumber=1) == refused
    _, alias = make(AllowedFeatures=["GetObject-Range"])
    got = s3.get_object(Bucket=alias, Key="a b/ü", Range="bytes=0-4")
    assert got["Body"].read() == b"QUIET" and got["ContentRange"] == "bytes 0-4/11"
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206


def test_a_client_writes_the_answer(make, s3, sqs, make_queue):
    """The function tells a queue; this process answers in its place, with a body that takes its way in pieces."""
    told, done = unique("told"), unique("done")
    told_url, done_url = make_queue(told), make_queue(done)
    _, alias = make("tell", ["GetObject"])
    body = os.urandom(12 << 20)
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        reader = connect("s3")
        get = lambda: reader.get_object(Bucket=alias, Key=f"{told},{done}")
        reading = threads.submit(lambda: (answer := get()) and (answer, answer["Body"].read()))
        message = sqs.receive_message(QueueUrl=told_url, WaitTimeSeconds=20)["Messages"][0]
        context = json.loads(message["Body"])["getObjectContext"]
        writer = by_host(connect("s3", "http://localhost:4566"))
        written = dict(RequestRoute=context["outputRoute"], RequestToken=context["outputToken"])
        assert error_of(
            writer.write_get_object_response,
            **{**written, "RequestToken": "another", "Body": b"x"},
        ) == ("ValidationError", 400)
        writer.write_get_object_response(
            **written, Body=body, ContentType="text/x", Metadata={"m": "1"}, CacheControl="no-store"
        )
        answer, read = reading.result(30)
        # Once is enough.
        again = {**written, "Body": b"x"}
        assert error_of(writer.write_get_object_response, **again) == ("ValidationError", 400)
        sqs.send_message(QueueUrl=done_url, MessageBody="done")
    assert hashlib.sha256(read).digest() == hashlib.sha256(body).digest()
    assert answer["ContentType"] == "text/x" and answer["Metadata"] == {"m": "1"}
    assert answer["CacheControl"] == "no-store" and answer["ContentLength"] == len(body)


def test_permissions(make, plain, function):
    arn, alias = make()
    iam, user = connect("iam"), unique("reader")
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    reader = connect("s3", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    get = lambda: reader.get_object(Bucket=alias, Key="a b/ü")
    may = []

    def let(*statement, **more):
        may.append(allow(*statement, **more))
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=policy(*may))

    assert error_of(get) == ("AccessDenied", 403)
    let("s3-object-lambda:GetObject", arn)
    assert error_of(get) == ("LambdaPermissionError", 403)
    let(
        "lambda:InvokeFunction",
        function,
        Condition={"ForAnyValue:StringEquals": {"aws:CalledVia": "s3-object-lambda.amazonaws.com"}},
    )
    # The function reads the original as the user, who may not yet.
    assert error_of(get) == ("Original", 403)
    let(
        "s3:GetObject",
        "*",
        Condition={"ForAnyValue:StringEquals": {"aws:CalledVia": "s3-object-lambda.amazonaws.com"}},
    )
    assert get()["Body"].read() == b"QUIET WORDS"
    name = plain.rsplit("/", 1)[1]
    direct = connect("s3control")
    straight = by_host(direct).get_access_point(AccountId=ACCOUNT, Name=name)["Alias"]
    assert error_of(reader.get_object, Bucket=straight, Key="a b/ü") == ("AccessDenied", 403)
    assert error_of(reader.list_objects_v2, Bucket=alias) == ("AccessDenied", 403)
    iam.delete_user_policy(UserName=user, PolicyName="p")
    iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName=user)
