"""boto3's transfer manager carries files of all sizes to S3 and back, in parts and by several threads.

https://boto3.amazonaws.com/v1/documentation/api/latest/guide/s3.html
"""

import hashlib
import io

import boto3
import pytest
import samples
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from conftest import ENDPOINT, KEY, REGION, SECRET, unique

CONFIG = TransferConfig(
    multipart_threshold=8 * samples.MIB, multipart_chunksize=8 * samples.MIB, max_concurrency=4
)


@pytest.fixture(scope="module")
def s3():
    return boto3.client(
        "s3",
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


@pytest.fixture
def bucket(s3):
    name = unique()
    s3.create_bucket(Bucket=name)
    yield name
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
        keys = [{"Key": entry["Key"]} for entry in page.get("Contents", [])]
        if keys:
            assert "Errors" not in s3.delete_objects(Bucket=name, Delete={"Objects": keys})
    s3.delete_bucket(Bucket=name)


def test_files_come_back_as_they_went(s3, bucket, tmp_path):
    folder, back = tmp_path / "files", tmp_path / "back"
    sizes = samples.make(folder)
    moved = 0

    def count(length):
        nonlocal moved
        moved += length

    for name in sizes:
        s3.upload_file(str(folder / name), bucket, name, Config=CONFIG, Callback=count)
    assert moved == sum(sizes.values())
    for name, size in sizes.items():
        head = s3.head_object(Bucket=bucket, Key=name)
        assert head["ContentLength"] == size
        in_parts = "-" in head["ETag"]
        assert in_parts == (size >= 8 * samples.MIB), name
        target = back / name
        target.parent.mkdir(parents=True, exist_ok=True)
        s3.download_file(bucket, name, str(target), Config=CONFIG)
    assert samples.digests(back) == samples.digests(folder)


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_every_checksum_goes_with_parts(s3, bucket, algorithm):
    if algorithm in ("CRC32C", "CRC64NVME"):
        pytest.importorskip("awscrt", reason="botocore computes this one with awscrt, which is not here")
    whole = hashlib.shake_256(algorithm.encode()).digest(17 * samples.MIB)
    extra = {"ChecksumAlgorithm": algorithm}
    s3.upload_fileobj(io.BytesIO(whole), bucket, "k", ExtraArgs=extra, Config=CONFIG)
    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert f"Checksum{algorithm}" in head
    target = io.BytesIO()
    s3.download_fileobj(bucket, "k", target, Config=CONFIG)
    assert target.getvalue() == whole


def test_copies_go_in_parts(s3, bucket):
    whole = hashlib.shake_256(b"copy").digest(20 * samples.MIB)
    s3.upload_fileobj(io.BytesIO(whole), bucket, "source", Config=CONFIG)
    s3.copy({"Bucket": bucket, "Key": "source"}, bucket, "copy", Config=CONFIG)
    head = s3.head_object(Bucket=bucket, Key="copy")
    assert head["ETag"].strip('"').endswith("-3")
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == whole
