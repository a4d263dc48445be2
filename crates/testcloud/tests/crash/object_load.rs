//! The load on S3: connections that put objects of all sizes, upload in parts, copy and delete, until the server is killed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use clock::Random;
use tokio::sync::Notify;

use crate::api::Gone;
use crate::objects::{Change, Content, Keys};
use crate::process::Server;
use crate::s3::{Call, S3, text};

/// A bucket without versions, and one with them.
pub(crate) const PLAIN: &str = "plain";
pub(crate) const KEPT: &str = "kept";

/// Connections; every second one writes where versions are kept.
const WORKERS: u64 = 6;
/// Keys of each.
const KEYS: u64 = 8;
/// Versions of a key from which on the oldest goes first.
const MOST_VERSIONS: usize = 3;
/// The smallest part that is not the last.
const PART: usize = 5 * 1024 * 1024;
/// Bytes that bodies are cut from.
pub(crate) const SOURCE: usize = 8 * 1024 * 1024;

/// The workers, with what they know from one server to the next.
pub(crate) struct Load {
    pub(crate) workers: Vec<Worker>,
    pub(crate) source: Bytes,
}

pub(crate) struct Worker {
    number: u64,
    random: Random,
    pub(crate) keys: Keys,
}

/// Counts acknowledgements, and tells when there are enough.
struct Target {
    left: AtomicU64,
    done: AtomicU64,
    reached: Notify,
}

impl Target {
    fn count(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.reached.notify_one();
        }
    }
}

impl Load {
    pub(crate) fn new(random: &Random) -> Load {
        let mut source = vec![0; SOURCE];
        random.fill(&mut source);
        let worker =
            |number| Worker { number, random: Random::from_seed(random.u64()), keys: Keys::new() };
        Load { workers: (0..WORKERS).map(worker).collect(), source: source.into() }
    }

    /// Loads the server until so many calls were acknowledged, then has it killed and waits until every connection has
    /// noticed. Answers how many were acknowledged.
    #[expect(clippy::disallowed_methods, reason = "every worker is awaited below")]
    pub(crate) async fn run_until(
        &mut self,
        server: &Server,
        acknowledgements: u64,
        kill: impl FnOnce(),
    ) -> u64 {
        let target = Arc::new(Target {
            left: AtomicU64::new(acknowledgements),
            done: AtomicU64::new(0),
            reached: Notify::new(),
        });
        let mut tasks = Vec::new();
        for mut worker in std::mem::take(&mut self.workers) {
            let mut s3 = S3::connect(server).await.expect("nobody killed it yet");
            let (source, target) = (self.source.clone(), target.clone());
            tasks.push(tokio::spawn(async move {
                while worker.step(&mut s3, &source).await.is_ok() {
                    target.count();
                }
                worker
            }));
        }
        let patience = std::time::Duration::from_secs(120);
        let reached = tokio::time::timeout(patience, target.reached.notified()).await;
        kill();
        for task in tasks {
            self.workers.push(task.await.expect("a worker found no error"));
        }
        assert!(
            reached.is_ok(),
            "the server did not acknowledge {acknowledgements} calls in 120 s"
        );
        target.done.load(Ordering::Relaxed)
    }
}

