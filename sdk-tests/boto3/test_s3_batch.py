"""Batch Operations: jobs over many objects, their manifests, reports and states."""

import csv
import gzip
import hashlib
import io
import json
import time

import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT, by_host, connect, unique
from people import allow, policy, trust

SERVICE = {"Service": "batchoperations.s3.amazonaws.com"}


@pytest.fixture
def s3():
    return connect("s3")


@pytest.fixture
def control():
    return by_host(connect("s3control"))


@pytest.fixture
def bucket(s3):
    name = unique("batch")
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def role():
    """A role that may do everything in S3."""
    iam = connect("iam")
    name = unique("worker")
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(SERVICE))["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=policy(allow("s3:*")))
    return arn


def manifest(s3, bucket, lines, key="manifest.csv", fields=("Bucket", "Key")):
    text = "".join(f"{bucket},{line}\n" for line in lines)
    etag = s3.put_object(Bucket=bucket, Key=key, Body=text.encode())["ETag"].strip('"')
    return {
        "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": list(fields)},
        "Location": {"ObjectArn": f"arn:aws:s3:::{bucket}/{key}", "ETag": etag},
    }


def create(control, role, operation, report=None, confirm=False, **more):
    return control.create_job(
        AccountId=ACCOUNT,
        ConfirmationRequired=confirm,
        Operation=operation,
        Report=report or {"Enabled": False},
        Priority=more.pop("Priority", 10),
        RoleArn=role,
        **more,
    )["JobId"]


def wait(control, job, *states):
    """The job once it has one of these states."""
    for _ in range(200):
        found = control.describe_job(AccountId=ACCOUNT, JobId=job)["Job"]
        if found["Status"] in states:
            return found
        assert found["Status"] not in ("Failed", "Cancelled", "Complete"), found
        time.sleep(0.05)
    raise AssertionError(f"the job is still {found['Status']}")


def test_tags_and_a_report(s3, control, bucket, role):
    keys = [f"object {n}" for n in range(120)]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    lines = [key.replace(" ", "%20") for key in keys] + ["missing"]
    operation = {"S3PutObjectTagging": {"TagSet": [{"Key": "team", "Value": "a"}]}}
    report = {
        "Enabled": True,
        "Bucket": f"arn:aws:s3:::{bucket}",
        "Prefix": "reports",
        "Format": "Report_CSV_20180820",
        "ReportScope": "AllTasks",
    }
    job = create(control, role, operation, report, Manifest=manifest(s3, bucket, lines))
    done = wait(control, job, "Complete")
    progress = done["ProgressSummary"]
    assert progress["TotalNumberOfTasks"] == 121
    assert progress["NumberOfTasksSucceeded"] == 120
    assert progress["NumberOfTasksFailed"] == 1
    for key in (keys[0], keys[-1]):
        assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [
            {"Key": "team", "Value": "a"}
        ]

    home = f"reports/job-{job}"
    described = s3.get_object(Bucket=bucket, Key=f"{home}/manifest.json")["Body"].read()
    sums = s3.get_object(Bucket=bucket, Key=f"{home}/manifest.json.md5")["Body"].read()
    assert sums.decode() == hashlib.md5(described).hexdigest()
    description = json.loads(described)
    assert description["Format"] == "Report_CSV_20180820"
    rows = {}
    for result in description["Results"]:
        text = s3.get_object(Bucket=result["Bucket"], Key=result["Key"])["Body"].read()
        assert hashlib.md5(text).hexdigest() == result["MD5Checksum"]
        rows[result["TaskExecutionStatus"]] = list(csv.reader(io.StringIO(text.decode())))
    assert len(rows["succeeded"]) == 120
    assert rows["succeeded"][0] == [bucket, "object%200", "", "succeeded", "200", "", "Successful"]
    [failed] = rows["failed"]
    assert failed[:6] == [bucket, "missing", "", "failed", "404", "NoSuchKey"]


