"""A function through the AWS CLI, as people and scripts use it.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-awscli.html
"""

import json
import urllib.request
import zipfile

import pytest
from conftest import ACCOUNT, REGION, run, unique

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def archive(path, text):
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("index.py", text)
    return path


@pytest.fixture
def function(aws, tmp_path):
    """Creates a function with `aws lambda create-function`; it is gone when the test ends."""
    name = unique()
    words = ["--role-name", name, "--assume-role-policy-document", json.dumps(TRUST)]
    assert aws("iam", "create-role", *words).code == 0
    code = archive(tmp_path / "code.zip", "def handler(event, context):\n    return 1\n")
    made = aws(
        "lambda", "create-function", "--function-name", name, "--runtime", "python3.12", "--handler", "index.handler",
        "--role", f"arn:aws:iam::{ACCOUNT}:role/{name}", "--zip-file", f"fileb://{code}",
    )
    assert made.code == 0, made.error
    assert made.json["State"] == "Pending"
    assert aws("lambda", "wait", "function-active-v2", "--function-name", name).code == 0
    yield name
    aws("lambda", "delete-function", "--function-name", name)
    aws("iam", "delete-role", "--role-name", name)


def test_new_code_is_published_under_an_alias(aws, function, tmp_path):
    code = archive(tmp_path / "new.zip", "def handler(event, context):\n    return 2\n")
    changed = aws("lambda", "update-function-code", "--function-name", function, "--zip-file", f"fileb://{code}")
    assert changed.json["LastUpdateStatus"] == "InProgress"
    assert aws("lambda", "wait", "function-updated-v2", "--function-name", function).code == 0
    words = ["lambda", "publish-version", "--function-name", function, "--query", "Version", "--output", "text"]
    assert aws(*words).text == "1\n"
    alias = ["--function-name", function, "--name", "live"]
    assert aws("lambda", "create-alias", *alias, "--function-version", "1").code == 0
    shown = aws("lambda", "get-function", "--function-name", f"{function}:live").json
    assert shown["Configuration"]["Version"] == "1"
    with urllib.request.urlopen(shown["Code"]["Location"]) as answer:
        assert answer.read() == code.read_bytes()


def test_settings(aws, function):
    changed = aws(
        "lambda", "update-function-configuration", "--function-name", function, "--timeout", "30", "--memory-size", "256",
        "--environment", '{"Variables": {"STAGE": "test", "EMPTY": ""}}',
    )
    assert (changed.json["Timeout"], changed.json["MemorySize"]) == (30, 256)
    assert changed.json["Environment"] == {"Variables": {"STAGE": "test", "EMPTY": ""}}
    aws("lambda", "wait", "function-updated-v2", "--function-name", function)
    refused = aws("lambda", "update-function-configuration", "--function-name", function, "--timeout", "901")
    assert "(ValidationException) when calling the UpdateFunctionConfiguration operation" in refused.error
    wrong = aws("lambda", "update-function-configuration", "--function-name", function, "--runtime", "cobol")
    assert "Value cobol at 'runtime' failed to satisfy constraint" in wrong.error


def test_layers(aws, function, tmp_path):
    name = unique()
    code = archive(tmp_path / "layer.zip", "x = 1\n")
    made = aws(
        "lambda", "publish-layer-version", "--layer-name", name, "--zip-file", f"fileb://{code}",
        "--compatible-runtimes", "python3.12",
    )
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:{name}:1"
    assert made.json["LayerVersionArn"] == arn
    used = aws("lambda", "update-function-configuration", "--function-name", function, "--layers", arn)
    assert [layer["Arn"] for layer in used.json["Layers"]] == [arn]
    gone = aws("lambda", "delete-layer-version", "--layer-name", name, "--version-number", "1")
    assert (gone.code, gone.text) == (0, "")


def test_permissions_and_the_end(aws, function):
    added = aws(
        "lambda", "add-permission", "--function-name", function, "--statement-id", "events", "--action",
        "lambda:InvokeFunction", "--principal", "events.amazonaws.com",
    )
    assert json.loads(added.json["Statement"])["Principal"] == {"Service": "events.amazonaws.com"}
    assert aws("lambda", "delete-function", "--function-name", function).code == 0
    missing = aws("lambda", "get-function", "--function-name", function)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    assert f"(ResourceNotFoundException) when calling the GetFunction operation: Function not found: {arn}" in missing.error


def test_a_function_at_its_own_address(aws, function):
    url = aws("lambda", "create-function-url-config", "--function-name", function, "--auth-type", "NONE").json
    both = [
        ["--action", "lambda:InvokeFunctionUrl", "--function-url-auth-type", "NONE", "--statement-id", "url"],
        ["--action", "lambda:InvokeFunction", "--statement-id", "invoke"],
    ]
    for words in both:
        made = aws("lambda", "add-permission", "--function-name", function, "--principal", "*", *words)
        assert made.code == 0, made.error
    # curl knows where names below localhost are.
    for protocol in ["--http1.1", "--http2-prior-knowledge"]:
        shown = run("curl", "-sS", protocol, "-w", " %{http_code}", url["FunctionUrl"])
        assert shown.text == "1 200", shown.error
