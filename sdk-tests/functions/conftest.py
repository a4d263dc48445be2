"""Builds what people deploy, deploys it by the AWS CLI as they do, calls it, and reads its log."""

import base64
import contextlib
import io
import json
import os
import sys
import time
import uuid

import packing
import pytest
from awscli import clidriver

ENDPOINT = os.environ.get("STRATUS_ENDPOINT", "http://127.0.0.1:4566")
ACCOUNT = "000000000000"
REGION = "us-east-1"
# The Python of the tests is one that the machine has, and what pip installs here is built for it.
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
os.environ.update(
    HOME="/nonexistent",
    AWS_ACCESS_KEY_ID=os.environ.get("STRATUS_ACCESS_KEY_ID", "test"),
    AWS_SECRET_ACCESS_KEY=os.environ.get("STRATUS_SECRET_ACCESS_KEY", "test"),
    AWS_DEFAULT_REGION=REGION,
    AWS_DEFAULT_OUTPUT="json",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_MAX_ATTEMPTS="1",
    AWS_PAGER="",
)
DRIVER = clidriver.create_clidriver()


def aws(*words):
    """What the `aws` command answers. It runs in here: to load it anew for each call would be most of the time."""
    out, error = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        code = DRIVER.main(["--endpoint-url", ENDPOINT, *map(str, words)])
    assert code == 0, f"aws {' '.join(map(str, words))[:300]}: {error.getvalue()}"
    out.flush()
    text = out.buffer.getvalue().decode()
    return json.loads(text) if text.strip() else None


def unique(prefix="fn"):
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def eventually(look, seconds=60):
    """What `look` finds, once it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "nothing was found in time"
        time.sleep(0.3)
    return found


class Answer:
    """What an invocation came to."""

    def __init__(self, told, payload):
        self.error = told.get("FunctionError")
        self.log = base64.b64decode(told.get("LogResult", "")).decode()
        self.text = payload.decode()

    @property
    def json(self):
        """The answer, which must be no error."""
        assert self.error is None, f"{self.text}\n{self.log}"
        return json.loads(self.text)

    @property
    def failure(self):
        """The error, which there must be."""
        assert self.error == "Unhandled", self.text
        return json.loads(self.text)

    @property
    def documents(self):
        """Lines of the log that are JSON objects."""
        lines = [line for line in self.log.splitlines() if line.startswith("{")]
        return [json.loads(line) for line in lines]


class Function:
    """A deployed function."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder

    def invoke(self, event):
        out = self.folder / "answer"
        told = aws(
            "lambda", "invoke", "--function-name", self.name, "--log-type", "Tail",
            "--payload", json.dumps(event), out,
        )
        return Answer(told, out.read_bytes())

    def events(self):
        """What its log group holds."""
        group = f"/aws/lambda/{self.name}"
        found = aws("logs", "filter-log-events", "--log-group-name", group)["events"]
        return [event["message"] for event in found]

    def configure(self, *words):
        aws("lambda", "update-function-configuration", "--function-name", self.name, *words)
        aws("lambda", "wait", "function-updated-v2", "--function-name", self.name)


@pytest.fixture(scope="session")
def make_role():
    """Makes roles that functions take: `make_role(["sqs:SendMessage"], resource)`."""
    made = []

    def make(actions=(), resource="*"):
        name = unique("role")
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        aws("iam", "create-role", "--role-name", name, "--assume-role-policy-document", document)
        made.append(name)
        allowed = {"Effect": "Allow", "Action": ["logs:*", *actions], "Resource": resource}
        document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        aws("iam", "put-role-policy", "--role-name", name, "--policy-name", "p", "--policy-document", document)
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"

    yield make
    for name in made:
        aws("iam", "delete-role-policy", "--role-name", name, "--policy-name", "p")
        aws("iam", "delete-role", "--role-name", name)


@pytest.fixture(scope="session")
def role(make_role):
    """A role that may do nothing but log."""
    return make_role()


@pytest.fixture
def deploy(role, tmp_path):
    """Deploys a zip archive: `deploy(zip, "python3.12", "main.handler", "--timeout", "5", role=..., env={...})`."""
    made = []

    def run(archive, runtime, handler, *more, role=role, env=None, memory=512, timeout=30):
        name = unique()
        words = ["--environment", json.dumps({"Variables": env})] if env else []
        aws(
            "lambda", "create-function", "--function-name", name, "--runtime", runtime, "--handler", handler,
            "--role", role, "--zip-file", f"fileb://{archive}", "--memory-size", memory, "--timeout", timeout,
            *words, *more,
        )
        made.append(name)
        aws("lambda", "wait", "function-active-v2", "--function-name", name)
        return Function(name, tmp_path)

    yield run
    for name in made:
        mappings = aws("lambda", "list-event-source-mappings", "--function-name", name)
        for mapping in mappings["EventSourceMappings"]:
            aws("lambda", "delete-event-source-mapping", "--uuid", mapping["UUID"])
        aws("lambda", "delete-function", "--function-name", name)


@pytest.fixture
def table():
    """A table whose key is the string `id`."""
    name = unique("table")
    aws(
        "dynamodb", "create-table", "--table-name", name, "--billing-mode", "PAY_PER_REQUEST",
        "--attribute-definitions", "AttributeName=id,AttributeType=S",
        "--key-schema", "AttributeName=id,KeyType=HASH",
    )
    aws("dynamodb", "wait", "table-exists", "--table-name", name)
    yield name
    aws("dynamodb", "delete-table", "--table-name", name)


@pytest.fixture(scope="session")
def built():
    """Builds one of the folders here, once: `built("go")` gives the zip archive."""
    return packing.archive
