"""Functions that are called by what happens: objects, messages, changes of items, secrets that are due.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
"""

import json

import pytest
from conftest import ACCOUNT, REGION, collect, connect, receive, unique
from functions import eventually, make_function, make_role
from test_s3 import client as s3_client

ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"


@pytest.fixture(scope="module")
def lambda_():
    return connect("lambda")


@pytest.fixture(scope="module")
def iam():
    return connect("iam")


@pytest.fixture(scope="module")
def sqs():
    return connect("sqs")


@pytest.fixture(scope="module")
def role(iam):
    name = make_role(iam, ["sqs:*", "s3:*", "dynamodb:*", "secretsmanager:*", "lambda:*", "logs:*"])
    yield name
    iam.delete_role_policy(RoleName=name, PolicyName="p")
    iam.delete_role(RoleName=name)


@pytest.fixture
def function(lambda_, role):
    """Makes functions, and deletes them and their mappings in the end."""
    made = []

    def make(code, **options):
        made.append(make_function(lambda_, role, code, **options))
        return made[-1]

    yield make
    for name in made:
        for mapping in lambda_.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
            lambda_.delete_event_source_mapping(UUID=mapping["UUID"])
        lambda_.delete_function(FunctionName=name)


@pytest.fixture
def queue(sqs):
    """Makes queues; their URL and ARN."""
    made = []

    def make(**attributes):
        suffix = ".fifo" if attributes.get("FifoQueue") else ""
        name = unique() + suffix
        made.append(sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])
        return made[-1], f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"

    yield make
    for url in made:
        sqs.delete_queue(QueueUrl=url)


def take(sqs, url, count):
    """The numbers in the next `count` messages, which are deleted: a group goes on when its messages are."""
    numbers = []
    while len(numbers) < count:
        messages = receive(sqs, url, MaxNumberOfMessages=10, WaitTimeSeconds=20)
        assert messages, f"wanted {count} orders, got {numbers}"
        for message in messages:
            numbers.append(json.loads(message["Body"])["number"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return numbers


def enabled(lambda_, **mapping):
    """A mapping that polls."""
    id_ = lambda_.create_event_source_mapping(**mapping)["UUID"]
    eventually(lambda: lambda_.get_event_source_mapping(UUID=id_)["State"] == "Enabled")
    return id_


THUMBNAIL = """
import urllib.parse, zlib
import cloud

def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        image = cloud.s3("GET", f"/{bucket}/{key}")
        small = zlib.compress(image)
        cloud.s3("PUT", f"/{bucket}-thumbnails/{key}", small)
        item = {
            "key": {"S": key},
            "size": {"N": str(len(image))},
            "thumbnail": {"N": str(len(small))},
            "event": {"S": record["eventName"]},
        }
        cloud.json_call(
            "dynamodb", "DynamoDB_20120810.PutItem", {"TableName": f"{bucket}-index", "Item": item}
        )
"""


def test_thumbnail_pipeline(lambda_, function):
    """An upload calls a function, which writes a small copy and an item about it."""
    s3, dynamodb = s3_client(), connect("dynamodb")
    name = function(THUMBNAIL)
    bucket = unique()
    s3.create_bucket(Bucket=bucket)
    s3.create_bucket(Bucket=f"{bucket}-thumbnails")
    dynamodb.create_table(
        TableName=f"{bucket}-index",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
    )
    configuration = {
        "LambdaFunctionConfigurations": [
            {
                "LambdaFunctionArn": ARN + name,
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".png"}]}},
            }
        ]
    }
    with pytest.raises(s3.exceptions.ClientError) as refused:
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration=configuration
        )
    error = refused.value.response["Error"]
    assert error["Code"] == "InvalidArgument"
    assert error["Message"] == "Unable to validate the following destination configurations"
    lambda_.add_permission(
        FunctionName=name,
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
        SourceAccount=ACCOUNT,
    )
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
    picture = b"picture " * 1_000
    s3.put_object(Bucket=bucket, Key="notes.txt", Body=b"no picture")
    s3.put_object(Bucket=bucket, Key="a cat.png", Body=picture)
    item = eventually(
        lambda: dynamodb.get_item(TableName=f"{bucket}-index", Key={"key": {"S": "a cat.png"}}).get(
            "Item"
        )
    )
    assert item["size"] == {"N": str(len(picture))}
    assert item["event"] == {"S": "ObjectCreated:Put"}
    listed = s3.list_objects_v2(Bucket=f"{bucket}-thumbnails")["Contents"]
    assert [(entry["Key"], str(entry["Size"])) for entry in listed] == [
        ("a cat.png", item["thumbnail"]["N"])
    ]
    assert dynamodb.scan(TableName=f"{bucket}-index")["Count"] == 1


