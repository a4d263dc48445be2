"""Functions that are invoked: answers, errors, logs, layers, variables, streams, and what they do in this cloud.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html
"""

import base64
import io
import json
import zipfile

import pytest
from botocore.exceptions import ClientError
from conftest import connect, unique
from functions import eventually, make_function, make_role


@pytest.fixture(scope="module")
def lambda_():
    return connect("lambda")


@pytest.fixture(scope="module")
def role():
    iam = connect("iam")
    name = make_role(iam, ["sqs:*", "sts:*", "logs:*"])
    yield name
    iam.delete_role_policy(RoleName=name, PolicyName="p")
    iam.delete_role(RoleName=name)


@pytest.fixture
def function(lambda_, role):
    made = []

    def make(code, **options):
        made.append(make_function(lambda_, role, code, **options))
        return made[-1]

    yield make
    for name in made:
        lambda_.delete_function(FunctionName=name)


def call(lambda_, name, event=None, **options):
    payload = json.dumps(event if event is not None else {})
    answer = lambda_.invoke(FunctionName=name, Payload=payload, **options)
    return answer, json.loads(answer["Payload"].read() or "null")


def test_an_answer_with_its_log(lambda_, function):
    name = function("def handler(event, context):\n    print('heard', event['n'])\n    return {'n': event['n'] + 1}\n")
    answer, said = call(lambda_, name, {"n": 1}, LogType="Tail")
    assert said == {"n": 2}
    assert (answer["StatusCode"], answer["ExecutedVersion"], "FunctionError" in answer) == (200, "$LATEST", False)
    tail = base64.b64decode(answer["LogResult"]).decode()
    assert "heard 1\n" in tail and "START RequestId: " in tail and "Max Memory Used: " in tail
    logs = connect("logs")

    def written():
        try:
            events = logs.filter_log_events(logGroupName="/aws/lambda/" + name)["events"]
        except logs.exceptions.ResourceNotFoundException:
            return None
        messages = [event["message"] for event in events]
        return messages if any(message.startswith("REPORT") for message in messages) else None

    messages = eventually(written)
    assert "heard 1\n" in messages and messages[0].startswith("INIT_START Runtime Version: python:3.")


def test_errors_and_ends(lambda_, function):
    code = """
import os, time
def handler(event, context):
    if event == 'raise':
        raise ValueError('no')
    if event == 'exit':
        os._exit(1)
    time.sleep(30)
"""
    name = function(code, Timeout=2)
    answer, said = call(lambda_, name, "raise")
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert (said["errorType"], said["errorMessage"]) == ("ValueError", "no")
    assert said["stackTrace"][0].startswith("  File \"")
    _, said = call(lambda_, name, "exit")
    assert said["errorType"] == "Runtime.ExitError"
    assert said["errorMessage"].endswith("Error: Runtime exited with error: exit status 1")
    _, said = call(lambda_, name, "sleep")
    assert said["errorType"] == "Sandbox.Timedout"
    assert said["errorMessage"].endswith("Error: Task timed out after 2.00 seconds")


def test_what_is_refused(lambda_, function):
    name = function("def handler(event, context):\n    return 1\n")
    with pytest.raises(lambda_.exceptions.InvalidRequestContentException):
        lambda_.invoke(FunctionName=name, Payload=b"{no json")
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        lambda_.invoke(FunctionName=unique("none"))
    with pytest.raises(ClientError) as large:
        lambda_.invoke(FunctionName=name, Payload=b'"' + b"x" * 6_291_456 + b'"')
    assert large.value.response["Error"]["Code"] in ("RequestTooLargeException", "413")
    assert lambda_.invoke(FunctionName=name, InvocationType="DryRun")["StatusCode"] == 204
    lambda_.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    with pytest.raises(lambda_.exceptions.TooManyRequestsException) as throttled:
        lambda_.invoke(FunctionName=name)
    assert throttled.value.response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"


def test_it_acts_as_its_role(lambda_, function):
    code = """
import cloud
def handler(event, context):
    body = b'Action=GetCallerIdentity&Version=2011-06-15'
    return cloud.sign('sts', 'POST', '/', {'content-type': 'application/x-www-form-urlencoded'}, body).decode()
"""
    name = function(code)
    answer, said = call(lambda_, name)
    assert "FunctionError" not in answer, said
    assert "assumed-role/" in said and f"/{name}</Arn>" in said


def test_layers_variables_and_memory(lambda_, function):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("python/shared.py", "V = 'of the layer'")
    layer = unique("layer")
    arn = lambda_.publish_layer_version(LayerName=layer, Content={"ZipFile": packed.getvalue()})["LayerVersionArn"]
    code = "import os, shared\ndef handler(event, context):\n    return [shared.V, os.environ['OWN'], context.memory_limit_in_mb]\n"
    name = function(code, Layers=[arn], Environment={"Variables": {"OWN": "mine"}}, MemorySize=256)
    answer, said = call(lambda_, name)
    assert said == ["of the layer", "mine", "256"], said
    lambda_.delete_layer_version(LayerName=layer, VersionNumber=1)


def test_pieces(lambda_, function):
    name = function("def handler(event, context):\n    return 'whole'\n")
    answer = lambda_.invoke_with_response_stream(FunctionName=name, Payload=b"{}", LogType="Tail")
    events = list(answer["EventStream"])
    assert b"".join(e["PayloadChunk"]["Payload"] for e in events if "PayloadChunk" in e) == b'"whole"'
    complete = events[-1]["InvokeComplete"]
    assert "START RequestId: " in base64.b64decode(complete["LogResult"]).decode()
