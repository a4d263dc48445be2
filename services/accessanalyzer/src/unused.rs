//! Unused access: roles, access keys, passwords and permissions that nobody used within the tracking period, by what
//! the cloud saw its principals do.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html>

use std::collections::BTreeSet;
use std::time::Duration;

use kernel::{AccountId, ApiError, ApiResult, Arn, Cx, NamedPolicy, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::analyzer::Analyzer;
use crate::archive_rule::ArchiveRule;
use crate::configuration::Exclusion;
use crate::finding::{Details, Found};
use crate::permissions::{self, Used};
use crate::scan::{self, Known};
use crate::zone::Zone;
use crate::{iam, limits};

const DAY: Duration = Duration::from_secs(86_400);

/// What a scan for unused access works with.
struct Period {
    /// What was used since is used.
    from: Timestamp,
    exclusions: Vec<Exclusion>,
}

/// Looks at all users and roles of the zone.
pub(crate) async fn scan(
    cx: &mut Cx<'_>,
    analyzer: &mut Analyzer,
    rules: &[ArchiveRule],
    seen: &mut BTreeSet<String>,
) -> ApiResult<()> {
    let exclusions = analyzer.configuration.as_unused().map(|(_, exclusions)| exclusions.to_vec());
    let period = Period { from: from(cx, analyzer), exclusions: exclusions.unwrap_or_default() };
    for account in Zone::of(cx, analyzer.kind).await?.accounts {
        for role in iam::roles(cx, account).await? {
            let (Some(arn), Some(created)) = (role.arn, role.create_date) else { continue };
            if let Some(found) = of_role(cx, account, &arn, created, &period).await? {
                seen.insert(arn.clone());
                settle(cx, analyzer, rules, account, "AWS::IAM::Role", &arn, found).await?;
            }
        }
        for user in iam::users(cx, account).await? {
            let Some(arn) = user.arn.clone() else { continue };
            if let Some(found) = of_user(cx, account, &user, &arn, &period).await? {
                seen.insert(arn.clone());
                settle(cx, analyzer, rules, account, "AWS::IAM::User", &arn, found).await?;
            }
        }
    }
    Ok(())
}

/// When the analyzer's tracking period begins.
pub(crate) fn from(cx: &Cx<'_>, analyzer: &Analyzer) -> Timestamp {
    let age = analyzer.configuration.as_unused().map_or(limits::UNUSED_AGE_DEFAULT, |(age, _)| age);
    cx.now().minus(DAY.saturating_mul(u32::try_from(age).unwrap_or_default()))
}

async fn settle(
    cx: &mut Cx<'_>,
    analyzer: &mut Analyzer,
    rules: &[ArchiveRule],
    account: AccountId,
    kind: &str,
    arn: &str,
    details: Vec<Details>,
) -> ApiResult<()> {
    let found: Vec<Found> = details
        .into_iter()
        .map(|details| Found {
            resource: arn.to_owned(),
            resource_type: kind.to_owned(),
            owner: account.to_string(),
            details,
            error: None,
        })
        .collect();
    let digest = Sha256::digest(format!("{found:?}")).into();
    let subject = Known { arn, kind, owner: account.as_str(), digest, error: None };
    scan::settle(cx, analyzer, rules, subject, found).await
}

/// `None` when the role is left out.
async fn of_role(
    cx: &mut Cx<'_>,
    account: AccountId,
    text: &str,
    created: Timestamp,
    period: &Period,
) -> ApiResult<Option<Vec<Details>>> {
    let Ok(arn) = text.parse::<Arn>() else { return Ok(None) };
    let Some(role) = cx.role_facts(&arn).await?.filter(|role| !role.service_linked) else {
        return Ok(None);
    };
    if period.exclusions.iter().any(|e| e.covers(account.as_str(), &role.tags)) {
        return Ok(None);
    }
    if created > period.from {
        return Ok(Some(Vec::new()));
    }
    let used = used_by(cx, account, text).await?;
    let told = iam::role_last_used(cx, account, &role.name).await?;
    let last = used.last().max(told);
    if last.is_none_or(|last| last < period.from) {
        return Ok(Some(vec![Details::UnusedRole { last }]));
    }
    Ok(Some(of_permissions(&role.policies, &used, period.from).into_iter().collect()))
}

/// `None` when the user is left out.
async fn of_user(
    cx: &mut Cx<'_>,
    account: AccountId,
    user: &gen_iam::User,
    text: &str,
    period: &Period,
) -> ApiResult<Option<Vec<Details>>> {
    let Ok(arn) = text.parse::<Arn>() else { return Ok(None) };
    let Some(facts) = cx.user_facts(&arn).await? else { return Ok(None) };
    if period.exclusions.iter().any(|e| e.covers(account.as_str(), &facts.tags)) {
        return Ok(None);
    }
    let mut found = Vec::new();
    for key in iam::access_keys(cx, account, &facts.name).await? {
        let (Some(id), Some(created)) = (key.access_key_id, key.create_date) else { continue };
        let last = cx.kernel().key_last_used(&id).await.map_err(ApiError::bug)?;
        let last = last.map(|used| used.at);
        if last.unwrap_or(created) < period.from {
            found.push(Details::UnusedKey { id, last });
        }
    }
    if let Some(since) = iam::password_since(cx, account, &facts.name).await? {
        let last = user.password_last_used;
        if last.unwrap_or(since) < period.from {
            found.push(Details::UnusedPassword { last });
        }
    }
    if user.create_date.is_none_or(|created| created <= period.from) {
        let used = used_by(cx, account, text).await?;
        found.extend(of_permissions(&facts.policies, &used, period.from));
    }
    Ok(Some(found))
}

/// What a principal was seen doing.
pub(crate) async fn used_by(
    cx: &mut Cx<'_>,
    account: AccountId,
    principal: &str,
) -> ApiResult<Used> {
    let uses = cx.kernel().uses_of(account, principal).await.map_err(ApiError::bug)?;
    Ok(Used::of(&uses))
}

fn of_permissions(policies: &[NamedPolicy], used: &Used, from: Timestamp) -> Option<Details> {
    let services = permissions::unused(&permissions::allowed(policies), used, from);
    (!services.is_empty()).then_some(Details::UnusedPermission { services })
}
