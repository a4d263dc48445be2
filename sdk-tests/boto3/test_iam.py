"""IAM: users, groups, roles and policies, by clients, waiters, paginators and the resource interface.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
"""

import json

import boto3
import pytest
from botocore.exceptions import WaiterError
from conftest import ENDPOINT, REGION, unique
from people import Account, allow, client, code_of, denied, deny, policy, trust

EC2 = trust({"Service": "ec2.amazonaws.com"})
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture(scope="module")
def account():
    return Account()


@pytest.fixture(scope="module")
def iam(account):
    return account.iam


def wait(iam, name, **parameters):
    """Waits until it is there, asking again at once."""
    iam.get_waiter(name).wait(WaiterConfig={"Delay": 0, "MaxAttempts": 2}, **parameters)


def test_the_life_of_a_user(account, iam):
    name = unique("user")
    with pytest.raises(WaiterError):
        wait(iam, "user_exists", UserName=name)
    tags = [{"Key": "team", "Value": "blue"}]
    user = iam.create_user(UserName=name, Path="/staff/", Tags=tags)["User"]
    assert user["Arn"] == account.arn("user/staff", name)
    assert user["UserId"].startswith("AIDA") and len(user["UserId"]) == 21
    assert user["CreateDate"].utcoffset().total_seconds() == 0
    wait(iam, "user_exists", UserName=name)
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException) as caught:
        iam.create_user(UserName=name.upper())
    error = caught.value.response
    assert error["Error"]["Code"] == "EntityAlreadyExists"
    assert error["Error"]["Message"] == f"User with name {name.upper()} already exists."
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 409
    key = iam.create_access_key(UserName=name)["AccessKey"]
    with pytest.raises(iam.exceptions.DeleteConflictException) as caught:
        iam.delete_user(UserName=name)
    assert caught.value.response["Error"]["Message"] == (
        "Cannot delete entity, must delete access keys first."
    )
    iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    iam.update_user(UserName=name, NewUserName=f"{name}-2", NewPath="/")
    renamed = iam.get_user(UserName=f"{name}-2")["User"]
    assert (renamed["UserId"], renamed["Path"]) == (user["UserId"], "/")
    assert renamed["Tags"] == tags
    iam.delete_user(UserName=f"{name}-2")
    with pytest.raises(iam.exceptions.NoSuchEntityException) as caught:
        iam.get_user(UserName=name)
    error = caught.value.response
    assert error["Error"]["Code"] == "NoSuchEntity"
    assert error["Error"]["Message"] == f"The user with name {name} cannot be found."
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_the_life_of_a_role(account, iam):
    name = unique("role")
    role = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=EC2, MaxSessionDuration=7200, Description="a role"
    )["Role"]
    wait(iam, "role_exists", RoleName=name)
    assert role["Arn"] == account.arn("role", name)
    assert role["RoleId"].startswith("AROA")
    # botocore decodes documents, which travel encoded as in a URL, to dictionaries.
    assert role["AssumeRolePolicyDocument"] == json.loads(EC2)
    found = iam.get_role(RoleName=name)["Role"]
    assert (found["MaxSessionDuration"], found["Description"]) == (7200, "a role")
    odd = allow("sqs:*", "arn:aws:sqs:*:*:a+b-*", Condition={"StringLike": {"aws:UserAgent": "100% é?"}})
    iam.put_role_policy(RoleName=name, PolicyName="odd", PolicyDocument=policy(odd))
    document = iam.get_role_policy(RoleName=name, PolicyName="odd")["PolicyDocument"]
    assert document["Statement"] == [odd]
    with pytest.raises(iam.exceptions.MalformedPolicyDocumentException) as caught:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=policy(allow("sqs:*")))
    assert caught.value.response["Error"]["Code"] == "MalformedPolicyDocument"
    with pytest.raises(iam.exceptions.MalformedPolicyDocumentException):
        iam.put_role_policy(RoleName=name, PolicyName="bad", PolicyDocument="{")
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_role(RoleName=name)
    iam.delete_role_policy(RoleName=name, PolicyName="odd")
    iam.delete_role(RoleName=name)
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName=name)


