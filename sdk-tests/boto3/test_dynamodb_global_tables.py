"""Global tables of version 2017.11.29 as boto3 meets them: tables of two regions bound, filled, let go, and who may do that."""

import json
import time

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, connect, unique

REGIONS = ("us-east-1", "eu-west-1")


@pytest.fixture
def tables():
    """Two tables of one name, ready to be bound: the name and a client for each region."""
    name, made = unique("global"), {}
    for region in REGIONS:
        made[region] = client = connect("dynamodb", region=region)
        client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
    for client in made.values():
        client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    yield name, made
    for client in made.values():
        client.delete_table(TableName=name)


def group(regions=REGIONS):
    return [{"RegionName": region} for region in regions]


def test_items_go_to_the_other_region(tables):
    name, by_region = tables
    here, there = (by_region[region] for region in REGIONS)
    made = here.create_global_table(GlobalTableName=name, ReplicationGroup=group())
    assert made["GlobalTableDescription"]["GlobalTableName"] == name
    with pytest.raises(here.exceptions.GlobalTableAlreadyExistsException):
        here.create_global_table(GlobalTableName=name, ReplicationGroup=group())
    here.put_item(TableName=name, Item={"id": {"S": "a"}, "n": {"N": "1"}})
    for _ in range(100):
        found = there.get_item(TableName=name, Key={"id": {"S": "a"}}).get("Item")
        if found:
            break
        time.sleep(0.1)
    assert found["n"] == {"N": "1"}
    listed = there.list_global_tables(RegionName="eu-west-1")["GlobalTables"]
    assert name in [table["GlobalTableName"] for table in listed]
    updates = [{"Delete": {"RegionName": region}} for region in REGIONS]
    here.update_global_table(GlobalTableName=name, ReplicaUpdates=updates)
    with pytest.raises(here.exceptions.GlobalTableNotFoundException):
        here.describe_global_table(GlobalTableName=name)


def test_tags_of_each_region_count(tables):
    name, by_region = tables
    iam, user = connect("iam"), unique("global")
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    statement = [
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
        {
            "Effect": "Deny",
            "Action": "dynamodb:*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/stage": "live"}},
        },
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=policy)
    client = connect("dynamodb", key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    there = by_region["eu-west-1"]
    arn = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{name}"
    there.tag_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "live"}])
    with pytest.raises(ClientError) as refused:
        client.create_global_table(GlobalTableName=name, ReplicationGroup=group())
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    there.untag_resource(ResourceArn=arn, TagKeys=["stage"])
    client.create_global_table(GlobalTableName=name, ReplicationGroup=group())
    updates = [{"Delete": {"RegionName": region}} for region in REGIONS]
    client.update_global_table(GlobalTableName=name, ReplicaUpdates=updates)
    iam.delete_user_policy(UserName=user, PolicyName="p")
    iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName=user)
