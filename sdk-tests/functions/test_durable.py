"""Durable functions, written with AWS's own SDK: steps that run once, waits that the cloud's clock ends, retries, callbacks, chained
invokes, children side by side; a server that is killed in the middle of a wait.

They have a server of their own, which is killed and whose time is moved. Its program is $STRATUS_BIN, or what cargo built.

https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
"""

import json
import os
import signal
import subprocess
import uuid
from pathlib import Path
from urllib.parse import quote

import botocore.config
import botocore.session
import packing
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session
from conftest import ACCOUNT, PYTHON, REGION, eventually

TARGET = Path(__file__).resolve().parents[2] / "target"
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
# The two of which AWS says that a durable function's role needs them, and what these functions do besides.
NEEDED = ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"]
BESIDES = ["logs:*", "dynamodb:UpdateItem", "dynamodb:PutItem", "lambda:InvokeFunction"]


def program():
    given = os.environ.get("STRATUS_BIN")
    for path in [Path(given)] if given else [TARGET / "release/stratus", TARGET / "debug/stratus"]:
        if path.is_file():
            return path
    pytest.skip("there is no program of a server: set STRATUS_BIN")


def is_alive(process):
    """Whether a thread of such a process has not ended: the kernel tells its state behind its name."""

    def runs(stat):
        try:
            return stat.read_text().rsplit(")", 1)[1].split()[0] not in "XZ"
        except (FileNotFoundError, ProcessLookupError):
            return False

    return any(runs(stat) for stat in Path(f"/proc/{process}/task").glob("*/stat"))


class Server:
    """A server of our own."""

    def __init__(self, folder):
        self.folder = folder
        self.program = program()
        self.port = None
        self.start()

    def start(self):
        listen = f"127.0.0.1:{self.port or 0}"
        facts = json.loads(self.run("start", "--detach", "--json", "--data", self.folder, "--listen", listen))
        self.endpoint, self.process = facts["endpoint"], facts["pid"]
        self.port = int(self.endpoint.rsplit(":", 1)[1].rstrip("/"))

    def kill(self):
        """As a power cut does, as far as it can be had."""
        os.kill(self.process, signal.SIGKILL)
        eventually(lambda: not is_alive(self.process))

    def stop(self):
        self.run("stop", "--data", self.folder)

    def advance(self, seconds):
        self.run("clock", "advance", f"{seconds}s", "--endpoint", self.endpoint)

    def run(self, *words):
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"stratus {words}: {done.stdout}{done.stderr}"
        return done.stdout

    def client(self, service, key="test"):
        session = botocore.session.get_session()
        session.set_credentials(key, "test")
        config = botocore.config.Config(read_timeout=120, retries={"total_max_attempts": 1})
        return session.create_client(service, region_name=REGION, endpoint_url=self.endpoint, config=config)

    def delete(self, arn):
        """DeleteDurableExecution, which the CLI's own library does not know yet: the answer's status, and its error."""
        url = f"{self.endpoint}/2025-12-01/durable-executions/{quote(arn, safe='')}"
        request = AWSRequest("DELETE", url)
        SigV4Auth(Credentials("test", "test"), "lambda", REGION).add_auth(request)
        answer = URLLib3Session().send(request.prepare())
        return answer.status_code, answer.headers.get("x-amzn-errortype")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("durable") / "data")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def role(server):
    return make_role(server, NEEDED + BESIDES)


def make_role(server, actions):
    iam, name = server.client("iam"), f"role-{uuid.uuid4().hex[:8]}"
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [TRUST]}))
    allowed = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    iam.put_role_policy(
        RoleName=name, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    )
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


