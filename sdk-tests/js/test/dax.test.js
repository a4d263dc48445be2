// DAX by its own client for JavaScript: a cluster caches documents, writes through, and throws DynamoDB's errors.
// This client tells an error's name as `code`, and takes bytes as a Buffer only.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.client.html
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DaxDocument, daxPaginateQuery } from "@amazon-dax-sdk/lib-dax";
import { DAX } from "@aws-sdk/client-dax";
import * as dynamodbSdk from "@aws-sdk/client-dynamodb";
import { IAM } from "@aws-sdk/client-iam";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { ACCOUNT, REGION, options, unique } from "../support.js";

const iam = new IAM(options);
const control = new DAX(options);
const tables = new dynamodbSdk.DynamoDB(options);
const behind = DynamoDBDocument.from(tables);
const RoleName = unique("dax");
const ClusterName = unique("c").slice(0, 20).replace(/-$/, "");
const TableName = unique("dax");
let dax;

const policy = (statement) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const key = (p, s = 1) => ({ p, s });

before(async () => {
  await iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: policy({
      Effect: "Allow",
      Principal: { Service: "dax.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
  });
  await iam.putRolePolicy({
    RoleName,
    PolicyName: "p",
    PolicyDocument: policy({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }),
  });
  const { Cluster: made } = await control.createCluster({
    ClusterName,
    NodeType: "dax.t3.small",
    ReplicationFactor: 1,
    IamRoleArn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
  });
  assert.equal(made.Status, "creating");
  const { Clusters } = await control.describeClusters({ ClusterNames: [ClusterName] });
  assert.equal(Clusters[0].Status, "available");
  await tables.createTable({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "p", AttributeType: "S" },
      { AttributeName: "s", AttributeType: "N" },
    ],
    KeySchema: [
      { AttributeName: "p", KeyType: "HASH" },
      { AttributeName: "s", KeyType: "RANGE" },
    ],
  });
  await dynamodbSdk.waitUntilTableExists({ client: tables, maxWaitTime: 30, minDelay: 1 }, { TableName });
  dax = new DaxDocument({
    endpoints: [Clusters[0].ClusterDiscoveryEndpoint.URL],
    region: REGION,
    credentials: options.credentials,
    maxRetries: 0,
  });
});

after(async () => {
  dax?.shutdown();
  await tables.deleteTable({ TableName });
  const { Cluster } = await control.deleteCluster({ ClusterName });
  assert.equal(Cluster.Status, "deleting");
  await iam.deleteRolePolicy({ RoleName, PolicyName: "p" });
  await iam.deleteRole({ RoleName });
});

test("documents come back as they went", async () => {
  const Item = {
    ...key("full"),
    text: "é",
    number: -1.5,
    bytes: Buffer.from([0, 1]),
    flag: true,
    nothing: null,
    list: ["a", 2, { deep: "x" }],
    map: { inner: [] },
    texts: new Set(["a", "b"]),
    numbers: new Set([1, 2]),
  };
  await dax.put({ TableName, Item });
  for (const ConsistentRead of [false, true]) {
    const found = (await dax.get({ TableName, Key: key("full"), ConsistentRead })).Item;
    found.bytes = Buffer.from(found.bytes);
    assert.deepEqual(found, Item);
  }
  assert.equal((await dax.get({ TableName, Key: key("none") })).Item, undefined);
});

test("what is cached stays until it is written through", async () => {
  const Key = key("cached");
  const seen = async (more) => (await dax.get({ TableName, Key, ...more })).Item?.v;
  await behind.put({ TableName, Item: { ...Key, v: 1 } });
  assert.equal(await seen(), 1);
  await behind.put({ TableName, Item: { ...Key, v: 2 } });
  assert.equal(await seen(), 1);
  assert.equal(await seen({ ConsistentRead: true }), 2);
  assert.equal(await seen(), 1);
  await dax.update({
    TableName,
    Key,
    UpdateExpression: "SET v = v + :one",
    ExpressionAttributeValues: { ":one": 1 },
  });
  assert.equal(await seen(), 3);
  assert.equal((await behind.get({ TableName, Key })).Item.v, 3);
  await dax.delete({ TableName, Key });
  await behind.put({ TableName, Item: { ...Key, v: 9 } });
  assert.equal(await seen(), undefined);
});

test("conditions, updates and what they return", async () => {
  const Key = key("conditions");
  await dax.put({ TableName, Item: { ...Key, v: 1, l: ["x"] } });
  await assert.rejects(
    dax.put({
      TableName,
      Item: Key,
      ConditionExpression: "attribute_not_exists(p) OR v > :v",
      ExpressionAttributeValues: { ":v": 5 },
    }),
    { code: "ConditionalCheckFailedException" },
  );
  const change = {
    TableName,
    Key,
    UpdateExpression: "SET #v = :two, l[0] = :y REMOVE nothing",
    ConditionExpression: "#v = :one AND size(l) = :one",
    ExpressionAttributeNames: { "#v": "v" },
    ExpressionAttributeValues: { ":one": 1, ":two": 2, ":y": "y" },
    ReturnValues: "ALL_NEW",
  };
  assert.deepEqual((await dax.update(change)).Attributes, { ...Key, v: 2, l: ["y"] });
  await assert.rejects(dax.update(change), { code: "ConditionalCheckFailedException" });
  assert.equal((await dax.delete({ TableName, Key, ReturnValues: "ALL_OLD" })).Attributes.v, 2);
});

