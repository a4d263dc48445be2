//! CreateAccessGrant: a user or role may have credentials for a part of a location.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessGrant.html>

use gen_s3control::{
    AccessGrantsLocationConfiguration, CreateAccessGrantInput, CreateAccessGrantOutput,
};
use kernel::{ApiError, ApiResult, Arn, Cx};

use crate::control::tag_changes;
use crate::grants::{self, Grant, Permission, errors, scope};
use crate::limits;
use crate::tables::{ACCESS_GRANTS, ACCESS_GRANTS_IN, ACCESS_GRANTS_TO};

pub(crate) async fn create_access_grant(
    cx: &mut Cx<'_>,
    input: &CreateAccessGrantInput,
) -> ApiResult<CreateAccessGrantOutput> {
    let permission = Permission::parse(&input.permission).ok_or_else(errors::invalid_grant)?;
    let tags = tag_changes::check(input.tags.as_deref().unwrap_or_default())?;
    let grantee = grantee(input)?;
    let location = grants::location(cx, &input.access_grants_location_id).await?;
    let configuration = input.access_grants_location_configuration.as_ref();
    let sub_prefix = configuration.and_then(|given| given.s3_sub_prefix.clone());
    let is_object = input.s3_prefix_type.is_some();
    let scope = scope::of_grant(&location.scope, sub_prefix.as_deref(), is_object);
    let scope = scope.ok_or_else(errors::invalid_grant)?.text();
    check_new(cx, &grantee, &scope, permission).await?;
    let grant = Grant {
        id: cx.random().uuid(),
        created: cx.now(),
        location: location.id,
        sub_prefix,
        scope,
        grantee,
        permission,
        tags,
    };
    save(cx, &grant);
    Ok(CreateAccessGrantOutput {
        created_at: Some(grant.created),
        access_grant_arn: Some(grants::grant_arn(cx, &grant.id)),
        grantee: Some(grant.shown_grantee()),
        access_grant_id: Some(grant.id),
        access_grants_location_id: Some(grant.location),
        access_grants_location_configuration: grant
            .sub_prefix
            .map(|text| AccessGrantsLocationConfiguration { s3_sub_prefix: Some(text) }),
        permission: Some(permission.as_str().to_owned()),
        grant_scope: Some(grant.scope),
        ..CreateAccessGrantOutput::default()
    })
}

/// The ARN of a user or role. People of a directory need an identity center, which is not there.
fn grantee(input: &CreateAccessGrantInput) -> ApiResult<String> {
    let kind = input.grantee.grantee_type.as_deref();
    if input.application_arn.is_some() || matches!(kind, Some("DIRECTORY_USER" | "DIRECTORY_GROUP"))
    {
        return Err(ApiError::not_implemented("access grants for users of IAM Identity Center"));
    }
    let text = input.grantee.grantee_identifier.as_deref().unwrap_or_default();
    let arn: Arn = text.parse().map_err(|_| errors::invalid_grant())?;
    let named = ["user/", "role/"].iter().any(|kind| arn.resource().starts_with(kind));
    match kind {
        Some("IAM") if arn.service() == "iam" && named => Ok(text.to_owned()),
        _ => Err(errors::invalid_grant()),
    }
}

async fn check_new(
    cx: &mut Cx<'_>,
    grantee: &str,
    scope: &str,
    permission: Permission,
) -> ApiResult<()> {
    let place = grants::place(cx);
    if cx.count_rows(&ACCESS_GRANTS, &place).await? >= limits::MAX_GRANTS {
        return Err(errors::too_many_grants());
    }
    for grant in grants::held_by(cx, grantee).await? {
        if grant.scope == scope && grant.permission == permission {
            return Err(errors::grant_exists());
        }
    }
    Ok(())
}

fn save(cx: &mut Cx<'_>, grant: &Grant) {
    let (account, region) = grants::place(cx);
    let key = grants::entry(cx, &grant.id);
    let under = |name: &str| (account.clone(), region.clone(), name.to_owned(), grant.id.clone());
    cx.put(&ACCESS_GRANTS_TO, &under(&grant.grantee), &());
    cx.put(&ACCESS_GRANTS_IN, &under(&grant.location), &());
    cx.put(&ACCESS_GRANTS, &key, grant);
    cx.add_rows(&ACCESS_GRANTS, &(account, region), 1);
}
