"""Access points: buckets by other names, with policies of their own; and tags by S3 Control."""

import json
import re

import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT, REGION, by_host, connect, unique
from people import allow, policy


@pytest.fixture
def s3():
    return connect("s3")


@pytest.fixture
def control():
    return by_host(connect("s3control"))


@pytest.fixture
def bucket(s3):
    name = unique("points")
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def make(control):
    """Makes access points that are deleted when the test ends."""
    names = []

    def make(bucket, **more):
        name = unique("point")
        made = control.create_access_point(AccountId=ACCOUNT, Name=name, Bucket=bucket, **more)
        names.append(name)
        return name, made

    yield make
    for name in names:
        try:
            control.delete_access_point(AccountId=ACCOUNT, Name=name)
        except ClientError:
            pass  # The test deleted it itself.


def code_of(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]


def test_an_access_point_and_its_alias(s3, control, bucket, make):
    name, made = make(bucket)
    assert made["AccessPointArn"] == f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/{name}"
    alias = made["Alias"]
    assert re.fullmatch(r"[a-z0-9-]+-[a-z0-9]{34}-s3alias", alias)
    shown = control.get_access_point(AccountId=ACCOUNT, Name=name)
    assert shown["Bucket"] == bucket and shown["NetworkOrigin"] == "Internet"
    assert all(shown["PublicAccessBlockConfiguration"].values())
    assert shown["Endpoints"]["ipv4"].startswith(f"s3-accesspoint.{REGION}.")

    s3.put_object(Bucket=alias, Key="k", Body=b"through")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"through"
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=alias)["Contents"]] == ["k"]
    assert code_of(s3.delete_bucket, Bucket=alias) == "MethodNotAllowed"
    s3.delete_object(Bucket=alias, Key="k")
    assert code_of(s3.delete_bucket, Bucket=bucket) == "BucketHasAccessPointsAttached"

    listed = control.list_access_points(AccountId=ACCOUNT, Bucket=bucket)["AccessPointList"]
    assert [point["Name"] for point in listed] == [name]
    control.delete_access_point(AccountId=ACCOUNT, Name=name)
    assert code_of(control.get_access_point, AccountId=ACCOUNT, Name=name) == "NoSuchAccessPoint"
    s3.delete_bucket(Bucket=bucket)


def test_an_arn_in_place_of_a_bucket(s3, bucket, make):
    _, made = make(bucket)
    arn = made["AccessPointArn"]
    s3.put_object(Bucket=bucket, Key="a/k", Body=b"hello")
    # The client makes a host name of the ARN.
    for endpoint in ("http://localhost:4566", "http://s3.localhost:4566"):
        client = by_host(connect("s3", endpoint))
        assert client.get_object(Bucket=arn, Key="a/k")["Body"].read() == b"hello"
        client.put_object(Bucket=arn, Key="b", Body=b"more")
        client.copy_object(Bucket=arn, Key="c", CopySource={"Bucket": arn, "Key": "a/k"})
        keys = [item["Key"] for item in client.list_objects_v2(Bucket=arn)["Contents"]]
        assert keys == ["a/k", "b", "c"]
    uploading = by_host(connect("s3", "http://s3.localhost:4566"))
    begun = uploading.create_multipart_upload(Bucket=arn, Key="parts")
    assert begun["Bucket"] == bucket
    uploading.abort_multipart_upload(Bucket=arn, Key="parts", UploadId=begun["UploadId"])
    assert code_of(uploading.get_object, Bucket=arn + "-gone", Key="k") == "NoSuchBucket"


def test_the_host_of_an_access_point(s3, bucket, make):
    _, made = make(bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello")
    # Without an endpoint of its own the client goes to AWS's names.
    client = by_host(connect("s3", None))
    assert client.get_object(Bucket=made["AccessPointArn"], Key="k")["Body"].read() == b"hello"
    listed = client.list_objects_v2(Bucket=made["AccessPointArn"])
    assert [item["Key"] for item in listed["Contents"]] == ["k"]


def test_policies_of_both_sides(s3, control, bucket, make):
    iam = connect("iam")
    user = unique("reader")
    arn = iam.create_user(UserName=user)["User"]["Arn"]
    key = iam.create_access_key(UserName=user)["AccessKey"]
    reader = connect("s3", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    name, made = make(bucket)
    point = made["AccessPointArn"]
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello")
    get = lambda: reader.get_object(Bucket=made["Alias"], Key="k")
    assert code_of(get) == "AccessDenied"
    control.put_access_point_policy(
        AccountId=ACCOUNT,
        Name=name,
        Policy=policy(
            allow("s3:GetObject", f"{point}/object/*", Principal={"AWS": arn})
        ),
    )
    assert code_of(get) == "AccessDenied"
    s3.put_bucket_policy(
        Bucket=bucket,
        Policy=policy(
            allow(
                "s3:*",
                [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                Principal="*",
                Condition={"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
            )
        ),
    )
    assert get()["Body"].read() == b"hello"
    assert code_of(reader.get_object, Bucket=bucket, Key="k") == "AccessDenied"
    status = control.get_access_point_policy_status(AccountId=ACCOUNT, Name=name)
    assert status["PolicyStatus"]["IsPublic"] is False
    shown = control.get_access_point_policy(AccountId=ACCOUNT, Name=name)["Policy"]
    assert json.loads(shown)["Statement"][0]["Principal"] == {"AWS": arn}
    control.delete_access_point_policy(AccountId=ACCOUNT, Name=name)
    assert code_of(get) == "AccessDenied"


def test_pages(control, bucket, make):
    names = sorted(make(bucket)[0] for _ in range(3))
    first = control.list_access_points(AccountId=ACCOUNT, Bucket=bucket, MaxResults=2)
    rest = control.list_access_points(
        AccountId=ACCOUNT, Bucket=bucket, NextToken=first["NextToken"]
    )
    assert "NextToken" not in rest
    assert [p["Name"] for p in first["AccessPointList"] + rest["AccessPointList"]] == names


def test_tags_of_buckets(control, s3, bucket):
    arn = f"arn:aws:s3:::{bucket}"
    tags = lambda: control.list_tags_for_resource(AccountId=ACCOUNT, ResourceArn=arn)["Tags"]
    assert tags() == []
    control.tag_resource(
        AccountId=ACCOUNT, ResourceArn=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}]
    )
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == tags()
    control.untag_resource(AccountId=ACCOUNT, ResourceArn=arn, TagKeys=["a"])
    assert tags() == [{"Key": "b", "Value": ""}]
    missing = f"arn:aws:s3:::{unique('none')}"
    assert (
        code_of(control.list_tags_for_resource, AccountId=ACCOUNT, ResourceArn=missing)
        == "NoSuchResource"
    )
