"""s3cmd: put, get, sync both ways, metadata, copies, signed URLs, policies, removal.

https://s3tools.org/usage
"""

import hashlib
import urllib.request

import samples


def test_files_come_back_as_they_went(s3cmd, bucket, files, tmp_path):
    s3cmd("mb", f"s3://{bucket}")
    s3cmd("sync", f"{files.folder}/", f"s3://{bucket}/all/")
    listed = s3cmd("ls", "--recursive", f"s3://{bucket}/").stdout.splitlines()
    assert len(listed) == len(files.sizes)
    # What is there already is found by its digest, and stays.
    again = s3cmd("sync", "--verbose", f"{files.folder}/", f"s3://{bucket}/all/").stdout
    assert "upload:" not in again
    back = tmp_path / "back"
    back.mkdir()
    s3cmd("sync", f"s3://{bucket}/all/", f"{back}/")
    assert samples.digests(back) == files.digests
    s3cmd("del", "--recursive", "--force", f"s3://{bucket}/")
    assert s3cmd("ls", "--recursive", f"s3://{bucket}/").stdout == ""
    s3cmd("rb", f"s3://{bucket}")
    assert f"s3://{bucket}" not in s3cmd("ls").stdout


def test_objects_are_told_of_copied_and_moved(s3cmd, bucket, tmp_path):
    source = tmp_path / "text.txt"
    source.write_bytes(b"hello")
    s3cmd("mb", f"s3://{bucket}")
    header = ("--add-header", "x-amz-meta-colour: red", "--mime-type", "text/plain")
    s3cmd("put", *header, str(source), f"s3://{bucket}/a")
    told = s3cmd("info", f"s3://{bucket}/a").stdout
    assert hashlib.md5(b"hello").hexdigest() in told
    assert "text/plain" in told and "red" in told
    s3cmd("cp", f"s3://{bucket}/a", f"s3://{bucket}/b")
    s3cmd("mv", f"s3://{bucket}/b", f"s3://{bucket}/c")
    names = [line.split()[-1] for line in s3cmd("ls", f"s3://{bucket}/").stdout.splitlines()]
    assert names == [f"s3://{bucket}/a", f"s3://{bucket}/c"]
    target = tmp_path / "part"
    s3cmd("get", f"s3://{bucket}/c", str(target))
    assert target.read_bytes() == b"hello"
    url = s3cmd("signurl", f"s3://{bucket}/c", "+300").stdout.strip()
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"hello"
    missing = s3cmd("get", f"s3://{bucket}/none", str(tmp_path / "none"), check=False)
    assert missing.returncode != 0
    assert "does not exist" in missing.stderr
    s3cmd("rb", "--recursive", "--force", f"s3://{bucket}")


def test_settings_of_a_bucket(s3cmd, bucket, tmp_path):
    s3cmd("mb", f"s3://{bucket}")
    policy = tmp_path / "policy.json"
    policy.write_text(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",'
        f'"Resource":"arn:aws:s3:::{bucket}/secret/*"}}]}}'
    )
    s3cmd("setpolicy", str(policy), f"s3://{bucket}")
    assert f"{bucket}/secret/*" in s3cmd("info", f"s3://{bucket}").stdout
    source = tmp_path / "f"
    source.write_bytes(b"x")
    s3cmd("put", str(source), f"s3://{bucket}/secret/f")
    denied = s3cmd("get", f"s3://{bucket}/secret/f", str(tmp_path / "g"), check=False)
    assert denied.returncode != 0
    assert "403" in denied.stderr
    s3cmd("delpolicy", f"s3://{bucket}")
    s3cmd("get", f"s3://{bucket}/secret/f", str(tmp_path / "g"))
    s3cmd("expire", "--expiry-days=3", "--expiry-prefix=old/", f"s3://{bucket}")
    assert "old/" in s3cmd("getlifecycle", f"s3://{bucket}").stdout
    s3cmd("rb", "--recursive", "--force", f"s3://{bucket}")
