// FIFO queues and dead-letter queues.
import assert from "node:assert/strict";
import test from "node:test";
import { ResourceNotFoundException } from "@aws-sdk/client-sqs";
import { arnOf, collect, makeFifo, makeQueue, receive, sqs } from "../support.js";

const bodies = (messages) => messages.map((message) => message.Body);

test("order, groups, sequence numbers and deduplication", async (t) => {
  const QueueUrl = await makeFifo(t, { ContentBasedDeduplication: "true" });
  const sent = [];
  for (const [MessageGroupId, MessageBody] of [["a", "a1"], ["b", "b1"], ["a", "a2"], ["a", "a1"]]) {
    sent.push(await sqs.sendMessage({ QueueUrl, MessageBody, MessageGroupId }));
  }
  const numbers = sent.slice(0, 3).map((answer) => BigInt(answer.SequenceNumber));
  assert.ok(numbers[0] < numbers[1] && numbers[1] < numbers[2], `${numbers}`);
  const [first] = await receive(QueueUrl, {
    MessageSystemAttributeNames: ["All"],
    WaitTimeSeconds: 2,
  });
  assert.equal(first.Body, "a1");
  assert.equal(first.Attributes.MessageGroupId, "a");
  assert.equal(BigInt(first.Attributes.SequenceNumber), numbers[0]);
  assert.deepEqual(bodies(await receive(QueueUrl, { MaxNumberOfMessages: 10 })), ["b1"]);
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: first.ReceiptHandle });
  const rest = await receive(QueueUrl, { MaxNumberOfMessages: 10, WaitTimeSeconds: 2 });
  assert.deepEqual(bodies(rest), ["a2"]);
});

test("what a FIFO queue refuses", async (t) => {
  const QueueUrl = await makeFifo(t);
  await assert.rejects(sqs.sendMessage({ QueueUrl, MessageBody: "x" }), {
    message: "The request must contain the parameter MessageGroupId.",
  });
  await assert.rejects(sqs.sendMessage({ QueueUrl, MessageBody: "x", MessageGroupId: "g" }), {
    message:
      "The queue should either have ContentBasedDeduplication enabled or " +
      "MessageDeduplicationId provided explicitly",
  });
});

test("dead letters go, and are moved back", async (t) => {
  const dead = await makeQueue(t);
  const SourceArn = await arnOf(dead);
  const source = await makeQueue(t, {
    VisibilityTimeout: "0",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 }),
  });
  const sent = await sqs.sendMessage({ QueueUrl: source, MessageBody: "poison" });
  assert.equal((await collect(source, 1)).length, 1);
  assert.deepEqual(await receive(source), []);
  const [message] = await receive(dead, {
    VisibilityTimeout: 0,
    MessageSystemAttributeNames: ["All"],
    WaitTimeSeconds: 5,
  });
  assert.equal(message.MessageId, sent.MessageId);
  assert.equal(message.Attributes.DeadLetterQueueSourceArn, await arnOf(source));
  assert.equal(message.Attributes.ApproximateReceiveCount, "2");
  const { TaskHandle } = await sqs.startMessageMoveTask({ SourceArn });
  assert.equal(JSON.parse(Buffer.from(TaskHandle, "base64")).sourceArn, SourceArn);
  assert.deepEqual(bodies(await collect(source, 1)), ["poison"]);
  const { Results } = await sqs.listMessageMoveTasks({ SourceArn });
  assert.equal(Results[0].ApproximateNumberOfMessagesToMove, 1);
  const DestinationArn = `${SourceArn}-missing`;
  const lost = sqs.startMessageMoveTask({ SourceArn, DestinationArn });
  await assert.rejects(lost, ResourceNotFoundException);
});
