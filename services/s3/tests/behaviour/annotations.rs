//! Annotations: their limits, and that nothing of them is left once their version has gone, whoever ended it and
//! whatever went on meanwhile.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use gen_s3::operations as ops;
use gen_s3::{
    BucketLifecycleConfiguration, CopyObjectInput, Delete, DeleteObjectAnnotationInput,
    DeleteObjectInput, DeleteObjectsInput, GetObjectAnnotationInput, LifecycleExpiration,
    LifecycleRule, LifecycleRuleFilter, ListObjectAnnotationsInput, ObjectIdentifier,
    PutBucketLifecycleConfigurationInput, PutObjectAnnotationInput, PutObjectAnnotationOutput,
};
use schema::ByteStream;

use crate::common::{BUCKET, Cloud, End, Made, Outcome, body, cloud, cloud_over};

/// A payload that lies in a file.
fn long() -> ByteStream {
    body("hello ".repeat(20_000))
}

async fn annotate(
    cloud: &Cloud,
    key: &str,
    name: &str,
    payload: ByteStream,
) -> Outcome<PutObjectAnnotationOutput> {
    let input = PutObjectAnnotationInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        annotation_name: name.to_owned(),
        annotation_payload: payload,
        ..PutObjectAnnotationInput::default()
    };
    cloud.call::<ops::PutObjectAnnotation>(input).await
}

async fn payload(cloud: &Cloud, key: &str, name: &str) -> Outcome<Vec<u8>> {
    let input = GetObjectAnnotationInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        annotation_name: name.to_owned(),
        ..GetObjectAnnotationInput::default()
    };
    let output = cloud.call::<ops::GetObjectAnnotation>(input).await?;
    let mut stream = output.annotation_payload.and_then(|body| body.take()).expect("a payload");
    let mut all = Vec::new();
    while let Some(piece) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        all.extend_from_slice(&piece.expect("readable"));
    }
    Ok(all)
}

async fn names(cloud: &Cloud, key: &str) -> Outcome<Vec<String>> {
    let mut all = Vec::new();
    let mut token = None;
    loop {
        let input = ListObjectAnnotationsInput {
            bucket: BUCKET.to_owned(),
            key: key.to_owned(),
            continuation_token: token,
            max_annotation_results: Some(300),
            ..ListObjectAnnotationsInput::default()
        };
        let page = cloud.call::<ops::ListObjectAnnotations>(input).await?;
        all.extend(page.annotations.into_iter().flatten().filter_map(|one| one.annotation_name));
        token = page.next_continuation_token;
        if token.is_none() {
            return Ok(all);
        }
    }
}

async fn remove(cloud: &Cloud, key: &str, name: &str) {
    let input = DeleteObjectAnnotationInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        annotation_name: name.to_owned(),
        ..DeleteObjectAnnotationInput::default()
    };
    cloud.call::<ops::DeleteObjectAnnotation>(input).await.expect("removed");
}

async fn delete(cloud: &Cloud, key: &str) {
    let input = DeleteObjectInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        ..DeleteObjectInput::default()
    };
    cloud.call::<ops::DeleteObject>(input).await.expect("deleted");
}

#[tokio::test]
async fn payloads_are_text_within_limits_however_they_come() {
    let cloud = cloud().await;
    cloud.put("k", body("")).await.expect("put");
    const MIB: usize = 1024 * 1024;
    annotate(&cloud, "k", "most", body("x".repeat(MIB))).await.expect("as much as there may be");
    assert_eq!(payload(&cloud, "k", "most").await.expect("got").len(), MIB);
    // A character may lie across pieces.
    annotate(&cloud, "k", "é", body("é".repeat(70_000))).await.expect("text");
    assert_eq!(payload(&cloud, "k", "é").await.expect("got"), "é".repeat(70_000).into_bytes());
    let too_long = |end| Made::stream(MIB as u64 + 1, end);
    for (what, given, code) in [
        ("too long", body("x".repeat(MIB + 1)), "EntityTooLarge"),
        ("too long and said so", too_long(End::Stalls), "EntityTooLarge"),
        ("nothing", body(""), "InvalidRequest"),
        ("cut within a character", body("é".as_bytes()[..1].to_vec()), "UnsupportedMediaType"),
        ("a surrogate", body(vec![0xed, 0xa0, 0x80]), "UnsupportedMediaType"),
        ("overlong", body(vec![0xc0, 0xaf]), "UnsupportedMediaType"),
        ("hung up", Made::stream(1_000, End::Breaks), "IncompleteBody"),
    ] {
        let error = annotate(&cloud, "k", "new", given).await.expect_err(what);
        assert_eq!(error.code(), code, "{what}");
    }
    assert_eq!(names(&cloud, "k").await.expect("listed"), ["most", "é"]);
    assert_eq!(cloud.files(), 2, "what was refused leaves nothing");
}

