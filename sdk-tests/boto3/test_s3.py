"""S3 objects as boto3 moves them: whole, in parts, by signed URLs and forms, with checksums and versions.

https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
"""

import base64
import hashlib
import io
import json
import re
import urllib.error
import urllib.request
import zlib

import boto3
import pytest
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import ENDPOINT, KEY, REGION, SECRET, arn_of, collect, connect, unique


def client(region=REGION, **config):
    """Path style, as a host without wildcard names wants it."""
    return boto3.client(
        "s3",
        endpoint_url=ENDPOINT,
        region_name=region,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        config=Config(
            retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, **config
        ),
    )


@pytest.fixture(scope="session")
def s3():
    return client()


@pytest.fixture
def bucket(s3):
    name = unique()
    s3.create_bucket(Bucket=name)
    yield name
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        for entry in page.get("Versions", []) + page.get("DeleteMarkers", []):
            s3.delete_object(Bucket=name, Key=entry["Key"], VersionId=entry["VersionId"])
    s3.delete_bucket(Bucket=name)


def refused(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def fetch(url, method="GET", data=None, headers=None):
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


def bytes_of(length):
    return bytes((at // 7 % 251) ^ (at % 13) for at in range(length))


def test_what_is_put_is_got(s3, bucket):
    put = s3.put_object(
        Bucket=bucket,
        Key="dir//a key ü+%.txt",
        Body=b"hello",
        ContentType="text/plain",
        Metadata={"colour": "red"},
    )
    assert put["ETag"] == f'"{hashlib.md5(b"hello").hexdigest()}"'
    got = s3.get_object(Bucket=bucket, Key="dir//a key ü+%.txt")
    assert got["Body"].read() == b"hello"
    assert got["ContentType"] == "text/plain"
    assert got["Metadata"] == {"colour": "red"}
    listed = s3.list_objects_v2(Bucket=bucket)["Contents"]
    assert [entry["Key"] for entry in listed] == ["dir//a key ü+%.txt"]
    assert listed[0]["Size"] == 5


def test_errors_have_their_types(s3, bucket):
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="none")
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket=unique("none"))
    with pytest.raises(ClientError) as caught:
        s3.head_object(Bucket=bucket, Key="none")
    assert caught.value.response["Error"]["Code"] == "404"
    assert refused(s3.get_object, Bucket=bucket, Key="none", IfMatch="x") == "NoSuchKey"


def test_ranges_and_conditions(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")["ETag"]
    got = s3.get_object(Bucket=bucket, Key="k", Range="bytes=2-4")
    assert got["Body"].read() == b"234"
    assert got["ContentRange"] == "bytes 2-4/10"
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert refused(s3.get_object, Bucket=bucket, Key="k", IfNoneMatch=etag) == "304"
    assert refused(s3.get_object, Bucket=bucket, Key="k", IfMatch="x") == "PreconditionFailed"
    assert refused(s3.put_object, Bucket=bucket, Key="k", IfNoneMatch="*") == "PreconditionFailed"
    s3.put_object(Bucket=bucket, Key="k", Body=b"new", IfMatch=etag)
    assert refused(s3.get_object, Bucket=bucket, Key="k", Range="bytes=9-") == "InvalidRange"


def test_the_transfer_manager_uses_parts(s3, bucket):
    data = bytes_of(13 * 1024 * 1024)
    config = TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024)
    s3.upload_fileobj(io.BytesIO(data), bucket, "large", Config=config)
    head = s3.head_object(Bucket=bucket, Key="large")
    assert head["ContentLength"] == len(data)
    assert head["ETag"].endswith('-3"')
    target = io.BytesIO()
    s3.download_fileobj(bucket, "large", target, Config=config)
    assert target.getvalue() == data
    s3.copy({"Bucket": bucket, "Key": "large"}, bucket, "copy", Config=config)
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == data


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256"])
def test_checksums_are_verified_both_ways(s3, bucket, algorithm):
    put = s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ChecksumAlgorithm=algorithm)
    member = f"Checksum{algorithm}"
    got = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert got[member] == put[member]
    assert got["Body"].read() == b"hello"
    attributes = s3.get_object_attributes(
        Bucket=bucket, Key="k", ObjectAttributes=["Checksum", "ObjectSize"]
    )
    assert attributes["Checksum"][member] == put[member]
    assert attributes["ObjectSize"] == 5


