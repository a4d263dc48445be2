// Users, roles and policies in accounts of their own, and what their keys and sessions may do.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import test from "node:test";
import * as iamSdk from "@aws-sdk/client-iam";
import { SQS } from "@aws-sdk/client-sqs";
import { MalformedPolicyDocumentException, STS, STSServiceException } from "@aws-sdk/client-sts";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { ENDPOINT, options, REGION, unique } from "../support.js";

const policy = (...Statement) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action, Resource = "*", more = {}) => ({ Effect: "Allow", Action, Resource, ...more });
const trust = (AWS, more = {}) =>
  policy({ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole", ...more });

/** An account that no other test uses, seen by its root: a key of 12 digits is the root of that account. */
class Account {
  constructor() {
    this.id = String(randomInt(1e11, 1e12));
    this.root = { ...options, credentials: { accessKeyId: this.id, secretAccessKey: "any" } };
    this.iam = new iamSdk.IAM(this.root);
  }

  arn(resource) {
    return `arn:aws:iam::${this.id}:${resource}`;
  }

  /** A new user's name, and the options of a client that signs with their key. */
  async user(...statements) {
    const UserName = unique("user");
    await this.iam.createUser({ UserName });
    if (statements.length > 0) {
      const PolicyDocument = policy(...statements);
      await this.iam.putUserPolicy({ UserName, PolicyName: "may", PolicyDocument });
    }
    const { AccessKey } = await this.iam.createAccessKey({ UserName });
    return [UserName, signing(AccessKey)];
  }

  /** A new role's ARN. */
  async role(AssumeRolePolicyDocument, ...statements) {
    const RoleName = unique("role");
    const { Role } = await this.iam.createRole({ RoleName, AssumeRolePolicyDocument });
    const PolicyDocument = policy(...statements);
    await this.iam.putRolePolicy({ RoleName, PolicyName: "may", PolicyDocument });
    return Role.Arn;
  }

  /** A new queue's URL and ARN. */
  async queue() {
    const QueueName = unique();
    const { QueueUrl } = await new SQS(this.root).createQueue({ QueueName });
    return [QueueUrl, `arn:aws:sqs:${REGION}:${this.id}:${QueueName}`];
  }
}

const signing = ({ AccessKeyId, SecretAccessKey, SessionToken }) => ({
  ...options,
  credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
});

const send = (who, QueueUrl) => new SQS(who).sendMessage({ QueueUrl, MessageBody: "m" });
const take = (who, QueueUrl) => new SQS(who).receiveMessage({ QueueUrl });
const whoIs = async (who) => (await new STS(who).getCallerIdentity({})).Arn;

/** Demands an error of this class; gives it. */
async function thrown(call, kind) {
  const error = await call.then(() => assert.fail("let through"), (error) => error);
  assert.ok(error instanceof kind, `${error.name}: ${error.message}`);
  return error;
}

/** Demands a denial in words that match. */
async function denied(call, words) {
  const error = await call.then(() => assert.fail("let through"), (error) => error);
  assert.equal(error.name, "AccessDenied", error.message);
  assert.match(error.message, words);
}

test("the life of a user", async () => {
  const account = new Account();
  const { iam } = account;
  const UserName = unique("user");
  const missing = await thrown(iam.getUser({ UserName }), iamSdk.NoSuchEntityException);
  assert.equal(missing.message, `The user with name ${UserName} cannot be found.`);
  assert.equal(missing.$metadata.httpStatusCode, 404);
  const Tags = [{ Key: "team", Value: "blue" }];
  const { User } = await iam.createUser({ UserName, Path: "/staff/", Tags });
  assert.equal(User.Arn, account.arn(`user/staff/${UserName}`));
  assert.match(User.UserId, /^AIDA[A-Z0-9]{17}$/);
  assert.ok(User.CreateDate instanceof Date);
  const waited = await iamSdk.waitUntilUserExists({ client: iam, maxWaitTime: 10 }, { UserName });
  assert.equal(waited.state, "SUCCESS");
  const twice = await thrown(iam.createUser({ UserName }), iamSdk.EntityAlreadyExistsException);
  assert.equal(twice.message, `User with name ${UserName} already exists.`);
  assert.equal(twice.$metadata.httpStatusCode, 409);
  const { AccessKey } = await iam.createAccessKey({ UserName });
  await thrown(iam.deleteUser({ UserName }), iamSdk.DeleteConflictException);
  await iam.deleteAccessKey({ UserName, AccessKeyId: AccessKey.AccessKeyId });
  assert.deepEqual((await iam.listUserTags({ UserName })).Tags, Tags);
  await iam.deleteUser({ UserName });
  await thrown(iam.deleteUser({ UserName }), iamSdk.NoSuchEntityException);
});

test("a role and its documents", async () => {
  const { id, iam } = new Account();
  const RoleName = unique("role");
  const trusting = trust(`arn:aws:iam::${id}:root`);
  const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: trusting });
  await iamSdk.waitUntilRoleExists({ client: iam, maxWaitTime: 10 }, { RoleName });
  // Documents travel encoded as in a URL, and this client leaves them so.
  assert.match(Role.AssumeRolePolicyDocument, /^%7B%22Version%22%3A%222012-10-17%22/);
  assert.equal(decodeURIComponent(Role.AssumeRolePolicyDocument), trusting);
  const Condition = { StringLike: { "aws:UserAgent": "100% é" } };
  const odd = policy(allow("sqs:*", "arn:aws:sqs:*:*:a+b-*", { Condition }));
  await iam.putRolePolicy({ RoleName, PolicyName: "odd", PolicyDocument: odd });
  const { PolicyDocument } = await iam.getRolePolicy({ RoleName, PolicyName: "odd" });
  assert.equal(decodeURIComponent(PolicyDocument), odd);
  await thrown(
    iam.putRolePolicy({ RoleName, PolicyName: "bad", PolicyDocument: "{" }),
    iamSdk.MalformedPolicyDocumentException,
  );
  await thrown(iam.deleteRole({ RoleName }), iamSdk.DeleteConflictException);
});

