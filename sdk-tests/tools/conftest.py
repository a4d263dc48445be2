"""What a tool needs: where the server is, a key, a home of its own, files, a bucket."""

import json
import os
import subprocess
import urllib.parse
import uuid
from types import SimpleNamespace

import pytest
import samples
from installed import tool

ENDPOINT = os.environ.get("STRATUS_ENDPOINT", "http://127.0.0.1:4566")
KEY = os.environ.get("STRATUS_ACCESS_KEY_ID", "test")
SECRET = os.environ.get("STRATUS_SECRET_ACCESS_KEY", "test")


@pytest.fixture
def bucket():
    """A bucket's name that no other test uses; the tool itself makes it."""
    return f"tools-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """The files to carry: their folder, their sizes and their digests."""
    folder = tmp_path_factory.mktemp("files")
    made = samples.make(folder)
    return SimpleNamespace(folder=folder, sizes=made, digests=samples.digests(folder))


@pytest.fixture
def command(tmp_path):
    """`command("rclone", more)` gives what runs that tool with further environment, and fails when the tool does."""

    def prepare(name, **more):
        path = tool(name)
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
        environment |= {"NO_PROXY": "127.0.0.1,localhost", **more}

        def run(*words, text=True, check=True):
            done = subprocess.run(
                [path, *words],
                capture_output=True,
                text=text,
                timeout=samples.PATIENCE,
                env=environment,
            )
            if check:
                assert done.returncode == 0, f"{name} {words}: {done.stderr[-2000:]}"
            return done

        return run

    return prepare


@pytest.fixture
def s3cmd(command, tmp_path):
    """Runs s3cmd with its settings, also for those whose own tool deletes no bucket."""
    settings = tmp_path / "s3cfg"
    settings.write_text(
        f"[default]\naccess_key = {KEY}\nsecret_key = {SECRET}\n"
        f"host_base = {host()}\nhost_bucket = {host()}\n"
        f"use_https = {ENDPOINT.startswith('https')}\nprogress_meter = False\n"
        # One try, so that no error hides behind another.
        "max_retries = 1\n"
    )
    run = command("s3cmd")
    return lambda *words, **options: run("--config", str(settings), *words, **options)


def host():
    return urllib.parse.urlsplit(ENDPOINT).netloc


def decoded(done):
    return json.loads(done.stdout)