def test_the_checksum_of_a_stream(s3, bucket):
    # Over https boto3 sends it after the body, in a trailer.
    body = b"x" * 100_000
    s3.put_object(Bucket=bucket, Key="k", Body=io.BytesIO(body), ChecksumAlgorithm="CRC32")
    got = s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert got["Body"].read() == body
    assert base64.b64decode(got["ChecksumCRC32"]) == zlib.crc32(body).to_bytes(4, "big")


def test_versions(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"one")["VersionId"]
    second = s3.put_object(Bucket=bucket, Key="k", Body=b"two")["VersionId"]
    marker = s3.delete_object(Bucket=bucket, Key="k")
    assert marker["DeleteMarker"] is True
    assert refused(s3.get_object, Bucket=bucket, Key="k") == "NoSuchKey"
    assert s3.get_object(Bucket=bucket, Key="k", VersionId=first)["Body"].read() == b"one"
    listed = s3.list_object_versions(Bucket=bucket)
    assert [v["VersionId"] for v in listed["Versions"]] == [second, first]
    assert listed["DeleteMarkers"][0]["IsLatest"] is True
    s3.delete_object(Bucket=bucket, Key="k", VersionId=marker["VersionId"])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"two"


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_presigned_urls(bucket, version):
    s3 = client(signature_version=version)
    target = {"Bucket": bucket, "Key": "a b/ü"}
    url = s3.generate_presigned_url("put_object", Params=target)
    status, _, _ = fetch(url, "PUT", b"signed", {"Content-Type": ""})
    assert status == 200
    url = s3.generate_presigned_url("get_object", Params=target)
    status, body, _ = fetch(url)
    assert (status, body) == (200, b"signed")
    overridden = {**target, "ResponseContentType": "text/css"}
    url = s3.generate_presigned_url("get_object", Params=overridden)
    _, _, headers = fetch(url)
    assert headers["Content-Type"] == "text/css"


def test_a_changed_presigned_url_is_refused(s3, bucket):
    if KEY == "test":
        pytest.skip("only an issued key is verified")
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello")
    url = client(signature_version="s3v4").generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": "k"}
    )
    status, body, _ = fetch(url.replace("/k?", "/other?"))
    assert status == 403
    assert b"SignatureDoesNotMatch" in body


def post(url, fields, content):
    boundary = "a-boundary-of-a-form"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return fetch(url, "POST", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def test_forms(s3, bucket):
    form = s3.generate_presigned_post(
        bucket,
        "up/${filename}",
        Fields={"success_action_status": "201"},
        Conditions=[["content-length-range", 1, 10], {"success_action_status": "201"}],
    )
    status, body, _ = post(form["url"], form["fields"], b"form")
    assert status == 201, body
    assert b"<Key>up/f.txt</Key>" in body
    assert s3.get_object(Bucket=bucket, Key="up/f.txt")["Body"].read() == b"form"
    status, body, _ = post(form["url"], form["fields"], b"much too long")
    assert (status, b"EntityTooLarge" in body) == (400, True)
    status, body, _ = post(form["url"], {**form["fields"], "acl": "public-read"}, b"form")
    assert (status, b"AccessDenied" in body) == (403, True)


def test_a_form_is_told_as_such(s3, bucket, make_queue, sqs):
    queue = make_queue()
    arn = arn_of(sqs, queue)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    rule = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": rule})
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]
        },
    )
    form = s3.generate_presigned_post(bucket, "by-form")
    status, body, _ = post(form["url"], form["fields"], b"form")
    assert status == 204, body
    s3.put_object(Bucket=bucket, Key="by-put")
    told = [json.loads(message["Body"]) for message in collect(sqs, queue, 3)]
    events = [(r["s3"]["object"]["key"], r["eventName"]) for t in told for r in t.get("Records", [])]
    assert sorted(events) == [("by-form", "ObjectCreated:Post"), ("by-put", "ObjectCreated:Put")]


