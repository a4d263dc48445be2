"""DynamoDB's tables and streams: life cycles by waiters, indexes, backups, time to live, records of streams.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html
"""

import pytest
from conftest import ACCOUNT, REGION, connect, unique


@pytest.fixture(scope="module")
def dynamodb():
    return connect("dynamodb")


@pytest.fixture(scope="module")
def streams():
    return connect("dynamodbstreams")


@pytest.fixture
def make_table(dynamodb):
    """Creates on-demand tables with the key `id`, which are deleted when the test ends."""
    names = []

    def make(**options):
        name = options.pop("TableName", None) or unique("table")
        options.setdefault("BillingMode", "PAY_PER_REQUEST")
        options.setdefault("KeySchema", [{"AttributeName": "id", "KeyType": "HASH"}])
        options.setdefault("AttributeDefinitions", [{"AttributeName": "id", "AttributeType": "S"}])
        created = dynamodb.create_table(TableName=name, **options)["TableDescription"]
        names.append(name)
        dynamodb.get_waiter("table_exists").wait(TableName=name)
        return created

    yield make
    for name in names:
        try:
            dynamodb.delete_table(TableName=name)
        except dynamodb.exceptions.ResourceNotFoundException:
            pass  # The test deleted it itself.


def test_a_table_comes_and_goes(dynamodb, make_table):
    created = make_table()
    name = created["TableName"]
    assert created["TableStatus"] == "CREATING"
    assert created["TableArn"] == f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
    table = dynamodb.describe_table(TableName=created["TableArn"])["Table"]
    assert (table["TableStatus"], table["TableId"]) == ("ACTIVE", created["TableId"])
    pages = dynamodb.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 1})
    assert name in [table for page in pages for table in page["TableNames"]]
    with pytest.raises(dynamodb.exceptions.ResourceInUseException, match=f"Table already exists: {name}"):
        make_table(TableName=name)
    deleted = dynamodb.delete_table(TableName=name)["TableDescription"]
    assert deleted["TableStatus"] == "DELETING"
    dynamodb.get_waiter("table_not_exists").wait(TableName=name)
    missing = f"Requested resource not found: Table: {name} not found"
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException, match=missing):
        dynamodb.describe_table(TableName=name)


def test_indexes_come_later(dynamodb, make_table):
    name = make_table()["TableName"]
    for n in range(3):
        dynamodb.put_item(TableName=name, Item={"id": {"S": str(n)}, "g": {"S": "all"}})
    index = {
        "IndexName": "by-g",
        "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    updated = dynamodb.update_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "g", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[{"Create": index}],
    )["TableDescription"]
    assert updated["GlobalSecondaryIndexes"][0]["IndexStatus"] == "CREATING"
    table = dynamodb.describe_table(TableName=name)["Table"]
    assert table["GlobalSecondaryIndexes"][0]["IndexStatus"] == "ACTIVE"
    found = dynamodb.query(
        TableName=name,
        IndexName="by-g",
        KeyConditionExpression="g = :g",
        ExpressionAttributeValues={":g": {"S": "all"}},
    )
    assert found["Count"] == 3


def test_the_resource_interface(make_table):
    resource = __import__("boto3").resource("dynamodb", **session_of(connect("dynamodb")))
    table = resource.Table(make_table()["TableName"])
    table.put_item(Item={"id": "a", "n": 1})
    assert table.get_item(Key={"id": "a"})["Item"] == {"id": "a", "n": 1}
    assert table.table_status == "ACTIVE"


def session_of(client):
    credentials = client._request_signer._credentials
    return {
        "endpoint_url": client.meta.endpoint_url,
        "region_name": client.meta.region_name,
        "aws_access_key_id": credentials.access_key,
        "aws_secret_access_key": credentials.secret_key,
    }


def test_a_stream_is_read_from_its_beginning(dynamodb, streams, make_table):
    view = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    created = make_table(StreamSpecification=view)
    name, arn = created["TableName"], created["LatestStreamArn"]
    dynamodb.put_item(TableName=name, Item={"id": {"S": "a"}, "b": {"B": b"\x90"}})
    dynamodb.update_item(
        TableName=name,
        Key={"id": {"S": "a"}},
        UpdateExpression="SET v = :v",
        ExpressionAttributeValues={":v": {"N": "1"}},
    )
    dynamodb.delete_item(TableName=name, Key={"id": {"S": "a"}})
    assert [s["StreamArn"] for s in streams.list_streams(TableName=name)["Streams"]] == [arn]
    stream = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    assert (stream["StreamStatus"], stream["StreamViewType"]) == ("ENABLED", "NEW_AND_OLD_IMAGES")
    shard = stream["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    assert iterator["ShardIterator"].startswith(f"{arn}|1|")
    answer = streams.get_records(ShardIterator=iterator["ShardIterator"])
    records = answer["Records"]
    assert [record["eventName"] for record in records] == ["INSERT", "MODIFY", "REMOVE"]
    assert records[0]["dynamodb"]["NewImage"] == {"id": {"S": "a"}, "b": {"B": b"\x90"}}
    assert records[1]["dynamodb"]["OldImage"] == records[0]["dynamodb"]["NewImage"]
    numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in records]
    assert numbers == sorted(set(numbers))
    assert streams.get_records(ShardIterator=answer["NextShardIterator"])["Records"] == []
    with pytest.raises(streams.exceptions.ResourceNotFoundException, match="Stream: .* not found"):
        streams.describe_stream(StreamArn=arn + "0")


def test_a_backup_makes_another_table(dynamodb, make_table):
    name = make_table()["TableName"]
    dynamodb.put_item(TableName=name, Item={"id": {"S": "a"}})
    arn = dynamodb.create_backup(TableName=name, BackupName="backup")["BackupDetails"]["BackupArn"]
    dynamodb.put_item(TableName=name, Item={"id": {"S": "b"}})
    again = unique("restored")
    restored = dynamodb.restore_table_from_backup(BackupArn=arn, TargetTableName=again)
    assert restored["TableDescription"]["RestoreSummary"]["SourceBackupArn"] == arn
    try:
        dynamodb.get_waiter("table_exists").wait(TableName=again)
        assert dynamodb.scan(TableName=again)["Items"] == [{"id": {"S": "a"}}]
    finally:
        dynamodb.delete_table(TableName=again)
        dynamodb.delete_backup(BackupArn=arn)
    with pytest.raises(dynamodb.exceptions.BackupNotFoundException):
        dynamodb.describe_backup(BackupArn=arn)


def test_settings_are_refused_by_type(dynamodb, make_table):
    name = make_table()["TableName"]
    ttl = {"Enabled": True, "AttributeName": "ttl"}
    dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=ttl)
    shown = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert shown == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}
    with pytest.raises(dynamodb.exceptions.ClientError, match="TimeToLive is already enabled"):
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=ttl)
    with pytest.raises(dynamodb.exceptions.PointInTimeRecoveryUnavailableException):
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=name, TargetTableName=unique(), UseLatestRestorableTime=True
        )
    with pytest.raises(dynamodb.exceptions.TableNotFoundException):
        dynamodb.describe_continuous_backups(TableName=unique())
