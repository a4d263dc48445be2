"""S3 through the AWS CLI, as people and scripts use it: cp, mv, sync, rm, presign, mb, rb, ls.

https://docs.aws.amazon.com/cli/latest/reference/s3/
"""

import os

import pytest
from conftest import run, unique


@pytest.fixture
def bucket(aws):
    name = unique()
    assert aws("s3", "mb", f"s3://{name}").code == 0
    yield name
    aws("s3", "rb", f"s3://{name}", "--force")


def test_copy_list_and_remove(aws, bucket, tmp_path):
    source = tmp_path / "a file.txt"
    source.write_bytes(b"hello")
    assert aws("s3", "cp", str(source), f"s3://{bucket}/dir/").code == 0
    listed = aws("s3", "ls", f"s3://{bucket}/dir/")
    assert listed.text.split()[-2:] == ["a", "file.txt"] or "a file.txt" in listed.text
    target = tmp_path / "back.txt"
    assert aws("s3", "cp", f"s3://{bucket}/dir/a file.txt", str(target)).code == 0
    assert target.read_bytes() == b"hello"
    assert aws("s3", "mv", f"s3://{bucket}/dir/a file.txt", f"s3://{bucket}/moved").code == 0
    assert aws("s3", "rm", f"s3://{bucket}/moved").code == 0
    assert aws("s3", "ls", f"s3://{bucket}/").text == ""


def test_large_files_go_in_parts(aws, bucket, tmp_path):
    source = tmp_path / "large"
    source.write_bytes(bytes(range(256)) * 65_536)
    assert aws("s3", "cp", str(source), f"s3://{bucket}/large").code == 0
    head = aws("s3api", "head-object", "--bucket", bucket, "--key", "large").json
    assert head["ContentLength"] == 16 * 1024 * 1024
    assert head["ETag"].strip('"').endswith("-2")
    target = tmp_path / "back"
    assert aws("s3", "cp", f"s3://{bucket}/large", str(target)).code == 0
    assert target.read_bytes() == source.read_bytes()


def test_sync_moves_what_differs(aws, bucket, tmp_path):
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    for n in range(5):
        file = folder / "sub" / f"f{n}"
        file.write_text(f"file {n}")
        # The CLI compares with whole seconds, so what is made in the second of its upload looks newer.
        os.utime(file, (1_700_000_000, 1_700_000_000))
    first = aws("s3", "sync", str(folder), f"s3://{bucket}/copy")
    assert first.text.count("upload:") == 5
    (folder / "sub" / "f0").write_text("a longer file")
    (folder / "sub" / "f1").unlink()
    second = aws("s3", "sync", str(folder), f"s3://{bucket}/copy", "--delete")
    assert second.text.count("upload:") == 1
    assert second.text.count("delete:") == 1
    listed = aws("s3", "ls", f"s3://{bucket}/", "--recursive").text.splitlines()
    assert len(listed) == 4


def test_presigned_urls_serve_without_credentials(aws, bucket, tmp_path):
    source = tmp_path / "f"
    source.write_bytes(b"hello")
    aws("s3", "cp", str(source), f"s3://{bucket}/f")
    url = aws("s3", "presign", f"s3://{bucket}/f").text.strip()
    assert run("curl", "-s", url).text == "hello"
    status = run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-r", "1-2", url).text
    assert status == "206"


def test_a_full_bucket_is_not_removed(aws, bucket, tmp_path):
    source = tmp_path / "f"
    source.write_bytes(b"hello")
    aws("s3", "cp", str(source), f"s3://{bucket}/f")
    refused = aws("s3", "rb", f"s3://{bucket}")
    assert refused.code != 0
    assert "BucketNotEmpty" in refused.error
    missing = aws("s3", "cp", f"s3://{bucket}/none", str(tmp_path / "x"))
    assert missing.code != 0
    assert "404" in missing.error