def test_versions_and_delete_markers_stand_mixed(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for key in ("a", "b", "c"):
        s3.put_object(Bucket=bucket, Key=key)
    s3.delete_object(Bucket=bucket, Key="a")
    s3.put_object(Bucket=bucket, Key="a")
    s3.delete_object(Bucket=bucket, Key="b")
    url = s3.generate_presigned_url("list_object_versions", Params={"Bucket": bucket})
    _, body, _ = fetch(url)
    found = re.findall(rb"<(Version|DeleteMarker)>.*?<Key>(.)</Key>", body)
    assert found == [
        (b"Version", b"a"), (b"DeleteMarker", b"a"), (b"Version", b"a"),
        (b"DeleteMarker", b"b"), (b"Version", b"b"), (b"Version", b"c"),
    ]
    listed = s3.list_object_versions(Bucket=bucket)
    assert [len(listed[part]) for part in ("Versions", "DeleteMarkers")] == [4, 2]
    for version in listed["Versions"] + listed["DeleteMarkers"]:
        s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])


def test_many_are_deleted_at_once(s3, bucket):
    for n in range(30):
        s3.put_object(Bucket=bucket, Key=f"k{n}")
    objects = [{"Key": f"k{n}"} for n in range(30)]
    deleted = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})
    assert len(deleted["Deleted"]) == 30
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_paginators_and_folders(s3, bucket):
    for n in range(25):
        s3.put_object(Bucket=bucket, Key=f"dir{n % 5}/k{n:02}")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, PaginationConfig={"PageSize": 4}
    )
    assert sum(len(page["Contents"]) for page in pages) == 25
    folders = s3.list_objects_v2(Bucket=bucket, Delimiter="/")
    assert [p["Prefix"] for p in folders["CommonPrefixes"]] == [f"dir{n}/" for n in range(5)]
    keys = [o.key for o in boto3.resource(
        "s3", endpoint_url=ENDPOINT, region_name=REGION,
        aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}),
    ).Bucket(bucket).objects.filter(Prefix="dir1/")]
    assert keys == ["dir1/k01", "dir1/k06", "dir1/k11", "dir1/k16", "dir1/k21"]


def test_a_client_of_another_region_finds_the_bucket(s3):
    name = unique()
    there = client(region="eu-west-1")
    there.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    try:
        # The SDK follows the redirection, which tells it the region.
        s3.put_object(Bucket=name, Key="k", Body=b"hello")
        assert there.get_object(Bucket=name, Key="k")["Body"].read() == b"hello"
        assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == "eu-west-1"
    finally:
        there.delete_object(Bucket=name, Key="k")
        there.delete_bucket(Bucket=name)


def test_keys_of_the_client(s3, bucket):
    key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": b"0" * 32}
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello", **key)
    assert s3.get_object(Bucket=bucket, Key="k", **key)["Body"].read() == b"hello"
    assert refused(s3.get_object, Bucket=bucket, Key="k") == "InvalidRequest"
    wrong = {**key, "SSECustomerKey": b"1" * 32}
    assert refused(s3.get_object, Bucket=bucket, Key="k", **wrong) == "AccessDenied"


def test_waiters(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k")
    s3.get_waiter("object_exists").wait(Bucket=bucket, Key="k")
    s3.get_waiter("bucket_exists").wait(Bucket=bucket)


def test_the_service_is_reached_by_its_signature():
    assert "Buckets" in connect("s3").list_buckets()
