//! Keys of clients, over ranges, parts and copies.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_s3::operations as ops;
use md5::Md5;

use crate::common::{BUCKET, body, cloud, get_input, pattern, put_input, read};

fn key(byte: u8) -> (Option<String>, Option<String>, Option<String>) {
    let key = [byte; 32];
    let md5 = STANDARD.encode(Md5::digest(key));
    (Some("AES256".to_owned()), Some(STANDARD.encode(key)), Some(md5))
}

#[tokio::test]
async fn a_clients_key_opens_and_no_other() {
    let cloud = cloud().await;
    let bytes = pattern(150_000);
    let mut input = put_input("k", body(bytes.clone()));
    (input.sse_customer_algorithm, input.sse_customer_key, input.sse_customer_key_md5) = key(1);
    cloud.put_with(input).await.expect("put");
    let get = |byte: u8| {
        let mut input = get_input("k");
        input.range = Some("bytes=70000-80000".to_owned());
        (input.sse_customer_algorithm, input.sse_customer_key, input.sse_customer_key_md5) =
            key(byte);
        input
    };
    let output = cloud.call::<ops::GetObject>(get(1)).await.expect("got");
    assert!(read(output).await == bytes[70_000..=80_000]);
    let error = cloud.call::<ops::GetObject>(get(2)).await.expect_err("another key");
    assert_eq!((error.code(), error.status()), ("AccessDenied", 403));
    assert_eq!(cloud.get("k").await.expect_err("no key").code(), "InvalidRequest");

    let mut copy = gen_s3::CopyObjectInput {
        bucket: BUCKET.to_owned(),
        key: "copy".to_owned(),
        copy_source: format!("{BUCKET}/k"),
        ..gen_s3::CopyObjectInput::default()
    };
    let error = cloud.call::<ops::CopyObject>(copy).await.expect_err("its key is needed");
    assert_eq!(error.code(), "InvalidRequest");
    copy = gen_s3::CopyObjectInput {
        bucket: BUCKET.to_owned(),
        key: "copy".to_owned(),
        copy_source: format!("{BUCKET}/k"),
        ..gen_s3::CopyObjectInput::default()
    };
    (
        copy.copy_source_sse_customer_algorithm,
        copy.copy_source_sse_customer_key,
        copy.copy_source_sse_customer_key_md5,
    ) = key(1);
    cloud.call::<ops::CopyObject>(copy).await.expect("copied");
    assert!(read(cloud.get("copy").await.expect("now the bucket's own")).await == bytes);
}
