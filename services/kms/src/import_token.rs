//! Import tokens: what GetParametersForImport gives beside a wrapping key, and ImportKeyMaterial gets back. The token
//! itself holds the private wrapping key, sealed: nothing is kept, and it opens here alone.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-get-public-key-and-token.html>

use gen_kms::errors as modelled;
use kernel::{ApiError, ApiResult, Kernel, Timestamp};
use serde::{Deserialize, Serialize};

use crate::crypto::Secret;
use crate::crypto::algorithm::Wrapping;
use crate::errors;
use crate::key_spec::KeySpec;

const PURPOSE: &str = "kms.import-token";

/// What a token says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImportToken {
    /// The ARN of the key that it is for.
    pub(crate) key: String,
    /// AWS's name of the wrapping algorithm.
    pub(crate) algorithm: String,
    /// Of the wrapping key.
    pub(crate) spec: KeySpec,
    /// The private wrapping key, as keys are kept.
    #[serde(with = "serde_bytes")]
    pub(crate) private: Vec<u8>,
    pub(crate) until: Timestamp,
}

impl ImportToken {
    pub(crate) fn seal(&self, kernel: &Kernel) -> ApiResult<Vec<u8>> {
        let plain = Secret::new(postcard::to_stdvec(self).map_err(ApiError::bug)?);
        Ok(kernel.seal(PURPOSE, &plain))
    }

    /// Reads a token that must be for the key with this ARN, and still good.
    pub(crate) fn open(
        sealed: &[u8],
        key: &str,
        now: Timestamp,
        kernel: &Kernel,
    ) -> ApiResult<ImportToken> {
        let invalid = || modelled::invalid_import_token_exception("The import token is invalid.");
        let plain = Secret::new(kernel.unseal(PURPOSE, sealed).ok_or_else(invalid)?);
        let token: ImportToken = postcard::from_bytes(&plain).map_err(ApiError::bug)?;
        if token.key != key {
            return Err(modelled::invalid_import_token_exception(
                "The import token is for another key.",
            ));
        }
        match now > token.until {
            true => Err(modelled::expired_import_token_exception("The import token has expired.")),
            false => Ok(token),
        }
    }
}

/// How material of `spec` may be wrapped by a key of `wrapping`; refuses what cannot hold it.
pub(crate) fn wrapping(
    spec: KeySpec,
    algorithm: &str,
    wrapping: &str,
) -> ApiResult<(Wrapping, KeySpec)> {
    let refused = || {
        errors::unsupported(format!(
            "Key material of spec {spec} cannot be wrapped with {algorithm} by a key of spec {wrapping}."
        ))
    };
    let how = Wrapping::parse(algorithm).ok_or_else(refused)?;
    let by =
        KeySpec::parse(wrapping).filter(|by| by.modulus_len().is_some()).ok_or_else(refused)?;
    let too_long = match spec {
        KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => true,
        KeySpec::EccNistP521 => by == KeySpec::Rsa2048,
        _ => false,
    };
    match matches!(how, Wrapping::Oaep(_)) && too_long {
        true => Err(refused()),
        false => Ok((how, by)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeySpec::{EccNistP521, Hmac512, Rsa2048, Rsa4096, SymmetricDefault};

    #[test]
    fn what_wraps_what() {
        for (spec, algorithm, by, good) in [
            (SymmetricDefault, "RSAES_OAEP_SHA_256", "RSA_2048", true),
            (SymmetricDefault, "RSAES_OAEP_SHA_1", "RSA_4096", true),
            (SymmetricDefault, "RSAES_PKCS1_V1_5", "RSA_2048", false),
            (SymmetricDefault, "SM2PKE", "SM2", false),
            (SymmetricDefault, "RSAES_OAEP_SHA_256", "SM2", false),
            (Hmac512, "RSAES_OAEP_SHA_256", "RSA_3072", true),
            (Rsa4096, "RSA_AES_KEY_WRAP_SHA_256", "RSA_4096", true),
            (Rsa2048, "RSAES_OAEP_SHA_256", "RSA_4096", false),
            (EccNistP521, "RSAES_OAEP_SHA_256", "RSA_2048", false),
            (EccNistP521, "RSAES_OAEP_SHA_256", "RSA_3072", true),
            (EccNistP521, "RSA_AES_KEY_WRAP_SHA_1", "RSA_2048", true),
        ] {
            assert_eq!(wrapping(spec, algorithm, by).is_ok(), good, "{spec} {algorithm} {by}");
        }
    }
}
