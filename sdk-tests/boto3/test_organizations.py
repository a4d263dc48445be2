"""Organizations: accounts in units, and the control policies that bind them.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
"""

import json
import time

import pytest
from conftest import unique
from people import Account, allow, client, code_of, denied, deny, policy, session_with

SCP = "SERVICE_CONTROL_POLICY"


class Organization:
    """An organization that a new account manages."""

    def __init__(self):
        self.management = Account()
        self.api = self.management.client("organizations")
        self.made = self.api.create_organization()["Organization"]
        self.root = self.api.list_roots()["Roots"][0]["Id"]

    def unit(self, name, parent=None):
        made = self.api.create_organizational_unit(ParentId=parent or self.root, Name=name)
        return made["OrganizationalUnit"]["Id"]

    def all(self, operation, field, **parameters):
        """All that an operation lists, in pages of one."""
        pages = self.api.get_paginator(operation).paginate(
            PaginationConfig={"PageSize": 1}, **parameters
        )
        return list(pages.search(f"{field}[]"))

    def account(self, name):
        """A new member account's id."""
        status = self.api.create_account(AccountName=name, Email=f"{unique()}@example.com")
        status = status["CreateAccountStatus"]
        for _ in range(100):
            if status["State"] != "IN_PROGRESS":
                break
            time.sleep(0.1)
            status = self.api.describe_create_account_status(CreateAccountRequestId=status["Id"])
            status = status["CreateAccountStatus"]
        assert status["State"] == "SUCCEEDED", status
        return status["AccountId"]

    def administrator_of(self, account):
        """A session of the role by which the management account gets into a member account."""
        _, admin = self.management.user(allow("sts:AssumeRole"))
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        answer = client(admin, "sts").assume_role(RoleArn=role, RoleSessionName="admin")
        return session_with(answer["Credentials"])


@pytest.fixture(scope="module")
def organization():
    return Organization()


def test_an_account_has_one_organization(organization):
    api, made = organization.api, organization.made
    assert made["MasterAccountId"] == organization.management.id
    assert made["FeatureSet"] == "ALL" and made["Id"].startswith("o-")
    assert api.describe_organization()["Organization"]["Arn"] == made["Arn"]
    with pytest.raises(api.exceptions.AlreadyInOrganizationException):
        api.create_organization()
    alone = Account().client("organizations")
    with pytest.raises(alone.exceptions.AWSOrganizationsNotInUseException) as caught:
        alone.describe_organization()
    error = caught.value.response
    assert error["Error"]["Message"] == "Your account is not a member of an organization."
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_units_make_a_tree(organization):
    api, root = organization.api, organization.root
    top = organization.unit(unique("top"))
    below = [organization.unit(name, top) for name in ("a", "b", "c")]
    listed = organization.all("list_organizational_units_for_parent", "OrganizationalUnits", ParentId=top)
    assert sorted(unit["Name"] for unit in listed) == ["a", "b", "c"]
    assert organization.all("list_parents", "Parents", ChildId=below[0]) == [
        {"Id": top, "Type": "ORGANIZATIONAL_UNIT"}
    ]
    children = organization.all("list_children", "Children", ParentId=root, ChildType="ORGANIZATIONAL_UNIT")
    assert {"Id": top, "Type": "ORGANIZATIONAL_UNIT"} in children
    with pytest.raises(api.exceptions.DuplicateOrganizationalUnitException):
        organization.unit("a", top)
    with pytest.raises(api.exceptions.OrganizationalUnitNotEmptyException):
        api.delete_organizational_unit(OrganizationalUnitId=top)
    with pytest.raises(api.exceptions.ParentNotFoundException):
        organization.unit("x", "ou-abcd-12345678")
    for unit in [*below, top]:
        api.delete_organizational_unit(OrganizationalUnitId=unit)
    with pytest.raises(api.exceptions.OrganizationalUnitNotFoundException):
        api.describe_organizational_unit(OrganizationalUnitId=top)


