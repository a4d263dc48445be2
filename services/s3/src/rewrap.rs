//! Another key of KMS for an object that is there: its data key stays, so its bytes stay; only what wraps it changes.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html>

use gen_kms::operations::{Encrypt, ReEncrypt};
use gen_kms::{EncryptRequest, ReEncryptRequest};
use gen_s3::ObjectEncryption;
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx, Timestamp};
use schema::Bytes;

use crate::bucket::Bucket;
use crate::encryption::Encryption;
use crate::object::{Object, Place, Version};
use crate::sse_kms::{KmsKey, context_of, wrap_with_bucket_key};
use crate::tables::MANIFESTS;
use crate::{annotations, errors, kms_errors, refusals, sse};

/// What an object's data key is to be wrapped with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewKey {
    /// Its ARN.
    pub(crate) key: String,
    /// Whose it is.
    account: AccountId,
    bucket_key: bool,
}

impl NewKey {
    /// What a request asks for.
    pub(crate) fn parse(asked: &ObjectEncryption) -> ApiResult<NewKey> {
        let ObjectEncryption::SSEKMS(asked) = asked else {
            return Err(errors::invalid_request(
                "Requests that modify an object encryption configuration require a valid new encryption type. Valid \
                 values are SSEKMS. Modify the request to specify SSE-KMS for the updated encryption type, and then try \
                 again.",
            ));
        };
        if asked.kms_key_arn.is_empty() {
            return Err(errors::invalid_request(
                "Requests that modify an object's encryption type to SSE-KMS require an Amazon Web Services KMS key \
                 Amazon Resource Name (ARN). Modify the request to specify a KMS key ARN, and then try again.",
            ));
        }
        let Some(account) = owner_of(&asked.kms_key_arn) else {
            return Err(errors::invalid_request(
                "Requests that modify an object's encryption type to SSE-KMS require a valid Amazon Web Services KMS \
                 key Amazon Resource Name (ARN). Confirm that you have a correctly formatted KMS key ARN in your \
                 request, and then try again.",
            ));
        };
        let bucket_key = asked.bucket_key_enabled.unwrap_or(false);
        Ok(NewKey { key: asked.kms_key_arn.clone(), account, bucket_key })
    }

    /// Fails unless it may be the key of this object of the bucket's owner now.
    pub(crate) fn check(&self, object: &Object, owner: AccountId, now: Timestamp) -> ApiResult<()> {
        if matches!(
            object.encryption,
            Encryption::Customer { .. } | Encryption::Kms { dual: true, .. }
        ) {
            return Err(errors::invalid_request(
                "The UpdateObjectEncryption operation doesn't support source objects with the encryption type DSSE-KMS \
                 or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.",
            ));
        }
        if self.account != owner {
            return Err(denied(
                "The Amazon Web Services KMS key in the request must be owned by the same account as the bucket. Modify \
                 the request to specify a KMS key from the same account, and then try again.",
            ));
        }
        let retained = object.lock.retention.is_some_and(|retention| retention.until > now);
        if retained || object.lock.legal_hold == Some(true) {
            return Err(denied(
                "The encryption type for the specified object can't be updated because that object is protected by S3 \
                 Object Lock. If the object has a governance-mode retention period or a legal hold, you must first \
                 remove the Object Lock status on the object before you issue your UpdateObjectEncryption request. You \
                 can't use the UpdateObjectEncryption operation with objects that have an Object Lock compliance mode \
                 retention period applied to them.",
            ));
        }
        Ok(())
    }
}

fn denied(message: &str) -> ApiError {
    ApiError::new("AccessDenied", 403, message)
}

/// The account of a key's ARN, which names the key by its id.
pub(crate) fn owner_of(arn: &str) -> Option<AccountId> {
    let arn = arn.parse::<Arn>().ok()?;
    let id = arn.resource().strip_prefix("key/")?;
    let named = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match arn.service() == "kms" && named && !arn.region().is_empty() {
        true => AccountId::parse(arn.account()),
        false => None,
    }
}

/// Wraps the keys of an object, and of its parts, with `new`. `arn` is the object's.
pub(crate) async fn rewrap(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    object: &mut Object,
    new: &NewKey,
    arn: &str,
) -> ApiResult<()> {
    object.encryption = rewrapped(cx, bucket, &object.encryption, new, arn).await?;
    let Place::Parts(number) = object.body else { return Ok(()) };
    let mut parts = cx.get(&MANIFESTS, &number).await?.unwrap_or_default();
    for part in &mut parts {
        part.encryption = rewrapped(cx, bucket, &part.encryption, new, arn).await?;
    }
    cx.put(&MANIFESTS, &number, &parts);
    Ok(())
}

