"""The AWS CLI carries files of all sizes to S3 and back: cp, sync, streams, signed URLs, parts by hand.

https://docs.aws.amazon.com/cli/latest/reference/s3/
"""

import hashlib
import json
import subprocess

import pytest
import samples
from conftest import AWS, ENDPOINT, run, unique


@pytest.fixture
def long_aws(environment):
    """As `aws`, with as much time as the files need; fails when the command does."""

    def call(*words, **options):
        done = subprocess.run(
            [AWS, "--endpoint-url", ENDPOINT, *words],
            env=environment,
            capture_output=True,
            timeout=samples.PATIENCE,
            **options,
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        return done.stdout

    return call


@pytest.fixture
def bucket(aws):
    name = unique()
    assert aws("s3", "mb", f"s3://{name}").code == 0
    yield name
    assert aws("s3", "rb", f"s3://{name}", "--force").code == 0


def test_files_come_back_as_they_went(long_aws, bucket, tmp_path):
    folder = tmp_path / "files"
    sizes = samples.make(folder)
    told = long_aws("s3", "sync", "--no-progress", str(folder), f"s3://{bucket}/all")
    assert told.count(b"upload:") == len(sizes)
    assert long_aws("s3", "sync", str(folder), f"s3://{bucket}/all") == b""
    listed = json.loads(long_aws("s3api", "list-objects-v2", "--bucket", bucket, "--prefix", "all/"))
    assert {o["Key"].removeprefix("all/"): o["Size"] for o in listed["Contents"]} == sizes
    back = tmp_path / "back"
    long_aws("s3", "sync", "--no-progress", f"s3://{bucket}/all", str(back))
    assert samples.digests(back) == samples.digests(folder)
    long_aws("s3", "cp", "--quiet", "--recursive", f"s3://{bucket}/all", f"s3://{bucket}/copy")
    half = tmp_path / "half"
    long_aws("s3", "cp", "--quiet", f"s3://{bucket}/copy/half.bin", str(half))
    assert samples.digest(half) == samples.digest(folder / "half.bin")


def test_empty_files_and_others_share_a_connection(long_aws, environment, bucket, tmp_path):
    """The command waits for `100 Continue` before every file, and trips over an answer in its place on a kept connection."""
    config = tmp_path / "config"
    config.write_text("[default]\ns3 =\n  max_concurrent_requests = 1\n")
    environment = environment | {"AWS_CONFIG_FILE": str(config)}
    folder = tmp_path / "folder"
    for number in range(6):
        samples.write(folder / f"{number}", number % 2 * 1_000)
    words = ("s3", "cp", "--recursive", str(folder), f"s3://{bucket}/")
    done = run(AWS, "--endpoint-url", ENDPOINT, "--debug", *words, env=environment)
    assert done.code == 0, done.error
    assert "Failed to parse headers" not in done.error
    back = tmp_path / "back"
    long_aws("s3", "sync", "--no-progress", f"s3://{bucket}/", str(back))
    assert samples.digests(back) == samples.digests(folder)


def test_streams_of_unknown_length(long_aws, bucket):
    bytes_of = hashlib.shake_256(b"stream").digest(20 * samples.MIB)
    long_aws("s3", "cp", "-", f"s3://{bucket}/streamed", input=bytes_of)
    assert long_aws("s3", "cp", f"s3://{bucket}/streamed", "-") == bytes_of


def test_a_signed_url_serves_all_and_ranges(long_aws, bucket, tmp_path):
    source = tmp_path / "source"
    samples.write(source, 9 * samples.MIB)
    long_aws("s3", "cp", "--quiet", str(source), f"s3://{bucket}/source")
    url = long_aws("s3", "presign", f"s3://{bucket}/source", "--expires-in", "60").decode().strip()
    whole = tmp_path / "whole"
    assert run("curl", "-sSf", "-o", str(whole), url).code == 0
    assert samples.digest(whole) == samples.digest(source)
    # Half of a download, taken up again.
    broken = tmp_path / "broken"
    broken.write_bytes(source.read_bytes()[: 5 * samples.MIB + 1])
    assert run("curl", "-sSf", "-C", "-", "-o", str(broken), url).code == 0
    assert samples.digest(broken) == samples.digest(source)


def test_parts_by_hand(long_aws, bucket, tmp_path):
    pieces = []
    for number, length in enumerate((5 * samples.MIB, 6 * samples.MIB, 1_000), start=1):
        piece = tmp_path / f"part{number}"
        samples.write(piece, length)
        pieces.append(piece)
    where = ("--bucket", bucket, "--key", "parts")
    begun = json.loads(long_aws("s3api", "create-multipart-upload", *where))
    upload = (*where, "--upload-id", begun["UploadId"])
    parts = []
    for number, piece in enumerate(pieces, start=1):
        part = ("--part-number", str(number), "--body", str(piece))
        etag = json.loads(long_aws("s3api", "upload-part", *upload, *part))["ETag"]
        assert etag.strip('"') == hashlib.md5(piece.read_bytes()).hexdigest()
        parts.append({"PartNumber": number, "ETag": etag})
    shown = json.loads(long_aws("s3api", "list-parts", *upload))
    assert [part["Size"] for part in shown["Parts"]] == [piece.stat().st_size for piece in pieces]
    listed = json.dumps({"Parts": parts})
    done = json.loads(
        long_aws("s3api", "complete-multipart-upload", *upload, "--multipart-upload", listed)
    )
    whole = b"".join(piece.read_bytes() for piece in pieces)
    md5s = b"".join(hashlib.md5(piece.read_bytes()).digest() for piece in pieces)
    assert done["ETag"].strip('"') == f"{hashlib.md5(md5s).hexdigest()}-3"
    back = tmp_path / "back"
    long_aws("s3api", "get-object", *where, str(back))
    assert back.read_bytes() == whole
    second = tmp_path / "second"
    long_aws("s3api", "get-object", *where, "--part-number", "2", str(second))
    assert second.read_bytes() == pieces[1].read_bytes()