test("projections, queries and scans", async () => {
  for (let at = 0; at < 5; at += 1) {
    await dax.put({ TableName, Item: { ...key("pages", at), v: at, m: { x: `x${at}`, y: "y" } } });
  }
  const part = await dax.get({ TableName, Key: key("pages", 3), ProjectionExpression: "m.x, v" });
  assert.deepEqual(part.Item, { m: { x: "x3" }, v: 3 });
  const query = {
    TableName,
    KeyConditionExpression: "p = :p AND s >= :s",
    ExpressionAttributeValues: { ":p": "pages", ":s": 1 },
    Limit: 3,
  };
  const first = await dax.query({ ...query });
  assert.deepEqual(first.Items.map(({ s }) => s), [1, 2, 3]);
  const rest = await dax.query({ ...query, ExclusiveStartKey: first.LastEvaluatedKey });
  assert.deepEqual(rest.Items.map(({ v }) => v), [4]);
  const paged = [];
  for await (const page of daxPaginateQuery({ client: dax }, { ...query })) paged.push(page.Items.length);
  assert.deepEqual(paged, [3, 1]);
  const found = await dax.scan({
    TableName,
    FilterExpression: "p = :p AND v < :v",
    ExpressionAttributeValues: { ":p": "pages", ":v": 2 },
  });
  assert.deepEqual(found.Items.map(({ s }) => s), [0, 1]);
  assert.equal(found.Count, 2);
  // A page is kept whatever is written meanwhile.
  await dax.delete({ TableName, Key: key("pages", 1) });
  assert.equal((await dax.query({ ...query })).Items[0].s, 1);
  assert.equal((await dax.query({ ...query, ConsistentRead: true })).Items[0].s, 2);
});

test("batches are written through and read from the cache", async () => {
  const puts = [0, 1, 2].map((at) => ({ PutRequest: { Item: { ...key("batch", at), v: at } } }));
  const written = await dax.batchWrite({ RequestItems: { [TableName]: puts } });
  assert.deepEqual(written.UnprocessedItems ?? {}, {});
  await behind.put({ TableName, Item: { ...key("batch", 1), v: 11 } });
  const Keys = [0, 1, 2, 3].map((at) => key("batch", at));
  const values = async (more) => {
    const { Responses } = await dax.batchGet({ RequestItems: { [TableName]: { Keys, ...more } } });
    return Responses[TableName].map(({ v }) => v).sort((a, b) => a - b);
  };
  assert.deepEqual(await values(), [0, 1, 2]);
  assert.deepEqual(await values({ ConsistentRead: true }), [0, 2, 11]);
  await dax.batchWrite({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: key("batch", 0) } }] } });
  assert.deepEqual(await values(), [1, 2]);
});

test("transactions are whole or cancelled", async () => {
  for (const at of [0, 1]) await dax.put({ TableName, Item: { ...key("trans", at), v: at } });
  await dax.transactWrite({
    TransactItems: [
      { Put: { TableName, Item: { ...key("trans", 3), v: 3 } } },
      { Delete: { TableName, Key: key("trans", 0) } },
      {
        Update: {
          TableName,
          Key: key("trans", 1),
          UpdateExpression: "SET v = :v",
          ExpressionAttributeValues: { ":v": 11 },
        },
      },
    ],
  });
  const { Responses } = await dax.transactGet({
    TransactItems: [0, 1, 3].map((at) => ({ Get: { TableName, Key: key("trans", at) } })),
  });
  assert.deepEqual(Responses.map((answer) => answer?.Item?.v), [undefined, 11, 3]);
  assert.equal((await dax.get({ TableName, Key: key("trans", 1) })).Item.v, 11);
  const cancelled = dax.transactWrite({
    TransactItems: [
      { ConditionCheck: { TableName, Key: key("trans", 0), ConditionExpression: "attribute_exists(p)" } },
      { Delete: { TableName, Key: key("trans", 1) } },
    ],
  });
  await assert.rejects(cancelled, (error) => {
    assert.equal(error.code, "TransactionCanceledException");
    assert.deepEqual(error.cancellationReasons?.map(({ Code }) => Code), ["ConditionalCheckFailed", "None"]);
    return true;
  });
  assert.equal((await behind.get({ TableName, Key: key("trans", 1) })).Item.v, 11);
});

test("errors are DynamoDB's", async () => {
  await assert.rejects(dax.get({ TableName: unique("none"), Key: key("a") }), {
    code: "ResourceNotFoundException",
  });
});
