"""rclone: copies, checks and synchronises folders, streams in, serves ranges, makes links, shows versions.

https://rclone.org/s3/
"""

import hashlib
import time
import urllib.request

import pytest
import samples
from conftest import ENDPOINT, KEY, SECRET, decoded


@pytest.fixture
def rclone(command):
    run = command(
        "rclone",
        RCLONE_CONFIG_CLOUD_TYPE="s3",
        RCLONE_CONFIG_CLOUD_PROVIDER="AWS",
        RCLONE_CONFIG_CLOUD_ENDPOINT=ENDPOINT,
        RCLONE_CONFIG_CLOUD_REGION="us-east-1",
        RCLONE_CONFIG_CLOUD_ACCESS_KEY_ID=KEY,
        RCLONE_CONFIG_CLOUD_SECRET_ACCESS_KEY=SECRET,
        RCLONE_CONFIG_CLOUD_FORCE_PATH_STYLE="true",
        # Without TLS it signs bodies, for which it would read them twice.
        RCLONE_CONFIG_CLOUD_USE_UNSIGNED_PAYLOAD="true",
        # Every version of rclone sends large files in parts from here on.
        RCLONE_CONFIG_CLOUD_UPLOAD_CUTOFF="16M",
        RCLONE_CONFIG_CLOUD_CHUNK_SIZE="8M",
    )
    plain = ("--config", "/dev/null", "--retries", "1", "--low-level-retries", "1")
    return lambda *words, **options: run(*plain, *words, **options)


def test_files_come_back_as_they_went(rclone, bucket, files, tmp_path):
    rclone("mkdir", f"cloud:{bucket}")
    rclone("copy", str(files.folder), f"cloud:{bucket}/all")
    # Compares the digests of both sides; then by the bytes themselves.
    rclone("check", str(files.folder), f"cloud:{bucket}/all")
    rclone("check", "--download", str(files.folder), f"cloud:{bucket}/all")
    listed = decoded(rclone("lsjson", "--recursive", "--files-only", f"cloud:{bucket}/all"))
    assert {entry["Path"]: entry["Size"] for entry in listed} == files.sizes
    back = tmp_path / "back"
    rclone("copy", f"cloud:{bucket}/all", str(back))
    assert samples.digests(back) == files.digests
    rclone("copy", f"cloud:{bucket}/all", f"cloud:{bucket}/copy")
    rclone("check", f"cloud:{bucket}/all", f"cloud:{bucket}/copy")
    rclone("purge", f"cloud:{bucket}")
    assert bucket not in rclone("lsd", "cloud:").stdout


def test_sync_leaves_what_the_source_has(rclone, bucket, tmp_path):
    folder = tmp_path / "folder"
    for name in ("keep", "change", "go"):
        samples.write(folder / name, 1_000)
    rclone("mkdir", f"cloud:{bucket}")
    rclone("sync", str(folder), f"cloud:{bucket}")
    (folder / "go").unlink()
    (folder / "change").write_text("longer" * 1_000)
    rclone("sync", str(folder), f"cloud:{bucket}")
    listed = decoded(rclone("lsjson", f"cloud:{bucket}"))
    assert {entry["Path"]: entry["Size"] for entry in listed} == {"keep": 1_000, "change": 6_000}
    rclone("purge", f"cloud:{bucket}")


def test_streams_ranges_and_links(rclone, bucket, tmp_path):
    source = tmp_path / "source"
    samples.write(source, 3_000_000)
    rclone("mkdir", f"cloud:{bucket}")
    rclone("copyto", str(source), f"cloud:{bucket}/streamed")
    want = source.read_bytes()
    part = rclone("cat", "--offset", "999", "--count", "70000", f"cloud:{bucket}/streamed", text=False)
    assert part.stdout == want[999:70_999]
    md5 = rclone("md5sum", f"cloud:{bucket}/streamed").stdout.split()[0]
    assert md5 == hashlib.md5(want).hexdigest()
    link = rclone("link", "--expire", "300s", f"cloud:{bucket}/streamed").stdout.strip()
    with urllib.request.urlopen(link) as answer:
        assert answer.read() == want
    rclone("moveto", f"cloud:{bucket}/streamed", f"cloud:{bucket}/moved")
    assert [entry["Path"] for entry in decoded(rclone("lsjson", f"cloud:{bucket}"))] == ["moved"]
    rclone("purge", f"cloud:{bucket}")


def test_versions_are_shown_and_come_back(rclone, bucket, tmp_path):
    rclone("mkdir", f"cloud:{bucket}")
    rclone("backend", "versioning", f"cloud:{bucket}", "Enabled")
    assert rclone("backend", "versioning", f"cloud:{bucket}").stdout.strip(' "\n') == "Enabled"
    source = tmp_path / "f"
    for text in ("first", "the second"):
        source.write_text(text)
        rclone("copyto", "--ignore-times", str(source), f"cloud:{bucket}/f")
        # rclone names versions by their times, of which S3 tells whole seconds.
        time.sleep(1.1)
    rclone("deletefile", f"cloud:{bucket}/f")
    assert decoded(rclone("lsjson", f"cloud:{bucket}")) == []
    shown = decoded(rclone("lsjson", "--s3-versions", f"cloud:{bucket}"))
    assert sorted(entry["Size"] for entry in shown) == [5, 10]
    oldest = min(shown, key=lambda entry: entry["Size"])["Path"]
    assert rclone("cat", "--s3-versions", f"cloud:{bucket}/{oldest}").stdout == "first"
    rclone("backend", "cleanup-hidden", f"cloud:{bucket}")
    assert decoded(rclone("lsjson", "--s3-versions", f"cloud:{bucket}")) == []
    rclone("purge", f"cloud:{bucket}")