ORDERS = """
import json, os
import cloud

def handler(event, context):
    failed, waiting = [], set()
    for record in event["Records"]:
        order = json.loads(record["body"])
        broken = order["broken"] and int(os.environ["BROKEN_FAILS"])
        if broken or order["customer"] in waiting:
            # What comes after a failure in its group has to wait, too.
            waiting.add(order["customer"])
            failed.append({"itemIdentifier": record["messageId"]})
            continue
        cloud.json_call("sqs", "AmazonSQS.SendMessage", {
            "QueueUrl": os.environ["DONE"],
            "MessageBody": record["body"],
            "MessageGroupId": record["attributes"]["MessageGroupId"],
            "MessageDeduplicationId": record["messageId"],
        })
    return {"batchItemFailures": failed}
"""


def test_order_pipeline(lambda_, sqs, function, queue):
    """Orders of a FIFO queue are handled in order; broken ones end in the dead-letter queue, and are moved back once they can be
    handled."""
    done, _ = queue(FifoQueue="true")
    dead, dead_arn = queue(FifoQueue="true")
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 2})
    orders, orders_arn = queue(FifoQueue="true", VisibilityTimeout="6", RedrivePolicy=redrive)
    variables = {"DONE": done, "BROKEN_FAILS": "1"}
    # A call that outlives what it was given would cost its orders one of their two tries, on a slow machine.
    name = function(ORDERS, Timeout=6, Environment={"Variables": variables})
    for number, (customer, broken) in enumerate(
        [("a", False), ("a", True), ("b", False), ("b", False)]
    ):
        body = json.dumps({"number": number, "customer": customer, "broken": broken})
        sqs.send_message(
            QueueUrl=orders,
            MessageBody=body,
            MessageGroupId=customer,
            MessageDeduplicationId=str(number),
        )
    enabled(
        lambda_,
        FunctionName=name,
        EventSourceArn=orders_arn,
        BatchSize=10,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    [lost] = collect(sqs, dead, 1, WaitTimeSeconds=20)
    assert json.loads(lost["Body"])["number"] == 1
    numbers = take(sqs, done, 3)
    assert sorted(numbers) == [0, 2, 3]
    assert numbers.index(2) < numbers.index(3), "customer b's orders are in order"
    # The function learns to handle them, and the dead letters go back to where they came from.
    lambda_.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**variables, "BROKEN_FAILS": "0"}}
    )
    lambda_.get_waiter("function_updated_v2").wait(FunctionName=name)
    sqs.change_message_visibility(
        QueueUrl=dead, ReceiptHandle=lost["ReceiptHandle"], VisibilityTimeout=0
    )
    sqs.start_message_move_task(SourceArn=dead_arn)
    assert take(sqs, done, 1) == [1]


def test_changes_of_items_are_filtered_and_bisected(lambda_, sqs, function, queue):
    """A poisoned change is singled out by halving, and told to the mapping's destination; what was deleted is filtered out."""
    dynamodb = connect("dynamodb")
    seen, _ = queue()
    failed, failed_arn = queue()
    code = """
import os
import cloud

def handler(event, context):
    names = [record["dynamodb"]["Keys"]["id"]["S"] for record in event["Records"]]
    if "poison" in names:
        raise ValueError("poison")
    for name in names:
        cloud.json_call("sqs", "AmazonSQS.SendMessage", {"QueueUrl": os.environ["SEEN"], "MessageBody": name})
"""
    name = function(code, Environment={"Variables": {"SEEN": seen}})
    table = unique()
    stream = dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]["LatestStreamArn"]
    for id_ in ["one", "two", "poison", "three"]:
        dynamodb.put_item(TableName=table, Item={"id": {"S": id_}})
    dynamodb.delete_item(TableName=table, Key={"id": {"S": "one"}})
    enabled(
        lambda_,
        FunctionName=name,
        EventSourceArn=stream,
        StartingPosition="TRIM_HORIZON",
        BatchSize=10,
        MaximumRetryAttempts=0,
        BisectBatchOnFunctionError=True,
        FilterCriteria={"Filters": [{"Pattern": json.dumps({"eventName": ["INSERT", "MODIFY"]})}]},
        DestinationConfig={"OnFailure": {"Destination": failed_arn}},
    )
    messages = collect(sqs, seen, 3, WaitTimeSeconds=20)
    assert sorted(message["Body"] for message in messages) == ["one", "three", "two"]
    [told] = collect(sqs, failed, 1, WaitTimeSeconds=20)
    record = json.loads(told["Body"])
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["responseContext"]["functionError"] == "Unhandled"
    assert record["DDBStreamBatchInfo"]["batchSize"] == 1
    assert record["DDBStreamBatchInfo"]["streamArn"] == stream
    dynamodb.delete_table(TableName=table)


