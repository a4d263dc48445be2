//! UpdateOrganizationalUnit: gives a unit another name.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html>

use gen_organizations::{UpdateOrganizationalUnitInput, UpdateOrganizationalUnitOutput};
use kernel::{ApiResult, Cx};

use crate::tables::{UNIT_NAMES, UNITS};
use crate::{door, errors, tree};

pub(super) async fn update_organizational_unit(
    cx: &mut Cx<'_>,
    input: &UpdateOrganizationalUnitInput,
) -> ApiResult<UpdateOrganizationalUnitOutput> {
    let organization = door::management(cx).await?;
    let unit = tree::unit(cx, &organization, &input.organizational_unit_id).await?;
    let mut unit = unit.ok_or_else(errors::no_unit)?;
    if let Some(name) = input.name.as_ref().filter(|name| **name != unit.name) {
        tree::take_name(cx, &organization, &unit.parent, name, &unit.id).await?;
        let old = (organization.id.clone(), unit.parent.clone(), unit.name.clone());
        cx.delete(&UNIT_NAMES, &old);
        unit.name.clone_from(name);
        cx.put(&UNITS, &(organization.id.clone(), unit.id.clone()), &unit);
    }
    let path = tree::path(cx, &organization, &unit.id).await?;
    let shown = unit.show(&organization, path);
    Ok(UpdateOrganizationalUnitOutput { organizational_unit: Some(shown) })
}
