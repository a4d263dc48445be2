//! ListRoots: there is one.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html>

use gen_organizations::operations;
use gen_organizations::{ListRootsInput, ListRootsOutput};
use kernel::{ApiResult, Cx};

use crate::door;
use crate::page::Page;

pub(super) async fn list_roots(
    cx: &mut Cx<'_>,
    input: &ListRootsInput,
) -> ApiResult<ListRootsOutput> {
    let organization = door::reader::<operations::ListRoots>(cx, input).await?;
    let page = Page::parse(cx, "", input.max_results, input.next_token.as_deref())?;
    let roots = vec![(organization.root.clone(), organization.show_root())];
    let (roots, next_token) = page.of(cx, roots);
    Ok(ListRootsOutput { roots: Some(roots), next_token })
}
