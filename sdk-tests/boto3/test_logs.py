"""Log groups, streams and events as boto3 sees them: batches, pages, filters, waits for new events, live tails.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/WhatIsCloudWatchLogs.html
"""

import base64
import gzip
import itertools
import json
import threading
import time

import boto3
import pytest
from botocore.config import Config
from conftest import ACCOUNT, ENDPOINT, KEY, REGION, SECRET, connect, unique
from functions import eventually, make_function, make_role


@pytest.fixture(scope="module")
def logs():
    return connect("logs")


@pytest.fixture
def group(logs):
    name = f"/sdk/{unique('logs')}"
    logs.create_log_group(logGroupName=name)
    yield name
    logs.delete_log_group(logGroupName=name)


@pytest.fixture
def stream(logs, group):
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    return "s"


def put(logs, group, stream, *messages, at=None):
    at = int(time.time() * 1000) if at is None else at
    events = [{"timestamp": at + n, "message": m} for n, m in enumerate(messages)]
    return logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def test_a_life(logs):
    name = f"/sdk/{unique('logs')}"
    logs.create_log_group(logGroupName=name, tags={"team": "a"}, logGroupClass="STANDARD")
    with pytest.raises(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName=name)
    logs.put_retention_policy(logGroupName=name, retentionInDays=14)
    [found] = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}"
    assert (found["arn"], found["logGroupArn"]) == (f"{arn}:*", arn)
    assert (found["retentionInDays"], found["storedBytes"]) == (14, 0)
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "a"}
    logs.delete_log_group(logGroupName=name)
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.describe_log_streams(logGroupName=name)


def test_events_are_there_at_once(logs, group, stream):
    answer = put(logs, group, stream, "hello", "🙀 - 参よ - 日本語")
    assert answer["nextSequenceToken"] and "rejectedLogEventsInfo" not in answer
    events = logs.get_log_events(logGroupName=group, logStreamName=stream)["events"]
    assert [e["message"] for e in events] == ["hello", "🙀 - 参よ - 日本語"]
    [found] = logs.describe_log_streams(logGroupName=group)["logStreams"]
    assert found["firstEventTimestamp"] == events[0]["timestamp"]
    assert found["lastEventTimestamp"] == events[1]["timestamp"]


def test_a_reader_follows_by_its_token(logs, group, stream):
    put(logs, group, stream, *[str(n) for n in range(25)])
    asked = {"logGroupName": group, "logStreamName": stream, "startFromHead": True, "limit": 10}
    seen, token = [], {}
    for _ in range(4):
        page = logs.get_log_events(**asked, **token)
        seen += [e["message"] for e in page["events"]]
        token = {"nextToken": page["nextForwardToken"]}
    assert seen == [str(n) for n in range(25)]
    again = logs.get_log_events(**asked, **token)
    assert again["events"] == [] and again["nextForwardToken"] == token["nextToken"]
    put(logs, group, stream, "more", at=int(time.time() * 1000) + 60_000)
    assert [e["message"] for e in logs.get_log_events(**asked, **token)["events"]] == ["more"]


def test_ten_thousand_events_in_pages(logs, group, stream):
    put(logs, group, stream, *[f"{n:05} level={'ERROR' if n % 100 == 0 else 'INFO'}" for n in range(10_000)])
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern="ERROR", PaginationConfig={"PageSize": 30}
    )
    pages = [page["events"] for page in pages]
    assert [len(page) for page in pages] == [30, 30, 30, 10]
    found = [event["message"] for event in itertools.chain(*pages)]
    assert found == [f"{n:05} level=ERROR" for n in range(0, 10_000, 100)]


def test_streams_are_merged(logs, group):
    now = int(time.time() * 1000)
    for name in ("a", "b"):
        logs.create_log_stream(logGroupName=group, logStreamName=name)
    put(logs, group, "a", "1", at=now)
    put(logs, group, "b", "2", json.dumps({"code": 500, "user": {"name": "ann"}}), at=now + 10)
    put(logs, group, "a", "3", at=now + 20)
    found = logs.filter_log_events(logGroupName=group)["events"]
    assert [e["logStreamName"] for e in found] == ["a", "b", "b", "a"]
    assert len({e["eventId"] for e in found}) == 4
    pattern = '{ $.code >= 500 && $.user.name = "a*" }'
    [found] = logs.filter_log_events(logGroupName=group, filterPattern=pattern)["events"]
    assert found["logStreamName"] == "b"


def test_patterns_are_tried(logs):
    line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 200 1534'
    tried = logs.test_metric_filter(
        filterPattern="[ip, ..., status = 2*, size > 1000]", logEventMessages=["no", line]
    )
    [match] = tried["matches"]
    assert (match["eventNumber"], match["extractedValues"]["$status"]) == (2, "200")
    with pytest.raises(logs.exceptions.InvalidParameterException):
        logs.test_metric_filter(filterPattern="{ $.a", logEventMessages=["x"])


