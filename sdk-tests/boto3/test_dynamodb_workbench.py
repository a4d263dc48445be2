"""Data models as NoSQL Workbench keeps them: their tables and indexes are made, their sample items loaded (by writes, as
Workbench does, and by an import from S3), and their access patterns asked.

Ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/workbench.html
"""

import gzip
import json
import time
from pathlib import Path

import pytest
from conftest import connect, unique

HERE = Path(__file__).parent


def model(name):
    """The tables of a model."""
    return json.loads((HERE / f"workbench_{name}.json").read_text())["DataModel"]


def schema(keys):
    """Workbench's keys as a key schema."""
    kinds = {"PartitionKey": "HASH", "SortKey": "RANGE"}
    return [{"AttributeName": keys[name]["AttributeName"], "KeyType": kind} for name, kind in kinds.items() if name in keys]


def definition(table, name):
    """What a request says of one of the model's tables."""
    indexes = table.get("GlobalSecondaryIndexes", [])
    keys = [table["KeyAttributes"], *(index["KeyAttributes"] for index in indexes)]
    types = {part["AttributeName"]: part["AttributeType"] for key in keys for part in key.values()}
    out = {
        "TableName": name,
        "KeySchema": schema(table["KeyAttributes"]),
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": t} for n, t in types.items()],
        "BillingMode": table["BillingMode"],
        **table.get("ProvisionedCapacitySettings", {}),
    }
    if indexes:
        out["GlobalSecondaryIndexes"] = [
            {"IndexName": index["IndexName"], "KeySchema": schema(index["KeyAttributes"]), "Projection": index["Projection"]}
            for index in indexes
        ]
    return out


def write(dynamodb, table, name):
    """The table, and its items one write after the other."""
    dynamodb.create_table(**definition(table, name))
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    puts = [{"PutRequest": {"Item": item}} for item in table["TableData"]]
    assert dynamodb.batch_write_item(RequestItems={name: puts})["UnprocessedItems"] == {}


def load(dynamodb, table, name):
    """The table by an import of its items, as lines of DynamoDB JSON in a bucket."""
    s3, bucket = connect("s3"), unique("workbench").lower()
    s3.create_bucket(Bucket=bucket)
    lines = "".join(json.dumps({"Item": item}) + "\n" for item in table["TableData"])
    s3.put_object(Bucket=bucket, Key="in/items.json.gz", Body=gzip.compress(lines.encode()))
    begun = dynamodb.import_table(
        S3BucketSource={"S3Bucket": bucket, "S3KeyPrefix": "in/"},
        InputFormat="DYNAMODB_JSON",
        InputCompressionType="GZIP",
        TableCreationParameters=definition(table, name),
    )["ImportTableDescription"]
    for _ in range(200):
        done = dynamodb.describe_import(ImportArn=begun["ImportArn"])["ImportTableDescription"]
        if done["ImportStatus"] != "IN_PROGRESS":
            break
        time.sleep(0.05)
    count = len(table["TableData"])
    assert (done["ImportStatus"], done["ImportedItemCount"], done["ErrorCount"]) == ("COMPLETED", count, 0)
    s3.delete_object(Bucket=bucket, Key="in/items.json.gz")
    s3.delete_bucket(Bucket=bucket)


@pytest.fixture(scope="module", params=[write, load])
def tables(request):
    """The models' tables with their items, by the models' names; deleted when the module ends."""
    dynamodb = connect("dynamodb")
    names = {}
    for name in ("library", "forum", "employees"):
        for table in model(name):
            own = names[table["TableName"]] = unique(table["TableName"])
            request.param(dynamodb, table, own)
    yield dynamodb, names
    for name in names.values():
        dynamodb.delete_table(TableName=name)


@pytest.mark.parametrize("name", ["library", "forum", "employees"])
def test_tables_indexes_and_items_are_the_models(tables, name):
    dynamodb, names = tables
    for table in model(name):
        own = names[table["TableName"]]
        there = dynamodb.describe_table(TableName=own)["Table"]
        assert there["KeySchema"] == schema(table["KeyAttributes"])
        indexes = {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])}
        assert {index["IndexName"] for index in there.get("GlobalSecondaryIndexes", [])} == indexes
        order = lambda item: json.dumps(item, sort_keys=True)  # noqa: E731
        expected = sorted(table["TableData"], key=order)
        assert sorted(dynamodb.scan(TableName=own)["Items"], key=order) == expected
        for index in table.get("GlobalSecondaryIndexes", []):
            keys = {part["AttributeName"] for part in index["KeyAttributes"].values()}
            rows = [item for item in table["TableData"] if keys <= item.keys()]
            assert dynamodb.scan(TableName=own, IndexName=index["IndexName"])["Count"] == len(rows)


def ask(tables, table, condition, values, index=None):
    dynamodb, names = tables
    more = {"IndexName": index} if index else {}
    values = {name: {"S": value} for name, value in values.items()}
    answer = dynamodb.query(TableName=names[table], KeyConditionExpression=condition, ExpressionAttributeValues=values, **more)
    return answer["Items"]


def test_access_patterns_of_the_library(tables):
    ann = ask(tables, "Library", "pk = :p AND begins_with(sk, :s)", {":p": "READER#ann", ":s": "LOAN#"})
    assert [item["title"]["S"] for item in ann] == ["Walden"]
    due = ask(tables, "Library", "kind = :k", {":k": "loan"}, "loans-by-due")
    assert [item["title"]["S"] for item in due] == ["Emma", "Walden"]
    assert all(set(item) == {"pk", "sk", "kind", "due", "title"} for item in due)


def test_access_patterns_of_the_forum(tables):
    latest = ask(tables, "Thread", "ForumName = :f AND LastPostDateTime > :t", {":f": "Gardens", ":t": "2026-01-03"}, "LastPostIndex")
    assert [item["Subject"]["S"] for item in latest] == ["Slugs"]
    by_ida = ask(tables, "Reply", "PostedBy = :p", {":p": "Ida"}, "PostedBy-Message-Index")
    assert [item["Message"]["S"] for item in by_ida] == ["Ducks", "Longer in the oven"]


def test_access_patterns_of_the_employees(tables):
    reports = ask(tables, "Employee", "ManagerLoginAlias = :m", {":m": "mira"}, "DirectReports")
    assert sorted(item["FirstName"]["S"] for item in reports) == ["Ben", "Zoe"]
    assert all("Skills" not in item for item in reports)
    named = ask(tables, "Employee", "FirstName = :f AND LastName = :l", {":f": "Zoe", ":l": "Ray"}, "Name")
    assert named[0]["Skills"] == {"SS": ["welding"]}
