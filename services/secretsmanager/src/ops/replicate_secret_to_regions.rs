//! ReplicateSecretToRegions.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ReplicateSecretToRegions.html>

use gen_secretsmanager::{ReplicateSecretToRegionsInput, ReplicateSecretToRegionsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn replicate_secret_to_regions(
    _cx: &mut Cx<'_>,
    _input: &ReplicateSecretToRegionsInput,
) -> ApiResult<ReplicateSecretToRegionsOutput> {
    Err(ApiError::not_implemented("secretsmanager:ReplicateSecretToRegions"))
}
