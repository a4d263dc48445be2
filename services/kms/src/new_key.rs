//! What CreateKey is asked for, and whether there can be such a key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html>

use gen_kms::CreateKeyInput;
use kernel::ApiResult;

use crate::errors;
use crate::key::Origin;
use crate::key_spec::{KeySpec, KeyUsage};

/// A key to be made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewKey {
    pub(crate) spec: KeySpec,
    pub(crate) usage: KeyUsage,
    pub(crate) origin: Origin,
    pub(crate) multi_region: bool,
}

impl NewKey {
    /// Reads the members that say what kind of key it is. `region` is where.
    pub(crate) fn parse(input: &CreateKeyInput, region: &str) -> ApiResult<NewKey> {
        let spec = match (&input.key_spec, &input.customer_master_key_spec) {
            (Some(_), Some(_)) => {
                return Err(errors::validation(
                    "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. \
                     CustomerMasterKeySpec is deprecated.",
                ));
            }
            (Some(name), None) | (None, Some(name)) => KeySpec::parse(name)
                .ok_or_else(|| errors::unsupported(format!("There is no key spec {name}.")))?,
            (None, None) => KeySpec::SymmetricDefault,
        };
        let usage = usage(spec, input.key_usage.as_deref())?;
        let origin = input.origin.as_deref().and_then(Origin::parse).unwrap_or(Origin::AwsKms);
        let new = NewKey { spec, usage, origin, multi_region: input.multi_region == Some(true) };
        new.require_store(input)?;
        if spec == KeySpec::Sm2 && !region.starts_with("cn-") {
            return Err(errors::unsupported(format!(
                "The key spec {spec} is not supported in this region."
            )));
        }
        Ok(new)
    }

    /// A custom key store and the origin that says so go together; keys in one are AES keys of one region.
    fn require_store(&self, input: &CreateKeyInput) -> ApiResult<()> {
        let stored = matches!(self.origin, Origin::AwsCloudHsm | Origin::ExternalKeyStore);
        if stored != input.custom_key_store_id.is_some() {
            return Err(errors::validation(match stored {
                true => format!(
                    "You must specify a CustomKeyStoreId for keys of origin {}.",
                    self.origin
                ),
                false => {
                    format!("A CustomKeyStoreId is not valid for keys of origin {}.", self.origin)
                }
            }));
        }
        if (self.origin == Origin::ExternalKeyStore) != input.xks_key_id.is_some() {
            return Err(errors::validation(
                "An XksKeyId is required for keys of origin EXTERNAL_KEY_STORE, and valid for no others.",
            ));
        }
        if stored && (!self.spec.is_symmetric_encryption() || self.multi_region) {
            return Err(errors::unsupported(
                "Keys in custom key stores are symmetric encryption keys of a single region.",
            ));
        }
        Ok(())
    }
}

fn usage(spec: KeySpec, asked: Option<&str>) -> ApiResult<KeyUsage> {
    let usage = match asked.and_then(KeyUsage::parse) {
        Some(usage) => usage,
        None if spec.is_symmetric_encryption() => KeyUsage::EncryptDecrypt,
        None => {
            return Err(errors::validation(
                "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
            ));
        }
    };
    match spec.usages().contains(&usage) {
        true => Ok(usage),
        false => Err(errors::validation(format!(
            "KeyUsage {usage} is not compatible with KeySpec {spec}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(spec: &str, usage: &str, origin: &str) -> Result<NewKey, String> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let input = CreateKeyInput {
            key_spec: given(spec),
            key_usage: given(usage),
            origin: given(origin),
            ..CreateKeyInput::default()
        };
        NewKey::parse(&input, "us-east-1").map_err(|e| e.message().unwrap_or_default().to_owned())
    }

    #[test]
    fn what_goes_together() {
        for (spec, usage, origin, good) in [
            ("", "", "", true),
            ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "EXTERNAL", true),
            ("RSA_2048", "SIGN_VERIFY", "", true),
            ("RSA_2048", "ENCRYPT_DECRYPT", "", true),
            ("ECC_NIST_P256", "KEY_AGREEMENT", "", true),
            ("RSA_2048", "", "", false),
            ("RSA_2048", "KEY_AGREEMENT", "", false),
            ("HMAC_256", "", "", false),
            ("HMAC_256", "GENERATE_VERIFY_MAC", "", true),
            ("SYMMETRIC_DEFAULT", "SIGN_VERIFY", "", false),
            ("SM2", "SIGN_VERIFY", "", false),
            ("", "", "AWS_CLOUDHSM", false),
            ("", "", "EXTERNAL_KEY_STORE", false),
        ] {
            assert_eq!(parse(spec, usage, origin).is_ok(), good, "{spec} {usage} {origin}");
        }
        assert_eq!(
            parse("RSA_2048", "KEY_AGREEMENT", ""),
            Err("KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048".to_owned())
        );
    }
}