#[tokio::test]
async fn a_version_has_a_thousand_and_no_more() {
    let cloud = cloud().await;
    cloud.put("k", body("")).await.expect("put");
    for n in 0..1_000 {
        annotate(&cloud, "k", &format!("n{n:03}"), body("v")).await.expect("annotated");
    }
    let error = annotate(&cloud, "k", "more", body("v")).await.expect_err("one too many");
    assert_eq!((error.code(), error.status()), ("AnnotationLimitExceeded", 400));
    annotate(&cloud, "k", "n500", body("again")).await.expect("in place of one");
    remove(&cloud, "k", "n000").await;
    remove(&cloud, "k", "n000").await;
    annotate(&cloud, "k", "more", body("v")).await.expect("there is room again");
    annotate(&cloud, "k", "other", body("v")).await.expect_err("for one");
    let all = names(&cloud, "k").await.expect("listed");
    assert_eq!(all.len(), 1_000);
    assert!(all.is_sorted());
    // A copy takes all of them along.
    let copy = CopyObjectInput {
        bucket: BUCKET.to_owned(),
        key: "copy".to_owned(),
        copy_source: format!("{BUCKET}/k"),
        ..CopyObjectInput::default()
    };
    cloud.call::<ops::CopyObject>(copy).await.expect("copied");
    assert_eq!(names(&cloud, "copy").await.expect("listed"), all);
    assert_eq!(payload(&cloud, "copy", "n500").await.expect("got"), b"again");
    annotate(&cloud, "copy", "other", body("v")).await.expect_err("the copy is full, too");
}

