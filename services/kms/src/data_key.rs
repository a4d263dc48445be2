//! Data keys and data key pairs: made here, used by the caller, and kept by nobody but under a KMS key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/data-keys.html>

use gen_kms::errors as modelled;
use kernel::{ApiResult, Cx};

use crate::crypto::algorithm::Encryption;
use crate::crypto::{Key, Secret, key};
use crate::encryption::{self, Context, Encrypted};
use crate::errors;
use crate::key_spec::{KeySpec, KeyUsage};
use crate::ready::{failed, new_material};
use crate::usable::{self, InUse};

/// How long a data key is to be: by its spec, or by a number of bytes.
pub(crate) fn length(spec: Option<&str>, bytes: Option<i32>) -> ApiResult<usize> {
    match (spec, bytes) {
        (Some("AES_128"), None) => Ok(16),
        (Some("AES_256"), None) => Ok(32),
        (None, Some(bytes)) => usize::try_from(bytes)
            .map_err(|_| errors::validation("NumberOfBytes must be positive.")),
        _ => Err(errors::validation("Please specify either number of bytes or key spec.")),
    }
}

/// The key that data keys are to be encrypted under.
pub(crate) async fn wrapping(cx: &mut Cx<'_>, name: &str, operation: &str) -> ApiResult<InUse> {
    let used = usable::find(cx, name, KeyUsage::EncryptDecrypt, operation).await?;
    match used.key.spec.is_symmetric_encryption() {
        true => Ok(used),
        false => Err(modelled::invalid_key_usage_exception(format!(
            "{} key spec is {} which is not valid for {operation}.",
            used.key.arn, used.key.spec
        ))),
    }
}

/// A data key of `length` bytes, and itself encrypted.
pub(crate) fn make(
    cx: &Cx<'_>,
    used: &InUse,
    context: Option<&Context>,
    length: usize,
) -> ApiResult<(Secret, Encrypted)> {
    let mut plain = Secret::new(vec![0; length]);
    cx.random().fill(&mut plain);
    let encrypted = encryption::encrypt(cx, used, Encryption::Symmetric, context, &plain)?;
    Ok((plain, encrypted))
}

/// A data key pair.
pub(crate) struct Pair {
    /// SubjectPublicKeyInfo.
    pub(crate) public: Vec<u8>,
    /// PKCS #8.
    pub(crate) private: Secret,
    pub(crate) encrypted: Encrypted,
}

/// The spec of a data key pair.
pub(crate) fn pair_spec(cx: &Cx<'_>, name: &str) -> ApiResult<KeySpec> {
    match KeySpec::parse(name) {
        Some(KeySpec::Sm2) | None => Err(errors::unsupported(format!(
            "KeyPairSpec {name} is not supported in {}.",
            cx.region()
        ))),
        Some(spec) => Ok(spec),
    }
}

/// Makes a pair.
pub(crate) async fn make_pair(
    cx: &mut Cx<'_>,
    used: &InUse,
    context: Option<&Context>,
    spec: KeySpec,
) -> ApiResult<Pair> {
    let kept = new_material(cx, spec).await?;
    let public = Key::parse(spec, &kept).and_then(|key| key.public_key()).map_err(failed)?;
    let private = key::private_key(spec, &kept).map_err(failed)?;
    let encrypted = encryption::encrypt(cx, used, Encryption::Symmetric, context, &private)?;
    Ok(Pair { public, private, encrypted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (spec, bytes, expected) in [
            (Some("AES_128"), None, Some(16)),
            (Some("AES_256"), None, Some(32)),
            (None, Some(64), Some(64)),
            (None, None, None),
            (Some("AES_256"), Some(32), None),
        ] {
            assert_eq!(length(spec, bytes).ok(), expected, "{spec:?} {bytes:?}");
        }
    }
}
