//! Permissions boundaries of users and roles: a managed policy that limits what their policies can grant.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>

use gen_iam as api;
use kernel::{ApiResult, Cx};

use crate::entity::{Entity, Kind};
use crate::names::Folded;
use crate::tables::BOUNDED;
use crate::{errors, policies};

/// As users and roles show it.
pub(crate) fn shown(arn: &str) -> api::AttachedPermissionsBoundary {
    api::AttachedPermissionsBoundary {
        permissions_boundary_type: Some("Policy".to_owned()),
        permissions_boundary_arn: Some(arn.to_owned()),
    }
}

/// Whether `arn` can be a boundary: it is a managed policy.
pub(crate) async fn check(cx: &mut Cx<'_>, arn: &str) -> ApiResult<()> {
    match policies::get(cx, arn).await? {
        Some(_) => Ok(()),
        None => Err(errors::not_attachable(arn)),
    }
}

/// Notes that `holder`'s boundary was `before` and is `after` from now on.
pub(crate) fn note<E: Entity>(
    cx: &mut Cx<'_>,
    holder: &E,
    before: Option<&str>,
    after: Option<&str>,
) {
    if before == after {
        return;
    }
    let (kind, key) = (E::KIND, holder.key());
    if let Some(arn) = before {
        cx.delete(&BOUNDED, &row(arn, kind, &key));
        cx.add_rows(&BOUNDED, &arn.to_owned(), -1);
    }
    if let Some(arn) = after {
        cx.put(&BOUNDED, &row(arn, kind, &key), &());
        cx.add_rows(&BOUNDED, &arn.to_owned(), 1);
    }
}

fn row(arn: &str, kind: Kind, key: &Folded) -> (String, u8, Folded) {
    (arn.to_owned(), kind.key(), key.clone())
}