/// The same for the annotations of a version, which are encrypted as it is.
pub(crate) async fn rewrap_annotations(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    new: &NewKey,
    arn: &str,
) -> ApiResult<()> {
    for (name, mut annotation) in annotations::all(cx, bucket, version).await? {
        annotation.encryption = rewrapped(cx, bucket, &annotation.encryption, new, arn).await?;
        annotations::save(cx, bucket, version, name, &annotation);
    }
    Ok(())
}

async fn rewrapped(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    old: &Encryption,
    new: &NewKey,
    arn: &str,
) -> ApiResult<Encryption> {
    if new.bucket_key {
        let plain = sse::open(cx, bucket, old, None, arn).await?;
        let kms = KmsKey { key: &new.key, context: None, bucket_key: true, dual: false };
        return Ok(wrap_with_bucket_key(cx, bucket, kms, plain).await?.encryption);
    }
    let (sealed, key) = match old {
        // From one key of KMS to another it goes within KMS.
        Encryption::Kms { sealed, key, context, bucket_key, .. } => {
            let bound_to = if *bucket_key { bucket.arn() } else { arn.to_owned() };
            let input = ReEncryptRequest {
                ciphertext_blob: Some(Bytes::copy_from_slice(sealed)),
                source_encryption_context: Some(context_of(context.as_deref(), &bound_to)?),
                source_key_id: Some(key.clone()),
                destination_key_id: new.key.clone(),
                destination_encryption_context: Some(context_of(None, arn)?),
                ..ReEncryptRequest::default()
            };
            let made = cx.call::<ReEncrypt>(input).await.map_err(kms_errors::shown)?;
            (made.ciphertext_blob, made.key_id)
        }
        _ => {
            let plain = sse::open(cx, bucket, old, None, arn).await?;
            let input = EncryptRequest {
                key_id: new.key.clone(),
                plaintext: Bytes::copy_from_slice(&plain.0),
                encryption_context: Some(context_of(None, arn)?),
                ..EncryptRequest::default()
            };
            let made = cx.call::<Encrypt>(input).await.map_err(kms_errors::shown)?;
            (made.ciphertext_blob, made.key_id)
        }
    };
    Ok(Encryption::Kms {
        sealed: sealed.unwrap_or_default().to_vec(),
        key: key.unwrap_or_default(),
        context: None,
        bucket_key: false,
        dual: false,
    })
}

/// What a batch job is to be refused for before it begins.
pub(crate) fn check_key_of_job(arn: Option<&str>) -> ApiResult<()> {
    match arn.and_then(owner_of) {
        Some(_) => Ok(()),
        None => Err(refusals::invalid_request("The ARN of a KMS key must be specified.")),
    }
}

#[cfg(test)]
mod tests {
    use gen_s3::SSEKMSEncryption;

    use super::*;

    const ARN: &str = "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    fn asked(arn: &str) -> ObjectEncryption {
        ObjectEncryption::SSEKMS(SSEKMSEncryption {
            kms_key_arn: arn.into(),
            bucket_key_enabled: None,
        })
    }

    #[test]
    fn keys_are_named_in_full() {
        for (given, words) in [
            (asked(ARN), None),
            (asked("arn:aws-cn:kms:cn-north-1:000000000000:key/mrk-1"), None),
            (ObjectEncryption::Unset, Some("valid new encryption type")),
            (asked(""), Some("require an Amazon Web Services KMS key")),
            (asked("1234abcd-12ab-34cd-56ef-1234567890ab"), Some("correctly formatted")),
            (asked("alias/mine"), Some("correctly formatted")),
            (asked("arn:aws:kms:us-east-1:000000000000:alias/mine"), Some("correctly formatted")),
            (asked("arn:aws:kms:us-east-1:000000000000:key/"), Some("correctly formatted")),
            (asked("arn:aws:kms::000000000000:key/a"), Some("correctly formatted")),
            (asked("arn:aws:kms:us-east-1:12:key/a"), Some("correctly formatted")),
            (asked("arn:aws:s3:us-east-1:000000000000:key/a"), Some("correctly formatted")),
        ] {
            let error = NewKey::parse(&given).err();
            let got = error.as_ref().and_then(ApiError::message).unwrap_or_default();
            assert_eq!(error.is_some(), words.is_some(), "{given:?}: {got}");
            assert!(got.contains(words.unwrap_or_default()), "{given:?}: {got}");
        }
    }
}
