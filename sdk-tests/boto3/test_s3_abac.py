"""Tags of buckets that decide who may do what, and keys of objects that change while the objects stay."""

import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT, by_host, connect, unique
from people import allow, policy


@pytest.fixture
def s3():
    return connect("s3")


@pytest.fixture
def bucket(s3):
    name = unique("abac")
    s3.create_bucket(Bucket=name)
    return name


def code_of(call):
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"]


def test_tags_decide_once_that_is_switched_on(s3, bucket):
    control, iam, user = by_host(connect("s3control")), connect("iam"), unique("blue")
    arn = f"arn:aws:s3:::{bucket}"
    iam.create_user(UserName=user)
    by_tag = allow("s3:*", Condition={"StringEquals": {"aws:ResourceTag/team": "blue"}})
    iam.put_user_policy(UserName=user, PolicyName="blue", PolicyDocument=policy(by_tag))
    pair = iam.create_access_key(UserName=user)["AccessKey"]
    blue = connect("s3", key=pair["AccessKeyId"], secret=pair["SecretAccessKey"])
    tags = [{"Key": "team", "Value": "blue"}]
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello")
    assert s3.get_bucket_abac(Bucket=bucket)["AbacStatus"] == {"Status": "Disabled"}
    assert code_of(lambda: blue.get_object(Bucket=bucket, Key="k")) == "AccessDenied"

    s3.put_bucket_abac(Bucket=bucket, AbacStatus={"Status": "Enabled"})
    assert s3.get_bucket_abac(Bucket=bucket)["AbacStatus"] == {"Status": "Enabled"}
    assert blue.get_object(Bucket=bucket, Key="k")["Body"].read() == b"hello"
    assert blue.list_objects_v2(Bucket=bucket)["KeyCount"] == 1
    tagging = {"TagSet": [{"Key": "team", "Value": "red"}]}
    assert code_of(lambda: s3.put_bucket_tagging(Bucket=bucket, Tagging=tagging)) == "InvalidRequest"
    assert code_of(lambda: s3.delete_bucket_tagging(Bucket=bucket)) == "InvalidRequest"
    control.tag_resource(AccountId=ACCOUNT, ResourceArn=arn, Tags=[{"Key": "team", "Value": "red"}])
    assert code_of(lambda: blue.get_object(Bucket=bucket, Key="k")) == "AccessDenied"
    control.untag_resource(AccountId=ACCOUNT, ResourceArn=arn, TagKeys=["team"])
    assert control.list_tags_for_resource(AccountId=ACCOUNT, ResourceArn=arn)["Tags"] == []


def test_another_key_for_an_object_that_stays(s3, bucket):
    kms = connect("kms")
    one, two = (kms.create_key()["KeyMetadata"] for _ in range(2))
    body = bytes(range(256)) * 8_000
    before = s3.put_object(Bucket=bucket, Key="k", Body=body)["ETag"]
    modified = s3.head_object(Bucket=bucket, Key="k")["LastModified"]

    def change(key, **more):
        encryption = {"SSEKMS": {"KMSKeyArn": key["Arn"], **more}}
        s3.update_object_encryption(Bucket=bucket, Key="k", ObjectEncryption=encryption)
        found = s3.get_object(Bucket=bucket, Key="k")
        assert found["Body"].read() == body
        assert (found["ETag"], found["LastModified"]) == (before, modified)
        assert (found["ServerSideEncryption"], found["SSEKMSKeyId"]) == ("aws:kms", key["Arn"])
        return found.get("BucketKeyEnabled", False)

    assert not change(one)
    assert change(two, BucketKeyEnabled=True)
    assert not change(one)
    kms.disable_key(KeyId=two["KeyId"])
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == body
    kms.disable_key(KeyId=one["KeyId"])
    assert code_of(lambda: s3.get_object(Bucket=bucket, Key="k")) == "KMS.DisabledException"
    missing = {"SSEKMS": {"KMSKeyArn": one["Arn"]}}
    change = lambda: s3.update_object_encryption(Bucket=bucket, Key="n", ObjectEncryption=missing)
    assert code_of(change) == "NoSuchKey"
