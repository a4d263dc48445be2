// STS GetCallerIdentity, and SQS over https with the server's own certificate authority (STRATUS_CA).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import test from "node:test";
import { SQS } from "@aws-sdk/client-sqs";
import { STS } from "@aws-sdk/client-sts";
import { ACCOUNT, ENDPOINT, options, unique } from "../support.js";

const CA = process.env.STRATUS_CA;
const HTTPS = process.env.STRATUS_HTTPS_ENDPOINT ?? ENDPOINT.replace(/^http:/, "https:");

const unknown = { accessKeyId: "test", secretAccessKey: "any" };

for (const [whose, credentials] of [["an unknown key", unknown], ["the run's key", options.credentials]]) {
  test(`the identity of ${whose} is the default account's root`, async () => {
    const identity = await new STS({ ...options, credentials }).getCallerIdentity({});
    assert.equal(identity.Account, ACCOUNT);
    assert.equal(identity.UserId, ACCOUNT);
    assert.equal(identity.Arn, `arn:aws:iam::${ACCOUNT}:root`);
  });
}

const skip = CA ? false : "STRATUS_CA names no certificate authority file";

test("a message over https", { skip }, async () => {
  const requestHandler = { httpsAgent: new Agent({ ca: readFileSync(CA) }) };
  const sqs = new SQS({ ...options, endpoint: HTTPS, requestHandler });
  const { QueueUrl } = await sqs.createQueue({ QueueName: unique("tls") });
  await sqs.sendMessage({ QueueUrl, MessageBody: "sealed" });
  const { Messages } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 2 });
  assert.deepEqual(Messages.map((message) => message.Body), ["sealed"]);
  await sqs.deleteQueue({ QueueUrl });
});

test("the certificate is not trusted without the authority", { skip }, async () => {
  await assert.rejects(new SQS({ ...options, endpoint: HTTPS }).listQueues({}), (error) => {
    assert.match(`${error.code} ${error.message}`, /CERT|certificate|self.signed/i);
    return true;
  });
});
