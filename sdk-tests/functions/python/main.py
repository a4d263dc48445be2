"""A shop's functions, as Powertools has people write them."""

import os
import uuid

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent,
)
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

logger = Logger(service="shop")
metrics = Metrics(namespace="Shop", service="shop")
tracer = Tracer(service="shop", disabled=True)
app = APIGatewayHttpResolver()


@app.post("/orders/<number>")
@tracer.capture_method
def order(number: str):
    metrics.add_metric(name="Orders", unit=MetricUnit.Count, value=1)
    logger.info("order taken", extra={"order": number})
    return {"order": number, "lines": len(app.current_event.json_body["lines"])}


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def api(event: dict, context: LambdaContext) -> dict:
    return app.resolve(event, context)


@idempotent(
    persistence_store=DynamoDBPersistenceLayer(table_name=os.environ.get("TABLE", "none")),
    config=IdempotencyConfig(event_key_jmespath="order"),
)
def pay(event: dict, context: LambdaContext) -> dict:
    return {"order": event["order"], "payment": str(uuid.uuid4())}


def look(event, context):
    """What the execution role may see, or the error's code."""
    who = boto3.client("sts").get_caller_identity()["Arn"]
    try:
        item = boto3.client("dynamodb").get_item(
            TableName=event["table"], Key={"id": {"S": event["id"]}}
        )
        return {"who": who, "item": item.get("Item")}
    except ClientError as error:
        return {"who": who, **error.response["Error"]}


processor = SqsFifoPartialProcessor(skip_group_on_error=True)


def take_order(record):
    order = record.json_body
    if order["broken"] and os.environ["BROKEN_FAILS"] == "1":
        raise ValueError(f"order {order['id']} is broken")
    item = {"id": {"S": order["id"]}, "customer": {"S": order["customer"]}}
    boto3.client("dynamodb").put_item(TableName=os.environ["TABLE"], Item=item)


def orders(event, context):
    return process_partial_response(
        event=event, record_handler=take_order, processor=processor, context=context
    )