def test_asynchronous_calls_tell_how_they_ended(lambda_, sqs, function, queue):
    told, told_arn = queue()
    code = """
def handler(event, context):
    if event.get("fail"):
        raise ValueError("as told")
    return {"doubled": event["number"] * 2}
"""
    name = function(code)
    destination = {"Destination": told_arn}
    lambda_.put_function_event_invoke_config(
        FunctionName=name,
        MaximumRetryAttempts=0,
        DestinationConfig={"OnSuccess": destination, "OnFailure": destination},
    )
    answer = lambda_.invoke(
        FunctionName=name, InvocationType="Event", Payload=json.dumps({"number": 21})
    )
    assert (answer["StatusCode"], answer["Payload"].read()) == (202, b"")
    [message] = collect(sqs, told, 1, WaitTimeSeconds=20)
    record = json.loads(message["Body"])
    assert record["requestContext"] == {
        "requestId": answer["ResponseMetadata"]["RequestId"],
        "functionArn": f"{ARN}{name}:$LATEST",
        "condition": "Success",
        "approximateInvokeCount": 1,
    }
    assert (record["requestPayload"], record["responsePayload"]) == ({"number": 21}, {"doubled": 42})
    sqs.delete_message(QueueUrl=told, ReceiptHandle=message["ReceiptHandle"])
    lambda_.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps({"fail": True}))
    [message] = collect(sqs, told, 1, WaitTimeSeconds=20)
    record = json.loads(message["Body"])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["responseContext"]["functionError"] == "Unhandled"
    assert record["responsePayload"]["errorMessage"] == "as told"


ROTATE = """
import cloud

def call(operation, **input):
    return cloud.json_call("secretsmanager", f"secretsmanager.{operation}", input, "1.1")

def handler(event, context):
    id_, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    if step == "createSecret":
        old = call("GetSecretValue", SecretId=id_)["SecretString"]
        call("PutSecretValue", SecretId=id_, ClientRequestToken=token, SecretString=old + "!",
             VersionStages=["AWSPENDING"])
    if step == "testSecret":
        new = call("GetSecretValue", SecretId=id_, VersionId=token, VersionStage="AWSPENDING")
        assert new["SecretString"].endswith("!")
    if step == "finishSecret":
        stages = call("DescribeSecret", SecretId=id_)["VersionIdsToStages"]
        [current] = [v for v, names in stages.items() if "AWSCURRENT" in names]
        call("UpdateSecretVersionStage", SecretId=id_, VersionStage="AWSCURRENT",
             MoveToVersionId=token, RemoveFromVersionId=current)
"""


def test_a_secret_rotates(lambda_, function):
    secrets = connect("secretsmanager")
    name = function(ROTATE)
    lambda_.add_permission(
        FunctionName=name,
        StatementId="secrets",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
    )
    secret = unique()
    secrets.create_secret(Name=secret, SecretString="open sesame")
    before = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
    version = secrets.rotate_secret(
        SecretId=secret,
        RotationLambdaARN=ARN + name,
        RotationRules={"AutomaticallyAfterDays": 30},
    )["VersionId"]
    eventually(lambda: secrets.describe_secret(SecretId=secret).get("LastRotatedDate"))
    assert secrets.get_secret_value(SecretId=secret)["SecretString"] == "open sesame!"
    stages = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
    [old] = before
    assert stages == {old: ["AWSPREVIOUS"], version: ["AWSCURRENT"]}
    secrets.delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)


def test_plain_queue_leaves_nothing(lambda_, sqs, function, queue):
    """Messages that the function took are deleted; filters delete what does not pass without calling it."""
    source, source_arn = queue(VisibilityTimeout="5")
    seen, _ = queue()
    code = """
import json, os
import cloud

def handler(event, context):
    for record in event["Records"]:
        cloud.json_call("sqs", "AmazonSQS.SendMessage",
            {"QueueUrl": os.environ["SEEN"], "MessageBody": json.dumps(record)})
"""
    name = function(code, Timeout=5, Environment={"Variables": {"SEEN": seen}})
    enabled(
        lambda_,
        FunctionName=name,
        EventSourceArn=source_arn,
        FilterCriteria={"Filters": [{"Pattern": json.dumps({"body": {"kind": ["wanted"]}})}]},
    )
    sqs.send_message(QueueUrl=source, MessageBody=json.dumps({"kind": "unwanted"}))
    attribute = {"DataType": "Number", "StringValue": "6"}
    sqs.send_message(
        QueueUrl=source,
        MessageBody=json.dumps({"kind": "wanted"}),
        MessageAttributes={"weeks": attribute},
    )
    [message] = collect(sqs, seen, 1, WaitTimeSeconds=20)
    record = json.loads(message["Body"])
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == source_arn
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["messageAttributes"]["weeks"] == {
        "stringValue": "6",
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": "Number",
    }
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    eventually(
        lambda: all(
            count == "0"
            for count in sqs.get_queue_attributes(QueueUrl=source, AttributeNames=names)[
                "Attributes"
            ].values()
        )
    )
    assert receive(sqs, seen) == []