@pytest.fixture
def table(server):
    name = f"table-{uuid.uuid4().hex[:8]}"
    server.client("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    return name


@pytest.fixture
def make(server, role, table):
    """Makes a function of the package: `make("order", timeout=60)`; none is no durable one."""

    def make(handler, timeout=600, retention=2, role=role):
        client, name = server.client("lambda"), f"{handler}-{uuid.uuid4().hex[:8]}"
        durable = {"DurableConfig": {"ExecutionTimeout": timeout, "RetentionPeriodInDays": retention}} if timeout else {}
        client.create_function(
            FunctionName=name, Runtime=PYTHON, Handler=f"main.{handler}", Role=role, Timeout=60, MemorySize=512,
            Code={"ZipFile": packing.archive("durable").read_bytes()}, Environment={"Variables": {"TABLE": table}}, **durable,
        )
        client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
        return name

    return make


class Execution:
    """An execution that nobody waits for."""

    def __init__(self, server, function, event, **more):
        self.server = server
        told = server.client("lambda").invoke(
            FunctionName=f"{function}:$LATEST", InvocationType="Event", Payload=json.dumps(event), **more
        )
        assert told["StatusCode"] == 202
        self.arn = told["DurableExecutionArn"]

    def get(self):
        return self.server.client("lambda").get_durable_execution(DurableExecutionArn=self.arn)

    def events(self, **more):
        client = self.server.client("lambda")
        pages = client.get_paginator("get_durable_execution_history").paginate(DurableExecutionArn=self.arn, **more)
        return [event for page in pages for event in page["Events"]]

    def types(self):
        return [event["EventType"] for event in self.events()]

    def reached(self, kind, times=1):
        eventually(lambda: self.types().count(kind) >= times)

    def ended(self, status="SUCCEEDED"):
        found = eventually(lambda: (it := self.get())["Status"] != "RUNNING" and it)
        assert found["Status"] == status, found
        return found


def counted(server, table, what):
    item = server.client("dynamodb").get_item(TableName=table, Key={"id": {"S": what}}).get("Item", {})
    return int(item.get("done", {"N": "0"})["N"])


def invoke(server, function, event, **more):
    return server.client("lambda").invoke(FunctionName=f"{function}:$LATEST", Payload=json.dumps(event), **more)


def test_steps_and_a_wait_while_the_caller_waits(server, make, table):
    function = make("order")
    told = invoke(server, function, {"order": 7, "wait": 1}, DurableExecutionName="order-7")
    assert json.loads(told["Payload"].read()) == {"charged": 1, "shipped": 1, "order": 7}
    assert ("FunctionError" in told, told["ExecutedVersion"]) == (False, "$LATEST")
    arn = told["DurableExecutionArn"]
    assert f":function:{function}:$LATEST/durable-execution/order-7/" in arn
    # The same once more is the same execution; another payload is refused.
    again = invoke(server, function, {"order": 7, "wait": 1}, DurableExecutionName="order-7")
    assert again["DurableExecutionArn"] == arn
    assert json.loads(again["Payload"].read())["charged"] == 1
    client = server.client("lambda")
    with pytest.raises(ClientError) as refused:
        invoke(server, function, {"order": 8, "wait": 1}, DurableExecutionName="order-7")
    assert refused.value.response["Error"]["Code"] == "DurableExecutionAlreadyStartedException"
    assert (counted(server, table, "charge"), counted(server, table, "ship")) == (1, 1)


def test_the_clock_ends_a_wait_of_a_day(server, make, table):
    execution = Execution(server, make("order", timeout=200_000), {"order": 1, "wait": 86_400})
    execution.reached("WaitStarted")
    execution.reached("InvocationCompleted")
    assert execution.get()["Status"] == "RUNNING"
    server.advance(86_399 - 60)
    assert execution.get()["Status"] == "RUNNING"
    server.advance(61)
    assert json.loads(execution.ended()["Result"]) == {"charged": 1, "shipped": 1, "order": 1}
    assert execution.types() == [
        "ExecutionStarted", "StepStarted", "StepSucceeded", "WaitStarted", "InvocationCompleted", "WaitSucceeded",
        "StepStarted", "StepSucceeded", "InvocationCompleted", "ExecutionSucceeded",
    ]
    newest = execution.events(ReverseOrder=True, PaginationConfig={"PageSize": 3})
    assert [event["EventId"] for event in newest] == list(range(10, 0, -1))
    [charge] = [event for event in execution.events() if event["EventType"] == "StepSucceeded" and event["Name"] == "charge"]
    assert charge["StepSucceededDetails"]["Result"] == {"Payload": "1", "Truncated": False}
    bare = execution.events(IncludeExecutionData=False)
    assert all("Payload" not in event.get("StepSucceededDetails", {}).get("Result", {}) for event in bare)


def test_a_killed_server_goes_on_where_it_was(server, make, table):
    execution = Execution(server, make("order", timeout=200_000), {"order": 2, "wait": 3_600})
    execution.reached("WaitStarted")
    execution.reached("InvocationCompleted")
    server.kill()
    server.start()
    assert execution.get()["Status"] == "RUNNING"
    server.advance(3_600)
    assert json.loads(execution.ended()["Result"]) == {"charged": 1, "shipped": 1, "order": 2}
    assert counted(server, table, "charge") == 1, "a step that has ended does not run again"


def test_a_failing_step_is_tried_again(server, make, table):
    execution = Execution(server, make("flaky"), {"failures": 2})
    assert execution.ended()["Result"] == "3"
    failed = [event for event in execution.events() if event["EventType"] == "StepFailed"]
    assert [event["StepFailedDetails"]["RetryDetails"]["CurrentAttempt"] for event in failed] == [1, 2]
    assert "attempt 2 fails" in failed[1]["StepFailedDetails"]["Error"]["Payload"]["ErrorMessage"]
    hopeless = Execution(server, make("flaky"), {"failures": 100})
    assert hopeless.ended("FAILED")["Error"]["ErrorMessage"]


def test_a_callback_is_answered_by_somebody_else(server, make, table):
    client = server.client("lambda")
    for answer, status in [("success", "SUCCEEDED"), ("failure", "FAILED")]:
        execution = Execution(server, make("approval"), {"timeout": 3_600})
        callback = callback_of(server, table, execution)
        if answer == "success":
            client.send_durable_execution_callback_success(CallbackId=callback, Result=b'"yes"')
        else:
            client.send_durable_execution_callback_failure(CallbackId=callback, Error={"ErrorMessage": "no", "ErrorType": "T"})
        ended = execution.ended(status)
        if answer == "success":
            assert json.loads(ended["Result"])["asked"] == 1
        else:
            assert "no" in ended["Error"]["ErrorMessage"]
        with pytest.raises(ClientError) as refused:
            client.send_durable_execution_callback_success(CallbackId=callback)
        assert refused.value.response["Error"]["Code"] == "CallbackTimeoutException"


def callback_of(server, table, execution):
    execution.reached("CallbackStarted")
    execution.reached("InvocationCompleted")
    item = server.client("dynamodb").get_item(TableName=table, Key={"id": {"S": "callback"}})["Item"]
    return item["callback"]["S"]


def test_a_callback_is_silent_for_too_long(server, make, table):
    client = server.client("lambda")
    execution = Execution(server, make("approval"), {"timeout": 500, "silence": 100})
    callback = callback_of(server, table, execution)
    server.advance(90)
    client.send_durable_execution_callback_heartbeat(CallbackId=callback)
    server.advance(90)
    assert execution.get()["Status"] == "RUNNING", "the heartbeat counts"
    server.advance(20)
    execution.ended("FAILED")
    [late] = [event for event in execution.events() if event["EventType"] == "CallbackTimedOut"]
    assert late["CallbackTimedOutDetails"]["Error"]["Payload"]["ErrorType"] == "Callback.Heartbeat"


def test_functions_call_functions(server, make, table):
    parent = make("chain")
    for target in [make("order"), make("plain", timeout=None)]:
        payload = {"order": 3, "wait": 1}
        execution = Execution(server, parent, {"function": f"{target}:$LATEST", "payload": payload})
        told = json.loads(execution.ended()["Result"])["told"]
        assert told in ({"charged": 1, "shipped": 1, "order": 3}, {"plain": payload})
        [begun] = [event for event in execution.events() if event["EventType"] == "ChainedInvokeStarted"]
        durable = "charged" in told
        child = begun["ChainedInvokeStartedDetails"].get("DurableExecutionArn")
        assert bool(child) == durable
        if durable:
            found = server.client("lambda").get_durable_execution(DurableExecutionArn=child)
            assert json.loads(found["Result"]) == told
    failing = Execution(server, parent, {"function": f"{target}:$LATEST", "payload": {"fail": True}})
    assert "as told" in failing.ended("FAILED")["Error"]["ErrorMessage"]
    nobody = Execution(server, parent, {"function": "nobody:$LATEST", "payload": {}})
    assert "Function not found" in nobody.ended("FAILED")["Error"]["ErrorMessage"]


def test_children_work_side_by_side(server, make, table):
    execution = Execution(server, make("many"), {"items": ["a", "b", "c"]})
    assert json.loads(execution.ended()["Result"]) == {"mapped": [1, 1, 1], "both": [1, 1], "inner": 1}
    assert [counted(server, table, f"item-{item}") for item in "abc"] == [1, 1, 1]


def test_executions_are_listed_stopped_timed_out_and_forgotten(server, make, table):
    client, function = server.client("lambda"), make("order", timeout=1_000, retention=2)

    def listed(**more):
        pages = client.get_paginator("list_durable_executions_by_function").paginate(
            FunctionName=function, PaginationConfig={"PageSize": 1}, **more
        )
        return [it["DurableExecutionName"] for page in pages for it in page["DurableExecutions"]]

    first = Execution(server, function, {"order": 1, "wait": 5_000}, DurableExecutionName="first")
    second = Execution(server, function, {"order": 2, "wait": 5_000}, DurableExecutionName="second")
    assert (listed(), listed(ReverseOrder=True)) == (["second", "first"], ["first", "second"])
    first.reached("WaitStarted")
    client.stop_durable_execution(DurableExecutionArn=first.arn, Error={"ErrorMessage": "enough", "ErrorType": "Me"})
    assert first.ended("STOPPED")["Error"] == {"ErrorMessage": "enough", "ErrorType": "Me"}
    assert server.delete(second.arn) == (409, "ResourceConflictException")
    # One that is under way when the time is over tells of its end after that.
    second.reached("InvocationCompleted")
    server.advance(1_001)
    second.ended("TIMED_OUT")
    assert second.types()[-1] == "ExecutionTimedOut"
    assert (listed(Statuses=["STOPPED"]), listed(Statuses=["TIMED_OUT"])) == (["first"], ["second"])
    assert listed(DurableExecutionName="first") == ["first"]
    assert server.delete(first.arn) == (202, None)
    assert listed() == ["second"]
    server.advance(2 * 86_400)
    eventually(lambda: listed() == [])
    with pytest.raises(ClientError, match="Durable Execution does not exist"):
        second.get()


def test_who_may_what(server, make, table):
    """A role that may not checkpoint fails its execution; a durable function is called with a qualifier, and waited for briefly."""
    client = server.client("lambda")
    forbidden = make("order", role=make_role(server, BESIDES))
    error = Execution(server, forbidden, {"order": 1, "wait": 1}).ended("FAILED")["Error"]
    assert "not authorized to perform: lambda:CheckpointDurableExecution on resource" in error["ErrorMessage"]
    long = make("order", timeout=901)
    for name, word in [(long, "unqualified ARN"), (f"{long}:$LATEST", "greater than 15 minutes")]:
        with pytest.raises(client.exceptions.InvalidParameterValueException, match=word):
            client.invoke(FunctionName=name, Payload="{}")
    config = client.update_function_configuration(FunctionName=long, DurableConfig={"ExecutionTimeout": 60})
    assert config["DurableConfig"] == {"ExecutionTimeout": 60, "RetentionPeriodInDays": 2}
    with pytest.raises(client.exceptions.InvalidParameterValueException):
        client.update_function_configuration(
            FunctionName=make("plain", timeout=None), DurableConfig={"ExecutionTimeout": 60}
        )


def test_javascript(server):
    """The SDK for JavaScript, with the managed policy that AWS has for roles of durable functions."""
    archive = packing.archive("durable_node")
    major = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout[1:].split(".")[0]
    role = make_role(server, ["logs:*"])
    policy = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicDurableExecutionRolePolicy"
    server.client("iam").attach_role_policy(RoleName=role.rsplit("/", 1)[1], PolicyArn=policy)
    client, name = server.client("lambda"), f"node-{uuid.uuid4().hex[:8]}"
    client.create_function(
        FunctionName=name, Runtime=f"nodejs{major}.x", Handler="index.handler", Role=role, Timeout=60, MemorySize=512,
        Code={"ZipFile": archive.read_bytes()}, DurableConfig={"ExecutionTimeout": 7_200},
    )
    client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    execution = Execution(server, name, {"rest": 3_600})
    execution.reached("InvocationCompleted")
    server.advance(3_600)
    assert json.loads(execution.ended()["Result"]) == {"two": 2, "both": ["left", "right"]}
    assert execution.types().count("StepSucceeded") == 4
