//! DeleteOrganizationalUnit: only an empty one.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganizationalUnit.html>

use gen_organizations::errors as modelled;
use gen_organizations::{DeleteOrganizationalUnitInput, DeleteOrganizationalUnitOutput};
use kernel::{ApiResult, Cx};

use crate::{door, errors, tags, tree};

pub(super) async fn delete_organizational_unit(
    cx: &mut Cx<'_>,
    input: &DeleteOrganizationalUnitInput,
) -> ApiResult<DeleteOrganizationalUnitOutput> {
    let organization = door::management(cx).await?;
    let unit = tree::unit(cx, &organization, &input.organizational_unit_id).await?;
    let unit = unit.ok_or_else(errors::no_unit)?;
    for accounts in [false, true] {
        let inside = tree::children(cx, &organization, &unit.id, accounts, None, 1).await?;
        if !inside.is_empty() {
            return Err(modelled::organizational_unit_not_empty_exception(
                "The specified OU is not empty. Move all accounts to another root or to other OUs, remove \
                 all child OUs, and try the operation again.",
            ));
        }
    }
    tree::remove_unit(cx, &organization, &unit).await?;
    tags::save(cx, &organization, &unit.id, &Vec::new());
    Ok(DeleteOrganizationalUnitOutput::default())
}
