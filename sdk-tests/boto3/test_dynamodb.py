"""Items by the low-level client, the Table resource with Python's own values, paginators and waiters.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
"""

from decimal import Decimal

import boto3
import pytest
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary
from conftest import ENDPOINT, KEY, REGION, SECRET, connect, unique


@pytest.fixture(scope="module")
def dynamodb():
    return connect("dynamodb")


@pytest.fixture(scope="module")
def resource():
    return boto3.resource(
        "dynamodb",
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    )


@pytest.fixture
def table(dynamodb, resource):
    """A table of orders, with an index by status; deleted when the test ends."""
    name = unique("orders")
    resource.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "customer", "KeyType": "HASH"},
            {"AttributeName": "number", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "customer", "AttributeType": "S"},
            {"AttributeName": "number", "AttributeType": "N"},
            {"AttributeName": "state", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-state",
                "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    yield resource.Table(name)
    dynamodb.delete_table(TableName=name)
    dynamodb.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 1})


def test_values_of_every_type_come_back(table):
    item = {
        "customer": "ann",
        "number": Decimal("1"),
        "text": "häh",
        "empty": "",
        "price": Decimal("12345678901234567890.123456789012345678"),
        "tiny": Decimal("1E-130"),
        "raw": Binary(b"\x00\xff"),
        "yes": True,
        "nothing": None,
        "list": [Decimal(1), "two", [False]],
        "map": {"deep": {"er": Decimal("-0.5")}},
        "names": {"a", "b"},
        "numbers": {Decimal("1.5"), Decimal("-2")},
        "blobs": {Binary(b"x"), Binary(b"y")},
    }
    table.put_item(Item=item)
    found = table.get_item(Key={"customer": "ann", "number": 1}, ConsistentRead=True)["Item"]
    assert found == item


