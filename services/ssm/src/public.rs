//! AWS's own parameters, `/aws/service/...`: facts about regions and services, from AWS's published endpoints.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-global-infrastructure.html>

use kernel::{ApiResult, Cx};

use crate::errors;
use crate::name::ParameterKey;
use crate::reference::Selector;

/// The public parameter with this name.
pub(crate) fn get(
    _cx: &Cx<'_>,
    _key: &ParameterKey,
    _selector: Option<&Selector>,
) -> ApiResult<gen_ssm::Parameter> {
    Err(errors::not_found())
}

/// Whether a path is of public parameters.
pub(crate) fn is_below(_path: &str) -> bool {
    false
}

/// A page of the public parameters below a path.
pub(crate) fn walk(
    _cx: &Cx<'_>,
    _below: &str,
    _recursive: bool,
    _page: &crate::page::Page,
) -> ApiResult<(Vec<gen_ssm::Parameter>, Option<String>)> {
    Ok((Vec::new(), None))
}
