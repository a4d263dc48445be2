//! Grants: permissions for one principal on one key, beside the key's policy.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/grants.html>

use gen_kms::{GrantConstraints, GrantListEntry};
use kernel::{AccountId, Timestamp};
use schema::VecMap;
use serde::{Deserialize, Serialize};

use crate::key::Key;
use crate::key_spec::KeyUsage;

/// A grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) grantee: Party,
    pub(crate) retiring: Option<Party>,
    /// The account of who made it.
    pub(crate) issuer: AccountId,
    /// AWS's names of operations.
    pub(crate) operations: Vec<String>,
    pub(crate) constraints: Constraints,
}

/// Whom a grant is for, or who may retire it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Party {
    /// An ARN.
    Principal(String),
    /// `SERVICE.amazonaws.com`.
    Service(String),
}

/// What calls a grant is limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Constraints {
    /// The encryption context has at least these pairs.
    pub(crate) subset: Option<Pairs>,
    /// It has these and no others.
    pub(crate) equals: Option<Pairs>,
    pub(crate) source_arn: Option<String>,
}

/// An encryption context.
pub(crate) type Pairs = Vec<(String, String)>;

impl Party {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Party::Principal(text) | Party::Service(text) => text,
        }
    }

    fn principal(&self) -> Option<String> {
        matches!(self, Party::Principal(_)).then(|| self.as_str().to_owned())
    }

    fn service(&self) -> Option<String> {
        matches!(self, Party::Service(_)).then(|| self.as_str().to_owned())
    }
}

impl Constraints {
    /// Reads the model's; empty maps constrain nothing.
    pub(crate) fn of(given: Option<&GrantConstraints>) -> Constraints {
        let pairs = |map: &Option<VecMap<String>>| map.as_ref().map(sorted);
        match given {
            None => Constraints::default(),
            Some(given) => Constraints {
                subset: pairs(&given.encryption_context_subset),
                equals: pairs(&given.encryption_context_equals),
                source_arn: given.source_arn.clone(),
            },
        }
    }

    pub(crate) fn is_none(&self) -> bool {
        *self == Constraints::default()
    }

    /// Whether a call with this encryption context, for this source, is one that the grant is for. Operations that have
    /// no encryption context are not limited by it.
    pub(crate) fn admit(&self, context: Option<&Pairs>, source_arn: Option<&str>) -> bool {
        let source = self.source_arn.as_deref().is_none_or(|arn| source_arn == Some(arn));
        let Some(context) = context else { return source };
        let subset = self
            .subset
            .as_ref()
            .is_none_or(|wanted| wanted.iter().all(|pair| context.contains(pair)));
        let equals = self.equals.as_ref().is_none_or(|wanted| wanted == context);
        source && subset && equals
    }

    /// Whether everything that these admit is admitted by `wider`, too.
    pub(crate) fn are_within(&self, wider: &Constraints) -> bool {
        let has = |wanted: &Pairs, own: &Option<Pairs>| {
            own.as_ref().is_some_and(|own| wanted.iter().all(|pair| own.contains(pair)))
        };
        let subset = wider
            .subset
            .as_ref()
            .is_none_or(|wanted| has(wanted, &self.subset) || has(wanted, &self.equals));
        let equals = wider.equals.is_none() || wider.equals == self.equals;
        let source = wider.source_arn.is_none() || wider.source_arn == self.source_arn;
        subset && equals && source
    }

    fn shown(&self) -> Option<GrantConstraints> {
        let map = |pairs: &Option<Pairs>| {
            pairs.as_ref().map(|pairs| pairs.iter().cloned().collect::<VecMap<String>>())
        };
        (!self.is_none()).then(|| GrantConstraints {
            encryption_context_subset: map(&self.subset),
            encryption_context_equals: map(&self.equals),
            source_arn: self.source_arn.clone(),
        })
    }
}

/// An encryption context in the order of its keys.
pub(crate) fn sorted(map: &VecMap<String>) -> Pairs {
    let mut pairs: Pairs = map.iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
    pairs.sort();
    pairs
}

