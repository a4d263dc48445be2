"""DynamoDB's vector indexes: the nearest items, filters, sizes, what is refused, who may search.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/VectorSearchWorkingWith.html
"""

import json
import math
import random
import time
from decimal import Decimal

import boto3
import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, ENDPOINT, REGION, connect, unique

DIMENSIONS = 16


@pytest.fixture(scope="module")
def dynamodb():
    return connect("dynamodb")


def index(name="vec", function="COSINE", schema=None, projection=None, dimensions=DIMENSIONS):
    made = {
        "IndexName": name,
        "VectorAttribute": {"AttributeName": "embedding"},
        "Projection": projection or {"ProjectionType": "ALL"},
        "Dimensions": dimensions,
        "DistanceFunction": function,
    }
    if schema:
        made["SearchSchema"] = [{"AttributeName": n, "SearchSchemaElementType": t} for n, t in schema]
    return made


@pytest.fixture
def make_table(dynamodb):
    names = []

    def make(*indexes, attributes=(), **options):
        name = unique("vectors")
        options.setdefault("BillingMode", "PAY_PER_REQUEST")
        if indexes:
            options["VectorIndexes"] = list(indexes)
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in [("id", "S"), *attributes]],
            **options,
        )
        names.append(name)
        dynamodb.get_waiter("table_exists").wait(TableName=name)
        return name

    yield make
    for name in names:
        dynamodb.delete_table(TableName=name)


def numbers(vector):
    return [{"N": repr(number)} for number in vector]


def vectors(count, seed=1):
    chance = random.Random(seed)
    return {f"i{n:03}": [chance.uniform(-1, 1) for _ in range(DIMENSIONS)] for n in range(count)}


def put(dynamodb, table, key, vector, **more):
    item = {"id": {"S": key}, "embedding": {"L": numbers(vector)}, **more}
    return dynamodb.put_item(TableName=table, Item=item, ReturnConsumedCapacity="INDEXES")


def search(dynamodb, table, vector, top=5, name="vec", **options):
    found = dynamodb.search_vectors(TableName=table, IndexName=name, SearchVector=numbers(vector), TopK=top, **options)
    return found["SearchResults"]


def distances(function, sought, all_vectors):
    """Keys by their distance, computed here."""

    def dot(a, b):
        return sum(x * y for x, y in zip(a, b))

    score = {
        "COSINE": lambda v: 1 - dot(sought, v) / math.sqrt(dot(sought, sought) * dot(v, v)),
        "EUCLIDEAN": lambda v: math.dist(sought, v),
        "DOT_PRODUCT": lambda v: dot(sought, v),
    }[function]
    scores = {key: score(vector) for key, vector in all_vectors.items()}
    return sorted(scores.items(), key=lambda one: one[1], reverse=function == "DOT_PRODUCT")


def refusal(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


@pytest.mark.parametrize("function", ["COSINE", "EUCLIDEAN", "DOT_PRODUCT"])
def test_the_nearest_are_found_in_their_order(dynamodb, make_table, function):
    table = make_table(index(function=function))
    items = vectors(120)
    for start in range(0, 120, 25):
        batch = list(items.items())[start : start + 25]
        puts = [{"PutRequest": {"Item": {"id": {"S": key}, "embedding": {"L": numbers(v)}}}} for key, v in batch]
        assert dynamodb.batch_write_item(RequestItems={table: puts})["UnprocessedItems"] == {}
    sought = vectors(1, seed=2)["i000"]
    expected = distances(function, sought, items)[:10]
    found = search(dynamodb, table, sought, top=10)
    assert [one["Item"]["id"]["S"] for one in found] == [key for key, _ in expected]
    assert [one["Score"] for one in found] == pytest.approx([score for _, score in expected], abs=1e-5)
    assert all("embedding" not in one["Item"] for one in found), "the vector is not shown unless it is asked for"
    again = search(dynamodb, table, sought, top=1, ProjectionExpression="embedding")[0]["Item"]["embedding"]["L"]
    nearest = items[expected[0][0]]
    assert [float(number["N"]) for number in again] == pytest.approx(nearest, abs=1e-6)
    assert len(search(dynamodb, table, sought, top=100)) == 100


def test_partitions_and_filters(dynamodb, make_table):
    schema = [("tenant", "HASH"), ("brand", "INLINE_FILTER"), ("price", "INLINE_FILTER")]
    attributes = [("tenant", "S"), ("brand", "S"), ("price", "N")]
    projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["title"]}
    table = make_table(index(schema=schema, projection=projection), attributes=attributes)
    items = vectors(40)
    for at, (key, vector) in enumerate(items.items()):
        more = {"tenant": {"S": "ab"[at % 2]}, "brand": {"S": f"b{at % 4}"}, "price": {"N": str(at)}}
        put(dynamodb, table, key, vector, title={"S": key.upper()}, hidden={"S": "x"}, **more)
    put(dynamodb, table, "nobody", [1.0] * DIMENSIONS)

    def keys(expression, **values):
        values = {f":{name}": {"N" if name in "lh" else "S": value} for name, value in values.items()}
        found = search(
            dynamodb, table, [1.0] * DIMENSIONS, top=100, SearchConditionExpression=expression, ExpressionAttributeValues=values
        )
        assert all(set(one["Item"]) == {"id", "tenant", "brand", "price", "title"} for one in found)
        return sorted(int(one["Item"]["price"]["N"]) for one in found)

    assert keys("tenant = :t", t="a") == list(range(0, 40, 2))
    assert keys("tenant = :t AND brand = :b", t="a", b="b2") == list(range(2, 40, 4))
    assert keys("tenant = :t AND price BETWEEN :l AND :h", t="b", l="10", h="20") == [11, 13, 15, 17, 19]
    assert keys("tenant = :t AND (brand = :b OR price < :l)", t="a", b="b2", l="5") == [0, 2, 4, *range(6, 40, 4)]
    assert keys("tenant = :t", t="nobody") == []
    where = {"TableName": table, "IndexName": "vec", "SearchVector": numbers([1.0] * DIMENSIONS), "TopK": 1}
    told = refusal(dynamodb.search_vectors, **where)
    assert told == ("ValidationException", "SearchConditionExpression must be provided when SearchSchema has a HASH key")
    values = {":t": {"S": "a"}}
    told = refusal(dynamodb.search_vectors, SearchConditionExpression="tenant > :t", ExpressionAttributeValues=values, **where)
    assert told[1] == "Invalid SearchConditionExpression: Invalid comparator used in SearchConditionExpression"