def test_a_live_tail(logs, group, stream):
    # The SDK puts `stream-` before the host otherwise, which no name on this machine has.
    client = boto3.client(
        "logs",
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        config=Config(inject_host_prefix=False, read_timeout=20),
    )
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"
    tail = client.start_live_tail(logGroupIdentifiers=[arn], logEventFilterPattern="ERROR")
    events = iter(tail["responseStream"])
    start = next(events)["sessionStart"]
    assert start["logGroupIdentifiers"] == [arn] and start["logEventFilterPattern"] == "ERROR"
    later = threading.Timer(0.5, put, (logs, group, stream, "ERROR one", "INFO two"))
    later.start()
    results = []
    while not results:
        update = next(events)["sessionUpdate"]
        assert update["sessionMetadata"]["sampled"] is False
        results = update["sessionResults"]
    later.join()
    tail["responseStream"].close()
    assert [(r["message"], r["logStreamName"]) for r in results] == [("ERROR one", stream)]
    assert results[0]["logGroupIdentifier"] == f"{ACCOUNT}:{group}"


def test_a_function_is_told_of_events(logs, group, stream):
    iam, functions = connect("iam"), connect("lambda")
    role = make_role(iam, ["logs:*"])
    code = "def handler(event, context):\n    print('TOLD', event['awslogs']['data'])\n"
    name = make_function(functions, role, code)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    asked = {"logGroupName": group, "filterName": "errors", "filterPattern": "ERROR"}
    try:
        with pytest.raises(logs.exceptions.InvalidParameterException, match="permission to execute"):
            logs.put_subscription_filter(destinationArn=arn, **asked)
        functions.add_permission(
            FunctionName=name,
            StatementId="logs",
            Principal=f"logs.{REGION}.amazonaws.com",
            Action="lambda:InvokeFunction",
            SourceArn=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*",
            SourceAccount=ACCOUNT,
        )
        logs.put_subscription_filter(destinationArn=arn, **asked)
        put(logs, group, stream, "INFO", "ERROR one")

        def told():
            found = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}", filterPattern="TOLD")
            lines = [event["message"].split("TOLD ")[1] for event in found["events"]]
            messages = [json.loads(gzip.decompress(base64.b64decode(line))) for line in lines]
            return [m for m in messages if m["messageType"] == "DATA_MESSAGE"]

        def there():
            try:
                return told()
            except logs.exceptions.ResourceNotFoundException:
                return None

        [message] = eventually(there)
        assert (message["owner"], message["logGroup"], message["logStream"]) == (ACCOUNT, group, stream)
        assert message["subscriptionFilters"] == ["errors"]
        assert [event["message"] for event in message["logEvents"]] == ["ERROR one"]
    finally:
        functions.delete_function(FunctionName=name)
        iam.delete_role_policy(RoleName=role, PolicyName="p")
        iam.delete_role(RoleName=role)


def test_events_are_exported(logs, group, stream):
    s3, bucket = connect("s3"), unique("logs")
    s3.create_bucket(Bucket=bucket)
    statement = {"Effect": "Allow", "Principal": {"Service": "logs.amazonaws.com"}}
    arn = f"arn:aws:s3:::{bucket}"
    statements = [
        {**statement, "Action": "s3:GetBucketAcl", "Resource": arn},
        {**statement, "Action": "s3:PutObject", "Resource": f"{arn}/*"},
    ]
    now = int(time.time() * 1000)
    put(logs, group, stream, "one", "two", at=now)
    asked = {"logGroupName": group, "fromTime": now, "to": now + 1_000, "destination": bucket}
    with pytest.raises(logs.exceptions.InvalidParameterException, match="GetBucketAcl"):
        logs.create_export_task(**asked)
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    s3.put_bucket_policy(Bucket=bucket, Policy=policy)
    task = logs.create_export_task(**asked)["taskId"]

    def done():
        [found] = logs.describe_export_tasks(taskId=task)["exportTasks"]
        return found["status"]["code"] == "COMPLETED"

    assert eventually(done)
    file = s3.get_object(Bucket=bucket, Key=f"exportedlogs/{task}/{stream}/000000.gz")
    lines = gzip.decompress(file["Body"].read()).decode().splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == ["one", "two"]
    for found in s3.list_objects_v2(Bucket=bucket)["Contents"]:
        s3.delete_object(Bucket=bucket, Key=found["Key"])
    s3.delete_bucket(Bucket=bucket)


def test_a_query(logs, group, stream):
    put(logs, group, stream, *[json.dumps({"level": "error" if n % 3 == 0 else "info", "ms": n}) for n in range(9)])
    now = int(time.time())
    query = logs.start_query(
        logGroupName=group,
        startTime=now - 600,
        endTime=now + 600,
        queryString="stats count(*) as n, avg(ms) by level | sort n desc",
    )["queryId"]

    def complete():
        found = logs.get_query_results(queryId=query)
        return found if found["status"] == "Complete" else None

    found = eventually(complete)
    rows = [{field["field"]: field["value"] for field in row} for row in found["results"]]
    assert rows == [
        {"level": "info", "n": "6", "avg(ms)": "4.5"},
        {"level": "error", "n": "3", "avg(ms)": "3"},
    ]
    assert found["statistics"]["recordsMatched"] == 9
    with pytest.raises(logs.exceptions.MalformedQueryException) as caught:
        logs.start_query(logGroupName=group, startTime=now - 600, endTime=now, queryString="nonsense")
    assert "nonsense" in caught.value.response["Error"]["Message"]
