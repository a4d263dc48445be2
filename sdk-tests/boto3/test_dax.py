"""DAX by its own client for Python: a cluster caches, writes through, and lets in whom policies allow."""

import json
from contextlib import contextmanager

import pytest
from amazondax import AmazonDaxClient
from botocore.exceptions import ClientError
from conftest import ACCOUNT, KEY, REGION, SECRET, connect, unique

TRUST = {"Effect": "Allow", "Principal": {"Service": "dax.amazonaws.com"}, "Action": "sts:AssumeRole"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*"):
    return {"Effect": "Allow", "Action": action, "Resource": resource}


@pytest.fixture(scope="module")
def role():
    iam, name = connect("iam"), unique("dax")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(TRUST))
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(allow("dynamodb:*")))
    yield name
    iam.delete_role_policy(RoleName=name, PolicyName="p")
    iam.delete_role(RoleName=name)


@pytest.fixture(scope="module")
def cluster(role):
    dax, name = connect("dax"), unique("c")[:20].rstrip("-")
    arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
    made = dax.create_cluster(ClusterName=name, NodeType="dax.t3.small", ReplicationFactor=1, IamRoleArn=arn)
    assert made["Cluster"]["Status"] == "creating"
    (shown,) = dax.describe_clusters(ClusterNames=[name])["Clusters"]
    assert (shown["Status"], shown["ActiveNodes"]) == ("available", 1)
    yield shown
    assert dax.delete_cluster(ClusterName=name)["Cluster"]["Status"] == "deleting"


@contextmanager
def client(cluster, key=KEY, secret=SECRET):
    url = cluster["ClusterDiscoveryEndpoint"]["URL"]
    with AmazonDaxClient(
        endpoint_url=url, region_name=REGION, aws_access_key_id=key, aws_secret_access_key=secret
    ) as dax:
        yield dax


@pytest.fixture(scope="module")
def dax(cluster):
    with client(cluster) as dax:
        yield dax


@pytest.fixture
def table():
    dynamodb, name = connect("dynamodb"), unique("dax")
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "p", "AttributeType": "S"},
            {"AttributeName": "s", "AttributeType": "N"},
        ],
        KeySchema=[
            {"AttributeName": "p", "KeyType": "HASH"},
            {"AttributeName": "s", "KeyType": "RANGE"},
        ],
    )
    yield name
    dynamodb.delete_table(TableName=name)


def key(p, s=1):
    return {"p": {"S": p}, "s": {"N": str(s)}}


FULL = {
    "text": {"S": "é"},
    "number": {"N": "-1.5"},
    "large": {"N": "123456789012345678901234567890"},
    "bytes": {"B": b"\x00\x01"},
    "flag": {"BOOL": True},
    "nothing": {"NULL": True},
    "list": {"L": [{"S": "a"}, {"N": "2"}, {"M": {"deep": {"S": "x"}}}]},
    "map": {"M": {"inner": {"L": []}}},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2"]},
}


def test_items_come_back_as_they_went(dax, table):
    item = {**key("a"), **FULL}
    dax.put_item(TableName=table, Item=item)
    for consistent in (False, True):
        got = dax.get_item(TableName=table, Key=key("a"), ConsistentRead=consistent)["Item"]
        for numbers in (got, item):
            numbers["texts"]["SS"].sort()
            numbers["numbers"]["NS"].sort()
        assert got == item
    assert "Item" not in dax.get_item(TableName=table, Key=key("none"))


