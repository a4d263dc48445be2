//! Managed policies attached to users, groups and roles: in the holder's row, and by policy in an index.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html>

use gen_iam as api;
use kernel::{ApiError, ApiResult, Cx};

use crate::entity::{self, Entity};
use crate::groups::Group;
use crate::names::Folded;
use crate::page::{Page, Paged};
use crate::policies::{self, Managed};
use crate::roles::{Role, SERVICE_LINKED_PATH};
use crate::tables::{ATTACHED, BOUNDED};
use crate::users::User;
use crate::{errors, limits};

/// Something that managed policies can be attached to.
pub(crate) trait Holder: Entity {
    /// ARNs, in the order of attaching.
    fn attached(&self) -> &Vec<String>;
    fn attached_mut(&mut self) -> &mut Vec<String>;
    /// What the quota is called.
    const QUOTA: &'static str;
}

macro_rules! holders {
    ($($entity:ident $quota:literal),*) => {$(
        impl Holder for $entity {
            const QUOTA: &'static str = $quota;
            fn attached(&self) -> &Vec<String> {
                &self.attached
            }
            fn attached_mut(&mut self) -> &mut Vec<String> {
                &mut self.attached
            }
        }
    )*};
}
holders!(User "PoliciesPerUser", Group "PoliciesPerGroup", Role "PoliciesPerRole");

/// Attaches a policy; one that is attached stays so.
pub(crate) async fn attach<H: Holder>(cx: &mut Cx<'_>, mut holder: H, arn: &str) -> ApiResult<()> {
    let policy = policies::get(cx, arn).await?.ok_or_else(|| errors::not_attachable(arn))?;
    let of_service = policy.path().starts_with(SERVICE_LINKED_PATH);
    if of_service && !holder.head().path.starts_with(SERVICE_LINKED_PATH) {
        return Err(errors::of_service_role(H::KIND));
    }
    if holder.attached().iter().any(|known| known == arn) {
        return Ok(());
    }
    if holder.attached().len() >= limits::ATTACHED_POLICIES {
        return Err(errors::quota_of(H::QUOTA, limits::ATTACHED_POLICIES));
    }
    holder.attached_mut().push(arn.to_owned());
    cx.put(&ATTACHED, &(arn.to_owned(), H::KIND.key(), holder.key()), &());
    cx.add_rows(&ATTACHED, &arn.to_owned(), 1);
    entity::save(cx, &holder);
    Ok(())
}

/// Detaches a policy, or NoSuchEntity.
pub(crate) async fn detach<H: Holder>(cx: &mut Cx<'_>, mut holder: H, arn: &str) -> ApiResult<()> {
    if arn.parse::<kernel::Arn>().is_err() {
        return Err(errors::invalid_arn());
    }
    if !holder.attached().iter().any(|known| known == arn) {
        return Err(errors::no_such_policy(arn));
    }
    holder.attached_mut().retain(|known| known != arn);
    cx.delete(&ATTACHED, &(arn.to_owned(), H::KIND.key(), holder.key()));
    cx.add_rows(&ATTACHED, &arn.to_owned(), -1);
    entity::save(cx, &holder);
    Ok(())
}

/// A page of a holder's policies, by name, of those whose path begins with `prefix`.
pub(crate) async fn page<H: Holder>(
    cx: &mut Cx<'_>,
    holder: &H,
    prefix: Option<&str>,
    marker: Option<&str>,
    max_items: Option<i32>,
) -> ApiResult<Paged<api::AttachedPolicy>> {
    let prefix = prefix.unwrap_or("/");
    let page = Page::parse(cx, &[&holder.head().id, prefix], marker, max_items)?;
    let policies = policies_of(cx, holder).await?;
    let shown = policies.iter().filter(|policy| policy.path().starts_with(prefix)).map(|policy| {
        api::AttachedPolicy {
            policy_name: Some(policy.name().to_owned()),
            policy_arn: Some(policy.arn(cx)),
        }
    });
    let shown = shown.collect();
    let position = |policy: &api::AttachedPolicy| policy.policy_arn.clone().unwrap_or_default();
    Ok(page.of_list(cx, shown, position))
}

/// A holder's policies, in the order of attaching.
pub(crate) async fn policies_of<H: Holder>(cx: &mut Cx<'_>, holder: &H) -> ApiResult<Vec<Managed>> {
    let mut found = Vec::with_capacity(holder.attached().len());
    for arn in holder.attached() {
        let gone = || ApiError::bug(format!("{arn} is attached, but gone"));
        found.push(policies::get(cx, arn).await?.ok_or_else(gone)?);
    }
    Ok(found)
}

/// Has the indexes name a holder by its new name: `boundary` is the ARN of its permissions boundary.
pub(crate) fn renamed<H: Holder>(
    cx: &mut Cx<'_>,
    before: &Folded,
    holder: &H,
    boundary: Option<&str>,
) {
    let (kind, after) = (H::KIND.key(), holder.key());
    for arn in holder.attached() {
        cx.delete(&ATTACHED, &(arn.clone(), kind, before.clone()));
        cx.put(&ATTACHED, &(arn.clone(), kind, after.clone()), &());
    }
    if let Some(arn) = boundary {
        cx.delete(&BOUNDED, &(arn.to_owned(), kind, before.clone()));
        cx.put(&BOUNDED, &(arn.to_owned(), kind, after), &());
    }
}

/// Who uses a policy, in one of two ways: kind and name, in the order of the index.
pub(crate) async fn users_of_policy(
    cx: &mut Cx<'_>,
    arn: &str,
    as_boundary: bool,
) -> ApiResult<Vec<(u8, String)>> {
    // More than all users, groups and roles that an account can have.
    const ALL: usize = 10_000;
    let table = if as_boundary { &BOUNDED } else { &ATTACHED };
    let range = cx.rows(table).prefix(&arn.to_owned());
    let rows = cx.range(table, &range, ALL).await?;
    Ok(rows.into_iter().map(|((_, kind, name), ())| (kind, name.0)).collect())
}
