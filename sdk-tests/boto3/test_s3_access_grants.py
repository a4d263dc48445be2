"""Access grants: credentials for a prefix; and access points of several regions, reached by their host."""

import time
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from conftest import ENDPOINT, KEY, SECRET, by_host, connect, unique
from people import allow, policy, trust

REGION = "eu-west-1"


def account():
    return connect("sts").get_caller_identity()["Account"]


@pytest.fixture
def grants():
    """The instance of this region, with a location for everything; gone when the test ends."""
    control, iam, own = by_host(connect("s3control", region=REGION)), connect("iam"), account()
    role = unique("reach")
    trusted = trust({"Service": "access-grants.s3.amazonaws.com"}, ["sts:AssumeRole", "sts:SetSourceIdentity"])
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=trusted)["Role"]["Arn"]
    iam.put_role_policy(RoleName=role, PolicyName="all", PolicyDocument=policy(allow("s3:*")))
    control.create_access_grants_instance(AccountId=own)
    control.create_access_grants_location(AccountId=own, LocationScope="s3://", IAMRoleArn=arn)
    made = []

    def grant(scope, grantee, permission):
        answer = control.create_access_grant(
            AccountId=own,
            AccessGrantsLocationId="default",
            AccessGrantsLocationConfiguration={"S3SubPrefix": scope},
            Grantee={"GranteeType": "IAM", "GranteeIdentifier": grantee},
            Permission=permission,
        )
        made.append(answer["AccessGrantId"])
        return answer

    yield grant
    for grant_id in made:
        control.delete_access_grant(AccountId=own, AccessGrantId=grant_id)
    control.delete_access_grants_location(AccountId=own, AccessGrantsLocationId="default")
    control.delete_access_grants_instance(AccountId=own)


def refused(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]


def test_credentials_for_a_prefix(grants):
    s3, iam, own = connect("s3", region=REGION), connect("iam"), account()
    bucket, name = unique("granted"), unique("ann")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    for key in ("mine/k", "yours/k"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    user = iam.create_user(UserName=name)["User"]["Arn"]
    asks = policy(allow(["s3:GetDataAccess", "s3:ListCallerAccessGrants"]))
    iam.put_user_policy(UserName=name, PolicyName="ask", PolicyDocument=asks)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    ann = by_host(
        connect("s3control", region=REGION, key=key["AccessKeyId"], secret=key["SecretAccessKey"])
    )
    target = f"s3://{bucket}/mine/*"
    ask = {"AccountId": own, "Target": target, "Permission": "READWRITE"}
    assert refused(ann.get_data_access, **ask) == "AccessDenied"
    assert grants(f"{bucket}/mine/*", user, "READWRITE")["GrantScope"] == target
    listed = ann.list_caller_access_grants(AccountId=own)["CallerAccessGrantsList"]
    assert [entry["GrantScope"] for entry in listed] == [target]

    given = ann.get_data_access(**ask)
    assert given["MatchedGrantTarget"] == target
    made = given["Credentials"]
    session = connect(
        "s3",
        region=REGION,
        key=made["AccessKeyId"],
        secret=made["SecretAccessKey"],
        aws_session_token=made["SessionToken"],
    )
    assert session.get_object(Bucket=bucket, Key="mine/k")["Body"].read() == b"mine/k"
    session.put_object(Bucket=bucket, Key="mine/new", Body=b"new")
    keys = session.list_objects_v2(Bucket=bucket, Prefix="mine/")["Contents"]
    assert [entry["Key"] for entry in keys] == ["mine/k", "mine/new"]
    assert refused(session.get_object, Bucket=bucket, Key="yours/k") == "AccessDenied"
    assert refused(session.put_object, Bucket=bucket, Key="yours/new") == "AccessDenied"
    assert refused(session.list_objects_v2, Bucket=bucket) == "AccessDenied"


def test_an_access_point_of_several_regions():
    control, own = by_host(connect("s3control", region="us-west-2")), account()
    buckets = {}
    for region in ("eu-west-1", "ap-south-1"):
        s3, name = connect("s3", region=region), unique(region)
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
        s3.put_object(Bucket=name, Key="where", Body=region.encode())
        buckets[region] = name
    name = unique("several")
    details = {"Name": name, "Regions": [{"Bucket": bucket} for bucket in buckets.values()]}
    request = control.create_multi_region_access_point(AccountId=own, Details=details)
    wait_for(control, own, request["RequestTokenARN"])
    shown = control.get_multi_region_access_point(AccountId=own, Name=name)["AccessPoint"]
    assert shown["Status"] == "READY"

    url = f"{ENDPOINT}/where"
    host = f"{shown['Alias']}.accesspoint.s3-global.localhost:{ENDPOINT.rsplit(':', 1)[1]}"
    for region in buckets:
        signed = AWSRequest("GET", url, headers={"Host": host})
        signed.headers["X-Amz-Content-SHA256"] = "UNSIGNED-PAYLOAD"
        SigV4Auth(Credentials(KEY, SECRET), "s3", region).add_auth(signed)
        with urllib.request.urlopen(urllib.request.Request(url, headers=dict(signed.headers))) as got:
            assert got.read() == region.encode()

    gone = {"Name": name}
    request = control.delete_multi_region_access_point(AccountId=own, Details=gone)
    wait_for(control, own, request["RequestTokenARN"])
    assert refused(control.get_multi_region_access_point, AccountId=own, Name=name) == (
        "NoSuchMultiRegionAccessPoint"
    )


def wait_for(control, own, request):
    """Waits until a request is done, which takes a second."""
    for _ in range(20):
        answer = control.describe_multi_region_access_point_operation(
            AccountId=own, RequestTokenARN=request
        )
        status = answer["AsyncOperation"]["RequestStatus"]
        if status != "INPROGRESS":
            break
        time.sleep(0.25)
    assert status == "SUCCEEDED", answer
