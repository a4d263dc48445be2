//! ListParents: the one parent of a unit or account.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html>

use gen_organizations::values::parent_type;
use gen_organizations::{ListParentsInput, ListParentsOutput};
use gen_organizations::{Parent, operations};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{door, errors, tree};

pub(super) async fn list_parents(
    cx: &mut Cx<'_>,
    input: &ListParentsInput,
) -> ApiResult<ListParentsOutput> {
    let organization = door::reader::<operations::ListParents>(cx, input).await?;
    let parent = tree::parent_of(cx, &organization, &input.child_id).await?;
    let parent = parent.ok_or_else(errors::no_child)?;
    let page = Page::parse(cx, &input.child_id, input.max_results, input.next_token.as_deref())?;
    let kind = match parent == organization.root {
        true => parent_type::ROOT,
        false => parent_type::ORGANIZATIONAL_UNIT,
    };
    let shown = Parent { id: Some(parent.clone()), r#type: Some(kind.to_owned()) };
    let (parents, next_token) = page.of(cx, vec![(parent, shown)]);
    Ok(ListParentsOutput { parents: Some(parents), next_token })
}