LOOP = """
import json, os
import cloud

def handler(event, context):
    queue = os.environ.get("QUEUE")
    n = json.loads(event["Records"][0]["body"])["n"] if queue else event["n"]
    print(f"round {n}")
    if n >= 20:
        return
    if queue:
        message = {"QueueUrl": queue, "MessageBody": json.dumps({"n": n + 1})}
        cloud.json_call("sqs", "AmazonSQS.SendMessage", message)
    else:
        path = f"/2015-03-31/functions/{context.function_name}/invocations"
        cloud.sign("lambda", "POST", path, {"x-amz-invocation-type": "Event"}, json.dumps({"n": n + 1}).encode())
"""


def test_a_loop_through_a_queue_is_ended(lambda_, sqs, function, queue):
    """The seventeenth call of a chain is not made; its message goes the way of all that fail."""
    dead_url, dead_arn = queue()
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1})
    url, arn = queue(VisibilityTimeout="10", RedrivePolicy=redrive)
    name = function(LOOP, Timeout=10, Environment={"Variables": {"QUEUE": url}})
    enabled(lambda_, FunctionName=name, EventSourceArn=arn, BatchSize=1)
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"n": 0}))
    (message,) = collect(sqs, dead_url, 1, WaitTimeSeconds=20)
    assert json.loads(message["Body"]) == {"n": 16}
    assert lambda_.get_function_recursion_config(FunctionName=name)["RecursiveLoop"] == "Terminate"


def test_a_loop_of_events_is_ended_unless_it_may_go_on(lambda_, sqs, function, queue):
    url, arn = queue()
    name = function(LOOP)
    destinations = {"OnFailure": {"Destination": arn}, "OnSuccess": {"Destination": arn}}
    lambda_.put_function_event_invoke_config(FunctionName=name, DestinationConfig=destinations)

    def run(last):
        lambda_.invoke(FunctionName=name, InvocationType="Event", Payload=b'{"n": 0}')
        told = [json.loads(message["Body"]) for message in collect(sqs, url, last + 1)]
        told = {one["requestPayload"]["n"]: one["requestContext"]["condition"] for one in told}
        assert sorted(told) == list(range(last + 1))
        return told[last]

    assert run(16) == "RecursiveInvocationDetected"
    sqs.purge_queue(QueueUrl=url)
    lambda_.put_function_recursion_config(FunctionName=name, RecursiveLoop="Allow")
    assert run(20) == "Success"


WINDOWS = """
import json, os
import cloud

def handler(event, context):
    state = event["state"]
    state["seen"] = state.get("seen", 0) + len(event["Records"])
    state["calls"] = state.get("calls", 0) + 1
    if event["isFinalInvokeForWindow"]:
        body = {**state, "records": len(event["Records"]), "window": event["window"], "shard": event["shardId"]}
        cloud.json_call("sqs", "AmazonSQS.SendMessage", {"QueueUrl": os.environ["QUEUE"], "MessageBody": json.dumps(body)})
    return {"state": state}
"""


def test_tumbling_windows_carry_a_state(lambda_, sqs, function, queue):
    dynamodb = connect("dynamodb")
    url, _ = queue()
    name = function(WINDOWS, Environment={"Variables": {"QUEUE": url}})
    table = dynamodb.create_table(
        TableName=unique(),
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )["TableDescription"]
    stream = table["LatestStreamArn"]
    options = {"StartingPosition": "TRIM_HORIZON", "BatchSize": 2, "TumblingWindowInSeconds": 5}
    enabled(lambda_, FunctionName=name, EventSourceArn=stream, **options)
    for n in range(5):
        dynamodb.put_item(TableName=table["TableName"], Item={"id": {"S": str(n)}})
    seen, calls, ends = 0, 0, set()
    while seen < 5:
        (message,) = collect(sqs, url, 1, WaitTimeSeconds=20)
        told = json.loads(message["Body"])
        assert told["records"] == 0 and told["shard"].startswith("shardId-")
        assert told["window"]["start"] < told["window"]["end"] and told["window"]["end"] not in ends
        ends.add(told["window"]["end"])
        seen, calls = seen + told["seen"], calls + told["calls"]
    # Batches of two at most, and the last call of each window.
    assert seen == 5 and calls >= 3 + len(ends)
    dynamodb.delete_table(TableName=table["TableName"])
