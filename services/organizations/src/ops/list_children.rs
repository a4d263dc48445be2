//! ListChildren: the ids of the accounts or units right below a root or unit.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListChildren.html>

use gen_organizations::values::child_type;
use gen_organizations::{Child, operations};
use gen_organizations::{ListChildrenInput, ListChildrenOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{door, errors, tree};

pub(super) async fn list_children(
    cx: &mut Cx<'_>,
    input: &ListChildrenInput,
) -> ApiResult<ListChildrenOutput> {
    let organization = door::reader::<operations::ListChildren>(cx, input).await?;
    let parent = &input.parent_id;
    if !tree::is_parent(cx, &organization, parent).await? {
        return Err(errors::no_parent());
    }
    let binding = format!("{parent} {}", input.child_type);
    let page = Page::parse(cx, binding, input.max_results, input.next_token.as_deref())?;
    let accounts = input.child_type == child_type::ACCOUNT;
    let after = page.after.as_deref();
    let ids = tree::children(cx, &organization, parent, accounts, after, page.limit + 1).await?;
    let children = ids.into_iter().map(|id| {
        let child = Child { id: Some(id.clone()), r#type: Some(input.child_type.clone()) };
        (id, child)
    });
    let (children, next_token) = page.cut(cx, children.collect());
    Ok(ListChildrenOutput { children: Some(children), next_token })
}