def test_updates_conditions_and_returned_values(table, dynamodb):
    key = {"customer": "bob", "number": 7}
    made = table.update_item(
        Key=key,
        UpdateExpression="SET #s = :s, goods = list_append(if_not_exists(goods, :none), :l) ADD amount :t",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": "open", ":none": [], ":l": ["pen"], ":t": 3},
        ReturnValues="ALL_NEW",
    )
    assert made["Attributes"] == {**key, "state": "open", "goods": ["pen"], "amount": 3}
    changed = table.update_item(
        Key=key,
        UpdateExpression="SET goods[0] = :l, amount = amount - :one",
        ConditionExpression=Attr("state").eq("open") & Attr("amount").between(1, 3),
        ExpressionAttributeValues={":l": "ink", ":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    assert changed["Attributes"] == {"goods": ["ink"], "amount": 2}
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as caught:
        dynamodb.put_item(
            TableName=table.name,
            Item={"customer": {"S": "bob"}, "number": {"N": "7"}},
            ConditionExpression="attribute_not_exists(customer)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert caught.value.response["Error"]["Message"] == "The conditional request failed"
    assert caught.value.response["Item"]["amount"] == {"N": "2"}
    old = table.delete_item(Key=key, ReturnValues="ALL_OLD")["Attributes"]
    assert old["goods"] == ["ink"]
    assert "Item" not in table.get_item(Key=key)


def test_batches_queries_and_pages(table, dynamodb):
    with table.batch_writer(overwrite_by_pkeys=["customer", "number"]) as batch:
        for number in range(60):
            state = "open" if number % 2 else "paid"
            batch.put_item(Item={"customer": "eve", "number": number, "state": state})
        batch.delete_item(Key={"customer": "eve", "number": 13})
    numbers = []
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table.name,
        KeyConditionExpression="customer = :c AND #n BETWEEN :low AND :high",
        ExpressionAttributeNames={"#n": "number"},
        ExpressionAttributeValues={":c": {"S": "eve"}, ":low": {"N": "10"}, ":high": {"N": "40"}},
        PaginationConfig={"PageSize": 7},
    )
    for page in pages:
        numbers += [int(item["number"]["N"]) for item in page["Items"]]
    assert numbers == [number for number in range(10, 41) if number != 13]
    newest = table.query(
        KeyConditionExpression=Key("customer").eq("eve") & Key("number").lt(50),
        FilterExpression=Attr("state").eq("open"),
        ScanIndexForward=False,
        Limit=4,
    )
    assert [int(item["number"]) for item in newest["Items"]] == [49, 47]
    assert newest["ScannedCount"] == 4
    paid = table.query(IndexName="by-state", KeyConditionExpression=Key("state").eq("paid"))
    assert paid["Count"] == 30
    seen = set()
    for segment in range(3):
        pages = dynamodb.get_paginator("scan").paginate(
            TableName=table.name, Segment=segment, TotalSegments=3
        )
        for page in pages:
            seen |= {item["number"]["N"] for item in page["Items"]}
    assert len(seen) == 59
    got = dynamodb.batch_get_item(
        RequestItems={
            table.name: {
                "Keys": [{"customer": {"S": "eve"}, "number": {"N": str(n)}} for n in (1, 13, 2)],
                "ProjectionExpression": "#n",
                "ExpressionAttributeNames": {"#n": "number"},
            }
        }
    )
    assert {item["number"]["N"] for item in got["Responses"][table.name]} == {"1", "2"}
    assert got["UnprocessedKeys"] == {}


def test_transactions(table, dynamodb):
    def put(number, **more):
        item = {"customer": {"S": "tom"}, "number": {"N": str(number)}}
        return {"Put": {"TableName": table.name, "Item": item, **more}}

    dynamodb.transact_write_items(TransactItems=[put(1), put(2)], ClientRequestToken=(token := unique()))
    dynamodb.transact_write_items(TransactItems=[put(1), put(2)], ClientRequestToken=token)
    with pytest.raises(dynamodb.exceptions.IdempotentParameterMismatchException):
        dynamodb.transact_write_items(TransactItems=[put(9)], ClientRequestToken=token)
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as caught:
        dynamodb.transact_write_items(
            TransactItems=[put(3), put(1, ConditionExpression="attribute_not_exists(customer)")]
        )
    reasons = caught.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    keys = [{"customer": {"S": "tom"}, "number": {"N": str(n)}} for n in (1, 3)]
    got = dynamodb.transact_get_items(
        TransactItems=[{"Get": {"TableName": table.name, "Key": key}} for key in keys]
    )
    assert [response.get("Item") for response in got["Responses"]] == [keys[0], None]


def test_partiql(table, dynamodb):
    name = table.name
    dynamodb.execute_statement(
        Statement=f"INSERT INTO \"{name}\" VALUE {{'customer': ?, 'number': ?, 'tags': <<'a'>>}}",
        Parameters=[{"S": "zoe"}, {"N": "5"}],
    )
    with pytest.raises(dynamodb.exceptions.DuplicateItemException):
        dynamodb.execute_statement(
            Statement=f"INSERT INTO \"{name}\" VALUE {{'customer': 'zoe', 'number': 5}}"
        )
    changed = dynamodb.execute_statement(
        Statement=f'UPDATE "{name}" SET tags = set_add(tags, <<\'b\'>>) '
        "WHERE customer = 'zoe' AND \"number\" = 5 RETURNING ALL NEW *"
    )
    assert changed["Items"][0]["tags"] == {"SS": ["a", "b"]}
    found = dynamodb.execute_statement(
        Statement=f'SELECT tags FROM "{name}" WHERE customer = \'zoe\' AND "number" < 6'
    )
    assert found["Items"] == [{"tags": {"SS": ["a", "b"]}}]


def test_refusals(table, dynamodb):
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.get_item(TableName="no-such-table", Key={"id": {"S": "a"}})
    with pytest.raises(dynamodb.exceptions.ClientError) as caught:
        dynamodb.get_item(TableName=table.name, Key={"customer": {"S": "a"}})
    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": "The provided key element does not match the schema",
    }
