"""Replicas of version 2019.11.21 as boto3 meets them: under keys of KMS of their regions, and with capacity that is scaled."""

import time

import pytest
from botocore.exceptions import ClientError
from conftest import connect, unique

HERE, THERE = "us-east-1", "eu-west-1"
POLICY = {"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70.0}}


@pytest.fixture
def clients():
    return {region: connect("dynamodb", region=region) for region in (HERE, THERE)}


def create(client, name, **options):
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        **options,
    )


def add_replica(clients, name, **options):
    """Adds a replica and returns its description once it is active."""
    update = {"Create": {"RegionName": THERE, **options}}
    clients[HERE].update_table(TableName=name, ReplicaUpdates=[update])
    for _ in range(100):
        replica = clients[HERE].describe_table(TableName=name)["Table"]["Replicas"][0]
        if replica["ReplicaStatus"] == "ACTIVE":
            break
        time.sleep(0.1)
    return replica


def test_each_replica_has_a_key_of_its_region(clients):
    name = unique("keys")
    keys = {}
    for region in (HERE, THERE):
        key = connect("kms", region=region).create_key()
        keys[region] = key["KeyMetadata"]["Arn"]
    encryption = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": keys[HERE]}
    create(clients[HERE], name, BillingMode="PAY_PER_REQUEST", SSESpecification=encryption)
    with pytest.raises(ClientError, match="KMSMasterKeyId must be specified for each replica"):
        add_replica(clients, name)
    clients[HERE].put_item(TableName=name, Item={"id": {"S": "a"}})
    replica = add_replica(clients, name, KMSMasterKeyId=keys[THERE])
    assert (replica["ReplicaStatus"], replica["KMSMasterKeyId"]) == ("ACTIVE", keys[THERE])
    there = clients[THERE].describe_table(TableName=name)["Table"]
    assert there["SSEDescription"]["KMSMasterKeyArn"] == keys[THERE]
    assert clients[THERE].get_item(TableName=name, Key={"id": {"S": "a"}})["Item"]
    for client in clients.values():
        client.delete_table(TableName=name)


def test_capacity_of_replicas_is_scaled(clients):
    name = unique("scaled")
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    create(clients[HERE], name, ProvisionedThroughput=units)
    with pytest.raises(ClientError, match="Pay-Per-Request or AutoScaled"):
        add_replica(clients, name)
    clients[HERE].update_table_replica_auto_scaling(
        TableName=name,
        ProvisionedWriteCapacityAutoScalingUpdate={
            "MinimumUnits": 5,
            "MaximumUnits": 50,
            "ScalingPolicyUpdate": POLICY,
        },
    )
    assert add_replica(clients, name)["ReplicaStatus"] == "ACTIVE"
    answer = clients[THERE].describe_table_replica_auto_scaling(TableName=name)
    replicas = answer["TableAutoScalingDescription"]["Replicas"]
    assert [replica["RegionName"] for replica in replicas] == [HERE, THERE]
    for replica in replicas:
        writes = replica["ReplicaProvisionedWriteCapacityAutoScalingSettings"]
        assert (writes["MinimumUnits"], writes["MaximumUnits"]) == (5, 50)
        policy = writes["ScalingPolicies"][0]["TargetTrackingScalingPolicyConfiguration"]
        assert policy["TargetValue"] == 70.0
    for client in clients.values():
        client.delete_table(TableName=name)