#[tokio::test]
async fn nothing_is_left_whoever_ends_the_version() {
    let cloud = cloud().await;
    for key in ["overwritten", "deleted", "one-of-many", "expired", "renamed"] {
        cloud.put(key, body("x")).await.expect("put");
        annotate(&cloud, key, "a", long()).await.expect("annotated");
        annotate(&cloud, key, "a", long()).await.expect("in its place");
        annotate(&cloud, key, "b", long()).await.expect("annotated");
    }
    assert_eq!(cloud.files(), 10);
    cloud.put("overwritten", body("y")).await.expect("put");
    assert!(names(&cloud, "overwritten").await.expect("listed").is_empty());
    assert_eq!(cloud.files(), 8);
    delete(&cloud, "deleted").await;
    assert_eq!(cloud.files(), 6);
    let many = DeleteObjectsInput {
        bucket: BUCKET.to_owned(),
        delete: Delete {
            objects: vec![ObjectIdentifier {
                key: "one-of-many".to_owned(),
                ..ObjectIdentifier::default()
            }],
            ..Delete::default()
        },
        ..DeleteObjectsInput::default()
    };
    cloud.call::<ops::DeleteObjects>(many).await.expect("deleted");
    assert_eq!(cloud.files(), 4);
    // Onto itself: the copies stay, the originals go.
    let copy = CopyObjectInput {
        bucket: BUCKET.to_owned(),
        key: "renamed".to_owned(),
        copy_source: format!("{BUCKET}/renamed"),
        metadata_directive: Some("REPLACE".to_owned()),
        ..CopyObjectInput::default()
    };
    cloud.call::<ops::CopyObject>(copy).await.expect("copied");
    assert_eq!(names(&cloud, "renamed").await.expect("listed"), ["a", "b"]);
    assert_eq!(cloud.files(), 4);
    let rule = LifecycleRule {
        status: "Enabled".to_owned(),
        filter: Some(LifecycleRuleFilter::default()),
        expiration: Some(LifecycleExpiration { days: Some(1), ..LifecycleExpiration::default() }),
        ..LifecycleRule::default()
    };
    let input = PutBucketLifecycleConfigurationInput {
        bucket: BUCKET.to_owned(),
        lifecycle_configuration: Some(BucketLifecycleConfiguration { rules: vec![rule] }),
        ..PutBucketLifecycleConfigurationInput::default()
    };
    cloud.call::<ops::PutBucketLifecycleConfiguration>(input).await.expect("configured");
    cloud.kernel.clock().advance(Duration::from_secs(3 * 86_400));
    cloud.kernel.settle().await.expect("settled");
    assert_eq!(cloud.get("expired").await.expect_err("expired").code(), "NoSuchKey");
    assert_eq!(cloud.files(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn annotating_what_is_being_overwritten_and_deleted_leaves_nothing() {
    const ROUNDS: usize = 12;
    let cloud = Arc::new(cloud().await);
    cloud.put("k", body("x")).await.expect("put");
    let annotated = Arc::new(AtomicUsize::new(0));
    let mut set = tokio::task::JoinSet::new();
    for worker in 0..6 {
        let (cloud, annotated) = (cloud.clone(), annotated.clone());
        set.spawn(async move {
            // Until some have met the object, which nobody deletes any more after the rounds.
            let met = || annotated.load(Ordering::Relaxed) > 0;
            for round in (0..).take_while(|round| *round < ROUNDS || worker != 1 && !met()) {
                match worker {
                    0 => drop(cloud.put("k", body(format!("{round}"))).await.expect("put")),
                    1 if round % 4 == 3 => delete(&cloud, "k").await,
                    1 => tokio::task::yield_now().await,
                    _ => match annotate(&cloud, "k", &format!("n{worker}"), long()).await {
                        Ok(_) => drop(annotated.fetch_add(1, Ordering::Relaxed)),
                        Err(error) => assert_eq!(error.code(), "NoSuchKey"),
                    },
                }
            }
        });
    }
    while let Some(done) = set.join_next().await {
        done.expect("no panic");
    }
    let left = names(&cloud, "k").await.unwrap_or_default();
    assert_eq!(cloud.files(), left.len(), "a file for each that is listed: {left:?}");
    for name in &left {
        assert_eq!(payload(&cloud, "k", name).await.expect("got").len(), 120_000);
    }
    delete(&cloud, "k").await;
    assert_eq!(cloud.files(), 0);
}

/// A payload that comes once somebody says so.
struct Late(Arc<AtomicBool>, Option<Bytes>);

impl futures_core::Stream for Late {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.load(Ordering::SeqCst) {
            true => Poll::Ready(self.1.take().map(Ok)),
            false => Poll::Pending,
        }
    }
}

#[tokio::test]
async fn a_payload_that_comes_late_is_of_the_version_that_is_there_then() {
    let cloud = cloud().await;
    for deleted in [false, true] {
        cloud.put("k", body("x")).await.expect("put");
        let gate = Arc::new(AtomicBool::new(false));
        let late = Late(gate.clone(), Some(Bytes::from("hello ".repeat(20_000))));
        let payload_of = ByteStream::new(late, None);
        let mut call = Box::pin(annotate(&cloud, "k", "late", payload_of));
        let polled = std::future::poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await;
        assert!(polled.is_pending(), "the object was found, and the payload is awaited");
        match deleted {
            true => delete(&cloud, "k").await,
            false => drop(cloud.put("k", body("y")).await.expect("put")),
        }
        gate.store(true, Ordering::SeqCst);
        match (deleted, call.await) {
            (false, Ok(_)) => {
                let got = payload(&cloud, "k", "late").await.expect("got");
                assert_eq!((got.len(), cloud.files()), (120_000, 1));
            }
            (true, Err(error)) => assert_eq!((error.code(), cloud.files()), ("NoSuchKey", 0)),
            (_, outcome) => panic!("{deleted}: {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart_and_not_in_plain() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().to_owned();
    let cloud = cloud_over(Some(dir.clone())).await;
    cloud.create(BUCKET).await;
    cloud.put("k", body("x")).await.expect("put");
    let secret = "a secret that nobody reads ";
    annotate(&cloud, "k", "short", body(secret)).await.expect("annotated");
    annotate(&cloud, "k", "long", body(secret.repeat(5_000))).await.expect("annotated");
    annotate(&cloud, "k", "new", Made::stream(1_000, End::Breaks)).await.expect_err("hung up");
    cloud.kernel.stop().await.expect("stopped");
    cloud.kernel.store().clone().close().expect("closed");
    drop(cloud);
    assert!(!holds(&dir, secret.as_bytes()), "payloads are encrypted where they lie");
    assert!(holds(&dir, b"short"), "names are not: the search does find what is there");
    let cloud = cloud_over(Some(dir)).await;
    assert_eq!(cloud.files(), 1);
    assert_eq!(names(&cloud, "k").await.expect("listed"), ["long", "short"]);
    assert_eq!(payload(&cloud, "k", "short").await.expect("got"), secret.as_bytes());
    assert_eq!(payload(&cloud, "k", "long").await.expect("got"), secret.repeat(5_000).as_bytes());
}

/// Whether a file below a folder holds these bytes.
fn holds(folder: &std::path::Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).expect("readable").flatten().any(|entry| match entry.path() {
        path if path.is_dir() => holds(&path, bytes),
        path => {
            let all = std::fs::read(path).expect("readable");
            all.windows(bytes.len()).any(|window| window == bytes)
        }
    })
}
