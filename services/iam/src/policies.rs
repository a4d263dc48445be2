//! Managed policies: the customer's, which have versions, and AWS's, which are only to be read.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html>

use gen_iam as api;
use kernel::{ApiError, ApiResult, Cx, NamedPolicy, Timestamp};
use serde::{Deserialize, Serialize};
use store::Table;

use crate::entity::{self, Entity, Head, Kind};
use crate::managed::{self, AwsPolicy};
use crate::names::{Folded, split_resource};
use crate::tables::{ATTACHED, BOUNDED, POLICY_VERSIONS};
use crate::{errors, policy_text, tables, tags};

/// A policy that the customer manages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) head: Head,
    pub(crate) description: Option<String>,
    /// When the default version last changed.
    pub(crate) updated: Timestamp,
    /// The number of the version that counts.
    pub(crate) default_version: u32,
    /// The greatest number that a version ever had.
    pub(crate) last_version: u32,
    /// In the order given.
    pub(crate) tags: Vec<(String, String)>,
}

/// A version of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolicyVersion {
    pub(crate) document: String,
    pub(crate) created: Timestamp,
}

impl Entity for Policy {
    const KIND: Kind = Kind::Policy;
    fn table() -> &'static Table<Folded, Policy> {
        &tables::POLICIES
    }
    fn head(&self) -> &Head {
        &self.head
    }
}

impl PolicyVersion {
    /// As listings show it.
    pub(crate) fn shown(&self, number: u32, default: u32) -> api::PolicyVersion {
        api::PolicyVersion {
            document: None,
            version_id: Some(version_id(number)),
            is_default_version: Some(number == default),
            create_date: Some(self.created),
        }
    }

    /// As it is shown alone.
    pub(crate) fn with_document(&self, number: u32, default: u32) -> api::PolicyVersion {
        let document = Some(policy_text::url_encoded(&self.document));
        api::PolicyVersion { document, ..self.shown(number, default) }
    }
}

/// A managed policy, whoever manages it.
#[derive(Clone, Debug)]
pub(crate) enum Managed {
    Own(Policy),
    Aws(&'static AwsPolicy),
}

impl Managed {
    pub(crate) fn name(&self) -> &str {
        match self {
            Managed::Own(policy) => &policy.head.name,
            Managed::Aws(policy) => policy.name,
        }
    }

    pub(crate) fn path(&self) -> &str {
        match self {
            Managed::Own(policy) => &policy.head.path,
            Managed::Aws(policy) => policy.path,
        }
    }

    pub(crate) fn arn(&self, cx: &Cx<'_>) -> String {
        match self {
            Managed::Own(policy) => policy.arn(cx),
            Managed::Aws(policy) => managed::within(cx.partition(), policy.arn).into_owned(),
        }
    }

    /// `v3`.
    pub(crate) fn default_version(&self) -> String {
        match self {
            Managed::Own(policy) => version_id(policy.default_version),
            Managed::Aws(policy) => policy.version.to_owned(),
        }
    }

    /// The default version's text.
    pub(crate) async fn document(&self, cx: &mut Cx<'_>) -> ApiResult<String> {
        match self {
            Managed::Own(policy) => {
                let version = version(cx, policy, policy.default_version).await?;
                let gone = || ApiError::bug("a policy's default version is gone");
                Ok(version.ok_or_else(gone)?.document)
            }
            Managed::Aws(policy) => {
                Ok(managed::within(cx.partition(), policy.document).into_owned())
            }
        }
    }

    /// As evaluation takes it.
    pub(crate) async fn named(&self, cx: &mut Cx<'_>) -> ApiResult<NamedPolicy> {
        let document = self.document(cx).await?.into();
        Ok(NamedPolicy { name: self.arn(cx).into(), document })
    }

    /// As listings show it.
    pub(crate) async fn listed(&self, cx: &mut Cx<'_>) -> ApiResult<api::Policy> {
        let arn = self.arn(cx);
        let (attached, bounds) = usage(cx, &arn).await?;
        let (id, created, updated) = match self {
            Managed::Own(policy) => (policy.head.id.as_str(), policy.head.created, policy.updated),
            Managed::Aws(policy) => {
                (policy.id, aws_time(policy.created)?, aws_time(policy.updated)?)
            }
        };
        Ok(api::Policy {
            policy_name: Some(self.name().to_owned()),
            policy_id: Some(id.to_owned()),
            arn: Some(arn),
            path: Some(self.path().to_owned()),
            default_version_id: Some(self.default_version()),
            attachment_count: i32::try_from(attached).ok(),
            permissions_boundary_usage_count: i32::try_from(bounds).ok(),
            is_attachable: Some(true),
            description: None,
            create_date: Some(created),
            update_date: Some(updated),
            tags: None,
        })
    }

