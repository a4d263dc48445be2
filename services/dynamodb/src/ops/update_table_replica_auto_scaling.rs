//! UpdateTableReplicaAutoScaling.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateTableReplicaAutoScaling.html>

use gen_dynamodb::{UpdateTableReplicaAutoScalingInput, UpdateTableReplicaAutoScalingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_table_replica_auto_scaling(
    _cx: &mut Cx<'_>,
    _input: &UpdateTableReplicaAutoScalingInput,
) -> ApiResult<UpdateTableReplicaAutoScalingOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateTableReplicaAutoScaling"))
}
