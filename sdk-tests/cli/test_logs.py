"""CloudWatch Logs through the AWS CLI, as people look into logs.

https://docs.aws.amazon.com/cli/latest/reference/logs/
"""

import json
import os
import select
import shutil
import subprocess
import time

import pytest
from conftest import ACCOUNT, AWS, ENDPOINT, REGION, run, unique


@pytest.fixture
def group(aws):
    name = f"/cli/{unique()}"
    assert aws("logs", "create-log-group", "--log-group-name", name).code == 0
    assert aws("logs", "create-log-stream", "--log-group-name", name, "--log-stream-name", "s").code == 0
    yield name
    aws("logs", "delete-log-group", "--log-group-name", name)


def put(aws, group, *messages):
    now = int(time.time() * 1000)
    events = json.dumps([{"timestamp": now, "message": message} for message in messages])
    words = ["--log-group-name", group, "--log-stream-name", "s", "--log-events", events]
    return aws("logs", "put-log-events", *words)


def test_events_are_put_and_found(aws, group):
    assert put(aws, group, "one ERROR", "two").json["nextSequenceToken"]
    text = ["--query", "events[].message", "--output", "text"]
    got = aws("logs", "get-log-events", "--log-group-name", group, "--log-stream-name", "s", *text)
    assert got.text == "one ERROR\ttwo\n"
    found = aws("logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", "ERROR", *text)
    assert found.text == "one ERROR\n"
    groups = aws("logs", "describe-log-groups", "--log-group-name-prefix", group).json["logGroups"]
    assert groups[0]["arn"] == f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*"


def test_errors(aws, group):
    again = aws("logs", "create-log-group", "--log-group-name", group)
    assert again.code in (254, 255)
    assert "(ResourceAlreadyExistsException) when calling the CreateLogGroup operation: The specified log group already exists" in again.error
    none = aws("logs", "filter-log-events", "--log-group-name", f"{group}-none")
    assert "(ResourceNotFoundException)" in none.error


def version_2():
    """The newer CLI, where this machine has one: only that follows log groups."""
    for command in (os.environ.get("STRATUS_AWS_2"), shutil.which("aws2"), shutil.which("aws"), AWS):
        if command and run(command, "--version").text.startswith("aws-cli/2"):
            return command
    return None


def test_a_group_is_followed(aws, environment, group):
    command = version_2()
    if command is None:
        pytest.skip("`aws logs tail` is part of version 2 of the CLI, which is not installed")
    words = [command, "--endpoint-url", ENDPOINT, "logs", "tail", group, "--follow", "--since", "1h"]
    tail = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        put(aws, group, "first")
        seen = follow(tail, "first")
        put(aws, group, "second")
        seen += follow(tail, "second")
        assert seen.count("first") == 1 and seen.count("second") == 1
    finally:
        tail.terminate()
        tail.wait()


def follow(process, text, seconds=30):
    """What a process writes until `text` comes."""
    seen, until = "", time.monotonic() + seconds
    while text not in seen:
        ready, _, _ = select.select([process.stdout], [], [], max(0, until - time.monotonic()))
        assert ready, f"{text} did not come: {seen}"
        seen += process.stdout.readline()
    return seen