test("a managed policy, its versions, and who has it", async () => {
  const account = new Account();
  const { iam } = account;
  const PolicyName = unique("policy");
  const { Policy } = await iam.createPolicy({ PolicyName, PolicyDocument: policy(allow("sqs:*")) });
  const PolicyArn = Policy.Arn;
  assert.equal(PolicyArn, account.arn(`policy/${PolicyName}`));
  await iamSdk.waitUntilPolicyExists({ client: iam, maxWaitTime: 10 }, { PolicyArn });
  for (const n of [2, 3, 4, 5]) {
    const PolicyDocument = policy(allow(`sqs:Get${n}*`));
    const { PolicyVersion } = await iam.createPolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault: n === 3 });
    assert.equal(PolicyVersion.VersionId, `v${n}`);
  }
  await thrown(
    iam.createPolicyVersion({ PolicyArn, PolicyDocument: policy(allow("sqs:*")) }),
    iamSdk.LimitExceededException,
  );
  const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: "v3" });
  assert.equal(PolicyVersion.IsDefaultVersion, true);
  assert.equal(decodeURIComponent(PolicyVersion.Document), policy(allow("sqs:Get3*")));
  const [UserName] = await account.user();
  const GroupName = unique("group");
  await iam.createGroup({ GroupName });
  await iam.attachUserPolicy({ UserName, PolicyArn });
  await iam.attachGroupPolicy({ GroupName, PolicyArn });
  const holders = [];
  for await (const page of iamSdk.paginateListEntitiesForPolicy({ client: iam, pageSize: 1 }, { PolicyArn })) {
    holders.push(...(page.PolicyUsers ?? []).map((user) => user.UserName));
    holders.push(...(page.PolicyGroups ?? []).map((group) => group.GroupName));
  }
  assert.deepEqual(holders.sort(), [GroupName, UserName].sort());
  await thrown(iam.deletePolicy({ PolicyArn }), iamSdk.DeleteConflictException);
  await thrown(
    iam.attachUserPolicy({ UserName, PolicyArn: account.arn("policy/none") }),
    iamSdk.NoSuchEntityException,
  );
});

