"""Two pipelines: pictures of a bucket become thumbnails; orders of a FIFO queue fail in part, and are moved back.

https://docs.aws.amazon.com/lambda/latest/dg/with-s3-tutorial.html
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

import json
import struct
import zlib

import pytest
from conftest import ACCOUNT, PYTHON, REGION, aws, eventually, unique


def png(width, height):
    """A picture in one color."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x20\x40\x80" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def bucket():
    """Makes buckets; they are emptied and deleted in the end."""
    made = []

    def make():
        made.append(unique("pictures"))
        aws("s3api", "create-bucket", "--bucket", made[-1])
        return made[-1]

    yield make
    for name in made:
        for entry in aws("s3api", "list-objects-v2", "--bucket", name).get("Contents", []):
            aws("s3api", "delete-object", "--bucket", name, "--key", entry["Key"])
        aws("s3api", "delete-bucket", "--bucket", name)


def test_thumbnails(deploy, built, bucket, table, make_role, tmp_path):
    large, small = bucket(), bucket()
    role = make_role(["s3:GetObject", "s3:PutObject", "dynamodb:PutItem"])
    function = deploy(
        built("thumbnails"), PYTHON, "main.handler", role=role, env={"SMALL": small, "TABLE": table}
    )
    arn = aws("lambda", "get-function", "--function-name", function.name)["Configuration"]["FunctionArn"]
    aws(
        "lambda", "add-permission", "--function-name", function.name, "--statement-id", "s3",
        "--action", "lambda:InvokeFunction", "--principal", "s3.amazonaws.com",
        "--source-arn", f"arn:aws:s3:::{large}", "--source-account", ACCOUNT,
    )
    rules = [{"Name": "suffix", "Value": ".png"}]
    configuration = {
        "LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}},
    }
    aws(
        "s3api", "put-bucket-notification-configuration", "--bucket", large,
        "--notification-configuration", json.dumps({"LambdaFunctionConfigurations": [configuration]}),
    )
    (tmp_path / "large.png").write_bytes(png(400, 200))
    (tmp_path / "notes.txt").write_text("no picture")
    for name, key in [("notes.txt", "notes.txt"), ("large.png", "my cat.png"), ("large.png", "b.png")]:
        aws("s3api", "put-object", "--bucket", large, "--key", key, "--body", tmp_path / name)
    rows = eventually(
        lambda: (found := aws("dynamodb", "scan", "--table-name", table)["Items"]) and len(found) == 2 and found
    )
    assert sorted(row["id"]["S"] for row in rows) == ["b.png", "my cat.png"]
    assert all(row["to"] == {"L": [{"N": "100"}, {"N": "50"}]} for row in rows)
    kept = aws("s3api", "list-objects-v2", "--bucket", small)["Contents"]
    assert [entry["Key"] for entry in kept] == ["b.png", "my cat.png"]
    aws("s3api", "get-object", "--bucket", small, "--key", "my cat.png", tmp_path / "small.png")
    data = (tmp_path / "small.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (100, 50)
    assert "my cat.png: 400x200 to 100x50\n" in function.events()


def test_orders(deploy, built, table, make_role):
    urls = {}
    for name in ["dead", "orders"]:
        attributes = {"FifoQueue": "true", "VisibilityTimeout": "10"}
        if name == "orders":
            attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": "2"})
        url = aws(
            "sqs", "create-queue", "--queue-name", unique(name) + ".fifo", "--attributes", json.dumps(attributes)
        )["QueueUrl"]
        urls[name] = url
        dead = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{urls['dead'].rsplit('/', 1)[1]}"
    source = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{urls['orders'].rsplit('/', 1)[1]}"
    role = make_role(["sqs:*", "dynamodb:PutItem"])
    env = {"TABLE": table, "BROKEN_FAILS": "1"}
    function = deploy(built("python"), PYTHON, "main.orders", role=role, timeout=10, memory=1769, env=env)
    # It begins before the first batch: one that timed out on a busy machine would count as a receive.
    assert function.invoke({"Records": []}).failure["errorType"] == "UnexpectedBatchTypeError"
    for number, customer, broken in [(0, "a", False), (1, "a", True), (2, "b", False), (3, "b", False)]:
        body = json.dumps({"id": str(number), "customer": customer, "broken": broken})
        aws(
            "sqs", "send-message", "--queue-url", urls["orders"], "--message-body", body,
            "--message-group-id", customer, "--message-deduplication-id", number,
        )
    aws(
        "lambda", "create-event-source-mapping", "--function-name", function.name, "--event-source-arn", source,
        "--function-response-types", "ReportBatchItemFailures",
    )

    def waiting(queue):
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = aws("sqs", "get-queue-attributes", "--queue-url", urls[queue], "--attribute-names", *names)
        return [int(found["Attributes"][name]) for name in names]

    def orders():
        return sorted(row["id"]["S"] for row in aws("dynamodb", "scan", "--table-name", table)["Items"])

    eventually(lambda: waiting("dead") == [1, 0] and waiting("orders") == [0, 0], 100)
    assert orders() == ["0", "2", "3"]
    assert "order 1 is broken" in "".join(function.events())
    # The function learns to handle it, and the dead letter goes back to where it came from.
    env["BROKEN_FAILS"] = "0"
    function.configure("--environment", json.dumps({"Variables": env}))
    handle = aws("sqs", "start-message-move-task", "--source-arn", dead)["TaskHandle"]
    assert handle
    eventually(lambda: orders() == ["0", "1", "2", "3"])
    eventually(lambda: waiting("dead") == [0, 0] and waiting("orders") == [0, 0])
    [task] = aws("sqs", "list-message-move-tasks", "--source-arn", dead)["Results"]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1)
    for url in urls.values():
        aws("sqs", "delete-queue", "--queue-url", url)
