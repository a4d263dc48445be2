//! DescribeOrganizationalUnit: one unit.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html>

use gen_organizations::operations;
use gen_organizations::{DescribeOrganizationalUnitInput, DescribeOrganizationalUnitOutput};
use kernel::{ApiResult, Cx};

use crate::{door, errors, tree};

pub(super) async fn describe_organizational_unit(
    cx: &mut Cx<'_>,
    input: &DescribeOrganizationalUnitInput,
) -> ApiResult<DescribeOrganizationalUnitOutput> {
    let organization = door::reader::<operations::DescribeOrganizationalUnit>(cx, input).await?;
    let unit = tree::unit(cx, &organization, &input.organizational_unit_id).await?;
    let unit = unit.ok_or_else(errors::no_unit)?;
    let path = tree::path(cx, &organization, &unit.id).await?;
    let shown = unit.show(&organization, path);
    Ok(DescribeOrganizationalUnitOutput { organizational_unit: Some(shown) })
}
