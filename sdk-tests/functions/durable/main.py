"""Durable functions by AWS's own SDK. What a step does is counted in a table, so that a test sees what ran, and how often.

https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk.html
"""

import os

import boto3
from aws_durable_execution_sdk_python import DurableContext, StepContext, durable_execution, durable_step
from aws_durable_execution_sdk_python.config import Duration, StepConfig, WaitForCallbackConfig
from aws_durable_execution_sdk_python.retries import RetryStrategyConfig, create_retry_strategy

dynamodb = boto3.client("dynamodb")


def count(what):
    """How often this has been done, with this time."""
    done = dynamodb.update_item(
        TableName=os.environ["TABLE"],
        Key={"id": {"S": what}},
        UpdateExpression="ADD done :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="UPDATED_NEW",
    )
    return int(done["Attributes"]["done"]["N"])


@durable_step
def do(step: StepContext, what: str) -> int:
    return count(what)


@durable_execution
def order(event, context: DurableContext):
    charged = context.step(do("charge"), name="charge")
    context.wait(Duration.from_seconds(event["wait"]), name="cool-off")
    shipped = context.step(do("ship"), name="ship")
    return {"charged": charged, "shipped": shipped, "order": event["order"]}


@durable_execution
def flaky(event, context: DurableContext):
    """A step that fails twice."""

    def attempt(step):
        times = count("attempt")
        if times <= event["failures"]:
            raise ValueError(f"attempt {times} fails")
        return times

    strategy = create_retry_strategy(
        RetryStrategyConfig(max_attempts=3, initial_delay=Duration.from_seconds(1), max_delay=Duration.from_seconds(1))
    )
    return context.step(attempt, name="attempt", config=StepConfig(retry_strategy=strategy))


@durable_execution
def approval(event, context: DurableContext):
    """Waits for somebody else, whom it leaves the callback's id."""

    def ask(callback_id, _):
        dynamodb.put_item(TableName=os.environ["TABLE"], Item={"id": {"S": "callback"}, "callback": {"S": callback_id}})

    config = WaitForCallbackConfig(
        timeout=Duration.from_seconds(event["timeout"]), heartbeat_timeout=Duration.from_seconds(event.get("silence", 0))
    )
    answer = context.wait_for_callback(ask, name="approval", config=config)
    return {"answer": answer, "asked": count("asked")}


@durable_execution
def chain(event, context: DurableContext):
    """Calls another function, which may be durable."""
    return {"told": context.invoke(event["function"], event["payload"], name="other")}


@durable_execution
def many(event, context: DurableContext):
    """Children, side by side, each with a wait of its own."""

    def each(child, item, index, items):
        child.wait(Duration.from_seconds(1), name=f"wait-{item}")
        return child.step(do(f"item-{item}"), name=f"step-{item}")

    mapped = context.map(event["items"], each, name="all")
    both = context.parallel([lambda child: child.step(do("left")), lambda child: child.step(do("right"))], name="both")
    inner = context.run_in_child_context(lambda child: child.step(do("inner"), name="inner"), name="child")
    return {"mapped": mapped.get_results(), "both": both.get_results(), "inner": inner}


def plain(event, context):
    """Not durable."""
    if event.get("fail"):
        raise ValueError("as told")
    return {"plain": event}
