//! Uploads in parts.

use gen_s3::operations as ops;
use gen_s3::{
    CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CompletedMultipartUpload,
    CompletedPart, CreateMultipartUploadInput, UploadPartInput,
};

use crate::common::{BUCKET, Cloud, Outcome, body, cloud, get_input, pattern, read};

async fn begin(cloud: &Cloud, key: &str, algorithm: Option<(&str, &str)>) -> String {
    let input = CreateMultipartUploadInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        checksum_algorithm: algorithm.map(|(name, _)| name.to_owned()),
        checksum_type: algorithm.map(|(_, kind)| kind.to_owned()),
        ..CreateMultipartUploadInput::default()
    };
    let output = cloud.call::<ops::CreateMultipartUpload>(input).await.expect("begun");
    output.upload_id.expect("an id")
}

async fn upload(cloud: &Cloud, key: &str, id: &str, number: i32, bytes: &[u8]) -> CompletedPart {
    let input = UploadPartInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        upload_id: id.to_owned(),
        part_number: number,
        body: Some(body(bytes.to_vec())),
        ..UploadPartInput::default()
    };
    let output = cloud.call::<ops::UploadPart>(input).await.expect("uploaded");
    CompletedPart {
        part_number: Some(number),
        e_tag: output.e_tag,
        checksum_crc32: output.checksum_crc32,
        checksum_sha256: output.checksum_sha256,
        ..CompletedPart::default()
    }
}

async fn complete(
    cloud: &Cloud,
    key: &str,
    id: &str,
    parts: Vec<CompletedPart>,
) -> Outcome<CompleteMultipartUploadOutput> {
    let input = CompleteMultipartUploadInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        upload_id: id.to_owned(),
        multipart_upload: Some(CompletedMultipartUpload { parts: Some(parts) }),
        ..CompleteMultipartUploadInput::default()
    };
    cloud.call::<ops::CompleteMultipartUpload>(input).await
}

const PART: usize = 5 * 1024 * 1024;

#[tokio::test]
async fn parts_make_the_object() {
    let cloud = cloud().await;
    let bytes = pattern(PART + PART + 1_000);
    let id = begin(&cloud, "k", None).await;
    let mut parts = Vec::new();
    // An earlier part of a number gives way, and one that is not listed goes.
    upload(&cloud, "k", &id, 1, &pattern(100_000)).await;
    upload(&cloud, "k", &id, 9, &pattern(100_000)).await;
    for (number, piece) in (1..).zip(bytes.chunks(PART)) {
        parts.push(upload(&cloud, "k", &id, number, piece).await);
    }
    assert_eq!(cloud.files(), 3, "the last part is small enough for a row");
    let output = complete(&cloud, "k", &id, parts).await.expect("completed");
    assert_eq!(output.checksum_type.as_deref(), Some("FULL_OBJECT"));
    assert_eq!(cloud.files(), 2);
    assert!(read(cloud.get("k").await.expect("got")).await == bytes);

    let whole = cloud.put("same", body(bytes.clone())).await.expect("put");
    assert_eq!(output.checksum_crc64_nvme, whole.checksum_crc64_nvme, "CRCs are combined");

    let mut input = get_input("k");
    input.range = Some(format!("bytes={}-{}", PART - 10, PART + 9));
    let output = cloud.call::<ops::GetObject>(input).await.expect("got");
    assert!(read(output).await == bytes[PART - 10..PART + 10], "across parts");
    let mut input = get_input("k");
    input.part_number = Some(3);
    let output = cloud.call::<ops::GetObject>(input).await.expect("got");
    assert_eq!(output.parts_count, Some(3));
    assert!(read(output).await == bytes[2 * PART..]);

    cloud.put("k", body(&b"small"[..])).await.expect("put");
    cloud.put("same", body(&b"small"[..])).await.expect("put");
    assert_eq!(cloud.files(), 0, "parts go with their object");
}

#[tokio::test]
async fn checksums_of_both_kinds() {
    let cloud = cloud().await;
    let bytes = pattern(PART + 1_000);
    let mut found = Vec::new();
    for algorithm in [("CRC32", "FULL_OBJECT"), ("CRC32", "COMPOSITE"), ("SHA256", "COMPOSITE")] {
        let id = begin(&cloud, "k", Some(algorithm)).await;
        let mut parts = Vec::new();
        for (number, piece) in (1..).zip(bytes.chunks(PART)) {
            parts.push(upload(&cloud, "k", &id, number, piece).await);
        }
        let mut bare = parts.clone();
        for part in &mut bare {
            (part.checksum_crc32, part.checksum_sha256) = (None, None);
        }
        if algorithm.1 == "COMPOSITE" {
            let error = complete(&cloud, "k", &id, bare).await.expect_err("they must be said");
            assert_eq!(error.code(), "InvalidRequest");
        }
        let output = complete(&cloud, "k", &id, parts).await.expect("completed");
        assert_eq!(output.checksum_type.as_deref(), Some(algorithm.1));
        found.push(output.checksum_crc32.or(output.checksum_sha256).expect("a checksum"));
    }
    assert!(!found[0].ends_with("-2"));
    assert!(found[1].ends_with("-2") && found[2].ends_with("-2"));
}

#[tokio::test]
async fn completing_at_once_makes_one_object() {
    let cloud = cloud().await;
    let id = begin(&cloud, "k", None).await;
    let part = upload(&cloud, "k", &id, 1, b"bytes").await;
    let (first, second) = tokio::join!(
        complete(&cloud, "k", &id, vec![part.clone()]),
        complete(&cloud, "k", &id, vec![part]),
    );
    assert_eq!(first.expect("completed").e_tag, second.expect("completed").e_tag);
    assert_eq!(read(cloud.get("k").await.expect("got")).await, b"bytes");
}
