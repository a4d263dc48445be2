"""Functions for tests of Lambda: packages made here, a role that may do what they do, and a small AWS client that runs inside
of them, since a function's Python has the standard library alone.
"""

import io
import json
import time
import zipfile

from conftest import ACCOUNT, unique

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}

# Inside of a function: `cloud.json_call("sqs", "AmazonSQS.SendMessage", {...})`, `cloud.s3("PUT", "/bucket/key", b"...")`.
CLOUD = '''
import datetime, hashlib, hmac, json, os, urllib.parse, urllib.request

def sign(service, method, path, headers, body):
    url = urllib.parse.urlparse(os.environ["AWS_ENDPOINT_URL"])
    region = os.environ["AWS_REGION"]
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    headers = {
        **headers,
        "host": url.netloc,
        "x-amz-date": now,
        "x-amz-content-sha256": digest,
        "x-amz-security-token": os.environ["AWS_SESSION_TOKEN"],
    }
    names = sorted(headers)
    canonical = "\\n".join(
        [method, path, ""] + [f"{n}:{headers[n]}" for n in names] + ["", ";".join(names), digest]
    )
    scope = f"{now[:8]}/{region}/{service}/aws4_request"
    text = "\\n".join(
        ["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()]
    )
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}, "
        f"SignedHeaders={';'.join(names)}, Signature={signature}"
    )
    # As SDKs do: what a function does belongs to its trace.
    headers["x-amzn-trace-id"] = os.environ.get("_X_AMZN_TRACE_ID", "")
    request = urllib.request.Request(
        f"{url.scheme}://{url.netloc}{path}", data=body or None, method=method, headers=headers
    )
    with urllib.request.urlopen(request) as answer:
        return answer.read()

def json_call(service, target, input, version="1.0"):
    headers = {"content-type": f"application/x-amz-json-{version}", "x-amz-target": target}
    return json.loads(sign(service, "POST", "/", headers, json.dumps(input).encode()) or b"{}")

def s3(method, path, body=b""):
    return sign("s3", method, urllib.parse.quote(path), {}, body)
'''


def package(**files):
    """A zip archive of modules."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in {"cloud": CLOUD, **files}.items():
            archive.writestr(f"{name}.py", text)
    return out.getvalue()


def make_role(iam, actions):
    """A role for functions that may do these actions on everything; its name."""
    name = unique("role")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
    return name


def make_function(lambda_, role, code, **options):
    """A function of Python whose module `main` has `handler`; its name."""
    name = unique("function")
    lambda_.create_function(
        FunctionName=name,
        Runtime=options.pop("Runtime", "python3.12"),
        Role=f"arn:aws:iam::{ACCOUNT}:role/{role}",
        Handler="main.handler",
        Code={"ZipFile": package(main=code)},
        Timeout=options.pop("Timeout", 20),
        **options,
    )
    lambda_.get_waiter("function_active_v2").wait(
        FunctionName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    return name


def eventually(look, seconds=30):
    """What `look` finds, once it finds something: what functions do happens in their own time."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found or time.monotonic() > deadline:
            assert found, "nothing was found in time"
            return found
        time.sleep(0.2)
