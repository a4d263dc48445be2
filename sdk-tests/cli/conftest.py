"""Runs the real `aws` command and curl, with a clean configuration and the credentials of the run."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

ENDPOINT = os.environ.get("STRATUS_ENDPOINT", "http://127.0.0.1:4566")
ACCOUNT = "000000000000"
REGION = "us-east-1"
KEY = os.environ.get("STRATUS_ACCESS_KEY_ID", "test")
SECRET = os.environ.get("STRATUS_SECRET_ACCESS_KEY", "test")
AWS = shutil.which("aws", path=str(Path(sys.executable).parent)) or "aws"


class Outcome:
    """What a command left: exit code, standard output as JSON (or None), standard error."""

    def __init__(self, process):
        self.code = process.returncode
        self.text = process.stdout
        self.error = process.stderr.strip()

    @property
    def json(self):
        return json.loads(self.text) if self.text.strip() else None


def run(*words, **options):
    return Outcome(subprocess.run(words, capture_output=True, text=True, timeout=60, **options))


def unique():
    """A queue name that no other test uses."""
    return f"cli-{uuid.uuid4().hex[:12]}"


def signed(service):
    """What makes curl sign a call of `service`."""
    return ["--aws-sigv4", f"aws:amz:{REGION}:{service}", "--user", f"{KEY}:{SECRET}"]


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """No user configuration, no retries, JSON output."""
    home = tmp_path_factory.mktemp("home")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_CONFIG_FILE": str(home / "config"),
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_DEFAULT_OUTPUT": "json",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "PYTHONUTF8": "1",
    }


@pytest.fixture(scope="session")
def aws(environment):
    """`aws("sqs", "list-queues")` runs the command and gives its Outcome."""

    def call(*words):
        return run(AWS, "--endpoint-url", ENDPOINT, *words, env=environment)

    return call


@pytest.fixture
def queue(aws):
    """Creates queues with `aws sqs create-queue` and deletes them when the test ends."""
    urls = []

    def make(name=None, *more):
        name = name or unique()
        answer = aws("sqs", "create-queue", "--queue-name", name, *more)
        assert answer.code == 0, answer.error
        urls.append(answer.json["QueueUrl"])
        return urls[-1]

    yield make
    for url in urls:
        aws("sqs", "delete-queue", "--queue-url", url)


@pytest.fixture
def query():
    """A query-protocol call signed by curl: a signer that shares no code with the SDKs."""

    def call(service="sqs", url=ENDPOINT + "/", **parameters):
        words = ["curl", "-sS", *signed(service)]
        for name, value in parameters.items():
            words += ["--data-urlencode", f"{name.replace('__', '.')}={value}"]
        words += ["-w", "\n%{http_code} %{content_type}", url]
        answer = run(*words)
        assert answer.code == 0, answer.error
        body, _, trailer = answer.text.rpartition("\n")
        status, _, kind = trailer.partition(" ")
        return int(status), kind, body

    return call
