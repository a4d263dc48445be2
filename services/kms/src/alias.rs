//! Aliases: names of keys that can be pointed at others.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html>

use gen_kms::AliasListEntry;
use gen_kms::errors as modelled;
use kernel::{ApiError, ApiResult, Timestamp};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::key::Key;
use crate::key_id::{ALIAS, AWS_ALIAS, AliasName, KeyId};

/// What an alias stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) key: KeyId,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

impl AliasName {
    /// A name that an alias of the account's own can have. The model has checked letters and length.
    pub(crate) fn own(text: &str) -> ApiResult<AliasName> {
        let Some(name) = text.strip_prefix(ALIAS) else {
            return Err(errors::validation(
                "Alias must start with the prefix \"alias/\". \
                 Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
            ));
        };
        if name.is_empty() {
            return Err(modelled::invalid_alias_name_exception(
                "An alias needs a name behind \"alias/\".",
            ));
        }
        if text.starts_with(AWS_ALIAS) {
            // Not modelled; AWS gives no reason.
            return Err(ApiError::new("NotAuthorizedException", 400, "").without_message());
        }
        Ok(AliasName(text.to_owned()))
    }
}

/// Whether an alias may be pointed from one key at the other: kind and use must stay what they were.
pub(crate) fn may_move(from: &Key, to: &Key) -> bool {
    from.usage == to.usage && from.spec.is_asymmetric() == to.spec.is_asymmetric()
}

/// As listings show it.
pub(crate) fn shown(name: &AliasName, arn: String, alias: &Alias) -> AliasListEntry {
    AliasListEntry {
        alias_name: Some(name.to_string()),
        alias_arn: Some(arn),
        target_key_id: Some(alias.key.to_string()),
        creation_date: Some(alias.created),
        last_updated_date: Some(alias.updated),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let code = |text| AliasName::own(text).map(drop).map_err(|e| e.code().to_owned());
        assert_eq!(code("alias/a/b"), Ok(()));
        for (text, expected) in [
            ("a", "ValidationException"),
            ("alias/", "InvalidAliasNameException"),
            ("alias/aws/sqs", "NotAuthorizedException"),
        ] {
            assert_eq!(code(text), Err(expected.to_owned()), "{text}");
        }
    }
}
