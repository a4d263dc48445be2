//! Objects: bytes there and back with their checksums, parts, conditions, presigned addresses.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode, CompletedMultipartUpload, CompletedPart};
use sdk_tests::{s3, unique};

async fn bucket(s3: &Client) -> String {
    let name = unique();
    s3.create_bucket().bucket(&name).send().await.unwrap();
    name
}

/// Bytes that do not repeat within a part.
fn body(len: usize) -> Vec<u8> {
    let mut state = 7u64;
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(len);
    bytes
}

#[tokio::test]
async fn bytes_there_and_back() {
    let s3 = s3();
    let bucket = bucket(&s3).await;
    let bytes = body(3_000_001);
    s3.put_object()
        .bucket(&bucket)
        .key("a b/ü")
        .checksum_algorithm(ChecksumAlgorithm::Crc32C)
        .metadata("colour", "blue")
        .body(ByteStream::from(bytes.clone()))
        .send()
        .await
        .unwrap();
    let got = s3.get_object().bucket(&bucket).key("a b/ü").checksum_mode(ChecksumMode::Enabled);
    let got = got.send().await.unwrap();
    assert!(got.checksum_crc32_c().is_some());
    assert_eq!(got.metadata().unwrap()["colour"], "blue");
    assert!(got.body.collect().await.unwrap().into_bytes() == bytes);
    let range = s3.get_object().bucket(&bucket).key("a b/ü").range("bytes=70000-140000");
    let range = range.send().await.unwrap().body.collect().await.unwrap().into_bytes();
    assert!(range == bytes[70_000..=140_000]);
    let again = s3.put_object().bucket(&bucket).key("a b/ü").if_none_match("*").send().await;
    assert_eq!(again.unwrap_err().raw_response().unwrap().status().as_u16(), 412);
    let missing = s3.get_object().bucket(&bucket).key("none").send().await.unwrap_err();
    assert!(missing.into_service_error().is_no_such_key());
}

#[tokio::test]
async fn parts_become_one() {
    let s3 = s3();
    let bucket = bucket(&s3).await;
    let bytes = body(12 << 20);
    let begin = s3.create_multipart_upload().bucket(&bucket).key("parts");
    let begin = begin.checksum_algorithm(ChecksumAlgorithm::Crc32);
    let begun = begin.send().await.unwrap();
    let upload = begun.upload_id().unwrap();
    let mut parts = Vec::new();
    for (number, part) in (1..).zip(bytes.chunks(5 << 20)) {
        let sent = s3.upload_part().bucket(&bucket).key("parts").upload_id(upload);
        let sent = sent.checksum_algorithm(ChecksumAlgorithm::Crc32);
        let sent = sent.part_number(number).body(ByteStream::from(part.to_vec()));
        let sent = sent.send().await.unwrap();
        let part = CompletedPart::builder().part_number(number).e_tag(sent.e_tag().unwrap());
        parts.push(part.set_checksum_crc32(sent.checksum_crc32().map(str::to_owned)).build());
    }
    let whole = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
    let done = s3.complete_multipart_upload().bucket(&bucket).key("parts").upload_id(upload);
    let done = done.multipart_upload(whole).send().await.unwrap();
    assert!(done.e_tag().unwrap().ends_with("-3\""), "{done:?}");
    let second = s3.get_object().bucket(&bucket).key("parts").part_number(2);
    let second = second.send().await.unwrap();
    assert_eq!(second.parts_count(), Some(3));
    assert!(second.body.collect().await.unwrap().into_bytes() == bytes[5 << 20..10 << 20]);
}

#[tokio::test]
async fn presigned_addresses_and_pages() {
    let s3 = s3();
    let bucket = bucket(&s3).await;
    for n in 0..7 {
        let body = ByteStream::from_static(b"x");
        s3.put_object().bucket(&bucket).key(format!("k{n}")).body(body).send().await.unwrap();
    }
    let mut pages = s3.list_objects_v2().bucket(&bucket).max_keys(3).into_paginator().send();
    let mut counts = Vec::new();
    while let Some(page) = pages.next().await {
        counts.push(page.unwrap().contents().len());
    }
    assert_eq!(counts, [3, 3, 1]);
    let config = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
    let signed = s3.get_object().bucket(&bucket).key("k1").presigned(config).await.unwrap();
    assert!(signed.uri().contains("X-Amz-Signature="), "{}", signed.uri());
}
