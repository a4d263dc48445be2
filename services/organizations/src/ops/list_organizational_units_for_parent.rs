//! ListOrganizationalUnitsForParent: the units right below a root or unit.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html>

use gen_organizations::operations;
use gen_organizations::{
    ListOrganizationalUnitsForParentInput, ListOrganizationalUnitsForParentOutput,
};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{door, errors, tree};

pub(super) async fn list_organizational_units_for_parent(
    cx: &mut Cx<'_>,
    input: &ListOrganizationalUnitsForParentInput,
) -> ApiResult<ListOrganizationalUnitsForParentOutput> {
    let organization =
        door::reader::<operations::ListOrganizationalUnitsForParent>(cx, input).await?;
    let parent = &input.parent_id;
    if !tree::is_parent(cx, &organization, parent).await? {
        return Err(errors::no_parent());
    }
    let page = Page::parse(cx, parent, input.max_results, input.next_token.as_deref())?;
    let after = page.after.as_deref();
    let ids = tree::children(cx, &organization, parent, false, after, page.limit + 1).await?;
    let above = tree::path(cx, &organization, parent).await?;
    let mut units = Vec::new();
    for id in ids {
        if let Some(unit) = tree::unit(cx, &organization, &id).await? {
            let shown = unit.show(&organization, format!("{above}{id}/"));
            units.push((id, shown));
        }
    }
    let (units, next_token) = page.cut(cx, units);
    Ok(ListOrganizationalUnitsForParentOutput { organizational_units: Some(units), next_token })
}
