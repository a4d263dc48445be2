// Items as JavaScript's own objects: the document client, its commands, paginators and modelled errors.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as dynamodbSdk from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocument,
  NumberValue,
  paginateQuery,
} from "@aws-sdk/lib-dynamodb";
import { options, unique } from "../support.js";

const client = new dynamodbSdk.DynamoDB(options);
const documents = DynamoDBDocument.from(client, { marshallOptions: { removeUndefinedValues: true } });
const TableName = unique("orders");

before(async () => {
  await client.createTable({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "customer", AttributeType: "S" },
      { AttributeName: "number", AttributeType: "N" },
    ],
    KeySchema: [
      { AttributeName: "customer", KeyType: "HASH" },
      { AttributeName: "number", KeyType: "RANGE" },
    ],
  });
  await dynamodbSdk.waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
});

test.after(() => client.deleteTable({ TableName }));

test("objects come back as they were", async () => {
  const Item = {
    customer: "ann",
    number: 1,
    text: "häh",
    nothing: null,
    list: [1, "two", { three: [true] }],
    map: { deep: { er: -0.5 } },
    names: new Set(["a", "b"]),
    raw: new Uint8Array([0, 255]),
  };
  await documents.put({ TableName, Item });
  const found = await documents.get({ TableName, Key: { customer: "ann", number: 1 } });
  assert.deepEqual(found.Item, Item);
});

test("great numbers keep their digits", async () => {
  const big = "12345678901234567890123456789012345678";
  await documents.put({ TableName, Item: { customer: "big", number: 1, big: NumberValue.from(big) } });
  const { Item } = await client.getItem({ TableName, Key: { customer: { S: "big" }, number: { N: "1" } } });
  assert.equal(Item.big.N, big);
});

test("updates return what they made, conditions refuse", async () => {
  const Key = { customer: "bob", number: 2 };
  const made = await documents.update({
    TableName,
    Key,
    UpdateExpression: "SET amount = if_not_exists(amount, :none) + :two, tags = :tags",
    ExpressionAttributeValues: { ":none": 0, ":two": 2, ":tags": ["a"] },
    ReturnValues: "UPDATED_NEW",
  });
  assert.deepEqual(made.Attributes, { amount: 2, tags: ["a"] });
  const again = documents.put({ TableName, Item: Key, ConditionExpression: "attribute_not_exists(customer)" });
  await assert.rejects(again, (error) => error instanceof dynamodbSdk.ConditionalCheckFailedException);
});

test("a paginator walks through a partition", async () => {
  for (let start = 0; start < 50; start += 25) {
    const requests = Array.from({ length: 25 }, (_, at) => ({
      PutRequest: { Item: { customer: "eve", number: start + at } },
    }));
    const { UnprocessedItems } = await documents.batchWrite({ RequestItems: { [TableName]: requests } });
    assert.deepEqual(UnprocessedItems, {});
  }
  const numbers = [];
  const input = {
    TableName,
    KeyConditionExpression: "customer = :c AND #n >= :low",
    ExpressionAttributeNames: { "#n": "number" },
    ExpressionAttributeValues: { ":c": "eve", ":low": 10 },
  };
  for await (const page of paginateQuery({ client: documents, pageSize: 7 }, input)) {
    numbers.push(...page.Items.map((item) => item.number));
  }
  assert.deepEqual(numbers, Array.from({ length: 40 }, (_, at) => at + 10));
});

test("a cancelled transaction says why, in order", async () => {
  const put = (number, more = {}) => ({ Put: { TableName, Item: { customer: "tom", number }, ...more } });
  await documents.transactWrite({ TransactItems: [put(1), put(2)] });
  const second = documents.transactWrite({
    TransactItems: [put(3), put(1, { ConditionExpression: "attribute_not_exists(customer)" })],
  });
  await assert.rejects(second, (error) => {
    assert.ok(error instanceof dynamodbSdk.TransactionCanceledException);
    assert.deepEqual(error.CancellationReasons.map((reason) => reason.Code), ["None", "ConditionalCheckFailed"]);
    return true;
  });
  const got = await documents.transactGet({
    TransactItems: [1, 3].map((number) => ({ Get: { TableName, Key: { customer: "tom", number } } })),
  });
  assert.deepEqual(got.Responses.map((response) => response.Item), [{ customer: "tom", number: 1 }, undefined]);
});