def test_a_control_policy_binds_the_accounts_of_a_unit(organization):
    api, root = organization.api, organization.root
    unit = organization.unit(unique("sandbox"))
    account = organization.account("dev")
    with pytest.raises(api.exceptions.AccountNotFoundException):
        api.describe_account(AccountId="999999999999")
    assert api.describe_account(AccountId=account)["Account"]["Status"] == "ACTIVE"
    assert account in [one["Id"] for one in organization.all("list_accounts", "Accounts")]
    api.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    inside = organization.all("list_accounts_for_parent", "Accounts", ParentId=unit)
    assert [one["Id"] for one in inside] == [account]

    content = policy(deny("sqs:SendMessage"))
    made = api.create_policy(Name=unique("scp"), Description="quiet", Type=SCP, Content=content)["Policy"]
    assert json.loads(made["Content"]) == json.loads(content)
    scp = made["PolicySummary"]["Id"]
    with pytest.raises(api.exceptions.PolicyTypeNotEnabledException):
        api.attach_policy(PolicyId=scp, TargetId=unit)
    api.enable_policy_type(RootId=root, PolicyType=SCP)
    with pytest.raises(api.exceptions.PolicyTypeAlreadyEnabledException):
        api.enable_policy_type(RootId=root, PolicyType=SCP)

    sqs = client(organization.administrator_of(account), "sqs")
    url = sqs.create_queue(QueueName=unique())["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="m")
    api.attach_policy(PolicyId=scp, TargetId=unit)
    assert "with an explicit deny in a service control policy" in denied(
        sqs.send_message, QueueUrl=url, MessageBody="m"
    )
    sqs.receive_message(QueueUrl=url)
    attached = organization.all("list_policies_for_target", "Policies", TargetId=unit, Filter=SCP)
    assert {one["Id"] for one in attached} == {"p-FullAWSAccess", scp}
    targets = organization.all("list_targets_for_policy", "Targets", PolicyId=scp)
    assert [one["TargetId"] for one in targets] == [unit]
    with pytest.raises(api.exceptions.DuplicatePolicyAttachmentException):
        api.attach_policy(PolicyId=scp, TargetId=unit)
    with pytest.raises(api.exceptions.PolicyInUseException):
        api.delete_policy(PolicyId=scp)
    api.detach_policy(PolicyId=scp, TargetId=unit)
    sqs.send_message(QueueUrl=url, MessageBody="m")
    with pytest.raises(api.exceptions.PolicyNotAttachedException):
        api.detach_policy(PolicyId=scp, TargetId=unit)
    with pytest.raises(api.exceptions.ConstraintViolationException) as caught:
        api.detach_policy(PolicyId="p-FullAWSAccess", TargetId=unit)
    assert caught.value.response["Reason"] == "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    api.delete_policy(PolicyId=scp)
    sqs.delete_queue(QueueUrl=url)


def test_what_policies_must_be(organization):
    api = organization.api
    with pytest.raises(api.exceptions.MalformedPolicyDocumentException):
        api.create_policy(Name=unique(), Description="", Type=SCP, Content='{"Statement": 1}')
    with pytest.raises(api.exceptions.PolicyNotFoundException):
        api.describe_policy(PolicyId="p-00000000")
    with pytest.raises(api.exceptions.InvalidInputException) as caught:
        api.describe_policy(PolicyId="nonsense")
    assert caught.value.response["Reason"] == "INVALID_SYNTAX_POLICY_ID"
    policies = organization.all("list_policies", "Policies", Filter=SCP)
    assert "p-FullAWSAccess" in [one["Id"] for one in policies]


def test_an_invitation_is_accepted(organization):
    api, guest = organization.api, Account()
    theirs = guest.client("organizations")
    invited = api.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": guest.id})["Handshake"]
    assert invited["State"] == "OPEN"
    with pytest.raises(api.exceptions.DuplicateHandshakeException):
        api.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": guest.id})
    pages = theirs.get_paginator("list_handshakes_for_account").paginate()
    assert [one["Id"] for page in pages for one in page["Handshakes"]] == [invited["Id"]]
    assert theirs.accept_handshake(HandshakeId=invited["Id"])["Handshake"]["State"] == "ACCEPTED"
    assert theirs.describe_organization()["Organization"]["Id"] == organization.made["Id"]
    with pytest.raises(theirs.exceptions.AccessDeniedException):
        theirs.list_accounts()
    theirs.leave_organization()
    assert code_of(theirs.describe_organization) == "AWSOrganizationsNotInUseException"
