"""Tables under keys of KMS, and exports of tables to S3, as boto3 sees them."""

import gzip
import json

import pytest
from botocore.exceptions import ClientError
from conftest import connect, unique


@pytest.fixture(scope="module")
def dynamodb():
    return connect("dynamodb")


@pytest.fixture(scope="module")
def kms():
    return connect("kms")


def create(dynamodb, **options):
    """A table with a partition key `pk`, which is there."""
    name = unique("boto3-table")
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        **options,
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name)
    return name


def test_the_key_that_aws_manages(dynamodb, kms):
    table = create(dynamodb, SSESpecification={"Enabled": True})
    shown = dynamodb.describe_table(TableName=table)["Table"]["SSEDescription"]
    assert (shown["Status"], shown["SSEType"]) == ("ENABLED", "KMS")
    key = kms.describe_key(KeyId=shown["KMSMasterKeyArn"])["KeyMetadata"]
    assert key["KeyManager"] == "AWS"
    assert key["Description"] == (
        "Default key that protects my DynamoDB data when no other key is defined"
    )
    item = {"pk": {"S": "a"}, "text": {"S": "hello"}}
    dynamodb.put_item(TableName=table, Item=item)
    assert dynamodb.get_item(TableName=table, Key={"pk": {"S": "a"}})["Item"] == item
    answer = dynamodb.update_table(TableName=table, SSESpecification={"Enabled": False})
    assert answer["TableDescription"]["SSEDescription"]["Status"] == "UPDATING"
    dynamodb.get_waiter("table_exists").wait(TableName=table)
    assert "SSEDescription" not in dynamodb.describe_table(TableName=table)["Table"]
    assert dynamodb.get_item(TableName=table, Key={"pk": {"S": "a"}})["Item"] == item
    dynamodb.delete_table(TableName=table)


def test_a_key_of_ones_own(dynamodb, kms):
    key = kms.create_key()["KeyMetadata"]["Arn"]
    asked = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    table = create(dynamodb, SSESpecification=asked)
    shown = dynamodb.describe_table(TableName=table)["Table"]["SSEDescription"]
    assert shown["KMSMasterKeyArn"] == key
    dynamodb.put_item(TableName=table, Item={"pk": {"S": "a"}})
    assert dynamodb.scan(TableName=table)["Count"] == 1
    dynamodb.delete_table(TableName=table)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    with pytest.raises(ClientError) as refused:
        create(dynamodb, SSESpecification=asked)
    error = refused.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert error["Message"].startswith("KMS validation error: ")


def test_an_export_is_read_from_the_bucket(dynamodb):
    s3 = connect("s3")
    bucket = unique("boto3-export")
    s3.create_bucket(Bucket=bucket)
    table = create(dynamodb)
    arn = dynamodb.describe_table(TableName=table)["Table"]["TableArn"]
    with pytest.raises(dynamodb.exceptions.PointInTimeRecoveryUnavailableException):
        dynamodb.export_table_to_point_in_time(TableArn=arn, S3Bucket=bucket)
    dynamodb.update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    for number in range(30):
        item = {"pk": {"S": f"item-{number}"}, "n": {"N": str(number)}}
        dynamodb.put_item(TableName=table, Item=item)
    begun = dynamodb.export_table_to_point_in_time(TableArn=arn, S3Bucket=bucket, S3Prefix="p")
    export = begun["ExportDescription"]["ExportArn"]
    dynamodb.get_waiter("export_completed").wait(
        ExportArn=export, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    done = dynamodb.describe_export(ExportArn=export)["ExportDescription"]
    assert done["ItemCount"] == 30

    def read(key):
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    summary = json.loads(read(done["ExportManifest"]))
    assert summary["exportArn"] == export
    files = read(summary["manifestFilesS3Key"]).decode().splitlines()
    found = {}
    for line in files:
        data = gzip.decompress(read(json.loads(line)["dataFileS3Key"])).decode()
        for item in map(json.loads, data.splitlines()):
            found[item["Item"]["pk"]["S"]] = item["Item"]["n"]["N"]
    assert found == {f"item-{number}": str(number) for number in range(30)}
    listed = dynamodb.list_exports(TableArn=arn)["ExportSummaries"]
    assert [one["ExportArn"] for one in listed] == [export]
    dynamodb.delete_table(TableName=table)
