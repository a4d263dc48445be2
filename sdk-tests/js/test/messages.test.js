// The life of messages on standard queues.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import * as sdk from "@aws-sdk/client-sqs";
import { collect, makeQueue, receive, sqs } from "../support.js";

const MIB = 1024 * 1024;
const md5 = (text) => createHash("md5").update(text).digest("hex");

test("a message with attributes of every kind comes back whole", async (t) => {
  const QueueUrl = await makeQueue(t);
  const MessageAttributes = {
    text: { DataType: "String", StringValue: "héllo" },
    count: { DataType: "Number", StringValue: "-12.5" },
    raw: { DataType: "Binary", BinaryValue: new Uint8Array([0, 30, 255]) },
  };
  const body = 'žluťoučký 🐎 "<&>"\r\n\t';
  const sent = await sqs.sendMessage({ QueueUrl, MessageBody: body, MessageAttributes });
  assert.equal(sent.MD5OfMessageBody, md5(body));
  assert.match(sent.MD5OfMessageAttributes, /^[0-9a-f]{32}$/);
  assert.equal(sent.SequenceNumber, undefined);
  const [message] = await receive(QueueUrl, {
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
    WaitTimeSeconds: 2,
  });
  assert.equal(message.MessageId, sent.MessageId);
  assert.equal(message.Body, body);
  assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  const { raw, ...texts } = message.MessageAttributes;
  assert.deepEqual(texts.text, MessageAttributes.text);
  assert.deepEqual(texts.count, MessageAttributes.count);
  assert.deepEqual([...raw.BinaryValue], [0, 30, 255]);
  assert.equal(message.Attributes.ApproximateReceiveCount, "1");
  assert.ok(Math.abs(Number(message.Attributes.SentTimestamp) - Date.now()) < 60_000);
});

test("one mebibyte passes, one byte more does not", async (t) => {
  const QueueUrl = await makeQueue(t);
  const MessageBody = "x".repeat(MIB);
  const sent = await sqs.sendMessage({ QueueUrl, MessageBody });
  assert.equal(sent.MD5OfMessageBody, md5(MessageBody));
  const [message] = await receive(QueueUrl, { WaitTimeSeconds: 2 });
  assert.equal(message.Body, MessageBody);
  await assert.rejects(sqs.sendMessage({ QueueUrl, MessageBody: `${MessageBody}x` }), {
    message:
      "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
  });
});

test("batches succeed, fail in part, and are refused by type", async (t) => {
  const QueueUrl = await makeQueue(t, { MaximumMessageSize: "1024" });
  const Entries = Array.from({ length: 10 }, (_, n) => ({ Id: `${n}`, MessageBody: `m${n}` }));
  Entries[9].MessageBody = "x".repeat(1025);
  const sent = await sqs.sendMessageBatch({ QueueUrl, Entries });
  assert.equal(sent.Successful.length, 9);
  assert.deepEqual(sent.Failed.map((row) => [row.Id, row.Code, row.SenderFault]), [
    ["9", "InvalidParameterValue", true],
  ]);
  const messages = await collect(QueueUrl, 9);
  assert.equal(messages.length, 9);
  const handles = messages.map(({ ReceiptHandle }, n) => ({ Id: `${n}`, ReceiptHandle }));
  const deleted = await sqs.deleteMessageBatch({ QueueUrl, Entries: handles });
  assert.equal(deleted.Successful.length, 9);
  assert.deepEqual(await receive(QueueUrl), []);

  const refused = [
    [[], sdk.EmptyBatchRequest],
    [[Entries[0], Entries[0]], sdk.BatchEntryIdsNotDistinct],
    [[{ Id: "not:valid", MessageBody: "x" }], sdk.InvalidBatchEntryId],
    [Array(11).fill(0).map((_, n) => ({ Id: `${n}`, MessageBody: "x" })),
      sdk.TooManyEntriesInBatchRequest],
  ];
  for (const [list, type] of refused) {
    await assert.rejects(sqs.sendMessageBatch({ QueueUrl, Entries: list }), type);
  }
});

test("visibility hides, reveals and runs out", async (t) => {
  const QueueUrl = await makeQueue(t);
  await sqs.sendMessage({ QueueUrl, MessageBody: "one" });
  const [first] = await receive(QueueUrl, { WaitTimeSeconds: 2 });
  assert.deepEqual(await receive(QueueUrl), []);
  const { ReceiptHandle } = first;
  await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
  const again = await receive(QueueUrl, { VisibilityTimeout: 1, WaitTimeSeconds: 2 });
  assert.equal(again[0].MessageId, first.MessageId);
  assert.notEqual(again[0].ReceiptHandle, ReceiptHandle);
  const [third] = await receive(QueueUrl, { WaitTimeSeconds: 10 });
  assert.equal(third.MessageId, first.MessageId);
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: third.ReceiptHandle });
  const nonsense = sqs.deleteMessage({ QueueUrl, ReceiptHandle: "garbage" });
  await assert.rejects(nonsense, sdk.ReceiptHandleIsInvalid);
});

test("a long poll returns when a message comes", async (t) => {
  const QueueUrl = await makeQueue(t);
  const start = performance.now();
  const [[message]] = await Promise.all([
    receive(QueueUrl, { WaitTimeSeconds: 20 }),
    new Promise((resolve) => setTimeout(resolve, 500)).then(() =>
      sqs.sendMessage({ QueueUrl, MessageBody: "now" })),
  ]);
  const took = performance.now() - start;
  assert.equal(message.Body, "now");
  assert.ok(took > 400 && took < 10_000, `${took} ms`);
});

test("purge empties the queue", async (t) => {
  const QueueUrl = await makeQueue(t);
  await sqs.sendMessage({ QueueUrl, MessageBody: "gone" });
  await sqs.purgeQueue({ QueueUrl });
  assert.deepEqual(await receive(QueueUrl, { WaitTimeSeconds: 1 }), []);
});
