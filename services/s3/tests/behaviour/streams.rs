//! Bodies of all sizes: whole, in ranges, encrypted where they lie.

use crate::common::{End, Made, body, cloud, cloud_over, get_input, pattern, put_input, read};

#[tokio::test]
async fn every_size_comes_back() {
    let cloud = cloud().await;
    for len in [0, 1, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 131_072, 300_000] {
        let bytes = pattern(len);
        cloud.put("k", body(bytes.clone())).await.expect("put");
        let output = cloud.get("k").await.expect("got");
        assert_eq!(output.content_length, Some(len as i64));
        assert!(read(output).await == bytes, "{len} bytes");
    }
    assert_eq!(cloud.files(), 1, "what was overwritten is gone");
}

#[tokio::test]
async fn every_range_comes_back() {
    let cloud = cloud().await;
    let bytes = pattern(200_000);
    cloud.put("k", body(bytes.clone())).await.expect("put");
    for (first, last) in
        [(0, 0), (0, 65_535), (65_535, 65_536), (65_536, 131_071), (1, 199_999), (199_999, 199_999)]
    {
        let mut input = get_input("k");
        input.range = Some(format!("bytes={first}-{last}"));
        let output = cloud.call::<gen_s3::operations::GetObject>(input).await.expect("got");
        assert_eq!(output.content_range, Some(format!("bytes {first}-{last}/200000")));
        assert!(read(output).await == bytes[first..=last], "{first}-{last}");
    }
}

#[tokio::test]
async fn a_broken_body_leaves_nothing() {
    let cloud = cloud().await;
    cloud.put("k", body(pattern(100_000))).await.expect("put");
    let error = cloud.put("k", Made::stream(1_000_000, End::Breaks)).await.expect_err("it broke");
    assert_eq!(error.code(), "IncompleteBody");
    assert_eq!(cloud.files(), 1);
    assert!(read(cloud.get("k").await.expect("got")).await == pattern(100_000));
}

#[tokio::test]
async fn a_wrong_checksum_leaves_nothing() {
    let cloud = cloud().await;
    let mut input = put_input("k", Made::stream(1_000_000, End::Ends));
    input.checksum_crc32 = Some("AAAAAA==".to_owned());
    let error = cloud.put_with(input).await.expect_err("it does not match");
    assert_eq!(error.code(), "BadDigest");
    assert_eq!(cloud.files(), 0);
    assert_eq!(cloud.get("k").await.expect_err("nothing is there").code(), "NoSuchKey");
}

#[tokio::test]
async fn no_plain_byte_lies_on_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud_over(Some(folder.path().to_owned())).await;
    cloud.create(crate::common::BUCKET).await;
    let secret = b"a secret that nobody shall find on the disk";
    cloud.put("small", body(&secret[..])).await.expect("put");
    cloud.put("large", body(secret.repeat(5_000))).await.expect("put");
    cloud.kernel.store().clone().close().expect("closed");
    let mut files = vec![folder.path().to_owned()];
    let mut looked_at = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).expect("listed").map(|e| e.expect("one").path()));
            continue;
        }
        let bytes = std::fs::read(&path).expect("read");
        looked_at += bytes.len();
        let found = bytes.windows(secret.len()).any(|window| window == secret);
        assert!(!found, "{}", path.display());
    }
    assert!(looked_at > 200_000);
}
