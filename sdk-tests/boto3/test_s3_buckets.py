"""Configurations of buckets by boto3: policies and lists, pages and websites by real HTTP, notifications into a queue."""

import json
import urllib.error
import urllib.parse
import urllib.request

import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT, ENDPOINT, REGION, connect, receive, unique

PORT = urllib.parse.urlparse(ENDPOINT).port


@pytest.fixture
def s3():
    return connect("s3")


@pytest.fixture
def bucket(s3):
    name = unique("buckets")
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def open_bucket(s3, bucket):
    """A bucket that may be public."""
    s3.delete_public_access_block(Bucket=bucket)
    s3.delete_bucket_ownership_controls(Bucket=bucket)
    return bucket


def fetch(url, method="GET", headers=None):
    """Status, headers and body, without following redirects."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    request = urllib.request.Request(url, method=method, headers=headers or {})
    try:
        with urllib.request.build_opener(Stay).open(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def at(host, path):
    """A URL of this machine, and the header that names `host`."""
    return f"http://127.0.0.1:{PORT}{path}", {"Host": f"{host}:{PORT}"}


def code_of(call):
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"]


def test_a_public_policy_opens_what_it_names_and_nothing_else(s3, open_bucket):
    s3.put_object(Bucket=open_bucket, Key="open/k", Body=b"hello")
    s3.put_object(Bucket=open_bucket, Key="shut/k", Body=b"hello")
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{open_bucket}/open/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    s3.put_bucket_policy(Bucket=open_bucket, Policy=policy)
    assert s3.get_bucket_policy_status(Bucket=open_bucket)["PolicyStatus"]["IsPublic"]
    assert fetch(f"{ENDPOINT}/{open_bucket}/open/k")[::2] == (200, b"hello")
    assert fetch(f"{ENDPOINT}/{open_bucket}/shut/k")[0] == 403
    s3.put_public_access_block(
        Bucket=open_bucket, PublicAccessBlockConfiguration={"RestrictPublicBuckets": True}
    )
    assert fetch(f"{ENDPOINT}/{open_bucket}/open/k")[0] == 403


def test_a_public_list_is_ignored_when_it_is_to_be(s3, open_bucket):
    s3.put_object(Bucket=open_bucket, Key="k", Body=b"hello", ACL="public-read")
    assert fetch(f"{ENDPOINT}/{open_bucket}/k")[0] == 200
    block = {"IgnorePublicAcls": True, "BlockPublicAcls": True}
    s3.put_public_access_block(Bucket=open_bucket, PublicAccessBlockConfiguration=block)
    assert fetch(f"{ENDPOINT}/{open_bucket}/k")[0] == 403
    again = lambda: s3.put_object_acl(Bucket=open_bucket, Key="k", ACL="public-read")
    assert code_of(again) == "AccessDenied"


def control_of_this_machine():
    """S3 Control puts the account before the host's name, which need not resolve: the `Host` header keeps it."""

    def here(request, **_):
        request.headers["Host"] = urllib.parse.urlparse(request.url).netloc
        request.url = request.url.replace(f"{ACCOUNT}.", "", 1)

    control = connect("s3control")
    control.meta.events.register("before-send", here)
    return control


def test_the_account_blocks_what_its_buckets_do_not(s3, open_bucket):
    control = control_of_this_machine()
    s3.put_object(Bucket=open_bucket, Key="k", Body=b"hello", ACL="public-read")
    block = {"IgnorePublicAcls": True}
    control.put_public_access_block(AccountId=ACCOUNT, PublicAccessBlockConfiguration=block)
    try:
        assert fetch(f"{ENDPOINT}/{open_bucket}/k")[0] == 403
    finally:
        control.delete_public_access_block(AccountId=ACCOUNT)
    assert fetch(f"{ENDPOINT}/{open_bucket}/k")[0] == 200


