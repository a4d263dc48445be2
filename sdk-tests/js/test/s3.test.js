// S3 objects: bodies and streams, uploads in parts, signed URLs and forms, typed errors.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import test from "node:test";
import * as sdk from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { options, unique } from "../support.js";

const s3 = new sdk.S3({ ...options, forcePathStyle: true });

async function makeBucket(t) {
  const Bucket = unique();
  await s3.createBucket({ Bucket });
  t.after(async () => {
    const { Contents } = await s3.listObjectsV2({ Bucket });
    for (const { Key } of Contents ?? []) await s3.deleteObject({ Bucket, Key });
    await s3.deleteBucket({ Bucket });
  });
  return Bucket;
}

test("what is put is got, with its checksum verified", async (t) => {
  const Bucket = await makeBucket(t);
  const put = await s3.putObject({ Bucket, Key: "a/ü b", Body: "hello", Metadata: { colour: "red" } });
  assert.equal(put.ETag, `"${createHash("md5").update("hello").digest("hex")}"`);
  const got = await s3.getObject({ Bucket, Key: "a/ü b" });
  assert.equal(await got.Body.transformToString(), "hello");
  assert.deepEqual(got.Metadata, { colour: "red" });
  const part = await s3.getObject({ Bucket, Key: "a/ü b", Range: "bytes=1-2" });
  assert.equal(await part.Body.transformToString(), "el");
});

test("a stream goes in parts", async (t) => {
  const Bucket = await makeBucket(t);
  const piece = Buffer.alloc(1024 * 1024, "x");
  const Body = Readable.from((function* () { for (let n = 0; n < 11; n += 1) yield piece; })());
  await new Upload({ client: s3, params: { Bucket, Key: "large", Body } }).done();
  const head = await s3.headObject({ Bucket, Key: "large" });
  assert.equal(head.ContentLength, 11 * 1024 * 1024);
  assert.match(head.ETag, /-3"$/);
});

test("errors are typed", async (t) => {
  const Bucket = await makeBucket(t);
  await assert.rejects(s3.getObject({ Bucket, Key: "none" }), (error) => {
    assert.ok(error instanceof sdk.NoSuchKey, `${error}`);
    assert.equal(error.$metadata.httpStatusCode, 404);
    return true;
  });
  await assert.rejects(s3.headObject({ Bucket, Key: "none" }), (error) => {
    assert.ok(error instanceof sdk.NotFound, `${error}`);
    return true;
  });
  await assert.rejects(s3.listObjectsV2({ Bucket: unique("none") }), (error) => {
    assert.ok(error instanceof sdk.NoSuchBucket, `${error}`);
    return true;
  });
});

test("signed URLs and forms", async (t) => {
  const Bucket = await makeBucket(t);
  const put = await getSignedUrl(s3, new sdk.PutObjectCommand({ Bucket, Key: "k" }));
  assert.equal((await fetch(put, { method: "PUT", body: "signed" })).status, 200);
  const get = await getSignedUrl(s3, new sdk.GetObjectCommand({ Bucket, Key: "k" }));
  assert.equal(await (await fetch(get)).text(), "signed");
  const { url, fields } = await createPresignedPost(s3, { Bucket, Key: "form" });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob(["by form"]), "f.txt");
  assert.equal((await fetch(url, { method: "POST", body: form })).status, 204);
  const got = await s3.getObject({ Bucket, Key: "form" });
  assert.equal(await got.Body.transformToString(), "by form");
});

test("listing folds and pages", async (t) => {
  const Bucket = await makeBucket(t);
  for (const Key of ["a/1", "a/2", "b/1", "c"]) await s3.putObject({ Bucket, Key, Body: "" });
  const folded = await s3.listObjectsV2({ Bucket, Delimiter: "/" });
  assert.deepEqual(folded.CommonPrefixes.map((p) => p.Prefix), ["a/", "b/"]);
  const keys = [];
  for await (const page of sdk.paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket })) {
    keys.push(...page.Contents.map((o) => o.Key));
  }
  assert.deepEqual(keys, ["a/1", "a/2", "b/1", "c"]);
});