impl Grant {
    /// Whether it was asked for in the same words: then the same grant is given again.
    pub(crate) fn is_same(&self, other: &Grant) -> bool {
        self.name == other.name
            && self.grantee == other.grantee
            && self.retiring == other.retiring
            && self.issuer == other.issuer
            && self.operations == other.operations
            && self.constraints == other.constraints
    }

    pub(crate) fn shown(&self, key_arn: &str, partition: &str) -> GrantListEntry {
        GrantListEntry {
            key_id: Some(key_arn.to_owned()),
            grant_id: Some(self.id.clone()),
            name: Some(self.name.clone().unwrap_or_default()),
            creation_date: Some(self.created),
            grantee_principal: self.grantee.principal(),
            grantee_service_principal: self.grantee.service(),
            retiring_principal: self.retiring.as_ref().and_then(Party::principal),
            retiring_service_principal: self.retiring.as_ref().and_then(Party::service),
            issuing_account: Some(format!("arn:{partition}:iam::{}:root", self.issuer)),
            operations: Some(self.operations.clone()),
            constraints: self.constraints.shown(),
        }
    }
}

/// Operations of grants that a key of this kind can do; the others are refused.
pub(crate) fn can_be_granted(key: &Key, operation: &str) -> bool {
    let asymmetric = key.spec.is_asymmetric();
    match operation {
        "CreateGrant" | "DescribeKey" | "RetireGrant" => true,
        "GetPublicKey" => asymmetric,
        "Encrypt" | "Decrypt" | "ReEncryptFrom" | "ReEncryptTo" => {
            key.usage == KeyUsage::EncryptDecrypt
        }
        "GenerateDataKey"
        | "GenerateDataKeyWithoutPlaintext"
        | "GenerateDataKeyPair"
        | "GenerateDataKeyPairWithoutPlaintext" => key.spec.is_symmetric_encryption(),
        "Sign" | "Verify" => key.usage == KeyUsage::SignVerify,
        "GenerateMac" | "VerifyMac" => key.usage == KeyUsage::GenerateVerifyMac,
        "DeriveSharedSecret" => key.usage == KeyUsage::KeyAgreement,
        "Encapsulate" | "Decapsulate" => key.usage == KeyUsage::EncapsulateDecapsulate,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Pairs {
        text.split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    fn constraints(subset: Option<&str>, equals: Option<&str>) -> Constraints {
        Constraints { subset: subset.map(pairs), equals: equals.map(pairs), source_arn: None }
    }

    #[test]
    fn constraints_admit_contexts() {
        for (subset, equals, context, admitted) in [
            (None, None, "", true),
            (None, None, "a=1", true),
            (Some("a=1"), None, "a=1 b=2", true),
            (Some("a=1"), None, "a=2", false),
            (Some("a=1"), None, "", false),
            (None, Some("a=1"), "a=1", true),
            (None, Some("a=1"), "a=1 b=2", false),
            (None, Some("a=1"), "", false),
        ] {
            let constraints = constraints(subset, equals);
            assert_eq!(
                constraints.admit(Some(&pairs(context)), None),
                admitted,
                "{constraints:?} {context}"
            );
            assert!(constraints.admit(None, None), "operations without a context are free");
        }
    }

    #[test]
    fn a_source_must_be_the_one() {
        let arn = "arn:aws:s3:::b";
        let constraints =
            Constraints { source_arn: Some(arn.to_owned()), ..Constraints::default() };
        assert!(constraints.admit(None, Some(arn)));
        assert!(!constraints.admit(None, Some("arn:aws:s3:::c")));
        assert!(!constraints.admit(Some(&Vec::new()), None));
    }

    #[test]
    fn who_grants_by_a_grant_cannot_widen_it() {
        for (own, wider, within) in [
            ((None, None), (None, None), true),
            ((Some("a=1"), None), (None, None), true),
            ((None, None), (Some("a=1"), None), false),
            ((Some("a=1 b=2"), None), (Some("a=1"), None), true),
            ((None, Some("a=1 b=2")), (Some("a=1"), None), true),
            ((Some("a=1"), None), (None, Some("a=1")), false),
            ((None, Some("a=1")), (None, Some("a=1")), true),
        ] {
            let (own, wider) = (constraints(own.0, own.1), constraints(wider.0, wider.1));
            assert_eq!(own.are_within(&wider), within, "{own:?} in {wider:?}");
        }
    }
}
