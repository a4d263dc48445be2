// Queues as objects: creation, listing, attributes, tags, permissions, typed errors.
import assert from "node:assert/strict";
import test from "node:test";
import * as sdk from "@aws-sdk/client-sqs";
import { ACCOUNT, REGION, arnOf, makeQueue, nameOf, sqs, unique } from "../support.js";

test("create is idempotent and conflicts are typed", async (t) => {
  const name = unique();
  const url = await makeQueue(t, { DelaySeconds: "1" }, name);
  assert.ok(url.endsWith(`/${ACCOUNT}/${name}`), url);
  assert.equal(await makeQueue(t, { DelaySeconds: "1" }, name), url);
  assert.equal((await sqs.getQueueUrl({ QueueName: name })).QueueUrl, url);
  await assert.rejects(makeQueue(t, { DelaySeconds: "2" }, name), (error) => {
    assert.ok(error instanceof sdk.QueueNameExists, `${error}`);
    assert.match(error.message, /different value for attribute DelaySeconds$/);
    assert.equal(error.$metadata.httpStatusCode, 400);
    return true;
  });
});

test("a missing queue is a typed error", async () => {
  await assert.rejects(sqs.getQueueUrl({ QueueName: unique("missing") }), (error) => {
    assert.ok(error instanceof sdk.QueueDoesNotExist, `${error}`);
    assert.equal(error.message, "The specified queue does not exist.");
    assert.equal(error.Code ?? error.Error?.Code, "AWS.SimpleQueueService.NonExistentQueue");
    assert.equal(error.$fault, "client");
    return true;
  });
});

test("listing pages by prefix", async (t) => {
  const prefix = unique("page");
  const urls = [];
  for (let n = 0; n < 5; n += 1) urls.push(await makeQueue(t, {}, `${prefix}-${n}`));
  const pages = [];
  const config = { client: sqs, pageSize: 2 };
  for await (const page of sdk.paginateListQueues(config, { QueueNamePrefix: prefix })) {
    pages.push(page.QueueUrls);
  }
  assert.deepEqual(pages.map((page) => page.length), [2, 2, 1]);
  assert.deepEqual(pages.flat(), urls);
});

test("attributes are set and read", async (t) => {
  const QueueUrl = await makeQueue(t);
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: "69" } });
  const AttributeNames = ["VisibilityTimeout", "QueueArn", "MaximumMessageSize"];
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames });
  assert.deepEqual(Attributes, {
    VisibilityTimeout: "69",
    QueueArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${nameOf(QueueUrl)}`,
    MaximumMessageSize: "1048576",
  });
  const bad = sqs.setQueueAttributes({ QueueUrl, Attributes: { FifoQueue: "true" } });
  await assert.rejects(bad, (error) => {
    assert.ok(error instanceof sdk.InvalidAttributeName, `${error}`);
    assert.equal(error.message, "Unknown Attribute FifoQueue.");
    return true;
  });
});

test("tags", async (t) => {
  const QueueUrl = await makeQueue(t, {}, unique(), { tags: { team: "blue", Team: "case" } });
  await sqs.tagQueue({ QueueUrl, Tags: { team: "red", empty: "" } });
  const { Tags } = await sqs.listQueueTags({ QueueUrl });
  assert.deepEqual(Tags, { team: "red", Team: "case", empty: "" });
  await sqs.untagQueue({ QueueUrl, TagKeys: ["team", "Team", "empty", "never"] });
  assert.equal((await sqs.listQueueTags({ QueueUrl })).Tags, undefined);
});

test("permissions become statements of the policy", async (t) => {
  const QueueUrl = await makeQueue(t);
  const permission = { QueueUrl, Label: "one", AWSAccountIds: ["111122223333"] };
  await sqs.addPermission({ ...permission, Actions: ["ReceiveMessage"] });
  const read = async () =>
    (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["Policy"] })).Attributes;
  const policy = JSON.parse((await read()).Policy);
  assert.deepEqual(policy.Statement, [
    {
      Sid: "one",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111122223333:root" },
      Action: "SQS:ReceiveMessage",
      Resource: await arnOf(QueueUrl),
    },
  ]);
  await sqs.removePermission({ QueueUrl, Label: "one" });
  assert.equal(await read(), undefined);
});