def test_an_instance_profile_holds_one_role(iam):
    profile, role, other = unique("profile"), unique("role"), unique("role")
    for name in (role, other):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=EC2)
    iam.create_instance_profile(InstanceProfileName=profile)
    wait(iam, "instance_profile_exists", InstanceProfileName=profile)
    iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role)
    with pytest.raises(iam.exceptions.LimitExceededException):
        iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=other)
    [found] = iam.list_instance_profiles_for_role(RoleName=role)["InstanceProfiles"]
    assert found["Roles"][0]["AssumeRolePolicyDocument"] == json.loads(EC2)
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_instance_profile(InstanceProfileName=profile)
    iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=role)
    iam.delete_instance_profile(InstanceProfileName=profile)


def test_a_managed_policy_and_its_versions(account, iam):
    name = unique("policy")
    made = iam.create_policy(PolicyName=name, PolicyDocument=policy(allow("sqs:ListQueues")))
    arn = made["Policy"]["Arn"]
    assert arn == account.arn("policy", name)
    wait(iam, "policy_exists", PolicyArn=arn)
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_policy(PolicyName=name, PolicyDocument=policy(allow("sqs:ListQueues")))
    for n in range(2, 6):
        document = policy(allow(["sqs:ListQueues", f"sqs:Get{n}*"]))
        version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=n == 3)
        assert version["PolicyVersion"]["VersionId"] == f"v{n}"
    with pytest.raises(iam.exceptions.LimitExceededException) as caught:
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=policy(allow("sqs:*")))
    assert caught.value.response["Error"]["Code"] == "LimitExceeded"
    assert "up to 5 versions" in caught.value.response["Error"]["Message"]
    default = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=default)["PolicyVersion"]
    assert version["Document"]["Statement"] == [allow(["sqs:ListQueues", "sqs:Get3*"])]
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_policy_version(PolicyArn=arn, VersionId=default)
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_policy(PolicyArn=arn)
    for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    iam.delete_policy(PolicyArn=arn)
    with pytest.raises(iam.exceptions.NoSuchEntityException) as caught:
        iam.get_policy(PolicyArn=arn)
    assert caught.value.response["Error"]["Message"] == f"Policy {arn} was not found."


def test_a_policy_is_attached_to_users_groups_and_roles(account, iam):
    user, group, role = unique("user"), unique("group"), unique("role")
    iam.create_user(UserName=user)
    iam.create_group(GroupName=group)
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=EC2)
    made = iam.create_policy(PolicyName=unique("policy"), PolicyDocument=policy(allow("sqs:*")))
    arn = made["Policy"]["Arn"]
    iam.attach_user_policy(UserName=user, PolicyArn=arn)
    iam.attach_group_policy(GroupName=group, PolicyArn=arn)
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    assert iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 3
    held = iam.get_paginator("list_entities_for_policy").paginate(PolicyArn=arn).build_full_result()
    assert [one["UserName"] for one in held["PolicyUsers"]] == [user]
    assert [one["GroupName"] for one in held["PolicyGroups"]] == [group]
    assert [one["RoleName"] for one in held["PolicyRoles"]] == [role]
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_policy(PolicyArn=arn)
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.attach_user_policy(UserName=user, PolicyArn=account.arn("policy", "none"))
    assert code_of(iam.attach_user_policy, UserName=user, PolicyArn="long-enough-but-no-arn") == "ValidationError"
    iam.detach_user_policy(UserName=user, PolicyArn=arn)
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.detach_user_policy(UserName=user, PolicyArn=arn)
    iam.detach_group_policy(GroupName=group, PolicyArn=arn)
    iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)