def test_the_buckets_rules_decide_on_preflights_and_answers(s3, open_bucket):
    s3.put_object(Bucket=open_bucket, Key="k", Body=b"hello", ACL="public-read")
    rule = {
        "AllowedOrigins": ["https://app.example"],
        "AllowedMethods": ["GET", "PUT"],
        "AllowedHeaders": ["x-*"],
        "MaxAgeSeconds": 60,
    }
    s3.put_bucket_cors(Bucket=open_bucket, CORSConfiguration={"CORSRules": [rule]})
    url = f"{ENDPOINT}/{open_bucket}/k"
    asks = {"Origin": "https://app.example", "Access-Control-Request-Method": "PUT"}
    status, headers, _ = fetch(url, "OPTIONS", {**asks, "Access-Control-Request-Headers": "x-a"})
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert headers["Access-Control-Allow-Methods"] == "GET, PUT"
    assert headers["Access-Control-Max-Age"] == "60"
    assert headers["Server"] == "AmazonS3"
    assert fetch(url, "OPTIONS", {**asks, "Access-Control-Request-Headers": "y"})[0] == 403
    assert fetch(url, "OPTIONS", {**asks, "Origin": "https://other.example"})[0] == 403
    assert fetch(url, "OPTIONS")[0] == 400
    status, headers, body = fetch(url, headers={"Origin": "https://app.example"})
    assert (status, body) == (200, b"hello")
    assert headers["Access-Control-Allow-Credentials"] == "true"
    # What only questions say counts in a request as well, as AWS was seen to have it.
    asked = "Access-Control-Request"
    for more, allowed in [
        ({"Origin": "https://other.example"}, None),
        ({f"{asked}-Method": "DELETE"}, None),
        ({f"{asked}-Headers": "y"}, None),
        ({f"{asked}-Method": "PUT", f"{asked}-Headers": "x-a"}, "https://app.example"),
        ({"y": "1"}, "https://app.example"),
    ]:
        status, headers, _ = fetch(url, headers={"Origin": "https://app.example", **more})
        assert (status, headers["Access-Control-Allow-Origin"]) == (200, allowed), more


def test_a_website(s3, open_bucket):
    for key, body in [("index.html", b"home"), ("docs/index.html", b"docs"), ("oops.html", b"oops")]:
        s3.put_object(Bucket=open_bucket, Key=key, Body=body, ContentType="text/html", ACL="public-read")
    s3.put_bucket_acl(Bucket=open_bucket, ACL="public-read")
    s3.put_bucket_website(
        Bucket=open_bucket,
        WebsiteConfiguration={
            "IndexDocument": {"Suffix": "index.html"},
            "ErrorDocument": {"Key": "oops.html"},
            "RoutingRules": [
                {
                    "Condition": {"KeyPrefixEquals": "old/"},
                    "Redirect": {"ReplaceKeyPrefixWith": "docs/"},
                }
            ],
        },
    )
    host = f"{open_bucket}.s3-website.localhost"
    get = lambda path: fetch(*(lambda pair: (pair[0], "GET", pair[1]))(at(host, path)))
    assert get("/")[::2] == (200, b"home")
    assert get("/docs/")[::2] == (200, b"docs")
    status, headers, _ = get("/docs")
    assert (status, headers["Location"]) == (302, "/docs/")
    assert get("/nothing")[::2] == (404, b"oops")
    status, headers, _ = get("/old/x")
    assert (status, headers["Location"]) == (301, f"http://{host}:{PORT}/docs/x")
    url, named = at(host, "/")
    assert fetch(url, "DELETE", named)[0] == 405


def test_events_reach_a_queue_that_lets_s3_send(s3, bucket):
    sqs = connect("sqs")
    url = sqs.create_queue(QueueName=unique("events"))["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{url.rsplit('/', 1)[1]}"
    configuration = {"QueueConfigurations": [{"Id": "q", "QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    put = lambda: s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration
    )
    assert code_of(put) == "InvalidArgument"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    put()
    test_event = json.loads(receive(sqs, url, WaitTimeSeconds=10)[0]["Body"])
    assert (test_event["Event"], test_event["Bucket"]) == ("s3:TestEvent", bucket)
    s3.put_object(Bucket=bucket, Key="a b", Body=b"hello")
    record = json.loads(receive(sqs, url, WaitTimeSeconds=10)[0]["Body"])["Records"][0]
    assert record["eventName"] == "ObjectCreated:Put"
    assert record["s3"]["object"]["key"] == "a+b"
    assert record["s3"]["object"]["size"] == 5
    assert record["s3"]["configurationId"] == "q"


def test_lifecycle_and_lock_configurations_come_back_as_they_went(s3):
    name = unique("buckets")
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    rule = {
        "ID": "r",
        "Status": "Enabled",
        "Filter": {"And": {"Prefix": "a", "Tags": [{"Key": "k", "Value": "v"}]}},
        "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}],
        "Expiration": {"Days": 365},
    }
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    assert s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"] == [rule]
    lock = {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
    }
    s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=lock)
    assert s3.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"] == lock
    version = s3.put_object(Bucket=name, Key="k", Body=b"x")["VersionId"]
    delete = lambda **how: s3.delete_object(Bucket=name, Key="k", VersionId=version, **how)
    assert code_of(delete) == "AccessDenied"
    delete(BypassGovernanceRetention=True)
