"""restic: a repository of backups in a bucket: made, checked to the last byte, restored, thinned out.

https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html
"""

import pytest
import samples
from conftest import ENDPOINT, KEY, SECRET, decoded


@pytest.fixture
def restic(command, s3cmd, bucket, tmp_path):
    yield command(
        "restic",
        RESTIC_REPOSITORY=f"s3:{ENDPOINT}/{bucket}/backups",
        RESTIC_PASSWORD="secret",
        RESTIC_CACHE_DIR=str(tmp_path / "cache"),
        AWS_ACCESS_KEY_ID=KEY,
        AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_DEFAULT_REGION="us-east-1",
    )
    # restic makes a bucket, and deletes none.
    s3cmd("rb", "--recursive", "--force", f"s3://{bucket}")


def snapshots(restic):
    return decoded(restic("snapshots", "--json"))


def test_backups_come_back_as_they_went(restic, files, tmp_path):
    restic("init")
    restic("backup", str(files.folder))
    restic("check", "--read-data")
    back = tmp_path / "back"
    restic("restore", "latest", "--verify", "--target", str(back))
    restored = back / files.folder.relative_to("/")
    assert samples.digests(restored) == files.digests


def test_old_backups_go_and_new_ones_stay(restic, tmp_path):
    folder = tmp_path / "folder"
    restic("init")
    for number in range(3):
        samples.write(folder / f"{number}", 2_000_000)
        restic("backup", str(folder))
    assert len(snapshots(restic)) == 3
    (folder / "0").unlink()
    restic("backup", str(folder))
    restic("forget", "--keep-last", "1", "--prune")
    assert len(snapshots(restic)) == 1
    restic("check", "--read-data")
    back = tmp_path / "back"
    restic("restore", "latest", "--target", str(back))
    assert samples.digests(back / folder.relative_to("/")) == samples.digests(folder)
    again = restic("init", check=False)
    assert again.returncode != 0
    assert "already" in again.stderr
