//! Data keys that KMS makes and opens, each for one body or, as a bucket key, for many.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_kms::operations::{Decrypt, GenerateDataKey};
use gen_kms::{DecryptRequest, GenerateDataKeyRequest};
use kernel::{ApiError, ApiResult, Cx};
use schema::{Bytes, VecMap};

use crate::bucket::Bucket;
use crate::bucket_key::{self, Use};
use crate::cipher::DataKey;
use crate::encryption::Encryption;
use crate::sse::Sealed;
use crate::{errors, kms_errors};

/// Which key of KMS, and how.
pub(crate) struct KmsKey<'k> {
    pub(crate) key: &'k str,
    pub(crate) context: Option<String>,
    pub(crate) bucket_key: bool,
    pub(crate) dual: bool,
}

/// A new body's key. `arn` is its object's.
pub(crate) async fn with_kms(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    kms: KmsKey<'_>,
    arn: &str,
) -> ApiResult<Sealed> {
    // What is encrypted twice has no bucket key.
    if kms.bucket_key && !kms.dual {
        return with_bucket_key(cx, bucket, kms).await;
    }
    let bound_to = if kms.bucket_key { bucket.arn() } else { arn.to_owned() };
    let (key, sealed, key_arn) = generate(cx, &kms, &bound_to).await?;
    let encryption = Encryption::Kms {
        sealed,
        key: key_arn,
        context: kms.context,
        bucket_key: kms.bucket_key,
        dual: kms.dual,
    };
    Ok(Sealed { key, encryption })
}

/// A data key as KMS makes one: plain, encrypted, and the ARN of the key that it is encrypted with.
async fn generate(
    cx: &mut Cx<'_>,
    kms: &KmsKey<'_>,
    bound_to: &str,
) -> ApiResult<(DataKey, Vec<u8>, String)> {
    let input = GenerateDataKeyRequest {
        key_id: kms.key.to_owned(),
        key_spec: Some("AES_256".to_owned()),
        encryption_context: Some(context_of(kms.context.as_deref(), bound_to)?),
        ..GenerateDataKeyRequest::default()
    };
    let made = cx.call::<GenerateDataKey>(input).await.map_err(kms_errors::shown)?;
    let plain = made.plaintext.as_deref().and_then(DataKey::from_slice);
    let key = plain.ok_or_else(|| ApiError::bug("KMS made no key of 32 bytes"))?;
    let sealed = made.ciphertext_blob.unwrap_or_default().to_vec();
    Ok((key, sealed, made.key_id.unwrap_or_default()))
}

/// A data key of our own, wrapped by the caller's bucket key.
async fn with_bucket_key(cx: &mut Cx<'_>, bucket: &Bucket, kms: KmsKey<'_>) -> ApiResult<Sealed> {
    let key = DataKey::new(cx.random());
    wrap_with_bucket_key(cx, bucket, kms, key).await
}

/// A data key, wrapped by the caller's bucket key.
pub(crate) async fn wrap_with_bucket_key(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    kms: KmsKey<'_>,
    key: DataKey,
) -> ApiResult<Sealed> {
    let what = Use::Write(kms.key, kms.context.as_deref());
    // An alias can be given to another key at any time; that of S3's own cannot.
    let lasting = !kms.key.contains("alias/") || kms.key.ends_with("alias/aws/s3");
    let known = match lasting {
        true => bucket_key::find(cx, bucket, what).await?,
        false => None,
    };
    let (outer, served) = match known {
        Some(served) => (served.open(cx)?, served),
        None => {
            let (plain, sealed, arn) = generate(cx, &kms, &bucket.arn()).await?;
            let served = bucket_key::serve(cx, bucket, what, &plain, sealed, arn).await?;
            (plain, served)
        }
    };
    let encryption = Encryption::BucketKey {
        wrapped: outer.wrap(&key, cx.random()),
        sealed: served.sealed,
        key: served.key,
        context: kms.context,
    };
    Ok(Sealed { key, encryption })
}

/// A key that KMS encrypted, with the context that it is bound to.
pub(crate) async fn decrypt(
    cx: &mut Cx<'_>,
    sealed: &[u8],
    key: &str,
    context: Option<&str>,
    bound_to: &str,
) -> ApiResult<DataKey> {
    let input = DecryptRequest {
        ciphertext_blob: Some(Bytes::copy_from_slice(sealed)),
        key_id: Some(key.to_owned()),
        encryption_context: Some(context_of(context, bound_to)?),
        ..DecryptRequest::default()
    };
    let opened = cx.call::<Decrypt>(input).await.map_err(kms_errors::shown)?;
    let key = opened.plaintext.as_deref().and_then(DataKey::from_slice);
    key.ok_or_else(|| ApiError::bug("KMS opened no key of 32 bytes"))
}

/// The header's context: a JSON object of strings in base64.
pub(crate) fn decode_context(text: &str) -> ApiResult<String> {
    let refused = || {
        let message = "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding \
                       JSON which represents a string-string map";
        errors::invalid_argument_named(message, "x-amz-server-side-encryption-context")
    };
    let json = STANDARD.decode(text).map_err(|_| refused())?;
    let map: std::collections::BTreeMap<String, String> =
        serde_json::from_slice(&json).map_err(|_| refused())?;
    serde_json::to_string(&map).map_err(ApiError::bug)
}

/// The context that a key is bound to: what the client gave, and whose key it is.
pub(crate) fn context_of(given: Option<&str>, arn: &str) -> ApiResult<VecMap<String>> {
    let mut all: std::collections::BTreeMap<String, String> = match given {
        Some(json) => serde_json::from_str(json).map_err(ApiError::bug)?,
        None => std::collections::BTreeMap::new(),
    };
    all.entry("aws:s3:arn".to_owned()).or_insert_with(|| arn.to_owned());
    Ok(all.into_iter().collect())
}
