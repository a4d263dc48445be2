"""Programs by AWS's runtime libraries: Java on its own runtime and by its client, Rust, Go, and a shell script.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
"""

import shutil
import subprocess

import pytest

PROVIDED = "provided.al2023"


def sqs_event(*bodies):
    records = [
        {
            "messageId": f"m-{number}",
            "receiptHandle": "handle",
            "body": body,
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1545082649183",
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": "1545082649185",
            },
            "messageAttributes": {},
            "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:orders",
            "awsRegion": "us-east-1",
        }
        for number, body in enumerate(bodies)
    ]
    return {"Records": records}


@pytest.fixture(scope="session")
def java_runtime():
    """The name of the Java that this machine has."""
    if not shutil.which("java"):
        pytest.skip("no Java")
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    version = said.split('"')[1]
    return f"java{version.split('.')[0]}"


def check_java(deploy, archive, runtime):
    orders = deploy(archive, runtime, "shop.Orders")
    answer = orders.invoke(sqs_event("one", "broken", "three"))
    assert answer.json == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert "message one" in answer.log and "message broken" in answer.log
    if runtime != PROVIDED:
        # The client's messages are events of their own, though they end with no newline.
        assert "message broken" in orders.events()
    assert "Init Duration: " in answer.log
    total = deploy(archive, runtime, "shop.Orders::total")
    answer = total.invoke({"order": "17", "count": 3, "price": 250})
    assert answer.json == {"order": "17", "cents": 750, "function": total.name}
    assert "adding up 17\n" in answer.log
    failed = total.invoke({"order": "17", "count": -1, "price": 250})
    assert failed.failure["errorType"] == "java.lang.IllegalArgumentException"
    assert failed.failure["errorMessage"] == "a count below zero"
    assert any("shop.Orders.total" in line for line in failed.failure["stackTrace"])
    assert "a count below zero" in "".join(total.events())


def test_java_brings_its_client(deploy, built, java_runtime):
    check_java(deploy, built("java"), java_runtime)


def test_java_as_it_is_deployed_to_aws(deploy, built, java_runtime):
    """The package has no client of the Runtime API: the runtime brings it, out of what Maven keeps on this machine."""
    built("java")
    check_java(deploy, built("bare_java"), java_runtime)


def test_java_as_a_program_of_its_own(deploy, built):
    check_java(deploy, built("java"), PROVIDED)


def test_rust(deploy, built):
    function = deploy(built("rust"), PROVIDED, "bootstrap")
    answer = function.invoke({"id": "17", "lines": [1, 2, 3]})
    assert (answer.json["id"], answer.json["sum"]) == ("17", 6)
    assert f"START RequestId: {answer.json['request']} " in answer.log
    assert "adding up" in answer.log and "order=17" in answer.log
    failed = function.invoke({"id": "18", "lines": []}).failure
    assert failed["errorMessage"] == "order 18 has no lines"
    wrong = function.invoke({"id": 17}).failure
    assert "invalid type: integer `17`, expected a string" in wrong["errorMessage"]
    assert function.invoke({"id": "19", "lines": [4]}).json["sum"] == 4


def test_go(deploy, built):
    function = deploy(built("go"), PROVIDED, "bootstrap")
    answer = function.invoke(sqs_event("one", "two"))
    assert answer.json["bodies"] == ["one", "two"]
    assert answer.json["deadline"] is True
    assert f"START RequestId: {answer.json['request']} " in answer.log
    assert "message two\n" in answer.log
    failed = function.invoke(sqs_event()).failure
    assert failed == {"errorMessage": "no records", "errorType": "errorString"}
    panicked = function.invoke(sqs_event("panic"))
    assert panicked.failure["errorMessage"] == "message m-0"
    assert panicked.failure["errorType"] == "string"
    assert function.invoke(sqs_event("again")).json["bodies"] == ["again"]


def test_shell(deploy, built):
    function = deploy(built("shell"), PROVIDED, "function.handler")
    answer = function.invoke({"a": 1})
    assert answer.json["length"] == len('{"a": 1}')
    assert 'event: {"a": 1}\n' in answer.log
    assert function.invoke("fail").failure == {"errorMessage": "the handler failed", "errorType": "Shell"}
    assert function.invoke({}).json["length"] == 2
