//! Ids of keys, and the ways in which a call can name one: id, ARN, alias, ARN of an alias.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id>

use std::fmt;

use kernel::{AccountId, ApiResult, Arn, Random};
use serde::{Deserialize, Serialize};

use crate::errors;

/// A UUID, or `mrk-` and 32 hexadecimal digits for keys of several regions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct KeyId(pub(crate) String);

/// `alias/NAME`, with its prefix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct AliasName(pub(crate) String);

store::key_newtype!(KeyId(String), AliasName(String));

/// What every alias begins with.
pub(crate) const ALIAS: &str = "alias/";
/// What the aliases of AWS's own keys begin with.
pub(crate) const AWS_ALIAS: &str = "alias/aws/";
const MULTI_REGION: &str = "mrk-";

impl KeyId {
    /// A new id.
    pub(crate) fn new(random: &Random, multi_region: bool) -> KeyId {
        KeyId(if multi_region {
            format!("{MULTI_REGION}{}", random.hex(16))
        } else {
            random.uuid()
        })
    }

    /// The id that `text` is, whether or not there is such a key.
    pub(crate) fn parse(text: &str) -> Option<KeyId> {
        let hex = |part: &str, len: usize| {
            part.len() == len && part.bytes().all(|b| b.is_ascii_hexdigit())
        };
        let good = match text.strip_prefix(MULTI_REGION) {
            Some(rest) => hex(rest, 32),
            None => {
                let mut parts = text.split('-');
                text.len() == 36
                    && [8, 4, 4, 4, 12].iter().all(|len| parts.next().is_some_and(|p| hex(p, *len)))
            }
        };
        good.then(|| KeyId(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl AliasName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is kept for keys that AWS manages; the part behind the prefix names the service.
    pub(crate) fn aws_service(&self) -> Option<&str> {
        self.0.strip_prefix(AWS_ALIAS)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for AliasName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What names a key within an account and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Id(KeyId),
    Alias(AliasName),
}

/// How a call names a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyRef {
    /// The ARN's account; `None` when no ARN is given: the account that the call acts in.
    pub(crate) account: Option<AccountId>,
    pub(crate) named: Named,
}

impl KeyRef {
    /// Reads a `KeyId` parameter that may be an id, an ARN, an alias or an alias's ARN. `region` is the call's.
    pub(crate) fn parse(text: &str, region: &str) -> ApiResult<KeyRef> {
        if text.starts_with("arn:") {
            return KeyRef::of_arn(text, region);
        }
        let named = match text.starts_with(ALIAS) {
            true => Named::Alias(AliasName(text.to_owned())),
            false => Named::Id(KeyId::parse(text).ok_or_else(|| errors::invalid_key_id(text))?),
        };
        Ok(KeyRef { account: None, named })
    }

    /// The same for operations that take ids and ARNs of keys only.
    pub(crate) fn parse_key(text: &str, region: &str) -> ApiResult<KeyRef> {
        if text.starts_with(ALIAS) {
            return Err(errors::invalid_key_id(text));
        }
        let found = KeyRef::parse(text, region)?;
        match found.named {
            Named::Id(_) => Ok(found),
            Named::Alias(_) => Err(errors::not_a_key_arn(text)),
        }
    }

    fn of_arn(text: &str, region: &str) -> ApiResult<KeyRef> {
        let arn: Arn = text.parse().map_err(|_| errors::invalid_arn(text))?;
        let account = AccountId::parse(arn.account()).ok_or_else(|| errors::invalid_arn(text))?;
        if arn.service() != "kms" {
            return Err(errors::invalid_arn(text));
        }
        if arn.region() != region {
            return Err(errors::invalid_arn(arn.region()));
        }
        let resource = arn.resource();
        let named = match resource.strip_prefix("key/") {
            Some(id) => Named::Id(KeyId::parse(id).ok_or_else(|| errors::invalid_key_id(id))?),
            None if resource.starts_with(ALIAS) => Named::Alias(AliasName(resource.to_owned())),
            None => return Err(errors::invalid_arn(text)),
        };
        Ok(KeyRef { account: Some(account), named })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        let uuid = "1234abcd-12ab-34cd-56ef-1234567890ab";
        assert_eq!(KeyId::parse(uuid), Some(KeyId(uuid.to_owned())));
        assert!(KeyId::parse("mrk-1234abcd12ab34cd56ef1234567890ab").is_some());
        for wrong in
            ["", "fake-key-id", "134f2428cec14b25a1ae9048164dba47", "mrk-fake", "mrk-", "é"]
        {
            assert_eq!(KeyId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn references() {
        let code = |text: &str| {
            KeyRef::parse(text, "us-east-1").map_err(|e| e.message().unwrap_or_default().to_owned())
        };
        let arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        assert!(code(arn).is_ok_and(|r| r.account.is_some()));
        assert!(code("alias/x").is_ok_and(|r| r.account.is_none()));
        assert!(code("arn:aws:kms:us-east-1:111122223333:alias/x").is_ok());
        let other = "arn:aws:kms:eu-west-1:111122223333:alias/x";
        assert_eq!(code(other), Err("Invalid arn eu-west-1".to_owned()));
        assert_eq!(code("nope"), Err("Invalid keyId 'nope'".to_owned()));
        assert!(KeyRef::parse_key("alias/x", "us-east-1").is_err());
        assert!(
            KeyRef::parse_key("arn:aws:kms:us-east-1:111122223333:alias/x", "us-east-1").is_err()
        );
    }
}
