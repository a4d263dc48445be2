//! Roles of IAM and their trust policies. Service-linked roles are no concern: nobody but their service can assume them.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>

use kernel::{AccountId, ApiResult, Arn, Cx};

use super::{Resource, Source};
use crate::iam;

pub(super) const SOURCE: Source = Source {
    kind: "AWS::IAM::Role",
    trust: true,
    list: |cx, account| Box::pin(list(cx, account)),
    find: |cx, arn| Box::pin(find(cx, arn)),
};

async fn list(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<Vec<Resource>> {
    let mut found = Vec::new();
    for role in iam::roles(cx, account).await? {
        if let Some(arn) = role.arn {
            found.extend(find(cx, &arn).await?);
        }
    }
    Ok(found)
}

async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<Option<Resource>> {
    let Ok(arn) = text.parse::<Arn>() else { return Ok(None) };
    let is_role = arn.service() == "iam" && arn.resource().starts_with("role/");
    let Some(owner) = AccountId::parse(arn.account()).filter(|_| is_role) else {
        return Ok(None);
    };
    let role = cx.role_facts(&arn).await?.filter(|role| !role.service_linked);
    Ok(role.map(|role| Resource {
        arn: role.arn.to_string(),
        owner,
        policy: Some(role.trust.to_string()),
    }))
}