    /// As GetPolicy shows it.
    pub(crate) async fn shown(&self, cx: &mut Cx<'_>) -> ApiResult<api::Policy> {
        let (description, tags) = match self {
            Managed::Own(policy) => (policy.description.clone(), tags::listed(&policy.tags)),
            Managed::Aws(_) => (None, Vec::new()),
        };
        Ok(api::Policy { description, tags: Some(tags), ..self.listed(cx).await? })
    }
}

/// How often a policy is attached, and how often it is a boundary.
pub(crate) async fn usage(cx: &mut Cx<'_>, arn: &str) -> ApiResult<(u64, u64)> {
    let arn = arn.to_owned();
    Ok((cx.count_rows(&ATTACHED, &arn).await?, cx.count_rows(&BOUNDED, &arn).await?))
}

pub(crate) fn aws_time(text: &str) -> ApiResult<Timestamp> {
    Timestamp::parse_iso8601(text).map_err(ApiError::bug)
}

/// `v3`.
pub(crate) fn version_id(number: u32) -> String {
    format!("v{number}")
}

/// 3 for `v3`; the model lets ids through that no version has.
pub(crate) fn version_number(id: &str) -> Option<u32> {
    let digits = id.strip_prefix('v')?;
    let plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// A version of a policy.
pub(crate) async fn version(
    cx: &mut Cx<'_>,
    policy: &Policy,
    number: u32,
) -> ApiResult<Option<PolicyVersion>> {
    cx.get(&POLICY_VERSIONS, &(policy.head.id.clone(), number)).await
}

/// The version that a request names, or NoSuchEntity.
pub(crate) async fn find_version(
    cx: &mut Cx<'_>,
    policy: &Policy,
    arn: &str,
    id: &str,
) -> ApiResult<(u32, PolicyVersion)> {
    let none = || errors::no_such_version(arn, id);
    let number = version_number(id).ok_or_else(none)?;
    Ok((number, version(cx, policy, number).await?.ok_or_else(none)?))
}

/// Writes a new version.
pub(crate) fn put_version(
    cx: &mut Cx<'_>,
    policy: &Policy,
    number: u32,
    document: &str,
) -> PolicyVersion {
    let version =
        PolicyVersion { document: document.to_owned(), created: cx.now().whole_seconds() };
    cx.put(&POLICY_VERSIONS, &(policy.head.id.clone(), number), &version);
    version
}

/// All versions of a policy as listings show them. Of AWS's, only the default is known.
pub(crate) async fn listed_versions(
    cx: &mut Cx<'_>,
    policy: &Managed,
) -> ApiResult<Vec<api::PolicyVersion>> {
    match policy {
        Managed::Own(policy) => {
            let rows = versions(cx, policy).await?;
            let shown =
                |(number, row): &(u32, PolicyVersion)| row.shown(*number, policy.default_version);
            Ok(rows.iter().map(shown).collect())
        }
        Managed::Aws(policy) => Ok(vec![api::PolicyVersion {
            document: None,
            version_id: Some(policy.version.to_owned()),
            is_default_version: Some(true),
            create_date: Some(aws_time(policy.updated)?),
        }]),
    }
}

/// Where a version stands among the others.
pub(crate) fn newest_first(version: &api::PolicyVersion) -> String {
    let number = version.version_id.as_deref().and_then(version_number).unwrap_or_default();
    format!("{:010}", u32::MAX - number)
}

/// All versions of a policy, oldest first.
pub(crate) async fn versions(
    cx: &mut Cx<'_>,
    policy: &Policy,
) -> ApiResult<Vec<(u32, PolicyVersion)>> {
    let range = cx.rows(&POLICY_VERSIONS).prefix(&policy.head.id);
    let rows = cx.range(&POLICY_VERSIONS, &range, crate::limits::POLICY_VERSIONS + 1).await?;
    Ok(rows.into_iter().map(|((_, number), row)| (number, row)).collect())
}

/// The managed policy with this ARN, the account's own or AWS's, if there is one. A text that is no ARN of a policy is
/// a ValidationError.
pub(crate) async fn get(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Managed>> {
    let parsed: kernel::Arn = arn.parse().map_err(|_| errors::invalid_arn())?;
    if let Some(policy) = managed::find(cx.partition(), arn) {
        return Ok(Some(Managed::Aws(policy)));
    }
    let Some((_, name)) = split_resource(parsed.resource(), Kind::Policy.segment()) else {
        return Ok(None);
    };
    let own = entity::get::<Policy>(cx, name).await?;
    Ok(own.filter(|policy| policy.arn(cx) == arn).map(Managed::Own))
}

/// The same, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Managed> {
    get(cx, arn).await?.ok_or_else(|| errors::no_such_policy(arn))
}

/// The same, to be changed: not one of AWS's.
pub(crate) async fn find_own(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Policy> {
    match find(cx, arn).await? {
        Managed::Own(policy) => Ok(policy),
        Managed::Aws(_) => Err(errors::aws_managed(arn)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_numbers() {
        for (id, expected) in [
            ("v1", Some(1)),
            ("v10", Some(10)),
            ("v0", None),
            ("v01", None),
            ("v", None),
            ("1", None),
            ("v99999999999", None),
            ("v1.a", None),
        ] {
            assert_eq!(version_number(id), expected, "{id}");
        }
    }
}