def test_lists_come_in_pages(account, iam):
    path = f"/{unique('path')}/"
    names = sorted(unique("user") for _ in range(5))
    for name in names:
        iam.create_user(UserName=name, Path=path)
    pages = list(iam.get_paginator("list_users").paginate(PathPrefix=path, PaginationConfig={"PageSize": 2}))
    assert [[user["UserName"] for user in page["Users"]] for page in pages] == [names[:2], names[2:4], names[4:]]
    assert [page["IsTruncated"] for page in pages] == [True, True, False]
    some = iam.get_paginator("list_users").paginate(
        PathPrefix=path, PaginationConfig={"PageSize": 2, "MaxItems": 3}
    ).build_full_result()
    assert [user["UserName"] for user in some["Users"]] == names[:3] and some["NextToken"]
    rest = iam.get_paginator("list_users").paginate(
        PathPrefix=path, PaginationConfig={"StartingToken": some["NextToken"]}
    ).build_full_result()
    assert [user["UserName"] for user in rest["Users"]] == names[3:]
    group = unique("group")
    iam.create_group(GroupName=group, Path=path)
    for name in names:
        iam.add_user_to_group(GroupName=group, UserName=name)
    members = iam.get_paginator("get_group").paginate(GroupName=group, PaginationConfig={"PageSize": 3})
    assert sorted(members.search("Users[].UserName")) == names
    groups = iam.get_paginator("list_groups_for_user").paginate(UserName=names[0])
    assert list(groups.search("Groups[].GroupName")) == [group]
    details = iam.get_paginator("get_account_authorization_details").paginate(
        Filter=["User"], PaginationConfig={"PageSize": 2}
    ).build_full_result()
    listed = [user for user in details["UserDetailList"] if user["Path"] == path]
    assert [user["UserName"] for user in listed] == names
    assert all(user["GroupList"] == [group] for user in listed)
    assert code_of(iam.list_users, Marker="nonsense") == "ValidationError"


def test_the_policies_of_aws(iam):
    document = iam.get_policy_version(PolicyArn=ADMINISTRATOR, VersionId="v1")["PolicyVersion"]["Document"]
    assert document == {"Version": "2012-10-17", "Statement": [allow("*")]}
    pages = iam.get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 500})
    arns = list(pages.search("Policies[].Arn"))
    assert {ADMINISTRATOR, READER} <= set(arns) and len(arns) == len(set(arns)) > 500
    assert denied(iam.delete_policy, PolicyArn=READER)


def test_what_a_user_may_do_is_what_simulation_says(account, iam):
    url, arn = account.queue()
    name, session = account.user(allow("sqs:*", arn), deny("sqs:PurgeQueue"))
    sqs = client(session, "sqs")
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=account.arn("user", name),
        ActionNames=["sqs:SendMessage", "sqs:PurgeQueue", "sns:Publish"],
        ResourceArns=[arn],
        PaginationConfig={"PageSize": 2},
    )
    found = {one["EvalActionName"]: one["EvalDecision"] for page in pages for one in page["EvaluationResults"]}
    assert found == {
        "sqs:SendMessage": "allowed", "sqs:PurgeQueue": "explicitDeny", "sns:Publish": "implicitDeny",
    }
    sqs.send_message(QueueUrl=url, MessageBody="m")
    text = denied(sqs.purge_queue, QueueUrl=url)
    assert text.startswith(f"User: {account.arn('user', name)} is not authorized to perform: sqs:")
    assert text.endswith("with an explicit deny in an identity-based policy")
    assert "because no identity-based policy allows" in denied(sqs.list_queues)
    text = denied(client(session, "iam").create_user, UserName="x")
    assert text == (
        f"User: {account.arn('user', name)} is not authorized to perform: iam:CreateUser on resource: "
        f"{account.arn('user', 'x')} because no identity-based policy allows the iam:CreateUser action"
    )


def test_users_groups_and_policies_as_resources(account):
    """The resource interface, which calls the same operations by itself."""
    iam = boto3.resource(
        "iam", endpoint_url=ENDPOINT, region_name=REGION,
        aws_access_key_id=account.id, aws_secret_access_key="any",
    )
    user, group = iam.User(unique("user")), iam.Group(unique("group"))
    user.create()
    group.create()
    group.add_user(UserName=user.name)
    made = iam.create_policy(PolicyName=unique("policy"), PolicyDocument=policy(allow("sqs:*")))
    group.attach_policy(PolicyArn=made.arn)
    user.create_policy(PolicyName="own", PolicyDocument=policy(allow("sqs:ListQueues")))
    assert [one.name for one in user.groups.all()] == [group.name]
    assert [one.arn for one in group.attached_policies.all()] == [made.arn]
    assert [one.name for one in made.attached_groups.all()] == [group.name]
    assert user.Policy("own").policy_document["Statement"] == [allow("sqs:ListQueues")]
    assert made.default_version.document["Statement"] == [allow("sqs:*")]
    with pytest.raises(iam.meta.client.exceptions.DeleteConflictException):
        user.delete()
    user.Policy("own").delete()
    group.remove_user(UserName=user.name)
    group.detach_policy(PolicyArn=made.arn)
    for one in (user, group, made):
        one.delete()
    assert user.name not in [one.name for one in iam.users.all()]
