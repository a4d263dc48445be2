//! Secure strings: encrypted by a key of KMS as the caller, so that a key that is disabled, gone or not the caller's to
//! use fails the call. A standard parameter's value is encrypted by the key itself, an advanced one's by a data key.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use gen_kms::operations::{Decrypt, Encrypt, GenerateDataKey};
use gen_kms::{DecryptRequest, EncryptRequest, GenerateDataKeyRequest};
use kernel::{ApiError, ApiResult, Cx};
use schema::{Bytes, VecMap};

use crate::name::ParameterKey;
use crate::parameter::Tier;
use crate::{envelope, errors};

/// The key of secure strings that name none.
pub(crate) const DEFAULT_KEY: &str = "alias/aws/ssm";

/// Encrypts a value; the answer is in base64.
pub(crate) async fn seal(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    key_id: &str,
    tier: Tier,
    value: &str,
) -> ApiResult<String> {
    let arn = key.arn(cx)?;
    let sealed = match tier {
        Tier::Standard => {
            let input = EncryptRequest {
                key_id: key_id.to_owned(),
                plaintext: Bytes::copy_from_slice(value.as_bytes()),
                encryption_context: Some(context(arn.as_str())),
                ..EncryptRequest::default()
            };
            let output = cx.call::<Encrypt>(input).await.map_err(|error| refused(cx, error))?;
            output.ciphertext_blob.unwrap_or_default().to_vec()
        }
        Tier::Advanced => {
            let input = GenerateDataKeyRequest {
                key_id: key_id.to_owned(),
                key_spec: Some("AES_256".to_owned()),
                encryption_context: Some(context(arn.as_str())),
                ..GenerateDataKeyRequest::default()
            };
            let made =
                cx.call::<GenerateDataKey>(input).await.map_err(|error| refused(cx, error))?;
            let (plain, wrapped) =
                (made.plaintext.unwrap_or_default(), made.ciphertext_blob.unwrap_or_default());
            let mut nonce = [0; 12];
            cx.random().fill(&mut nonce);
            envelope::seal(&plain, &wrapped, nonce, arn.as_str(), value)
                .ok_or_else(|| ApiError::bug("KMS made a data key that is none"))?
        }
    };
    Ok(BASE64.encode(sealed))
}

/// Decrypts what [`seal`] made, for the caller.
pub(crate) async fn open(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    tier: Tier,
    sealed: &str,
) -> ApiResult<String> {
    let broken = || ApiError::bug(format!("the value of {key} does not decrypt"));
    let arn = key.arn(cx)?;
    let sealed = BASE64.decode(sealed).map_err(ApiError::bug)?;
    if tier == Tier::Standard {
        let plain = decrypt(cx, Bytes::from(sealed), arn.as_str()).await?;
        return String::from_utf8(plain.to_vec()).map_err(|_| broken());
    }
    let message = envelope::parse(&sealed).ok_or_else(broken)?;
    let plain_key = decrypt(cx, Bytes::copy_from_slice(message.data_key), arn.as_str()).await?;
    message.open(&plain_key, arn.as_str()).ok_or_else(broken)
}

async fn decrypt(cx: &mut Cx<'_>, ciphertext: Bytes, arn: &str) -> ApiResult<Bytes> {
    let input = DecryptRequest {
        ciphertext_blob: Some(ciphertext),
        encryption_context: Some(context(arn)),
        ..DecryptRequest::default()
    };
    let output = cx.call::<Decrypt>(input).await.map_err(|error| refused(cx, error))?;
    Ok(output.plaintext.unwrap_or_default())
}

/// Whoever decrypts must know which parameter the value belongs to.
fn context(arn: &str) -> VecMap<String> {
    [("PARAMETER_ARN".to_owned(), arn.to_owned())].into_iter().collect()
}

/// KMS's refusal in Parameter Store's words: the key is no good, or not the caller's to use.
fn refused(cx: &Cx<'_>, error: ApiError) -> ApiError {
    if error.status() >= 500 {
        return error;
    }
    let message = errors::passed_on(&error, "AWSKMS", cx.request_id());
    match error.code().starts_with("AccessDenied") {
        true => errors::access_denied(message),
        false => gen_ssm::errors::invalid_key_id(message),
    }
}
