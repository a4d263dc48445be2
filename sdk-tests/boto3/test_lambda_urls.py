"""Functions at their own addresses: who may come, what the function gets, what it may answer, and what pages may read.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

import base64
import http.client
import json
import urllib.parse

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from conftest import ACCOUNT, ENDPOINT, KEY, REGION, SECRET, connect, unique
from functions import make_function, make_role

# Answers with what its body says, or else with its event.
ECHO = '''
import json

def handler(event, context):
    if event["rawPath"] == "/say":
        return json.loads(event["body"])
    if event["rawPath"] == "/fail":
        raise ValueError("as told")
    return {"statusCode": 200, "body": json.dumps({**event, "id": context.aws_request_id})}
'''

STREAM = '''
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.rawPath === '/plain') {
    stream.write('plain');
    return stream.end();
  }
  const head = { statusCode: 201, headers: { 'X-Own': 'yes', 'Content-Type': 'text/plain' }, cookies: ['a=1', 'b=2'] };
  const out = awslambda.HttpResponseStream.from(stream, head);
  out.write('one,');
  await new Promise((done) => setTimeout(done, 300));
  out.write('two');
  if (event.rawPath === '/fail') throw new Error('in the middle');
  out.end();
});
'''


@pytest.fixture(scope="module")
def lambda_():
    return connect("lambda")


@pytest.fixture(scope="module")
def role():
    iam = connect("iam")
    name = make_role(iam, ["logs:*"])
    yield name
    iam.delete_role_policy(RoleName=name, PolicyName="p")
    iam.delete_role(RoleName=name)


@pytest.fixture(scope="module")
def echo(lambda_, role):
    name = make_function(lambda_, role, ECHO)
    yield name
    lambda_.delete_function(FunctionName=name)


def let_in(lambda_, function, auth="NONE", principal="*", **qualifier):
    lambda_.add_permission(
        FunctionName=function,
        StatementId="url",
        Action="lambda:InvokeFunctionUrl",
        Principal=principal,
        FunctionUrlAuthType=auth,
        **qualifier,
    )
    lambda_.add_permission(
        FunctionName=function,
        StatementId="invoke",
        Action="lambda:InvokeFunction",
        Principal=principal,
        InvokedViaFunctionUrl=True,
        **qualifier,
    )


@pytest.fixture
def address(lambda_, echo):
    """Gives the function an address that everybody may come to."""
    made = []

    def make(**options):
        auth = options.setdefault("AuthType", "NONE")
        url = lambda_.create_function_url_config(FunctionName=echo, **options)["FunctionUrl"]
        made.append(url)
        if auth == "NONE":
            let_in(lambda_, echo)
        return url

    yield make
    lambda_.delete_function_url_config(FunctionName=echo)
    for statement in ["url", "invoke"]:
        try:
            lambda_.remove_permission(FunctionName=echo, StatementId=statement)
        except lambda_.exceptions.ResourceNotFoundException:
            pass


class Answer:
    def __init__(self, answer):
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.read()

    @property
    def json(self):
        return json.loads(self.body)


def visit(url, method="GET", body=None, headers=()):
    """Comes to an address, whatever this machine makes of its host's name."""
    parts, home = urllib.parse.urlparse(url), urllib.parse.urlparse(ENDPOINT)
    connection = http.client.HTTPConnection(home.hostname, home.port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(method, path, body=body, headers={"Host": parts.netloc, **dict(headers)})
    return Answer(connection.getresponse())


def signed(url, key=KEY, secret=SECRET, service="lambda", **request):
    aws = AWSRequest(method=request.get("method", "GET"), url=url, data=request.get("body"))
    SigV4Auth(Credentials(key, secret), service, REGION).add_auth(aws)
    return visit(url, headers=dict(aws.headers), **request)


def test_the_event_tells_the_whole_request(address):
    url = address()
    headers = {"X-Twice": "a", "Cookie": "c=1; d=2", "Content-Type": "text/plain", "User-Agent": "me"}
    answer = visit(f"{url}a%20b?x=1&x=%2F2&y", "POST", b"hi", headers)
    assert answer.status == 200, answer.body
    event = answer.json
    assert event["rawPath"] == "/a%20b"
    assert event["rawQueryString"] == "x=1&x=%2F2&y"
    assert event["queryStringParameters"] == {"x": "1,/2", "y": ""}
    assert event["cookies"] == ["c=1", "d=2"]
    assert event["body"] == "hi" and event["isBase64Encoded"] is False
    assert event["headers"]["x-twice"] == "a" and "cookie" not in event["headers"]
    context = event["requestContext"]
    assert context["accountId"] == "anonymous"
    assert context["http"]["method"] == "POST" and context["http"]["userAgent"] == "me"
    assert context["domainName"].startswith(f"{context['apiId']}.lambda-url.{REGION}.")
    assert event["id"] == context["requestId"] == answer.headers["x-amzn-RequestId"]
    assert answer.headers["x-amzn-trace-id"].startswith("Root=1-")
    binary = visit(url, "POST", b"\xff\x00", {"Content-Type": "application/octet-stream"}).json
    assert base64.b64decode(binary["body"]) == b"\xff\x00" and binary["isBase64Encoded"] is True


@pytest.mark.parametrize(
    "said, status, content_type, body",
    [
        ({"statusCode": 201, "headers": {"Content-Type": "text/html"}, "body": "<p>"}, 201, "text/html", b"<p>"),
        ({"statusCode": "418", "body": "tea"}, 418, "application/json", b"tea"),
        ({"statusCode": 200, "body": "aGk=", "isBase64Encoded": True}, 200, "application/json", b"hi"),
        ({"hello": "world"}, 200, "application/json", b'{"hello":"world"}'),
        ([1, "a"], 200, "application/json", b'[1,"a"]'),
        ("text", 200, "application/json", b"text"),
        ({"statusCode": "no"}, 502, "application/json", b"Internal Server Error"),
        ({"statusCode": 200, "headers": {"a b": "c"}}, 502, "application/json", b"Internal Server Error"),
    ],
)
def test_what_it_returns_is_the_answer(address, said, status, content_type, body):
    answer = visit(f"{address()}say", "POST", json.dumps(said), {"Content-Type": "application/json"})
    got = (answer.status, answer.headers["content-type"], answer.body.replace(b": ", b":").replace(b", ", b","))
    assert got == (status, content_type, body)


def test_a_function_that_fails_is_a_bad_gateway(address):
    answer = visit(f"{address()}fail")
    assert (answer.status, answer.body) == (502, b"Internal Server Error")


def test_large_bodies_are_refused(address):
    answer = visit(address(), "POST", b"x" * 6_291_457, {"Content-Type": "text/plain"})
    assert answer.status == 413
    assert answer.headers["x-amzn-ErrorType"] == "RequestTooLargeException"


def test_both_permissions_are_needed(lambda_, echo):
    url = lambda_.create_function_url_config(FunctionName=echo, AuthType="NONE")["FunctionUrl"]
    try:
        refused = visit(url)
        assert refused.status == 403 and refused.json["Message"].startswith("Forbidden")
        assert refused.headers["x-amzn-ErrorType"] == "AccessDeniedException"
        action = {"FunctionName": echo, "StatementId": "url", "Action": "lambda:InvokeFunctionUrl"}
        lambda_.add_permission(Principal="*", FunctionUrlAuthType="AWS_IAM", **action)
        assert visit(url).status == 403
        lambda_.remove_permission(FunctionName=echo, StatementId="url")
        lambda_.add_permission(Principal="*", FunctionUrlAuthType="NONE", **action)
        assert visit(url).status == 403
        other = {**action, "StatementId": "invoke", "Action": "lambda:InvokeFunction"}
        lambda_.add_permission(Principal="*", InvokedViaFunctionUrl=True, **other)
        assert visit(url).status == 200
        for statement in ["url", "invoke"]:
            lambda_.remove_permission(FunctionName=echo, StatementId=statement)
    finally:
        lambda_.delete_function_url_config(FunctionName=echo)
    gone = visit(url)
    assert (gone.status, gone.body) == (403, b'{"Message":null}')


def test_signed_visitors(lambda_, echo, address):
    url = address(AuthType="AWS_IAM")
    assert visit(url).status == 403
    own = signed(f"{url}x?a=b", method="POST", body=b"hi")
    assert own.status == 200, own.body
    assert own.json["requestContext"]["authorizer"]["iam"]["accountId"] == ACCOUNT
    iam = connect("iam")
    name = unique("visitor")
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    pair = {"key": key["AccessKeyId"], "secret": key["SecretAccessKey"]}
    try:
        assert signed(url, **pair).status == 403
        statement = {
            "Effect": "Allow",
            "Action": ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"],
            "Resource": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{echo}",
            "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy)
        answer = signed(url, **pair)
        assert answer.status == 200, answer.body
        who = answer.json["requestContext"]["authorizer"]["iam"]
        assert who["userArn"] == f"arn:aws:iam::{ACCOUNT}:user/{name}"
        assert who["accessKey"] == pair["key"]
        assert signed(url, key=pair["key"], secret="wrong").status == 403
        assert signed(url, service="execute-api", **pair).status == 403
    finally:
        iam.delete_user_policy(UserName=name, PolicyName="p")
        iam.delete_access_key(UserName=name, AccessKeyId=pair["key"])
        iam.delete_user(UserName=name)


def test_pages_of_other_origins(address):
    cors = {
        "AllowOrigins": ["https://app.example"],
        "AllowMethods": ["POST"],
        "AllowHeaders": ["x-own"],
        "ExposeHeaders": ["x-shown"],
        "MaxAge": 60,
        "AllowCredentials": True,
    }
    url = address(Cors=cors)
    question = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    asked = visit(url, "OPTIONS", headers={**question, "Access-Control-Request-Headers": "x-own"})
    assert asked.status == 200 and asked.body == b""
    assert asked.headers["access-control-allow-origin"] == "https://app.example"
    assert asked.headers["access-control-allow-methods"] == "POST"
    assert asked.headers["access-control-max-age"] == "60"
    other = visit(url, "OPTIONS", headers={**question, "Origin": "https://evil.example"})
    assert other.headers["access-control-allow-origin"] is None
    answer = visit(url, "POST", headers={"Origin": "https://app.example"})
    assert answer.status == 200
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["access-control-expose-headers"] == "x-shown"


def test_without_rules_for_pages_the_function_gets_the_question(address):
    question = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    answer = visit(address(), "OPTIONS", headers=question)
    assert answer.json["requestContext"]["http"]["method"] == "OPTIONS"
    assert answer.headers["access-control-allow-origin"] is None


def test_an_alias_has_an_address_of_its_own(lambda_, echo):
    version = lambda_.publish_version(FunctionName=echo)["Version"]
    lambda_.get_waiter("function_active_v2").wait(FunctionName=echo, Qualifier=version)
    lambda_.create_alias(FunctionName=echo, Name="live", FunctionVersion=version)
    url = lambda_.create_function_url_config(FunctionName=echo, Qualifier="live", AuthType="NONE")
    let_in(lambda_, echo, Qualifier="live")
    assert visit(url["FunctionUrl"]).status == 200
    lambda_.delete_alias(FunctionName=echo, Name="live")
    assert visit(url["FunctionUrl"]).status == 403


def test_answers_that_come_in_pieces(lambda_, role):
    import io
    import zipfile

    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.js", STREAM)
    name = unique("stream")
    lambda_.create_function(
        FunctionName=name,
        Runtime="nodejs20.x",
        Role=f"arn:aws:iam::{ACCOUNT}:role/{role}",
        Handler="index.handler",
        Code={"ZipFile": code.getvalue()},
        Timeout=20,
    )
    lambda_.get_waiter("function_active_v2").wait(FunctionName=name)
    try:
        mode = {"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM"}
        url = lambda_.create_function_url_config(FunctionName=name, **mode)["FunctionUrl"]
        let_in(lambda_, name)
        plain = visit(f"{url}plain")
        assert (plain.status, plain.headers["content-type"], plain.body) == (200, "application/octet-stream", b"plain")
        answer = visit(url)
        assert (answer.status, answer.body) == (201, b"one,two")
        assert answer.headers["x-own"] == "yes" and answer.headers["content-type"] == "text/plain"
        assert answer.headers.get_all("set-cookie") == ["a=1", "b=2"]
        with pytest.raises(http.client.IncompleteRead):
            visit(f"{url}fail")
    finally:
        lambda_.delete_function(FunctionName=name)
