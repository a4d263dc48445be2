//! CreateOrganizationalUnit: up to five levels below the root; names are unique within a parent.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html>

use gen_organizations::values::constraint_violation_exception_reason as reason;
use gen_organizations::{CreateOrganizationalUnitInput, CreateOrganizationalUnitOutput};
use kernel::{ApiResult, Cx};

use crate::tables::UNITS;
use crate::tree::{self, Unit};
use crate::{door, errors, ids, limits, tags};

pub(super) async fn create_organizational_unit(
    cx: &mut Cx<'_>,
    input: &CreateOrganizationalUnitInput,
) -> ApiResult<CreateOrganizationalUnitOutput> {
    let organization = door::management(cx).await?;
    if !tree::is_parent(cx, &organization, &input.parent_id).await? {
        return Err(errors::no_parent());
    }
    let given = tags::of_request(input.tags.as_ref())?;
    // The root is the first of the line.
    if tree::lineage(cx, &organization, &input.parent_id).await?.len() > limits::UNIT_DEPTH {
        return Err(errors::constraint(
            reason::OU_DEPTH_LIMIT_EXCEEDED,
            "You attempted to create an OU tree that is too many levels deep.",
        ));
    }
    if cx.count_rows(&UNITS, &organization.id).await? >= limits::UNITS as u64 {
        return Err(errors::constraint(
            reason::OU_NUMBER_LIMIT_EXCEEDED,
            "You attempted to exceed the number of OUs that you can have in an organization.",
        ));
    }
    let unit = Unit {
        id: ids::fresh_unit(cx.random(), &organization.root),
        name: input.name.clone(),
        parent: input.parent_id.clone(),
    };
    tree::add_unit(cx, &organization, &unit).await?;
    tags::save(cx, &organization, &unit.id, &given);
    let path = tree::path(cx, &organization, &unit.id).await?;
    let shown = unit.show(&organization, path);
    Ok(CreateOrganizationalUnitOutput { organizational_unit: Some(shown) })
}
