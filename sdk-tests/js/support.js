// Clients and throw-away queues for the JavaScript tests.
//
// The endpoint comes from STRATUS_ENDPOINT. One attempt only, so that no error hides behind a retry.
// The SDK verifies the MD5 digests of sent and received messages by itself and throws on a mismatch.
import { randomUUID } from "node:crypto";
import * as sqsSdk from "@aws-sdk/client-sqs";

export const ENDPOINT = process.env.STRATUS_ENDPOINT ?? "http://127.0.0.1:4566";
export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";

export const options = {
  endpoint: ENDPOINT,
  region: REGION,
  credentials: {
    accessKeyId: process.env.STRATUS_ACCESS_KEY_ID ?? "test",
    secretAccessKey: process.env.STRATUS_SECRET_ACCESS_KEY ?? "test",
  },
  maxAttempts: 1,
};

export const sqs = new sqsSdk.SQS(options);

/** A queue name that no other test uses. */
export const unique = (prefix = "js") => `${prefix}-${randomUUID().slice(0, 13)}`;

/** Creates a queue that is deleted when test `t` ends; resolves to its URL. */
export async function makeQueue(t, Attributes = {}, name = unique(), more = {}) {
  const { QueueUrl } = await sqs.createQueue({ QueueName: name, Attributes, ...more });
  t.after(() => sqs.deleteQueue({ QueueUrl }).catch(ignoreMissing));
  return QueueUrl;
}

export const makeFifo = (t, Attributes = {}) =>
  makeQueue(t, { FifoQueue: "true", ...Attributes }, `${unique()}.fifo`);

function ignoreMissing(error) {
  if (!(error instanceof sqsSdk.QueueDoesNotExist)) throw error;
}

/** The messages of one ReceiveMessage; an empty answer has no Messages. */
export async function receive(QueueUrl, more = {}) {
  return (await sqs.receiveMessage({ QueueUrl, ...more })).Messages ?? [];
}

/** Long-polls until `count` messages have come. */
export async function collect(QueueUrl, count) {
  const found = [];
  for (let turn = 0; turn < count + 3 && found.length < count; turn += 1) {
    const MaxNumberOfMessages = Math.min(10, count - found.length);
    found.push(...(await receive(QueueUrl, { MaxNumberOfMessages, WaitTimeSeconds: 2 })));
  }
  return found;
}

export async function arnOf(QueueUrl) {
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
  return Attributes.QueueArn;
}

export const nameOf = (url) => url.split("/").at(-1);
