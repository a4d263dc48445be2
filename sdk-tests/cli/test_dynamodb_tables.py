"""DynamoDB's tables and streams through the AWS CLI, with its waiters and pages.

https://docs.aws.amazon.com/cli/latest/reference/dynamodb/
"""

import uuid

import pytest
from conftest import ACCOUNT, REGION

KEY = ["--attribute-definitions", "AttributeName=id,AttributeType=S", "--key-schema", "AttributeName=id,KeyType=HASH"]


@pytest.fixture
def table(aws):
    name = f"cli-{uuid.uuid4().hex[:12]}"
    stream = "StreamEnabled=true,StreamViewType=NEW_IMAGE"
    words = ["--billing-mode", "PAY_PER_REQUEST", "--stream-specification", stream]
    created = aws("dynamodb", "create-table", "--table-name", name, *KEY, *words)
    assert created.json["TableDescription"]["TableStatus"] == "CREATING"
    assert aws("dynamodb", "wait", "table-exists", "--table-name", name).code == 0
    yield name
    aws("dynamodb", "delete-table", "--table-name", name)
    assert aws("dynamodb", "wait", "table-not-exists", "--table-name", name).code == 0


def test_a_table_and_its_tags(aws, table):
    arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"
    shown = aws("dynamodb", "describe-table", "--table-name", table, "--query", "Table.[TableArn,TableStatus]")
    assert shown.json == [arn, "ACTIVE"]
    assert table in aws("dynamodb", "list-tables", "--page-size", "1").json["TableNames"]
    assert aws("dynamodb", "tag-resource", "--resource-arn", arn, "--tags", "Key=a,Value=b").code == 0
    tags = aws("dynamodb", "list-tags-of-resource", "--resource-arn", arn).json
    assert tags["Tags"] == [{"Key": "a", "Value": "b"}]


def test_a_stream(aws, table):
    item = '{"id": {"S": "a"}}'
    assert aws("dynamodb", "put-item", "--table-name", table, "--item", item).code == 0
    arn = aws("dynamodbstreams", "list-streams", "--table-name", table).json["Streams"][0]["StreamArn"]
    shard = aws("dynamodbstreams", "describe-stream", "--stream-arn", arn).json["StreamDescription"]["Shards"][0]
    start = ["--stream-arn", arn, "--shard-id", shard["ShardId"], "--shard-iterator-type", "TRIM_HORIZON"]
    iterator = aws("dynamodbstreams", "get-shard-iterator", *start).json["ShardIterator"]
    records = aws("dynamodbstreams", "get-records", "--shard-iterator", iterator).json["Records"]
    assert [record["dynamodb"]["NewImage"] for record in records] == [{"id": {"S": "a"}}]


def test_a_missing_table(aws):
    answer = aws("dynamodb", "describe-table", "--table-name", "never-created")
    assert answer.code == 255
    assert "(ResourceNotFoundException) when calling the DescribeTable operation" in answer.error
    assert answer.error.endswith("Requested resource not found: Table: never-created not found")
