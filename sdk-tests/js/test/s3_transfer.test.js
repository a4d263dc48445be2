// lib-storage carries files of all sizes to S3 and back. STRATUS_TRANSFER_MIB says how many MiB in all (64).
// https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-storage/
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import test from "node:test";
import * as sdk from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { options, unique } from "../support.js";

const MIB = 1024 * 1024;
const TOTAL = Number(process.env.STRATUS_TRANSFER_MIB ?? 64) * MIB;
const s3 = new sdk.S3({ ...options, forcePathStyle: true });

/** Half of the bytes in one file, a quarter in another, the rest in sixteen; then an empty one and one of a byte. */
function sizes() {
  const few = Array.from({ length: 16 }, (_, n) => [`few ${n}.bin`, TOTAL / 64]);
  return [["half.bin", TOTAL / 2], ["a quarter, ü+%&'.bin", TOTAL / 4], ...few, ["empty", 0], ["one", 1]];
}

async function write(path, length) {
  const file = await open(path, "w");
  for (let left = length; left > 0; left -= 8 * MIB) await file.write(randomBytes(Math.min(left, 8 * MIB)));
  await file.close();
}

async function digest(path) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

test("files come back as they went", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "stratus-js-"));
  t.after(() => rm(folder, { recursive: true }));
  const Bucket = unique();
  await s3.createBucket({ Bucket });
  for (const [name, size] of sizes()) {
    const [path, back] = [join(folder, name), join(folder, `${name}.back`)];
    await write(path, size);
    let sent = 0;
    const upload = new Upload({
      client: s3,
      params: { Bucket, Key: `all/${name}`, Body: createReadStream(path) },
      partSize: 8 * MIB,
      queueSize: 4,
    });
    upload.on("httpUploadProgress", ({ loaded }) => (sent = loaded));
    const { ETag } = await upload.done();
    assert.equal(sent, size);
    assert.equal(ETag.includes("-"), size > 8 * MIB, name);
    const got = await s3.getObject({ Bucket, Key: `all/${name}` });
    assert.equal(got.ContentLength, size);
    await pipeline(got.Body, createWriteStream(back));
    assert.equal(await digest(back), await digest(path), name);
    await Promise.all([rm(path), rm(back)]);
    await s3.deleteObject({ Bucket, Key: `all/${name}` });
  }
  await s3.deleteBucket({ Bucket });
});

test("an upload that is aborted leaves nothing", async () => {
  const Bucket = unique();
  await s3.createBucket({ Bucket });
  const endless = Readable.from(
    (async function* () {
      while (true) yield randomBytes(MIB);
    })(),
  );
  const upload = new Upload({ client: s3, params: { Bucket, Key: "k", Body: endless }, partSize: 5 * MIB });
  upload.on("httpUploadProgress", ({ part }) => part >= 2 && upload.abort());
  await assert.rejects(upload.done(), { name: "AbortError" });
  // lib-storage ends the upload on the server by itself, after it has told of the abort.
  let uploads;
  for (let turn = 0; turn < 100; turn += 1) {
    ({ Uploads: uploads } = await s3.listMultipartUploads({ Bucket }));
    if (!uploads?.length) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const { Key, UploadId } of uploads ?? []) await s3.abortMultipartUpload({ Bucket, Key, UploadId });
  await assert.rejects(s3.headObject({ Bucket, Key: "k" }), { name: "NotFound" });
  await s3.deleteBucket({ Bucket });
});
