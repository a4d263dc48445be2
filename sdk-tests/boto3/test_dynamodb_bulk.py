"""DynamoDB's bulk operations: items of S3 put into a table, reports, cancellation, who may.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BulkPutItems.Requesting.html
"""

import gzip
import json
import time

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, connect, unique


@pytest.fixture(scope="module")
def dynamodb():
    return connect("dynamodb")


@pytest.fixture(scope="module")
def s3():
    return connect("s3")


@pytest.fixture
def place(dynamodb, s3):
    """A table with the key `id` and a bucket, both of this name."""
    name = unique("bulk")
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name)
    s3.create_bucket(Bucket=name)
    yield name
    dynamodb.delete_table(TableName=name)
    for found in s3.list_objects_v2(Bucket=name).get("Contents", []):
        s3.delete_object(Bucket=name, Key=found["Key"])
    s3.delete_bucket(Bucket=name)


def start(dynamodb, name, **options):
    options.setdefault("InputS3Configuration", {})
    source = {"S3Bucket": name, "S3KeyPrefix": "in/", "InputFormat": "DYNAMODB_JSON", **options.pop("InputS3Configuration")}
    begun = dynamodb.start_bulk_put_items(
        TableName=name,
        InputS3Configuration=source,
        OutputS3Configuration={"S3Bucket": name, "S3KeyPrefix": "out", "OutputType": ["ERROR", "CONDITION_CHECK_FAILURE"]},
        **options,
    )["BulkOperationDescription"]
    assert begun["BulkOperationStatus"] == "IN_PROGRESS"
    assert begun["BulkOperationArn"].startswith(f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}/")
    return begun["BulkOperationArn"]


def ended(dynamodb, arn):
    for _ in range(600):
        found = dynamodb.describe_bulk_operation(BulkOperationArn=arn)["BulkOperationDescription"]
        if "EndTime" in found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"it does not end: {found}")


def test_items_are_put_and_the_others_reported(dynamodb, s3, place):
    records = [{"Item": {"id": {"S": str(n)}, "n": {"N": str(n)}}} for n in range(300)]
    records.append({"Item": {"id": {"S": "7"}}, "ConditionExpression": "attribute_not_exists(id)"})
    records.append({"Item": {"n": {"N": "1"}}})
    body = gzip.compress("\n".join(map(json.dumps, records)).encode())
    s3.put_object(Bucket=place, Key="in/one.json.gz", Body=body)
    arn = start(dynamodb, place, InputS3Configuration={"InputCompressionType": "GZIP"})
    done = ended(dynamodb, arn)
    assert done["BulkOperationStatus"] == "COMPLETED_WITH_ERRORS"
    assert (done["ProcessedItemCount"], done["FailedItemCount"]) == (302, 1)
    assert done["ProcessedInputBytes"] == done["TotalInputBytes"] == len(body)
    assert done["BulkOperationUsage"][0]["BulkPutBytes"] > 0
    assert done["TableDetails"][0]["TableName"] == place
    pages = dynamodb.get_paginator("scan").paginate(TableName=place)
    items = {item["id"]["S"]: item for page in pages for item in page["Items"]}
    assert len(items) == 300 and items["7"]["n"] == {"N": "7"}
    summary = f"out/AWSDynamoDB/{arn.rsplit('/', 1)[1]}/manifest-summary.json"
    summary = json.load(s3.get_object(Bucket=place, Key=summary)["Body"])
    assert summary["conditionCheckFailureCount"] == 1
    files = s3.get_object(Bucket=place, Key=summary["manifestFilesS3Key"])["Body"].read()
    reports = {file["outputType"]: file for file in map(json.loads, files.splitlines())}
    assert set(reports) == {"ERROR", "CONDITION_CHECK_FAILURE"}
    told = json.load(s3.get_object(Bucket=place, Key=reports["CONDITION_CHECK_FAILURE"]["dataFileS3Key"])["Body"])
    assert told["ExistingItem"] == items["7"]
    assert arn in [one["BulkOperationArn"] for one in dynamodb.list_bulk_operations()["BulkOperationsSummaryList"]]


def test_an_operation_is_called_off(dynamodb, s3, place):
    lines = "".join(f'{{"Item":{{"id":{{"S":"{n}"}}}}}}\n' for n in range(20_000))
    s3.put_object(Bucket=place, Key="in/many.json", Body=lines)
    arn = start(dynamodb, place, MaxWriteRequestUnits=1024)
    cancelled = dynamodb.cancel_bulk_operation(BulkOperationArn=arn)
    assert cancelled["BulkOperationStatus"] == "CANCELLING"
    done = ended(dynamodb, arn)
    assert done["BulkOperationStatus"] == "CANCELLED"
    assert done["ProcessedItemCount"] < 20_000
    with pytest.raises(ClientError, match="ValidationException"):
        dynamodb.cancel_bulk_operation(BulkOperationArn=arn)


def test_what_policies_ask(dynamodb, s3, place):
    iam, user = connect("iam"), unique("loader")
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    loader = connect("dynamodb", key=key["AccessKeyId"], secret=key["SecretAccessKey"])

    def let(*statements):
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps(document))

    try:
        s3.put_object(Bucket=place, Key="in/one.json", Body=b'{"Item":{"id":{"S":"a"}}}')
        with pytest.raises(ClientError, match="AccessDeniedException.*dynamodb:StartBulkPutItems"):
            start(loader, place)
        table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{place}"
        own = {"Effect": "Allow", "Action": "dynamodb:*BulkOperation*", "Resource": f"{table}/*"}
        begin = {"Effect": "Allow", "Action": "dynamodb:StartBulkPutItems", "Resource": table}
        let(own, begin)
        # Whoever may not read the source has an operation that fails.
        assert ended(loader, start(loader, place))["FailureCode"] == "S3AccessDenied"
        let(own, begin, {"Effect": "Allow", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{place}", f"arn:aws:s3:::{place}/*"]})
        assert ended(loader, start(loader, place))["BulkOperationStatus"] == "COMPLETED"
        with pytest.raises(ClientError, match="AccessDeniedException"):
            loader.list_bulk_operations()
    finally:
        iam.delete_user_policy(UserName=user, PolicyName="p")
        iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
        iam.delete_user(UserName=user)