def test_an_index_is_added_filled_described_and_deleted(dynamodb, make_table):
    table = make_table()
    items = vectors(130)
    for key, vector in items.items():
        put(dynamodb, table, key, vector)
    made = dynamodb.update_table(TableName=table, VectorIndexUpdates=[{"Create": index()}])["TableDescription"]
    assert (made["VectorIndexes"][0]["IndexStatus"], made["VectorIndexes"][0]["Backfilling"]) == ("CREATING", False)
    for _ in range(200):
        shown = dynamodb.describe_table(TableName=table)["Table"]["VectorIndexes"][0]
        if shown["IndexStatus"] == "ACTIVE" and not shown.get("Backfilling"):
            break
        time.sleep(0.05)
    assert shown["IndexArn"] == f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/index/vec"
    assert (shown["Dimensions"], shown["DistanceFunction"]) == (DIMENSIONS, "COSINE")
    sought = vectors(1, seed=7)["i000"]
    found = search(dynamodb, table, sought, top=20)
    assert [one["Item"]["id"]["S"] for one in found] == [key for key, _ in distances("COSINE", sought, items)[:20]]
    for call in (dynamodb.query, dynamodb.scan):
        query = {"KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": {"S": "a"}}} if call == dynamodb.query else {}
        code, message = refusal(call, TableName=table, IndexName="vec", **query)
        assert code == "ValidationException" and message.endswith("operation not supported on this index type.")
    two = [{"Create": index("two")}, {"Create": index("three")}]
    code, message = refusal(dynamodb.update_table, TableName=table, VectorIndexUpdates=two)
    assert code == "LimitExceededException" and "Only 1 online index" in message
    gone = dynamodb.update_table(TableName=table, VectorIndexUpdates=[{"Delete": {"IndexName": "vec"}}])["TableDescription"]
    assert gone["VectorIndexes"][0]["IndexStatus"] == "DELETING"
    assert "VectorIndexes" not in dynamodb.describe_table(TableName=table)["Table"]
    where = {"TableName": table, "IndexName": "vec", "SearchVector": numbers(sought), "TopK": 1}
    told = refusal(dynamodb.search_vectors, **where)
    assert told == ("ValidationException", "The table does not have the specified index: vec")


