//! How values are kept: each is encrypted with AES-256-GCM under a data key of its own, which lies beside it as KMS
//! encrypted it, bound to secret and version. Who reads a value has KMS decrypt the data key, as the caller: what the
//! key's policy or state forbids is forbidden here, at once.
//!
//! The policy of the default key, which KMS manages, lets in whoever comes through this service and is of the account.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html>

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use gen_kms::operations::{Decrypt, Encrypt, GenerateDataKey};
use gen_kms::{DecryptRequest, EncryptRequest, GenerateDataKeyRequest};
use kernel::{ApiError, ApiResult, Arn, Cx};
use schema::{Bytes, VecMap};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::value::SecretValue;

/// The alias of the key that the service has in every account and region.
pub(crate) const DEFAULT_KEY_ALIAS: &str = "alias/aws/secretsmanager";

const NONCE: usize = 12;

/// An encrypted value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    /// The data key, as KMS encrypted it.
    #[serde(with = "serde_bytes")]
    data_key: Vec<u8>,
    /// The ARN of the KMS key.
    kms_key: String,
    /// Whether that is the default key.
    default_key: bool,
    nonce: [u8; NONCE],
    #[serde(with = "serde_bytes")]
    body: Vec<u8>,
    binary: bool,
}

/// What a value belongs to: its ciphertext opens for nothing else.
pub(crate) struct Place<'a> {
    pub(crate) secret: &'a Arn,
    pub(crate) version: &'a str,
}

impl Place<'_> {
    /// What KMS binds the data key to. AWS's names.
    fn encryption_context(&self) -> VecMap<String> {
        VecMap::from_distinct(vec![
            ("SecretARN".to_owned(), self.secret.to_string()),
            ("SecretVersionId".to_owned(), self.version.to_owned()),
        ])
    }

    /// What the value is bound to.
    fn bound_to(&self) -> String {
        format!("{}\0{}", self.secret, self.version)
    }
}

/// The key that a request chose: none when it is the default one, by whatever name.
pub(crate) fn chosen_key(given: Option<&str>) -> Option<String> {
    let given = given.filter(|key| !key.is_empty())?;
    (!given.ends_with(DEFAULT_KEY_ALIAS)).then(|| given.to_owned())
}

/// Encrypts a value under `key`, or the default one.
pub(crate) async fn seal(
    cx: &mut Cx<'_>,
    key: Option<&str>,
    place: &Place<'_>,
    value: &SecretValue,
) -> ApiResult<Sealed> {
    require_own_key(cx, key.is_none())?;
    let request = GenerateDataKeyRequest {
        key_id: key.unwrap_or(DEFAULT_KEY_ALIAS).to_owned(),
        key_spec: Some("AES_256".to_owned()),
        encryption_context: Some(place.encryption_context()),
        ..GenerateDataKeyRequest::default()
    };
    let made = cx
        .call::<GenerateDataKey>(request)
        .await
        .map_err(|error| refusal(error, errors::not_encrypted))?;
    let lacks = |what: &str| ApiError::bug(format!("KMS made a data key without {what}"));
    let plain_key = made.plaintext.ok_or_else(|| lacks("plaintext"))?;
    let (nonce, body) = closed(cx, &plain_key, place, value)?;
    Ok(Sealed {
        data_key: made.ciphertext_blob.ok_or_else(|| lacks("ciphertext"))?.to_vec(),
        kms_key: made.key_id.ok_or_else(|| lacks("its key"))?,
        default_key: key.is_none(),
        nonce,
        body,
        binary: value.is_binary(),
    })
}

/// Encrypts a value for a replica in another account, under its key: the data key is made here, since all that the
/// caller needs there is `kms:Encrypt`.
pub(crate) async fn seal_for_other(
    cx: &mut Cx<'_>,
    key: &str,
    place: &Place<'_>,
    value: &SecretValue,
) -> ApiResult<Sealed> {
    let mut plain_key = [0; 32];
    cx.random().fill(&mut plain_key);
    let request = EncryptRequest {
        key_id: key.to_owned(),
        plaintext: Bytes::copy_from_slice(&plain_key),
        encryption_context: Some(place.encryption_context()),
        ..EncryptRequest::default()
    };
    let made =
        cx.call::<Encrypt>(request).await.map_err(|error| refusal(error, errors::not_encrypted))?;
    let lacks = |what: &str| ApiError::bug(format!("KMS encrypted a data key without {what}"));
    let (nonce, body) = closed(cx, &plain_key, place, value)?;
    Ok(Sealed {
        data_key: made.ciphertext_blob.ok_or_else(|| lacks("ciphertext"))?.to_vec(),
        kms_key: made.key_id.ok_or_else(|| lacks("its key"))?,
        default_key: false,
        nonce,
        body,
        binary: value.is_binary(),
    })
}

/// A value under its data key.
fn closed(
    cx: &Cx<'_>,
    plain_key: &[u8],
    place: &Place<'_>,
    value: &SecretValue,
) -> ApiResult<([u8; NONCE], Vec<u8>)> {
    let mut nonce = [0; NONCE];
    cx.random().fill(&mut nonce);
    let mut body = value.bytes().to_vec();
    let bound_to = Aad::from(place.bound_to());
    cipher(plain_key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound_to, &mut body)
        .map_err(|_| ApiError::bug("a secret value could not be encrypted"))?;
    Ok((nonce, body))
}

/// Decrypts a value.
pub(crate) async fn open(
    cx: &mut Cx<'_>,
    sealed: &Sealed,
    place: &Place<'_>,
) -> ApiResult<SecretValue> {
    require_own_key(cx, sealed.default_key)?;
    let request = DecryptRequest {
        ciphertext_blob: Some(Bytes::copy_from_slice(&sealed.data_key)),
        encryption_context: Some(place.encryption_context()),
        key_id: Some(sealed.kms_key.clone()),
        ..DecryptRequest::default()
    };
    let opened =
        cx.call::<Decrypt>(request).await.map_err(|error| refusal(error, errors::not_decrypted))?;
    let plain_key =
        opened.plaintext.ok_or_else(|| ApiError::bug("KMS decrypted a data key to nothing"))?;
    let mut body = sealed.body.clone();
    let length = cipher(&plain_key)?
        .open_in_place(
            Nonce::assume_unique_for_key(sealed.nonce),
            Aad::from(place.bound_to()),
            &mut body,
        )
        .map_err(|_| ApiError::bug("a secret value does not open under its data key"))?
        .len();
    body.truncate(length);
    Ok(match sealed.binary {
        true => SecretValue::Binary(Bytes::from(body)),
        false => SecretValue::Text(String::from_utf8(body).map_err(ApiError::bug)?),
    })
}

/// Other accounts get at no value under the default key, which is this account's alone.
fn require_own_key(cx: &Cx<'_>, default_key: bool) -> ApiResult<()> {
    let foreign = cx.caller().account != cx.account();
    if default_key && foreign { Err(errors::foreign_default_key()) } else { Ok(()) }
}

fn cipher(key: &[u8]) -> ApiResult<LessSafeKey> {
    let key = UnboundKey::new(&AES_256_GCM, key)
        .map_err(|_| ApiError::bug("a data key is not of 32 bytes"))?;
    Ok(LessSafeKey::new(key))
}

/// What a failure of KMS means to a caller of this service.
fn refusal(error: ApiError, failure: fn(&str) -> ApiError) -> ApiError {
    if error.code().starts_with("AccessDenied") {
        return errors::kms_denied();
    }
    // That KMS is not there, or is broken, is no fault of the key.
    if error.status() >= 500 {
        return error;
    }
    failure(error.message().unwrap_or_default())
}
