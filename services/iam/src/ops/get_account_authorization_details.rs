//! GetAccountAuthorizationDetails: users, groups, roles and managed policies with all that decides about permissions.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use gen_iam::{GetAccountAuthorizationDetailsInput, GetAccountAuthorizationDetailsOutput};
use kernel::{ApiResult, Cx};

use crate::authorization_details::{self as details, Item};
use crate::page::Page;

pub(crate) async fn get_account_authorization_details(
    cx: &mut Cx<'_>,
    input: &GetAccountAuthorizationDetailsInput,
) -> ApiResult<GetAccountAuthorizationDetailsOutput> {
    let filter = input.filter.as_deref().unwrap_or_default();
    let binding = filter.join(",");
    let page = Page::parse(cx, &[&binding], input.marker.as_deref(), input.max_items)?;
    let items = details::items(cx, filter, &page).await?;
    let paged = page.cut(cx, items, Item::position);
    let (mut users, mut groups) = (Vec::new(), Vec::new());
    let (mut roles, mut policies) = (Vec::new(), Vec::new());
    for item in &paged.items {
        match item {
            Item::User(user) => users.push(details::user(cx, user).await?),
            Item::Group(group) => groups.push(details::group(cx, group).await?),
            Item::Role(role) => roles.push(details::role(cx, role).await?),
            Item::Policy(policy) => policies.push(details::policy(cx, policy).await?),
        }
    }
    Ok(GetAccountAuthorizationDetailsOutput {
        user_detail_list: Some(users),
        group_detail_list: Some(groups),
        role_detail_list: Some(roles),
        policies: Some(policies),
        is_truncated: paged.truncated,
        marker: paged.marker,
    })
}
