"""Node.js: Express behind two adapters, Fastify behind its own, the AWS SDK for JavaScript.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import json
import shutil
import subprocess

import pytest
from conftest import ACCOUNT, aws, eventually
from packing import pack
from test_python import http_event


@pytest.fixture(scope="session")
def runtime():
    """The name of the Node.js that this machine has."""
    if not shutil.which("node"):
        pytest.skip("no Node.js")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return f"nodejs{version[1:].split('.')[0]}.x"


def rest_event(method, path, body=None):
    """What a REST API's proxy integration sends."""
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": {"Content-Type": "application/json", "Host": "shop.example.com"},
        "multiValueHeaders": {"Content-Type": ["application/json"], "Host": ["shop.example.com"]},
        "queryStringParameters": {"color": "red"},
        "multiValueQueryStringParameters": {"color": ["red"]},
        "pathParameters": {"proxy": path[1:]},
        "stageVariables": None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "shop",
            "httpMethod": method,
            "identity": {"sourceIp": "192.0.2.1"},
            "path": path,
            "protocol": "HTTP/1.1",
            "requestId": "r-1",
            "resourcePath": "/{proxy+}",
            "stage": "prod",
        },
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }


def test_express_by_serverless_http(deploy, built, runtime):
    function = deploy(built("node"), runtime, "shop.http")
    answer = function.invoke(http_event("GET", "/items/17"))
    assert answer.json["statusCode"] == 200
    assert json.loads(answer.json["body"]) == {"id": "17", "color": "red"}
    headers = answer.json["headers"]
    assert (headers["x-shop"], headers["set-cookie"]) == ("open", "seen=17; Path=/")
    assert "\tINFO\titem 17\n" in answer.log
    posted = function.invoke(http_event("POST", "/items", {"items": [{"name": "a"}, {"name": "b"}]})).json
    assert (posted["statusCode"], json.loads(posted["body"])) == (201, {"names": ["a", "b"]})
    picture = function.invoke(http_event("GET", "/picture")).json
    assert picture["isBase64Encoded"] is True
    assert base64.b64decode(picture["body"]) == b"\x89PNG\xff"
    broken = function.invoke(http_event("GET", "/broken"))
    assert broken.json["statusCode"] == 500

    def told():
        # Express prints an error a moment after it has answered: when the function goes on, if not before.
        function.invoke(http_event("GET", "/items/17"))
        return [event for event in function.events() if "Error: as told" in event]

    assert eventually(told)


@pytest.mark.parametrize("event", [http_event, rest_event])
def test_express_by_serverless_express(deploy, built, runtime, event):
    function = deploy(built("node"), runtime, "shop.rest")
    answer = function.invoke(event("GET", "/items/17"))
    assert answer.json["statusCode"] == 200
    assert json.loads(answer.json["body"]) == {"id": "17", "color": "red"}
    posted = function.invoke(event("POST", "/items", {"items": [{"name": "a"}]})).json
    assert (posted["statusCode"], json.loads(posted["body"])) == (201, {"names": ["a"]})


def test_fastify(deploy, built, runtime):
    function = deploy(built("node"), runtime, "fast.handler")
    answer = function.invoke(rest_event("GET", "/items/17"))
    assert (answer.json["statusCode"], answer.json["headers"]["x-shop"]) == (200, "fast")
    assert json.loads(answer.json["body"]) == {"id": "17", "stage": "prod"}

    def logged():
        # Its logger writes on a thread of its own, which may be later than the answer.
        function.invoke(rest_event("GET", "/items/17"))
        documents = [json.loads(event) for event in function.events() if event.startswith("{")]
        return [document for document in documents if document.get("msg") == "item looked up"]

    line = eventually(logged)[0]
    assert (line["item"], line["level"]) == ("17", 30)


def test_the_sdk_acts_as_the_role(deploy, built, runtime, table, make_role):
    item = {"id": {"S": "a"}, "color": {"S": "red"}}
    aws("dynamodb", "put-item", "--table-name", table, "--item", json.dumps(item))
    allowed = deploy(built("node"), runtime, "look.handler", role=make_role(["dynamodb:GetItem"]))
    assert allowed.invoke({"table": table, "id": "a"}).json == {"item": item}
    assert allowed.invoke({"table": table, "id": "b"}).json == {"item": None}
    refused = deploy(built("node"), runtime, "look.handler").invoke({"table": table, "id": "a"}).json
    assert (refused["name"], refused["status"]) == ("AccessDeniedException", 400)
    assert "is not authorized to perform: dynamodb:GetItem on resource" in refused["message"]


def test_modules_of_a_layer_are_imported(deploy, built, runtime, tmp_path):
    """`import` finds what lies in a layer, as `require` does; what nobody has is explained."""
    layer, code = tmp_path / "layer", tmp_path / "code"
    (layer / "nodejs/node_modules/colors").mkdir(parents=True)
    (layer / "nodejs/node_modules/colors/package.json").write_text('{"type": "module", "exports": "./red.js"}')
    (layer / "nodejs/node_modules/colors/red.js").write_text('export default "red";\n')
    code.mkdir()
    (code / "main.mjs").write_text('import color from "colors";\nexport const handler = async () => color;\n')
    (code / "none.mjs").write_text('import "@aws-sdk/client-none";\nexport const handler = async () => 1;\n')
    pack(layer, tmp_path / "layer.zip")
    pack(code, tmp_path / "code.zip")
    published = aws(
        "lambda", "publish-layer-version", "--layer-name", f"colors-{tmp_path.name}",
        "--zip-file", f"fileb://{tmp_path / 'layer.zip'}",
    )
    layers = ["--layers", published["LayerVersionArn"]]
    assert deploy(tmp_path / "code.zip", runtime, "main.handler", *layers).invoke({}).json == "red"
    missing = deploy(tmp_path / "code.zip", runtime, "none.handler").invoke({})
    assert missing.failure["errorType"] == "Runtime.ImportModuleError"
    assert "AWS brings its SDK for JavaScript along with Node.js" in missing.log