test("lists come in pages", async () => {
  const { iam } = new Account();
  const names = ["a", "b", "c", "d", "e"];
  for (const UserName of names) await iam.createUser({ UserName, Path: "/list/" });
  await iam.createUser({ UserName: "elsewhere" });
  const pages = [];
  for await (const page of iamSdk.paginateListUsers({ client: iam, pageSize: 2 }, { PathPrefix: "/list/" })) {
    pages.push(page.Users.map((user) => user.UserName));
  }
  assert.deepEqual(pages, [["a", "b"], ["c", "d"], ["e"]]);
});

test("a provider that assumes a role", async () => {
  const account = new Account();
  const [url, arn] = await account.queue();
  const [name, alice] = await account.user();
  const secret = { Condition: { StringEquals: { "sts:ExternalId": "secret" } } };
  const RoleArn = await account.role(trust(account.arn(`user/${name}`), secret), allow("sqs:SendMessage", arn));
  const assume = (ExternalId) => ({
    ...options,
    credentials: fromTemporaryCredentials({
      masterCredentials: alice.credentials,
      params: { RoleArn, RoleSessionName: "shift", ExternalId, DurationSeconds: 900 },
      clientConfig: { endpoint: ENDPOINT, region: REGION, maxAttempts: 1 },
    }),
  });
  const sender = assume("secret");
  assert.match((await send(sender, url)).MessageId, /-/);
  const own = `arn:aws:sts::${account.id}:assumed-role/${RoleArn.split("/")[1]}/shift`;
  assert.equal(await whoIs(sender), own);
  await denied(take(sender, url), new RegExp(`^User: ${own} is not authorized to perform: sqs:`));
  const held = await sender.credentials();
  assert.match(held.accessKeyId, /^ASIA/);
  assert.ok(held.expiration > new Date());
  // Without the external id nobody gets the role, and no other call is made.
  const refused = await thrown(send(assume("wrong"), url), STSServiceException);
  assert.equal(refused.name, "AccessDenied");
  assert.match(refused.message, new RegExp(`not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`));
  await denied(send(alice, url), /because no identity-based policy allows the sqs:SendMessage action$/);
});

test("a session policy limits the role", async () => {
  const account = new Account();
  const [url, arn] = await account.queue();
  const [name, alice] = await account.user();
  const RoleArn = await account.role(trust(account.arn(`user/${name}`)), allow("sqs:*", arn));
  const sts = new STS(alice);
  const request = { RoleArn, RoleSessionName: "narrow" };
  const { Credentials } = await sts.assumeRole({ ...request, Policy: policy(allow("sqs:SendMessage")) });
  await send(signing(Credentials), url);
  await denied(take(signing(Credentials), url), /because no session policy allows the sqs:ReceiveMessage action$/);
  await thrown(sts.assumeRole({ ...request, Policy: "{}" }), MalformedPolicyDocumentException);
});

test("a session of a user", async () => {
  const account = new Account();
  const [url, arn] = await account.queue();
  const [name, alice] = await account.user(allow("sqs:SendMessage", arn));
  const { Credentials } = await new STS(alice).getSessionToken({ DurationSeconds: 900 });
  const session = signing(Credentials);
  assert.equal(await whoIs(session), account.arn(`user/${name}`));
  await send(session, url);
  await denied(take(session, url), /because no identity-based policy allows the sqs:ReceiveMessage action$/);
  await denied(new STS(session).getSessionToken({}), /^Cannot call GetSessionToken with session credentials$/);
  const forged = signing({ ...Credentials, SessionToken: "forged" });
  const error = await thrown(whoIs(forged), STSServiceException);
  assert.equal(error.name, "InvalidClientTokenId");
  assert.equal(error.$metadata.httpStatusCode, 403);
});
