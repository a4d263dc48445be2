//! What calls of Access Grants require of policies. An instance's own policy can let other accounts ask it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-cross-accounts.html>

use gen_s3control::{CreateAccessGrantsLocationRequest, UpdateAccessGrantsLocationRequest};
use kernel::{AccessQuery, AccountId, ApiResult, Cx, Required};
use policy::ResourceRule;

use super::access::pairs;
use crate::grants::{self, PRINCIPAL};
use crate::refusals;
use crate::tables::{ACCESS_GRANTS, ACCESS_GRANTS_INSTANCES, ACCESS_GRANTS_LOCATIONS};

/// What other accounts may ask, when the instance's policy lets them.
const SHARED: [&str; 5] = [
    "GetAccessGrantsInstanceForPrefix",
    "GetDataAccess",
    "ListAccessGrants",
    "ListAccessGrantsLocations",
    "ListCallerAccessGrants",
];

/// `None` of other calls.
pub(super) async fn required(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
) -> ApiResult<Option<Vec<Required>>> {
    let operation = query.operation;
    let about = ["AccessGrant", "DataAccess"].iter().any(|part| operation.contains(part));
    if !about {
        return Ok(None);
    }
    let given = query.input.text("AccountId").unwrap_or_default();
    if SHARED.contains(&operation) {
        let owner = AccountId::parse(&given).ok_or_else(refusals::access_denied)?;
        return Ok(Some(vec![on_instance(cx, query, owner).await?]));
    }
    let owner = super::account(cx, &given)?;
    let mut all = vec![match operation {
        "ListAccessGrantsInstances" => query.on("*"),
        "CreateAccessGrant"
        | "GetAccessGrantsLocation"
        | "UpdateAccessGrantsLocation"
        | "DeleteAccessGrantsLocation" => on_location(cx, query).await?,
        "GetAccessGrant" | "DeleteAccessGrant" => on_grant(cx, query).await?,
        _ => on_instance(cx, query, owner).await?,
    }];
    let create = query.input_as::<CreateAccessGrantsLocationRequest>();
    let update = query.input_as::<UpdateAccessGrantsLocationRequest>();
    let role = create.map(|input| &input.iam_role_arn);
    if let Some(role) = role.or(update.map(|input| &input.iam_role_arn)) {
        let pass = Required::new("iam:PassRole", role.as_str());
        all.push(pass.with_key("iam:PassedToService", PRINCIPAL));
    }
    if !query.input.tags("Tags").is_empty() {
        all.push(Required { action: "s3:TagResource".into(), ..all[0].clone() });
    }
    Ok(Some(all))
}

async fn on_instance(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    owner: AccountId,
) -> ApiResult<Required> {
    let arn = grants::arn(cx.region(), owner, "");
    let mut required = query.on(arn.as_str()).owned_by(owner);
    let place = (owner.as_str().to_owned(), cx.region().to_string());
    let Some(instance) = cx.get(&ACCESS_GRANTS_INSTANCES, &place).await? else {
        return Ok(required);
    };
    if query.wants_resource_tags {
        required = required.with_tags(pairs(&instance.tags));
    }
    Ok(match instance.policy {
        Some(policy) => {
            let policy = cx.kernel().compiled(&arn, &policy.text)?;
            required.with_policy(policy, ResourceRule::Either)
        }
        None => required,
    })
}

async fn on_location(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Required> {
    let id = query.input.text("AccessGrantsLocationId").unwrap_or_default();
    let required = query.on(grants::location_arn(cx, &id));
    let key = grants::entry(cx, &id);
    let found = cx.get(&ACCESS_GRANTS_LOCATIONS, &key).await?;
    let Some(location) = found else { return Ok(required) };
    let required = required.with_key("s3:AccessGrantsLocationScope", location.scope.as_str());
    Ok(match query.wants_resource_tags {
        true => required.with_tags(pairs(&location.tags)),
        false => required,
    })
}

async fn on_grant(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Required> {
    let id = query.input.text("AccessGrantId").unwrap_or_default();
    let required = query.on(grants::grant_arn(cx, &id));
    let key = grants::entry(cx, &id);
    let Some(grant) = cx.get(&ACCESS_GRANTS, &key).await? else { return Ok(required) };
    let required = required.with_key("s3:AccessGrantScope", grant.scope.as_str());
    Ok(match query.wants_resource_tags {
        true => required.with_tags(pairs(&grant.tags)),
        false => required,
    })
}
