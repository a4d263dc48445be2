//! Tells the path of a call, and other services, who users and roles are and which policies they have.
//! Everything is a point read by name or id, but a holder's inline policies, which are a short range.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use kernel::{
    ApiResult, Arn, BoxFuture, Cx, Directory, NamedPolicy, OidcProvider, RoleFacts, SamlProvider,
    Timestamp, UserFacts,
};

use crate::attachments::{self, Holder};
use crate::entity::{self, Entity as _, Kind};
use crate::names::split_resource;
use crate::roles::{self, Role};
use crate::users::User;
use crate::{
    groups, inline, mfa, oidc_providers, organization_features, policies, saml_providers, trust,
};

/// IAM, as the path of a call asks it.
pub(crate) struct Known;

impl Directory for Known {
    fn user<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        arn: &'a Arn,
    ) -> BoxFuture<'a, ApiResult<Option<UserFacts>>> {
        Box::pin(user(cx, arn))
    }

    fn role<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        name: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<RoleFacts>>> {
        Box::pin(role(cx, name))
    }

    fn managed_policy<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        arn: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<NamedPolicy>>> {
        Box::pin(managed(cx, arn))
    }

    fn verify_mfa<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        owner: &'a Arn,
        serial: &'a str,
        code: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>> {
        Box::pin(mfa::verify(cx, owner, serial, code))
    }

    fn saml_provider<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        arn: &'a Arn,
    ) -> BoxFuture<'a, ApiResult<Option<SamlProvider>>> {
        Box::pin(saml_providers::facts(cx, arn))
    }

    fn oidc_provider<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        issuer: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<OidcProvider>>> {
        Box::pin(oidc_providers::facts(cx, issuer))
    }

    fn root_features<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        organization: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<(bool, bool)>>> {
        Box::pin(async move {
            let features = organization_features::of(cx, organization).await?;
            Ok(Some((features.credentials, features.sessions)))
        })
    }

    fn role_used<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        name: &'a str,
        at: Timestamp,
    ) -> BoxFuture<'a, ApiResult<()>> {
        Box::pin(async move {
            match entity::get::<Role>(cx, name).await? {
                Some(role) => roles::note_use(cx, &role, at).await,
                None => Ok(()),
            }
        })
    }
}

async fn user(cx: &mut Cx<'_>, arn: &Arn) -> ApiResult<Option<UserFacts>> {
    let Some((_, name)) = split_resource(arn.resource(), Kind::User.segment()) else {
        return Ok(None);
    };
    let Some(user) = entity::get::<User>(cx, name).await? else { return Ok(None) };
    if user.arn(cx) != arn.as_str() {
        return Ok(None);
    }
    let mut policies = own_policies(cx, &user).await?;
    for group in groups::of_user(cx, &user).await? {
        policies.extend(own_policies(cx, &group).await?);
    }
    let boundary = boundary(cx, user.boundary.as_deref()).await?;
    Ok(Some(UserFacts {
        arn: arn.clone(),
        id: user.head.id,
        name: user.head.name,
        tags: user.tags,
        policies,
        boundary,
    }))
}

async fn role(cx: &mut Cx<'_>, name: &str) -> ApiResult<Option<RoleFacts>> {
    let Some(role) = entity::get::<Role>(cx, name).await? else { return Ok(None) };
    let trust = trust::current(cx, &role.trust).await?;
    Ok(Some(RoleFacts {
        arn: role.typed_arn(cx)?,
        policies: own_policies(cx, &role).await?,
        boundary: boundary(cx, role.boundary.as_deref()).await?,
        trust: trust.into(),
        max_session_duration: role.max_session_duration,
        service_linked: role.service_linked(),
        id: role.head.id,
        name: role.head.name,
        tags: role.tags,
    }))
}

/// Inline and attached policies of one holder.
async fn own_policies<H: Holder>(cx: &mut Cx<'_>, holder: &H) -> ApiResult<Vec<NamedPolicy>> {
    let inline = inline::all(cx, &holder.head().id).await?;
    let mut all: Vec<NamedPolicy> = inline
        .into_iter()
        .map(|(name, document)| NamedPolicy { name: name.into(), document: document.into() })
        .collect();
    for policy in attachments::policies_of(cx, holder).await? {
        all.push(policy.named(cx).await?);
    }
    Ok(all)
}

async fn managed(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<NamedPolicy>> {
    if arn.parse::<Arn>().is_err() {
        return Ok(None);
    }
    match policies::get(cx, arn).await? {
        Some(policy) => policy.named(cx).await.map(Some),
        None => Ok(None),
    }
}

async fn boundary(cx: &mut Cx<'_>, arn: Option<&str>) -> ApiResult<Option<NamedPolicy>> {
    match arn {
        Some(arn) => managed(cx, arn).await,
        None => Ok(None),
    }
}
