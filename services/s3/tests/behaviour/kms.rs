//! Bucket keys, with a KMS of the test's own that counts how often it is asked.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::Duration;

use gen_kms::operations::{Decrypt, GenerateDataKey};
use gen_kms::{DecryptRequest, DecryptResponse, GenerateDataKeyRequest, GenerateDataKeyResponse};
use gen_s3::operations as ops;
use gen_s3::{
    PutBucketEncryptionInput, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule,
};
use kernel::{AnyOutput, Grade, Handler, Kind, OpEntry, Service, input_of};
use schema::Operation;

use crate::common::{BUCKET, Cloud, body, cloud_with, get_input, put_input, read};

static MADE: AtomicUsize = AtomicUsize::new(0);
static OPENED: AtomicUsize = AtomicUsize::new(0);
static NEXT: AtomicU8 = AtomicU8::new(1);

/// Encrypts a key by turning its bits over.
static TABLE: &[OpEntry] = &[
    OpEntry {
        name: Decrypt::NAME,
        schema_index: Decrypt::INDEX,
        grade: Grade::Real,
        kind: Kind::Transactional,
        data_event: false,
        new_input: || Box::<DecryptRequest>::default(),
        handler: Handler::Transactional(|_, input| {
            Box::pin(async move {
                OPENED.fetch_add(1, Ordering::SeqCst);
                let input = input_of::<DecryptRequest>(input);
                let blob = input.ciphertext_blob.clone().unwrap_or_default();
                let plain: Vec<u8> = blob.iter().map(|byte| !byte).collect();
                let output =
                    DecryptResponse { plaintext: Some(plain.into()), ..DecryptResponse::default() };
                Ok(Box::new(output) as Box<dyn AnyOutput>)
            })
        }),
    },
    OpEntry {
        name: GenerateDataKey::NAME,
        schema_index: GenerateDataKey::INDEX,
        grade: Grade::Real,
        kind: Kind::Transactional,
        data_event: false,
        new_input: || Box::<GenerateDataKeyRequest>::default(),
        handler: Handler::Transactional(|_, input| {
            Box::pin(async move {
                MADE.fetch_add(1, Ordering::SeqCst);
                let input = input_of::<GenerateDataKeyRequest>(input);
                let plain = [NEXT.fetch_add(1, Ordering::SeqCst); 32];
                let sealed: Vec<u8> = plain.iter().map(|byte| !byte).collect();
                let output = GenerateDataKeyResponse {
                    ciphertext_blob: Some(sealed.into()),
                    plaintext: Some(plain.to_vec().into()),
                    key_id: Some(input.key_id.clone()),
                    ..GenerateDataKeyResponse::default()
                };
                Ok(Box::new(output) as Box<dyn AnyOutput>)
            })
        }),
    },
];

async fn encrypt_with(cloud: &Cloud, bucket_key: bool) {
    let rule = ServerSideEncryptionRule {
        apply_server_side_encryption_by_default: Some(ServerSideEncryptionByDefault {
            sse_algorithm: "aws:kms".to_owned(),
            kms_master_key_id: Some("key".to_owned()),
        }),
        bucket_key_enabled: Some(bucket_key),
        blocked_encryption_types: None,
    };
    let input = PutBucketEncryptionInput {
        bucket: BUCKET.to_owned(),
        server_side_encryption_configuration: ServerSideEncryptionConfiguration {
            rules: vec![rule],
        },
        ..PutBucketEncryptionInput::default()
    };
    cloud.call::<ops::PutBucketEncryption>(input).await.expect("configured");
}

fn asked() -> (usize, usize) {
    (MADE.swap(0, Ordering::SeqCst), OPENED.swap(0, Ordering::SeqCst))
}

#[tokio::test]
async fn a_bucket_key_saves_calls_of_kms_for_a_while() {
    let kms = Service::new(&gen_kms::SCHEMA, TABLE);
    let cloud = cloud_with(vec![s3::service(), kms]).await;
    cloud.create(BUCKET).await;
    encrypt_with(&cloud, false).await;
    for key in ["a", "b"] {
        let output = cloud.put(key, body(key)).await.expect("put");
        assert_eq!(output.bucket_key_enabled, None);
        assert_eq!(read(cloud.get(key).await.expect("got")).await, key.as_bytes());
    }
    assert_eq!(asked(), (2, 2), "each object has a key of its own");

    encrypt_with(&cloud, true).await;
    for key in ["c", "d", "e"] {
        let output = cloud.put(key, body(key)).await.expect("put");
        assert_eq!(output.bucket_key_enabled, Some(true));
        assert_eq!(output.ssekms_key_id.as_deref(), Some("key"));
    }
    for key in ["c", "d", "e"] {
        assert_eq!(read(cloud.get(key).await.expect("got")).await, key.as_bytes());
    }
    assert_eq!(asked(), (1, 1), "one key of the bucket serves them all");

    // Another requester is judged by KMS, too.
    cloud.call_as::<ops::PutObject>("other", put_input("f", body("f"))).await.expect("put");
    cloud.call_as::<ops::GetObject>("other", get_input("c")).await.expect("got");
    assert_eq!(asked(), (1, 1));

    cloud.kernel.clock().advance(Duration::from_secs(301));
    cloud.put("g", body("g")).await.expect("put");
    assert_eq!(read(cloud.get("c").await.expect("got")).await, b"c");
    assert_eq!(read(cloud.get("g").await.expect("got")).await, b"g");
    assert_eq!(asked(), (1, 2), "the time is over; two keys are read");
}
