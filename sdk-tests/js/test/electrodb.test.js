// DynamoDB through ElectroDB: entities in one table, collections over an index, transactions.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as dynamodbSdk from "@aws-sdk/client-dynamodb";
import electrodb from "electrodb";
import { options, unique } from "../support.js";

const { Entity, Service } = electrodb;
const client = new dynamodbSdk.DynamoDB(options);
const table = unique("electro");

const Employee = new Entity(
  {
    model: { entity: "employee", version: "1", service: "office" },
    attributes: {
      id: { type: "string", required: true },
      team: { type: "string", required: true },
      name: { type: "string" },
      salary: { type: "number", default: 0 },
      skills: { type: "set", items: "string" },
      home: { type: "map", properties: { street: { type: "string" }, floor: { type: "number" } } },
      marks: { type: "list", items: { type: "number" } },
    },
    indexes: {
      byId: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } },
      members: {
        index: "gsi1",
        collection: "teamwork",
        pk: { field: "gsi1pk", composite: ["team"] },
        sk: { field: "gsi1sk", composite: ["id"] },
      },
    },
  },
  { client, table },
);

const Task = new Entity(
  {
    model: { entity: "task", version: "1", service: "office" },
    attributes: {
      id: { type: "string", required: true },
      team: { type: "string", required: true },
      state: { type: ["open", "done"], default: "open" },
      points: { type: "number", default: 1 },
    },
    indexes: {
      byId: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } },
      tasks: {
        index: "gsi1",
        collection: "teamwork",
        pk: { field: "gsi1pk", composite: ["team"] },
        sk: { field: "gsi1sk", composite: ["id"] },
      },
    },
  },
  { client, table },
);

const office = new Service({ employee: Employee, task: Task });

before(async () => {
  const key = (AttributeName, KeyType) => ({ AttributeName, KeyType });
  await client.createTable({
    TableName: table,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk", "gsi1pk", "gsi1sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [key("pk", "HASH"), key("sk", "RANGE")],
    GlobalSecondaryIndexes: [
      { IndexName: "gsi1", KeySchema: [key("gsi1pk", "HASH"), key("gsi1sk", "RANGE")], Projection: { ProjectionType: "ALL" } },
    ],
  });
  await dynamodbSdk.waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: table });
});

test.after(() => client.deleteTable({ TableName: table }));

test("an entity is created once, read, and patched", async () => {
  const ann = { id: "ann", team: "blue", name: "Ann", skills: ["a", "b"], home: { street: "Main", floor: 2 }, marks: [1, 2] };
  await Employee.create(ann).go();
  await assert.rejects(Employee.create(ann).go(), /conditional request failed/);
  const { data } = await Employee.get({ id: "ann" }).go();
  assert.deepEqual(data, { ...ann, salary: 0 });
  const patched = await Employee.patch({ id: "ann" })
    .add({ salary: 10, skills: ["c"] })
    .append({ marks: [3] })
    .data((attributes, operations) => operations.set(attributes.home.floor, 3))
    .go({ response: "all_new" });
  assert.deepEqual([patched.data.salary, patched.data.marks, patched.data.home.floor], [10, [1, 2, 3], 3]);
  assert.deepEqual([...patched.data.skills].sort(), ["a", "b", "c"]);
  await assert.rejects(Employee.patch({ id: "nobody" }).set({ name: "x" }).go(), /conditional request failed/);
});

test("a collection shows both kinds of a team", async () => {
  await Task.put([1, 2, 3].map((n) => ({ id: `t${n}`, team: "red", points: n }))).go();
  await Employee.put({ id: "rob", team: "red", name: "Rob" }).go();
  const { data } = await office.collections.teamwork({ team: "red" }).go();
  assert.deepEqual(data.task.map((task) => task.id), ["t1", "t2", "t3"]);
  assert.deepEqual(data.employee.map((employee) => employee.name), ["Rob"]);
  const heavy = await Task.query.tasks({ team: "red" }).where(({ points }, { gte }) => gte(points, 2)).go();
  assert.deepEqual(heavy.data.map((task) => task.points), [2, 3]);
  const first = await Task.query.tasks({ team: "red" }).go({ limit: 2 });
  const rest = await Task.query.tasks({ team: "red" }).go({ cursor: first.cursor });
  assert.deepEqual([...first.data, ...rest.data].map((task) => task.id), ["t1", "t2", "t3"]);
  const got = await Task.get([{ id: "t1" }, { id: "t3" }, { id: "none" }]).go();
  assert.deepEqual(got.data.map((task) => task.id).sort(), ["t1", "t3"]);
});

test("a transaction is whole, or says why it is not", async () => {
  await Employee.put({ id: "tom", team: "green" }).go();
  const done = await office.transaction
    .write(({ employee, task }) => [
      employee.patch({ id: "tom" }).add({ salary: 5 }).commit(),
      task.create({ id: "t9", team: "green" }).commit(),
    ])
    .go();
  assert.equal(done.canceled, false);
  const refused = await office.transaction
    .write(({ employee, task }) => [
      employee.patch({ id: "tom" }).add({ salary: 5 }).commit(),
      task.create({ id: "t9", team: "green" }).commit(),
    ])
    .go();
  assert.equal(refused.canceled, true);
  assert.deepEqual(refused.data.map((one) => one.code), ["None", "ConditionalCheckFailed"]);
  assert.equal((await Employee.get({ id: "tom" }).go()).data.salary, 5);
});
