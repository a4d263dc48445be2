//! DynamoDB's jobs: what happens by the clock, or in the background.

use kernel::{JobEntry, LongJobEntry};

use crate::replica::{apply, follow, seed};
use crate::scaling::run;
use crate::streams::{registry, shards};
use crate::{
    backfill, backup, bulk, encryption, export, garbage, history, import, restore, size, ttl,
};

pub(crate) static JOBS: &[JobEntry] = &[
    JobEntry { name: "dynamodb.backfill", run: |cx, raw| Box::pin(backfill::step(cx, raw)) },
    JobEntry { name: "dynamodb.backup", run: |cx, raw| Box::pin(backup::step(cx, raw)) },
    JobEntry { name: "dynamodb.count", run: |cx, raw| Box::pin(size::step(cx, raw)) },
    JobEntry { name: "dynamodb.expire", run: |cx, raw| Box::pin(ttl::expire(cx, raw)) },
    JobEntry { name: "dynamodb.forget-bulk", run: |cx, raw| Box::pin(bulk::forget(cx, raw)) },
    JobEntry { name: "dynamodb.forget-stream", run: |cx, raw| Box::pin(registry::forget(cx, raw)) },
    JobEntry { name: "dynamodb.list-expiries", run: |cx, raw| Box::pin(ttl::list(cx, raw)) },
    JobEntry { name: "dynamodb.replica-apply", run: |cx, raw| Box::pin(apply::step(cx, raw)) },
    JobEntry { name: "dynamodb.replica-arrive", run: |cx, raw| Box::pin(seed::arrive(cx, raw)) },
    JobEntry { name: "dynamodb.replica-follow", run: |cx, raw| Box::pin(follow::step(cx, raw)) },
    JobEntry { name: "dynamodb.replica-leave", run: |cx, raw| Box::pin(follow::left(cx, raw)) },
    JobEntry { name: "dynamodb.replica-seed", run: |cx, raw| Box::pin(seed::step(cx, raw)) },
    JobEntry { name: "dynamodb.restore", run: |cx, raw| Box::pin(restore::step(cx, raw)) },
    JobEntry { name: "dynamodb.roll-shard", run: |cx, raw| Box::pin(shards::roll(cx, raw)) },
    JobEntry { name: "dynamodb.run-export", run: |cx, raw| Box::pin(export::step(cx, raw)) },
    JobEntry { name: "dynamodb.scale", run: |cx, raw| Box::pin(run::step(cx, raw)) },
    JobEntry { name: "dynamodb.sweep", run: |cx, raw| Box::pin(garbage::step(cx, raw)) },
    JobEntry { name: "dynamodb.trim-history", run: |cx, raw| Box::pin(history::trim(cx, raw)) },
    JobEntry { name: "dynamodb.watch-key", run: |cx, raw| Box::pin(encryption::watch(cx, raw)) },
];

pub(crate) static LONG_JOBS: &[LongJobEntry] = &[
    LongJobEntry { name: bulk::RUN.name, run: |wx, raw| Box::pin(bulk::run(wx, raw)) },
    LongJobEntry { name: import::RUN.name, run: |wx, raw| Box::pin(import::run(wx, raw)) },
];