impl Worker {
    pub(crate) fn bucket(&self) -> &'static str {
        if self.is_versioned() { KEPT } else { PLAIN }
    }

    pub(crate) fn is_versioned(&self) -> bool {
        self.number % 2 == 1
    }

    fn key(&self) -> String {
        format!("w{}-{}", self.number, self.random.below(KEYS))
    }

    /// One change.
    async fn step(&mut self, s3: &mut S3, source: &Bytes) -> Result<(), Gone> {
        let name = self.key();
        let versions = self.keys.entry(name.clone()).or_default().versions.clone();
        if self.is_versioned()
            && versions.len() > MOST_VERSIONS
            && let Some(id) = versions.last().and_then(|oldest| oldest.id.clone())
        {
            return self.delete(s3, &name, Some(id)).await;
        }
        match self.random.below(20) {
            0..8 => self.put(s3, &name, source, 0, 2_000).await,
            8..12 => self.put(s3, &name, source, 33_000, 300_000).await,
            12..14 => self.put(s3, &name, source, 1_000_000, 2_000_000).await,
            14 => self.upload(s3, &name, source).await,
            15..18 => self.copy(s3, &name).await,
            _ => self.delete(s3, &name, None).await,
        }
    }

    fn begin(&mut self, name: &str, change: Change) {
        self.keys.entry(name.to_owned()).or_default().begin(change);
    }

    fn done(&mut self, name: &str, id: Option<&str>) {
        let versioned = self.is_versioned();
        let id = id.filter(|_| versioned).map(str::to_owned);
        assert!(id.is_some() || !versioned, "{name}: an answer without a version");
        self.keys.entry(name.to_owned()).or_default().done(versioned, id);
    }

    fn content(&self, least: usize, more: u64) -> Content {
        let len = least + usize::try_from(self.random.below(more)).unwrap();
        let offset = usize::try_from(self.random.below((SOURCE - len) as u64)).unwrap();
        Content { offset, parts: vec![len] }
    }

    async fn put(
        &mut self,
        s3: &mut S3,
        name: &str,
        source: &Bytes,
        least: usize,
        more: u64,
    ) -> Result<(), Gone> {
        let content = self.content(least, more);
        let body = source.slice(content.offset..content.offset + content.len());
        self.begin(name, Change::Put(content));
        let path = format!("{}/{name}", self.bucket());
        let reply = s3.call(Call { body, ..Call::new("PUT", &path, "") }).await?;
        self.done(name, reply.header("x-amz-version-id"));
        Ok(())
    }

    async fn upload(&mut self, s3: &mut S3, name: &str, source: &Bytes) -> Result<(), Gone> {
        let path = format!("{}/{name}", self.bucket());
        let last = 40_000 + usize::try_from(self.random.below(100_000)).unwrap();
        let offset = usize::try_from(self.random.below((SOURCE - PART - last) as u64)).unwrap();
        let content = Content { offset, parts: vec![PART, last] };
        let begun = s3.document(Call::new("POST", &path, "uploads=")).await?;
        let id = text(&begun, "UploadId").expect("an upload has an id");
        let mut list = String::from("<CompleteMultipartUpload>");
        let mut at = offset;
        for (number, len) in (1..).zip(&content.parts) {
            let query = format!("partNumber={number}&uploadId={id}");
            let body = source.slice(at..at + len);
            at += len;
            let reply = s3.call(Call { body, ..Call::new("PUT", &path, &query) }).await?;
            let etag = reply.header("etag").expect("a part has an entity tag");
            list += &format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>");
        }
        list += "</CompleteMultipartUpload>";
        self.begin(name, Change::Put(content));
        let query = format!("uploadId={id}");
        let complete = Call { body: list.into(), ..Call::new("POST", &path, &query) };
        let reply = s3.call(complete).await?;
        let answer = String::from_utf8_lossy(&reply.body);
        assert!(answer.contains("<CompleteMultipartUploadResult"), "{answer}");
        self.done(name, reply.header("x-amz-version-id"));
        Ok(())
    }

    async fn copy(&mut self, s3: &mut S3, name: &str) -> Result<(), Gone> {
        let from = self.key();
        let newest = self.keys.get(&from).and_then(|key| key.versions.first());
        let Some(content) = newest.and_then(|version| version.content.clone()) else {
            return Ok(());
        };
        if from == *name {
            return Ok(());
        }
        self.begin(name, Change::Put(content.copied()));
        let (path, source) =
            (format!("{}/{name}", self.bucket()), format!("{}/{from}", self.bucket()));
        let headers = [("x-amz-copy-source", source.as_str())];
        let reply = s3.call(Call { headers: &headers, ..Call::new("PUT", &path, "") }).await?;
        let answer = String::from_utf8_lossy(&reply.body);
        assert!(answer.contains("<CopyObjectResult"), "{answer}");
        self.done(name, reply.header("x-amz-version-id"));
        Ok(())
    }

    async fn delete(
        &mut self,
        s3: &mut S3,
        name: &str,
        version: Option<String>,
    ) -> Result<(), Gone> {
        let path = format!("{}/{name}", self.bucket());
        let query = version.as_ref().map(|id| format!("versionId={id}")).unwrap_or_default();
        self.begin(name, version.map_or(Change::Delete, Change::DeleteVersion));
        let reply = s3.call(Call::new("DELETE", &path, &query)).await?;
        self.done(name, reply.header("x-amz-version-id"));
        Ok(())
    }
}
