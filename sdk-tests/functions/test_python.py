"""Python with Powertools for AWS Lambda and boto3: logger, metrics, routes, idempotency; what the role may and may not do.

https://docs.powertools.aws.dev/lambda/python/latest/
"""

import json

from conftest import ACCOUNT, PYTHON, Function, aws
from packing import pack_text


def http_event(method, path, body=None):
    """An event of payload format 2.0."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "color=red",
        "queryStringParameters": {"color": "red"},
        "cookies": ["seen=1"],
        "headers": {"content-type": "application/json", "host": "shop.example.com"},
        "requestContext": {
            "accountId": ACCOUNT,
            "domainName": "shop.example.com",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x"},
            "requestId": "r-1",
            "stage": "$default",
            "time": "12/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390,
        },
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }


def test_powertools_routes_logs_and_metrics(deploy, built):
    function = deploy(built("python"), PYTHON, "main.api")
    first = function.invoke(http_event("POST", "/orders/17", {"lines": [1, 2, 3]}))
    assert first.json["statusCode"] == 200
    assert json.loads(first.json["body"]) == {"order": "17", "lines": 3}
    [logged] = [line for line in first.documents if line.get("message") == "order taken"]
    assert (logged["level"], logged["service"], logged["order"]) == ("INFO", "shop", "17")
    assert (logged["function_name"], logged["cold_start"]) == (function.name, True)
    assert logged["function_request_id"] in first.log.split("REPORT RequestId:")[1]
    metrics = [line for line in first.documents if "_aws" in line]
    assert [m["ColdStart"] for m in metrics if "ColdStart" in m] == [[1.0]]
    [orders] = [m for m in metrics if "Orders" in m]
    assert orders["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Shop"
    assert orders["Orders"] == [1.0]
    second = function.invoke(http_event("POST", "/orders/18", {"lines": []}))
    [logged] = [line for line in second.documents if line.get("message") == "order taken"]
    assert logged["cold_start"] is False
    missing = function.invoke(http_event("GET", "/nothing"))
    assert missing.json["statusCode"] == 404


def test_powertools_keeps_what_was_done_once(deploy, built, table, make_role):
    role = make_role(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"])
    function = deploy(built("python"), PYTHON, "main.pay", role=role, env={"TABLE": table})
    first = function.invoke({"order": "17"}).json
    assert function.invoke({"order": "17"}).json == first
    assert function.invoke({"order": "18"}).json["payment"] != first["payment"]
    rows = aws("dynamodb", "scan", "--table-name", table)["Items"]
    assert [row["status"] for row in rows] == [{"S": "COMPLETED"}] * 2


def test_boto3_acts_as_the_role(deploy, built, table, make_role):
    item = {"id": {"S": "a"}, "color": {"S": "red"}}
    aws("dynamodb", "put-item", "--table-name", table, "--item", json.dumps(item))
    role = make_role(["dynamodb:GetItem"])
    function = deploy(built("python"), PYTHON, "main.look", role=role)
    seen = function.invoke({"table": table, "id": "a"}).json
    assert seen["item"] == item
    assert seen["who"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.split('/')[1]}/{function.name}"


def test_boto3_is_refused_what_the_role_may_not(deploy, built, table):
    function = deploy(built("python"), PYTHON, "main.look")
    refused = function.invoke({"table": table, "id": "a"}).json
    assert refused["Code"] == "AccessDeniedException"
    assert f"{refused['who']} is not authorized to perform: dynamodb:GetItem on resource" in refused["Message"]


def test_a_missing_boto3_is_explained(deploy, tmp_path):
    """A Python of this machine may have boto3 or not: it is imported, or the log says what to do."""
    code = "import boto3\ndef handler(event, context):\n    return boto3.__name__\n"
    function = deploy(pack_text(tmp_path / "code.zip", main=code), PYTHON, "main.handler")
    answer = function.invoke({})
    if answer.error is None:
        assert answer.json == "boto3"
        return
    assert answer.failure["errorType"] == "Runtime.ImportModuleError"
    assert "No module named 'boto3'" in answer.failure["errorMessage"]
    assert "AWS brings boto3 along with its Python" in answer.log


def test_snap_start_is_kept_and_off(deploy, tmp_path):
    """No snapshot is made, and nothing says that there is one; hooks can be registered and are not called."""
    code = (
        "import os\nfrom snapshot_restore_py import register_after_restore, register_before_snapshot\nCALLED = []\n"
        "@register_before_snapshot\ndef before():\n    CALLED.append('before')\n"
        "@register_after_restore\ndef after():\n    CALLED.append('after')\n"
        "def handler(event, context):\n"
        "    return [context.function_version, CALLED, os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']]\n"
    )
    # Run by the Python of this machine, whichever it is.
    archive = pack_text(tmp_path / "code.zip", main=code)
    function = deploy(archive, "python3.13", "main.handler", "--snap-start", "ApplyOn=PublishedVersions")
    aws("lambda", "publish-version", "--function-name", function.name)
    aws("lambda", "wait", "published-version-active", "--function-name", function.name, "--qualifier", "1")
    shown = aws("lambda", "get-function-configuration", "--function-name", function.name, "--qualifier", "1")
    assert shown["SnapStart"] == {"ApplyOn": "PublishedVersions", "OptimizationStatus": "Off"}
    assert Function(f"{function.name}:1", tmp_path).invoke({}).json == ["1", [], "on-demand"]
