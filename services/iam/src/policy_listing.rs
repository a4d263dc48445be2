//! Listing managed policies: which of them, and in which order.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html>

use kernel::{ApiResult, Cx};

use crate::entity;
use crate::managed;
use crate::page::Page;
use crate::policies::{self, Managed, Policy};

/// Which policies are asked for.
pub(crate) struct Wanted<'a> {
    pub(crate) prefix: &'a str,
    pub(crate) only_attached: bool,
    /// `PermissionsPolicy`, `PermissionsBoundary`, or either.
    pub(crate) usage: Option<&'a str>,
}

impl Wanted<'_> {
    /// Whether a policy that is attached and a boundary so often is asked for.
    fn by_usage(&self, attached: u64, bounds: u64) -> bool {
        match self.usage {
            Some("PermissionsBoundary") => bounds > 0,
            Some(_) => attached > 0,
            None => !self.only_attached || attached > 0,
        }
    }

    /// Whether it matters how often a policy is used.
    fn asks_for_usage(&self) -> bool {
        self.only_attached || self.usage.is_some()
    }
}

/// Where in the listing a policy stands: the customer's by name, then AWS's by ARN.
pub(crate) fn position(policy: &Managed) -> String {
    match policy {
        Managed::Own(policy) => format!("0{}", policy.head.name.to_ascii_lowercase()),
        Managed::Aws(policy) => format!("1{}", policy.arn),
    }
}

/// Policies of a scope (`All`, `AWS`, `Local`): one more than a page.
pub(crate) async fn list(
    cx: &mut Cx<'_>,
    scope: &str,
    wanted: &Wanted<'_>,
    page: &Page,
) -> ApiResult<Vec<Managed>> {
    let mut found = Vec::new();
    let after = page.after.as_deref().unwrap_or_default();
    if scope != "AWS" && !after.starts_with('1') {
        own(cx, wanted, page, &mut found).await?;
    }
    if scope != "Local" {
        let start = managed::all().partition_point(|p| format!("1{}", p.arn).as_str() <= after);
        for policy in managed::all().iter().skip(start) {
            if found.len() > page.limit {
                break;
            }
            let arn = managed::within(cx.partition(), policy.arn);
            if policy.path.starts_with(wanted.prefix) && used(cx, wanted, &arn).await? {
                found.push(Managed::Aws(policy));
            }
        }
    }
    Ok(found)
}

async fn own(
    cx: &mut Cx<'_>,
    wanted: &Wanted<'_>,
    page: &Page,
    found: &mut Vec<Managed>,
) -> ApiResult<()> {
    let mut page = page.after(|after| after.strip_prefix('0').map(str::to_owned));
    loop {
        let policies = entity::list::<Policy>(cx, wanted.prefix, &page).await?;
        let Some(last) = policies.last().map(|policy| policy.head.name.to_ascii_lowercase()) else {
            return Ok(());
        };
        for policy in policies {
            let arn = entity::Entity::arn(&policy, cx);
            if used(cx, wanted, &arn).await? {
                found.push(Managed::Own(policy));
            }
            if found.len() > page.limit {
                return Ok(());
            }
        }
        page.after = Some(last);
    }
}

async fn used(cx: &mut Cx<'_>, wanted: &Wanted<'_>, arn: &str) -> ApiResult<bool> {
    if !wanted.asks_for_usage() {
        return Ok(true);
    }
    let (attached, bounds) = policies::usage(cx, arn).await?;
    Ok(wanted.by_usage(attached, bounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_decides() {
        for (only_attached, usage, attached, bounds, expected) in [
            (false, None, 0, 0, true),
            (true, None, 0, 1, false),
            (true, None, 1, 0, true),
            (false, Some("PermissionsPolicy"), 0, 1, false),
            (false, Some("PermissionsPolicy"), 1, 0, true),
            (false, Some("PermissionsBoundary"), 1, 0, false),
            (true, Some("PermissionsBoundary"), 0, 1, true),
        ] {
            let wanted = Wanted { prefix: "/", only_attached, usage };
            assert_eq!(wanted.by_usage(attached, bounds), expected, "{only_attached} {usage:?}");
        }
    }
}
