"""A data model as NoSQL Workbench keeps it: its tables are made, its sample items loaded, its access patterns asked.

Ref: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/workbench.html
"""

import json
from pathlib import Path

import pytest
from conftest import connect, unique

MODEL = json.loads(Path(__file__).with_name("workbench_model.json").read_text())


def schema(keys):
    """Workbench's keys as a key schema."""
    kinds = {"PartitionKey": "HASH", "SortKey": "RANGE"}
    return [{"AttributeName": keys[name]["AttributeName"], "KeyType": kind} for name, kind in kinds.items() if name in keys]


def definition(table, name):
    """CreateTable's input for one of the model's tables."""
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


@pytest.fixture(scope="module")
def tables():
    """The model's tables with their items, by the model's names; deleted when the module ends."""
    dynamodb = connect("dynamodb")
    names = {}
    for table in MODEL["DataModel"]:
        name = names[table["TableName"]] = unique(table["TableName"])
        dynamodb.create_table(**definition(table, name))
        dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
        puts = [{"PutRequest": {"Item": item}} for item in table["TableData"]]
        assert dynamodb.batch_write_item(RequestItems={name: puts})["UnprocessedItems"] == {}
    yield dynamodb, names
    for name in names.values():
        dynamodb.delete_table(TableName=name)


def test_every_sample_item_is_there(tables):
    dynamodb, names = tables
    for table in MODEL["DataModel"]:
        found = dynamodb.scan(TableName=names[table["TableName"]])["Items"]
        order = lambda item: json.dumps(item, sort_keys=True)  # noqa: E731
        assert sorted(found, key=order) == sorted(table["TableData"], key=order)


def test_access_patterns(tables):
    dynamodb, names = tables
    ann = dynamodb.query(
        TableName=names["Library"],
        KeyConditionExpression="pk = :p AND begins_with(sk, :s)",
        ExpressionAttributeValues={":p": {"S": "READER#ann"}, ":s": {"S": "LOAN#"}},
    )
    assert [item["title"]["S"] for item in ann["Items"]] == ["Walden"]
    due = dynamodb.query(
        TableName=names["Library"],
        IndexName="loans-by-due",
        KeyConditionExpression="kind = :k",
        ExpressionAttributeValues={":k": {"S": "loan"}},
    )
    assert [item["title"]["S"] for item in due["Items"]] == ["Emma", "Walden"]
    assert all(set(item) == {"pk", "sk", "kind", "due", "title"} for item in due["Items"])


def test_tables_are_as_the_model_says(tables):
    dynamodb, names = tables
    branches = dynamodb.describe_table(TableName=names["Branches"])["Table"]
    assert branches["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    library = dynamodb.describe_table(TableName=names["Library"])["Table"]
    assert library["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert library["GlobalSecondaryIndexes"][0]["Projection"]["NonKeyAttributes"] == ["title"]