def test_what_is_cached_stays_until_it_is_written_through(dax, table):
    behind = connect("dynamodb")
    dax.put_item(TableName=table, Item={**key("a"), "v": {"N": "1"}})
    behind.put_item(TableName=table, Item={**key("a"), "v": {"N": "2"}})

    def seen(**more):
        return dax.get_item(TableName=table, Key=key("a"), **more).get("Item", {}).get("v")

    assert seen() == {"N": "1"}
    assert seen(ConsistentRead=True) == {"N": "2"}
    assert seen() == {"N": "1"}
    dax.update_item(
        TableName=table,
        Key=key("a"),
        UpdateExpression="SET v = v + :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
    assert seen() == {"N": "3"}
    dax.delete_item(TableName=table, Key=key("a"))
    behind.put_item(TableName=table, Item={**key("a"), "v": {"N": "9"}})
    assert seen() is None


def test_conditions_updates_and_what_they_return(dax, table):
    dax.put_item(TableName=table, Item={**key("a"), "v": {"N": "1"}, "l": {"L": [{"S": "x"}]}})
    with pytest.raises(ClientError) as refused:
        dax.put_item(
            TableName=table, Item=key("a"), ConditionExpression="attribute_not_exists(p) OR v > :v",
            ExpressionAttributeValues={":v": {"N": "5"}},
        )
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    changed = dax.update_item(
        TableName=table,
        Key=key("a"),
        UpdateExpression="SET v = :two, l[0] = :y REMOVE nothing",
        ConditionExpression="v = :one AND size(l) = :one",
        ExpressionAttributeValues={":one": {"N": "1"}, ":two": {"N": "2"}, ":y": {"S": "y"}},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    assert changed == {**key("a"), "v": {"N": "2"}, "l": {"L": [{"S": "y"}]}}
    old = dax.delete_item(TableName=table, Key=key("a"), ReturnValues="ALL_OLD")["Attributes"]
    assert old["v"] == {"N": "2"}


def test_projections_queries_and_scans(dax, table):
    for at in range(5):
        value = {**key("a", at), "v": {"N": str(at)}, "m": {"M": {"x": {"S": f"x{at}"}, "y": {"S": "y"}}}}
        dax.put_item(TableName=table, Item=value)
    part = dax.get_item(TableName=table, Key=key("a", 3), ProjectionExpression="m.x, v")["Item"]
    assert part == {"m": {"M": {"x": {"S": "x3"}}}, "v": {"N": "3"}}
    query = {
        "TableName": table,
        "KeyConditionExpression": "p = :p AND s >= :s",
        "ExpressionAttributeValues": {":p": {"S": "a"}, ":s": {"N": "1"}},
        "Limit": 3,
    }
    first = dax.query(**query)
    assert [item["s"]["N"] for item in first["Items"]] == ["1", "2", "3"]
    rest = dax.query(**query, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert [item["v"]["N"] for item in rest["Items"]] == ["4"]
    found = dax.scan(
        TableName=table, FilterExpression="v < :v", ExpressionAttributeValues={":v": {"N": "2"}}
    )
    assert (found["Count"], found["ScannedCount"]) == (2, 5)
    # A page is kept whatever is written meanwhile.
    dax.delete_item(TableName=table, Key=key("a", 1))
    assert dax.query(**query)["Count"] == 3
    assert dax.query(**query, ConsistentRead=True)["Items"][0]["s"]["N"] == "2"


def test_batches_and_transactions(dax, table):
    puts = [{"PutRequest": {"Item": {**key("b", at), "v": {"N": str(at)}}}} for at in range(3)]
    assert not dax.batch_write_item(RequestItems={table: puts}).get("UnprocessedItems")
    wanted = {table: {"Keys": [key("b", at) for at in range(4)]}}
    for _ in range(2):
        got = dax.batch_get_item(RequestItems=wanted)["Responses"][table]
        assert sorted(item["v"]["N"] for item in got) == ["0", "1", "2"]
    dax.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": table, "Item": {**key("b", 3), "v": {"N": "3"}}}},
            {"Delete": {"TableName": table, "Key": key("b", 0)}},
            {
                "Update": {
                    "TableName": table, "Key": key("b", 1), "UpdateExpression": "SET v = :v",
                    "ExpressionAttributeValues": {":v": {"N": "11"}},
                }
            },
        ]
    )
    got = dax.transact_get_items(
        TransactItems=[{"Get": {"TableName": table, "Key": key("b", at)}} for at in (0, 1, 3)]
    )["Responses"]
    assert [answer.get("Item", {}).get("v") for answer in got] == [None, {"N": "11"}, {"N": "3"}]
    assert dax.get_item(TableName=table, Key=key("b", 1))["Item"]["v"] == {"N": "11"}
    with pytest.raises(ClientError) as refused:
        dax.transact_write_items(
            TransactItems=[
                {
                    "ConditionCheck": {
                        "TableName": table, "Key": key("b", 0), "ConditionExpression": "attribute_exists(p)",
                    }
                },
                {"Delete": {"TableName": table, "Key": key("b", 1)}},
            ]
        )
    assert refused.value.response["Error"]["Code"] == "TransactionCanceledException"


def test_errors_are_dynamodbs(dax):
    with pytest.raises(ClientError) as refused:
        dax.get_item(TableName=unique("none"), Key=key("a"))
    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_policies_decide_who_may_what_on_the_cluster(cluster, dax, table):
    iam, name = connect("iam"), unique("dax")
    iam.create_user(UserName=name)
    given = iam.create_access_key(UserName=name)["AccessKey"]
    iam.put_user_policy(
        UserName=name, PolicyName="p", PolicyDocument=policy(allow("dax:GetItem", cluster["ClusterArn"]))
    )
    try:
        dax.put_item(TableName=table, Item={**key("a"), "v": {"N": "1"}})
        with client(cluster, given["AccessKeyId"], given["SecretAccessKey"]) as limited:
            assert limited.get_item(TableName=table, Key=key("a"))["Item"]["v"] == {"N": "1"}
            with pytest.raises(ClientError) as refused:
                limited.put_item(TableName=table, Item=key("a"))
            assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    finally:
        iam.delete_access_key(UserName=name, AccessKeyId=given["AccessKeyId"])
        iam.delete_user_policy(UserName=name, PolicyName="p")
        iam.delete_user(UserName=name)


def test_a_rebooted_node_has_forgotten(cluster, dax, table):
    dax.put_item(TableName=table, Item={**key("a"), "v": {"N": "1"}})
    connect("dynamodb").put_item(TableName=table, Item={**key("a"), "v": {"N": "2"}})
    assert dax.get_item(TableName=table, Key=key("a"))["Item"]["v"] == {"N": "1"}
    node = cluster["Nodes"][0]["NodeId"]
    connect("dax").reboot_node(ClusterName=cluster["ClusterName"], NodeId=node)
    assert dax.get_item(TableName=table, Key=key("a"))["Item"]["v"] == {"N": "2"}