def test_copies_by_a_generated_manifest(s3, control, bucket, role):
    target = unique("copies")
    s3.create_bucket(Bucket=target)
    for key in ("logs/a.txt", "logs/b.csv", "other.txt"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    generator = {
        "S3JobManifestGenerator": {
            "SourceBucket": f"arn:aws:s3:::{bucket}",
            "EnableManifestOutput": True,
            "ManifestOutputLocation": {
                "Bucket": f"arn:aws:s3:::{bucket}",
                "ManifestPrefix": "manifests",
                "ManifestFormat": "S3InventoryReport_CSV_20211130",
            },
            "Filter": {"KeyNameConstraint": {"MatchAnySuffix": [".txt"]}},
        }
    }
    operation = {
        "S3PutObjectCopy": {
            "TargetResource": f"arn:aws:s3:::{target}",
            "TargetKeyPrefix": "into",
            "StorageClass": "STANDARD_IA",
        }
    }
    job = create(control, role, operation, ManifestGenerator=generator)
    done = wait(control, job, "Complete")
    assert done["ProgressSummary"]["NumberOfTasksSucceeded"] == 2
    listed = s3.list_objects_v2(Bucket=target)["Contents"]
    assert [(item["Key"], item["StorageClass"]) for item in listed] == [
        ("into/logs/a.txt", "STANDARD_IA"),
        ("into/other.txt", "STANDARD_IA"),
    ]
    location = done["GeneratedManifestDescriptor"]["Location"]
    key = location["ObjectArn"].split("/", 1)[1]
    made = s3.get_object(Bucket=bucket, Key=key, IfMatch=location["ETag"])["Body"].read()
    [file] = json.loads(made)["files"]
    packed = s3.get_object(Bucket=bucket, Key=file["key"])["Body"].read()
    rows = list(csv.reader(io.StringIO(gzip.decompress(packed).decode())))
    assert [row[1] for row in rows] == ["logs/a.txt", "other.txt"]


def test_confirmation_and_cancellation(s3, control, bucket, role):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    operation = {"S3DeleteObjectTagging": {}}
    source = manifest(s3, bucket, ["k"])
    first = create(control, role, operation, confirm=True, Manifest=source)
    wait(control, first, "Suspended")
    control.update_job_status(AccountId=ACCOUNT, JobId=first, RequestedJobStatus="Ready")
    wait(control, first, "Complete")
    second = create(control, role, operation, confirm=True, Manifest=source)
    wait(control, second, "Suspended")
    control.update_job_priority(AccountId=ACCOUNT, JobId=second, Priority=77)
    control.update_job_status(AccountId=ACCOUNT, JobId=second, RequestedJobStatus="Cancelled")
    ended = wait(control, second, "Cancelled")
    assert ended["Priority"] == 77
    with pytest.raises(control.exceptions.JobStatusException):
        control.update_job_status(AccountId=ACCOUNT, JobId=first, RequestedJobStatus="Cancelled")
    listed = control.list_jobs(AccountId=ACCOUNT, JobStatuses=["Cancelled"])["Jobs"]
    assert second in [job["JobId"] for job in listed]

    control.put_job_tagging(AccountId=ACCOUNT, JobId=first, Tags=[{"Key": "a", "Value": "b"}])
    assert control.get_job_tagging(AccountId=ACCOUNT, JobId=first)["Tags"] == [
        {"Key": "a", "Value": "b"}
    ]
    control.delete_job_tagging(AccountId=ACCOUNT, JobId=first)
    assert control.get_job_tagging(AccountId=ACCOUNT, JobId=first).get("Tags", []) == []


def test_a_role_that_may_not(s3, control, bucket):
    iam = connect("iam")
    name = unique("idle")
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(SERVICE))["Role"]["Arn"]
    source = manifest(s3, bucket, ["k"])
    job = create(control, arn, {"S3DeleteObjectTagging": {}}, Manifest=source)
    failed = wait(control, job, "Failed")
    assert failed["FailureReasons"][0]["FailureCode"] == "AccessDenied"
    stranger = iam.create_role(
        RoleName=unique("stranger"), AssumeRolePolicyDocument=trust({"Service": "ec2.amazonaws.com"})
    )["Role"]["Arn"]
    job = create(control, stranger, {"S3DeleteObjectTagging": {}}, Manifest=source)
    failed = wait(control, job, "Failed")
    assert "could not be assumed" in failed["FailureReasons"][0]["FailureReason"]


def test_refusals(control, role, s3, bucket):
    source = manifest(s3, bucket, ["k"])
    with pytest.raises(ClientError) as caught:
        create(
            control,
            role,
            {"LambdaInvoke": {"FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:f"}},
            Manifest=source,
        )
    assert caught.value.response["Error"]["Code"] == "NotImplemented"
    with pytest.raises(ClientError) as caught:
        create(control, role, {}, Manifest=source)
    assert caught.value.response["Error"]["Code"] == "InvalidRequest"
    with pytest.raises(ClientError) as caught:
        control.describe_job(AccountId=ACCOUNT, JobId="none-such")
    assert caught.value.response["Error"]["Code"] == "NoSuchJob"
