//! DescribeTableReplicaAutoScaling.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeTableReplicaAutoScaling.html>

use gen_dynamodb::{DescribeTableReplicaAutoScalingInput, DescribeTableReplicaAutoScalingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_table_replica_auto_scaling(
    _cx: &mut Cx<'_>,
    _input: &DescribeTableReplicaAutoScalingInput,
) -> ApiResult<DescribeTableReplicaAutoScalingOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeTableReplicaAutoScaling"))
}
