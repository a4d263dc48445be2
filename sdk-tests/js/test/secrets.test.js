// The life of a secret: versions and stages, deletion, replicas, errors by the client's own types.
import assert from "node:assert/strict";
import test from "node:test";
import {
  InvalidRequestException,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManager,
} from "@aws-sdk/client-secrets-manager";
import { options, unique } from "../support.js";

const secrets = new SecretsManager(options);

/** Creates a secret that is gone when test `t` ends. */
async function makeSecret(t, more = {}) {
  const made = await secrets.createSecret({ Name: unique("secret"), SecretString: "one", ...more });
  const SecretId = made.Name;
  t.after(() => secrets.deleteSecret({ SecretId, ForceDeleteWithoutRecovery: true }));
  return made;
}

test("values, versions and stages", async (t) => {
  const { Name: SecretId, VersionId: first } = await makeSecret(t);
  const bytes = new Uint8Array([0, 1, 255]);
  const { VersionId: second } = await secrets.putSecretValue({ SecretId, SecretBinary: bytes });
  const value = await secrets.getSecretValue({ SecretId });
  assert.deepEqual([...value.SecretBinary], [...bytes]);
  assert.equal(value.VersionId, second);
  const before = await secrets.getSecretValue({ SecretId, VersionStage: "AWSPREVIOUS" });
  assert.equal(before.SecretString, "one");
  const { VersionIdsToStages } = await secrets.describeSecret({ SecretId });
  assert.deepEqual(VersionIdsToStages, { [first]: ["AWSPREVIOUS"], [second]: ["AWSCURRENT"] });
});

test("errors have their own types", async (t) => {
  const { Name } = await makeSecret(t);
  await assert.rejects(secrets.createSecret({ Name, SecretString: "two" }), ResourceExistsException);
  const none = { SecretId: unique("none") };
  await assert.rejects(secrets.getSecretValue(none), ResourceNotFoundException);
  await assert.rejects(
    secrets.getSecretValue({ ...none, VersionStage: "AWSPENDING" }),
    ResourceNotFoundException,
  );
});

test("deleted and restored", async (t) => {
  const { Name: SecretId } = await makeSecret(t);
  await secrets.deleteSecret({ SecretId, RecoveryWindowInDays: 7 });
  await assert.rejects(secrets.getSecretValue({ SecretId }), InvalidRequestException);
  await secrets.restoreSecret({ SecretId });
  assert.equal((await secrets.getSecretValue({ SecretId })).SecretString, "one");
});

test("a replica follows its primary", async (t) => {
  const AddReplicaRegions = [{ Region: "eu-central-1" }];
  const { Name: SecretId, ReplicationStatus } = await makeSecret(t, { AddReplicaRegions });
  assert.equal(ReplicationStatus[0].Region, "eu-central-1");
  await secrets.putSecretValue({ SecretId, SecretString: "two" });
  const abroad = new SecretsManager({ ...options, region: "eu-central-1" });
  assert.equal((await abroad.getSecretValue({ SecretId })).SecretString, "two");
  const RemoveReplicaRegions = ["eu-central-1"];
  await secrets.removeRegionsFromReplication({ SecretId, RemoveReplicaRegions });
  await assert.rejects(abroad.describeSecret({ SecretId }), ResourceNotFoundException);
});
