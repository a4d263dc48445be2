"""MFA delete: versions of a bucket go only by its root user's second factor, each code of which counts once."""

import base64
import hashlib
import hmac
import random
import struct
import time

import pytest
from botocore.exceptions import ClientError

from conftest import connect, unique

STEP = 30


def code_at(seed, moment):
    """What an authenticator shows (RFC 6238)."""
    digest = hmac.new(seed, struct.pack(">q", moment // STEP), hashlib.sha1).digest()
    (number,) = struct.unpack(">I", digest[digest[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


def refused(call):
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == "AccessDenied"


def authenticator(iam, name):
    """A device of the root user's: its serial number and the code that it shows next."""
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
    seed, serial = base64.b32decode(device["Base32StringSeed"]), device["SerialNumber"]
    now = int(time.time())
    iam.enable_mfa_device(
        UserName="root",
        SerialNumber=serial,
        AuthenticationCode1=code_at(seed, now - STEP),
        AuthenticationCode2=code_at(seed, now),
    )
    return f"{serial} {code_at(seed, now + STEP)}"


def test_versions_go_by_the_second_factor():
    account = f"{random.randrange(10**11, 10**12)}"
    s3, iam = (connect(name, key=account, secret="any") for name in ("s3", "iam"))
    # Each code counts once: two devices, so that nobody waits for the next one.
    one, two = authenticator(iam, "one"), authenticator(iam, "two")
    bucket = unique("mfa")
    s3.create_bucket(Bucket=bucket)
    guarded = {"Status": "Enabled", "MFADelete": "Enabled"}
    refused(lambda: s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=guarded))
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=guarded, MFA=one)
    assert s3.get_bucket_versioning(Bucket=bucket)["MFADelete"] == "Enabled"

    version = s3.put_object(Bucket=bucket, Key="k", Body=b"hello")["VersionId"]
    assert s3.delete_object(Bucket=bucket, Key="k")["DeleteMarker"]
    named = {"Bucket": bucket, "Key": "k", "VersionId": version}
    refused(lambda: s3.delete_object(**named))
    refused(lambda: s3.delete_object(**named, MFA=one))
    both = {"Objects": [{"Key": "k", "VersionId": version}]}
    refused(lambda: s3.delete_objects(Bucket=bucket, Delete=both))
    s3.delete_object(**named, MFA=two)
    assert "Versions" not in s3.list_object_versions(Bucket=bucket)