def test_writes_keep_the_index_and_count_their_bytes(dynamodb, make_table):
    table = make_table(index(dimensions=1024, projection={"ProjectionType": "KEYS_ONLY"}))
    vector = [0.5] * 1024
    counted = put(dynamodb, table, "a", vector)["ConsumedCapacity"]
    # 1024 numbers of four bytes, and the key with its name.
    assert counted["VectorIndexes"] == {"vec": {"VectorWriteRequestBytes": 4099.0}}
    same = dynamodb.update_item(
        TableName=table,
        Key={"id": {"S": "a"}},
        UpdateExpression="SET title = :t",
        ExpressionAttributeValues={":t": {"S": "A"}},
        ReturnConsumedCapacity="INDEXES",
    )["ConsumedCapacity"]
    assert "VectorIndexes" not in same
    assert "ConsumedCapacity" not in dynamodb.search_vectors(
        TableName=table, IndexName="vec", SearchVector=numbers(vector), TopK=1
    )
    searched = dynamodb.search_vectors(
        TableName=table, IndexName="vec", SearchVector=numbers(vector), TopK=1, ReturnConsumedCapacity="TOTAL"
    )
    assert searched["ConsumedCapacity"] == {"VectorSearchRequestBytes": 4099.0}
    dynamodb.transact_write_items(TransactItems=[{"Delete": {"TableName": table, "Key": {"id": {"S": "a"}}}}])
    assert search(dynamodb, table, vector) == []
    long = {"TableName": table, "Item": {"id": {"S": "b"}, "embedding": {"L": numbers([0.5] * 512)}}}
    code, message = refusal(dynamodb.put_item, **long)
    assert code == "ValidationException"
    assert message.endswith("Invalid size for parameter embedding, Expected: 1024, Actual: 512. IndexName: vec")
    code, message = refusal(dynamodb.search_vectors, TableName=table, IndexName="vec", SearchVector=numbers([1.0] * 3), TopK=1)
    assert message == "Input search vector dimension 3 does not match vector index dimension 1024"
    code, message = refusal(dynamodb.search_vectors, TableName=table, IndexName="vec", SearchVector=numbers(vector), TopK=101)
    assert message == "Provided TopK value '101' is out of valid range. The value must be between 1 and 100 inclusive"


def test_the_resource_interface_writes_decimals(dynamodb, make_table):
    table = make_table(index(function="DOT_PRODUCT"))
    credentials = dynamodb._request_signer._credentials
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
    )
    resource.Table(table).put_item(Item={"id": "a", "embedding": [Decimal("0.25")] * DIMENSIONS})
    found = search(dynamodb, table, [2.0] * DIMENSIONS)
    assert found == [{"Item": {"id": {"S": "a"}}, "Score": 8.0}]


def test_a_backup_has_the_index(dynamodb, make_table):
    table, copy = make_table(index()), unique("vectors")
    for key, vector in vectors(10).items():
        put(dynamodb, table, key, vector)
    arn = dynamodb.create_backup(TableName=table, BackupName="backup")["BackupDetails"]["BackupArn"]
    features = dynamodb.describe_backup(BackupArn=arn)["BackupDescription"]["SourceTableFeatureDetails"]
    assert features["VectorIndexes"][0]["IndexName"] == "vec"
    dynamodb.restore_table_from_backup(TargetTableName=copy, BackupArn=arn)
    dynamodb.get_waiter("table_exists").wait(TableName=copy)
    sought = vectors(1, seed=3)["i000"]
    assert search(dynamodb, copy, sought) == search(dynamodb, table, sought)
    dynamodb.delete_table(TableName=copy)
    dynamodb.delete_backup(BackupArn=arn)


def test_searching_is_an_action_on_the_index(dynamodb, make_table):
    table = make_table(index())
    put(dynamodb, table, "a", [1.0] * DIMENSIONS)
    iam, user = connect("iam"), unique("searcher")
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    searcher = connect("dynamodb", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"

    def allow(**statement):
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps(document))

    def told():
        where = {"TableName": table, "IndexName": "vec", "SearchVector": numbers([1.0] * DIMENSIONS), "TopK": 1}
        return refusal(searcher.search_vectors, **where)

    try:
        allow(Action="dynamodb:SearchVectors", Resource=arn)
        code, message = told()
        assert code == "AccessDeniedException"
        assert f"dynamodb:SearchVectors on resource: {arn}/index/vec" in message
        allow(Action="dynamodb:Query", Resource=f"{arn}/index/*")
        assert told()[0] == "AccessDeniedException"
        # Keys and attributes are not known of a search, so that a statement that asks for them does not match.
        leading = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["a"]}, "Null": {"dynamodb:LeadingKeys": "false"}}
        allow(Action="dynamodb:SearchVectors", Resource=f"{arn}/index/vec", Condition=leading)
        assert told()[0] == "AccessDeniedException"
        allow(Action="dynamodb:SearchVectors", Resource=f"{arn}/index/vec")
        assert len(search(searcher, table, [1.0] * DIMENSIONS)) == 1
        assert refusal(searcher.get_item, TableName=table, Key={"id": {"S": "a"}})[0] == "AccessDeniedException"
    finally:
        iam.delete_user_policy(UserName=user, PolicyName="p")
        iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
        iam.delete_user(UserName=user)
