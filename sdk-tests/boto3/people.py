"""Accounts, users and roles that tests make, and the policies that they are given.

A key of 12 digits is the root of that account, so a test takes an account of its own by a number by chance.
"""

import json
import random

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import ENDPOINT, REGION, unique


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*", **more):
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def trust(principal, action="sts:AssumeRole", **more):
    return policy({"Effect": "Allow", "Principal": principal, "Action": action, **more})


def session_of(key, secret, token=None):
    return boto3.session.Session(key, secret, token, REGION)


def session_with(credentials):
    """A session of what STS gave."""
    return session_of(
        credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
    )


def client(session, service):
    config = Config(retries={"total_max_attempts": 1})
    return session.client(service, endpoint_url=ENDPOINT, config=config)


def code_of(call, **parameters):
    """The code of the error that this call meets."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]


def denied(call, **parameters):
    """The words of the denial that this call meets."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    answer = caught.value.response
    assert answer["Error"]["Code"] in ("AccessDenied", "AccessDeniedException"), answer
    assert answer["ResponseMetadata"]["HTTPStatusCode"] in (400, 403)
    return answer["Error"]["Message"]


class Account:
    """An account that no other test uses, seen by its root."""

    def __init__(self):
        self.id = str(random.SystemRandom().randrange(10**11, 10**12))
        self.root = session_of(self.id, "any")
        self.iam = self.client("iam")

    def client(self, service):
        return client(self.root, service)

    def arn(self, kind, name):
        return f"arn:aws:iam::{self.id}:{kind}/{name}"

    def user(self, *statements):
        """A new user's name, and a session with a key of theirs."""
        name = unique("user")
        self.iam.create_user(UserName=name)
        if statements:
            self.iam.put_user_policy(
                UserName=name, PolicyName="may", PolicyDocument=policy(*statements)
            )
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        return name, session_of(key["AccessKeyId"], key["SecretAccessKey"])

    def role(self, trusting, *statements):
        """A new role's ARN."""
        name = unique("role")
        role = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusting)["Role"]
        if statements:
            self.iam.put_role_policy(
                RoleName=name, PolicyName="may", PolicyDocument=policy(*statements)
            )
        return role["Arn"]

    def queue(self):
        """A new queue's URL and ARN."""
        name = unique()
        url = self.client("sqs").create_queue(QueueName=name)["QueueUrl"]
        return url, f"arn:aws:sqs:{REGION}:{self.id}:{name}"
