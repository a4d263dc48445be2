"""Makes a small picture of each that is uploaded, and writes down what it made."""

import io
import os
import urllib.parse

import boto3
from PIL import Image

s3 = boto3.client("s3")
rows = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        picture = Image.open(io.BytesIO(s3.get_object(Bucket=bucket, Key=key)["Body"].read()))
        width, height = picture.size
        picture.thumbnail((100, 100))
        small = io.BytesIO()
        picture.save(small, "PNG")
        s3.put_object(Bucket=os.environ["SMALL"], Key=key, Body=small.getvalue(), ContentType="image/png")
        rows.put_item(Item={"id": key, "from": [width, height], "to": list(picture.size)})
        print(f"{key}: {width}x{height} to {picture.width}x{picture.height}")
