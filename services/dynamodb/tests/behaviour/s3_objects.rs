//! Buckets and objects beside the tables: what is imported, exported and reported.

use std::future::poll_fn;

use gen_s3::operations as s3_ops;
use gen_s3::{CreateBucketRequest, GetObjectRequest, PutObjectRequest};
use schema::{BoxStream, ByteStream};

use crate::common::Cloud;

pub(crate) async fn bucket(cloud: &Cloud, name: &str) {
    let input = CreateBucketRequest { bucket: name.to_owned(), ..Default::default() };
    cloud.call::<s3_ops::CreateBucket>(input).await.expect("a bucket");
}

/// Puts an object into the bucket `source`.
pub(crate) async fn source(cloud: &Cloud, key: &str, body: impl Into<Vec<u8>>) {
    let body: Vec<u8> = body.into();
    let input = PutObjectRequest {
        bucket: "source".to_owned(),
        key: key.to_owned(),
        content_length: i64::try_from(body.len()).ok(),
        body: Some(ByteStream::from_bytes(body.into())),
        ..PutObjectRequest::default()
    };
    cloud.call::<s3_ops::PutObject>(input).await.expect("an object");
}

pub(crate) async fn bytes(cloud: &Cloud, bucket: &str, key: &str) -> Vec<u8> {
    let input = GetObjectRequest {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        ..GetObjectRequest::default()
    };
    let output = cloud.call::<s3_ops::GetObject>(input).await.expect(key);
    let mut stream: BoxStream<_> = output.body.and_then(|body| body.take()).expect("a body");
    let mut bytes = Vec::new();
    while let Some(part) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        bytes.extend_from_slice(&part.expect("a part"));
    }
    bytes
}
