"""What opens objects to others: canonical users, KMS keys, headers in presigned URLs."""

import json
import urllib.error
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from botocore.exceptions import ClientError

from conftest import ENDPOINT, KEY, REGION, SECRET, connect, unique


@pytest.fixture
def s3():
    return connect("s3")


@pytest.fixture
def bucket(s3):
    name = unique("sharing")
    s3.create_bucket(Bucket=name, ObjectOwnership="ObjectWriter")
    return name


@pytest.fixture
def other():
    """S3 as the root user of another account."""
    return connect("s3", key="111122223333", secret="any")


def canonical_id(s3):
    return s3.list_buckets()["Owner"]["ID"]


def code_of(call):
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"]


def put(url, headers=None):
    # No content type but the given: this client would otherwise say that it sends a form.
    headers = headers or {"Content-Type": ""}
    request = urllib.request.Request(url, method="PUT", data=b"", headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_list_lets_another_account_read(s3, bucket, other):
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello")
    read = lambda: other.get_object(Bucket=bucket, Key="k")
    assert code_of(read) == "AccessDenied"
    s3.put_object_acl(
        Bucket=bucket,
        Key="k",
        GrantRead=f'id="{canonical_id(other)}"',
        GrantFullControl=f'id="{canonical_id(s3)}"',
    )
    assert read()["Body"].read() == b"hello"
    assert code_of(lambda: other.get_object_acl(Bucket=bucket, Key="k")) == "AccessDenied"


def test_a_policy_names_a_canonical_user(s3, bucket, other):
    statement = {
        "Effect": "Allow",
        "Principal": {"CanonicalUser": canonical_id(other)},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/open/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    for key in ["open/k", "k"]:
        s3.put_object(Bucket=bucket, Key=key, Body=b"hello")
    assert other.get_object(Bucket=bucket, Key="open/k")["Body"].read() == b"hello"
    assert code_of(lambda: other.get_object(Bucket=bucket, Key="k")) == "AccessDenied"


def test_objects_go_by_their_kms_key(s3, bucket):
    kms = connect("kms")
    key = kms.create_key()["KeyMetadata"]
    body = bytes(range(256)) * 8_000
    s3.put_object(
        Bucket=bucket, Key="k", Body=body, ServerSideEncryption="aws:kms", SSEKMSKeyId=key["KeyId"]
    )
    head = s3.head_object(Bucket=bucket, Key="k")
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", key["Arn"])
    part = s3.get_object(Bucket=bucket, Key="k", Range="bytes=100000-100099")
    assert part["Body"].read() == body[100_000:100_100]
    s3.copy_object(
        Bucket=bucket, Key="copy", CopySource=f"{bucket}/k", ServerSideEncryption="AES256"
    )
    kms.disable_key(KeyId=key["KeyId"])
    assert code_of(lambda: s3.get_object(Bucket=bucket, Key="k")) == "KMS.DisabledException"
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == body


def test_who_may_not_decrypt_may_not_read(s3, bucket):
    iam, user = connect("iam"), unique("reader")
    iam.create_user(UserName=user)
    allow = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    iam.put_user_policy(UserName=user, PolicyName="s3", PolicyDocument=document)
    pair = iam.create_access_key(UserName=user)["AccessKey"]
    reader = connect("s3", key=pair["AccessKeyId"], secret=pair["SecretAccessKey"])
    key = connect("kms").create_key()["KeyMetadata"]["KeyId"]
    s3.put_object(Bucket=bucket, Key="plain", Body=b"hello")
    s3.put_object(
        Bucket=bucket, Key="k", Body=b"hello", ServerSideEncryption="aws:kms", SSEKMSKeyId=key
    )
    assert reader.get_object(Bucket=bucket, Key="plain")["Body"].read() == b"hello"
    assert code_of(lambda: reader.get_object(Bucket=bucket, Key="k")) == "AccessDenied"


def test_headers_in_the_query_of_a_presigned_url_count(s3, bucket):
    parameters = {"If-None-Match": "*", "x-amz-meta-colour": "dark green"}
    request = botocore.awsrequest.AWSRequest(
        method="PUT", url=f"{ENDPOINT}/{bucket}/k", data=b"", params=parameters, headers={}
    )
    credentials = botocore.credentials.Credentials(KEY, SECRET)
    botocore.auth.S3SigV4QueryAuth(credentials, "s3", REGION).add_auth(request)
    assert put(request.url) == 200
    assert s3.head_object(Bucket=bucket, Key="k")["Metadata"] == {"colour": "dark green"}
    assert put(request.url) == 412
    if KEY.startswith("AKIA"):
        assert put(request.url.replace("dark", "pale")) == 403


def test_a_deletion_of_nothing_is_told(s3, bucket):
    sqs = connect("sqs")
    url = sqs.create_queue(QueueName=unique("told"))["QueueUrl"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn = told["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    queue = {"QueueArn": arn, "Events": ["s3:ObjectRemoved:*"]}
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [queue]}
    )
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "nothing"}]})
    names = []
    while "ObjectRemoved:Delete" not in names:
        found = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5).get("Messages", [])
        assert found
        for message in found:
            names += [r["eventName"] for r in json.loads(message["Body"]).get("Records", [])]
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def test_a_presigned_url_of_version_2_covers_the_content_type(s3, bucket):
    # What the client signs for us-east-1 when nothing else is asked of it.
    parameters = {"Bucket": bucket, "Key": "k", "ContentType": "text/plain"}
    url = s3.generate_presigned_url("put_object", Params=parameters)
    assert "AWSAccessKeyId=" in url
    assert put(url, {"Content-Type": "text/plain"}) == 200
    assert s3.head_object(Bucket=bucket, Key="k")["ContentType"] == "text/plain"
    if KEY.startswith("AKIA"):
        assert put(url, {"Content-Type": "text/html"}) == 403
