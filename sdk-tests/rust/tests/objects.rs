//! Objects: bytes there and back with their checksums, parts, conditions, presigned addresses; files of all sizes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode, CompletedMultipartUpload, CompletedPart};
use sdk_tests::{s3, setting, unique};
use sha2::{Digest as _, Sha256};
use tokio::task::JoinSet;

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

const MIB: u64 = 1 << 20;
/// Larger files travel in parts of this size, so many at a time.
const PART: u64 = 8 * MIB;
const AT_ONCE: usize = 4;

/// Half of the bytes in one file, a quarter in another, the rest in sixteen; an empty one and one of a byte.
fn samples(total: u64) -> Vec<(String, u64)> {
    let mut all = vec![
        ("half.bin".to_owned(), total / 2),
        ("a quarter, ü+%&'.bin".to_owned(), total / 4),
        ("empty".to_owned(), 0),
        ("one".to_owned(), 1),
    ];
    all.extend((0..16).map(|n| (format!("few/{n}"), total / 64)));
    all
}

/// A file of bytes that do not repeat, and its SHA-256.
fn write_sample(path: &Path, size: u64, seed: u64) -> [u8; 32] {
    let mut state = seed;
    let mut file = BufWriter::new(File::create(path).unwrap());
    let mut hash = Sha256::new();
    let mut left = usize::try_from(size).unwrap();
    let mut chunk = vec![0; 1 << 16];
    while left > 0 {
        for place in chunk.chunks_exact_mut(8) {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            place.copy_from_slice(&state.to_le_bytes());
        }
        let now = left.min(chunk.len());
        file.write_all(&chunk[..now]).unwrap();
        hash.update(&chunk[..now]);
        left -= now;
    }
    file.flush().unwrap();
    hash.finalize().into()
}

fn digest_of(path: &Path) -> [u8; 32] {
    let (mut file, mut hash) = (File::open(path).unwrap(), Sha256::new());
    let mut chunk = vec![0; 1 << 20];
    loop {
        match file.read(&mut chunk).unwrap() {
            0 => return hash.finalize().into(),
            read => hash.update(&chunk[..read]),
        }
    }
}

/// Where the parts of so many bytes begin, and how long they are.
fn parts(size: u64) -> impl Iterator<Item = (u64, u64)> {
    (0..size.div_ceil(PART)).map(move |n| (n * PART, PART.min(size - n * PART)))
}

/// A piece of a file, read when it is sent.
async fn piece(path: &Path, offset: u64, length: u64) -> ByteStream {
    use aws_sdk_s3::primitives::Length;
    let piece = ByteStream::read_from().path(path).offset(offset);
    piece.length(Length::Exact(length)).build().await.unwrap()
}

async fn upload(s3: &Client, bucket: &str, key: &str, path: &Path, size: u64) {
    if size <= PART {
        let whole = ByteStream::from_path(path).await.unwrap();
        s3.put_object().bucket(bucket).key(key).body(whole).send().await.unwrap();
        return;
    }
    let begin = s3.create_multipart_upload().bucket(bucket).key(key);
    let begun = begin.checksum_algorithm(ChecksumAlgorithm::Crc32).send().await.unwrap();
    let id = begun.upload_id().unwrap();
    let (mut done, mut under_way) = (Vec::new(), JoinSet::new());
    for (number, (offset, length)) in (1..).zip(parts(size)) {
        if under_way.len() == AT_ONCE {
            done.push(under_way.join_next().await.unwrap().unwrap());
        }
        let sent = s3.upload_part().bucket(bucket).key(key).upload_id(id).part_number(number);
        let path = path.to_owned();
        under_way.spawn(async move {
            let sent = sent.body(piece(&path, offset, length).await).send().await.unwrap();
            let part = CompletedPart::builder().part_number(number);
            let part = part.set_checksum_crc32(sent.checksum_crc32().map(str::to_owned));
            (number, part.e_tag(sent.e_tag().unwrap()).build())
        });
    }
    done.extend(under_way.join_all().await);
    done.sort_by_key(|(number, _)| *number);
    let all = done.into_iter().map(|(_, part)| part).collect();
    let whole = CompletedMultipartUpload::builder().set_parts(Some(all)).build();
    let complete = s3.complete_multipart_upload().bucket(bucket).key(key).upload_id(id);
    complete.multipart_upload(whole).send().await.unwrap();
}

/// Copies a body into the file from `offset` on, as it comes.
async fn save(mut body: ByteStream, path: &Path, offset: u64) {
    let mut file = File::options().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(offset)).unwrap();
    while let Some(bytes) = body.try_next().await.unwrap() {
        io::copy(&mut bytes.as_ref(), &mut file).unwrap();
    }
}

async fn download(s3: &Client, bucket: &str, key: &str, path: &Path, size: u64) {
    File::create(path).unwrap();
    if size <= PART {
        let got = s3.get_object().bucket(bucket).key(key).send().await.unwrap();
        return save(got.body, path, 0).await;
    }
    let mut under_way = JoinSet::new();
    for (offset, length) in parts(size) {
        if under_way.len() == AT_ONCE {
            under_way.join_next().await.unwrap().unwrap();
        }
        let range = format!("bytes={offset}-{}", offset + length - 1);
        let got = s3.get_object().bucket(bucket).key(key).range(range);
        let path: PathBuf = path.to_owned();
        under_way.spawn(async move { save(got.send().await.unwrap().body, &path, offset).await });
    }
    under_way.join_all().await;
}

#[tokio::test]
async fn files_of_all_sizes_there_and_back() {
    let total: u64 = setting("STRATUS_TRANSFER_MIB", "64").parse().unwrap();
    let s3 = s3();
    let bucket = bucket(&s3).await;
    let folder = std::env::temp_dir().join(unique());
    fs::create_dir(&folder).unwrap();
    let (source, target) = (folder.join("source"), folder.join("target"));
    for (seed, (key, size)) in (1..).zip(samples(total * MIB)) {
        let sent = write_sample(&source, size, seed);
        // New connections after long work: the server ends those that lie idle meanwhile.
        let s3 = sdk_tests::s3();
        upload(&s3, &bucket, &key, &source, size).await;
        let head = s3.head_object().bucket(&bucket).key(&key).send().await.unwrap();
        assert_eq!(head.content_length(), Some(i64::try_from(size).unwrap()), "{key}");
        assert_eq!(head.e_tag().unwrap().contains('-'), size > PART, "{key}");
        download(&s3, &bucket, &key, &target, size).await;
        assert_eq!(digest_of(&target), sent, "{key} came back changed");
        let s3 = sdk_tests::s3();
        s3.delete_object().bucket(&bucket).key(&key).send().await.unwrap();
    }
    fs::remove_dir_all(&folder).unwrap();
    sdk_tests::s3().delete_bucket().bucket(&bucket).send().await.unwrap();
}
