//! DescribeSecret: everything about a secret but its values; deleted ones too.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_DescribeSecret.html>

use std::sync::Arc;

use gen_secretsmanager::{DescribeSecretRequest, DescribeSecretResponse};
use kernel::{ApiResult, Cx};

use crate::{replication, secret, show};

pub(crate) async fn describe_secret(
    cx: &mut Cx<'_>,
    input: &DescribeSecretRequest,
) -> ApiResult<DescribeSecretResponse> {
    let secret = secret::find(cx, &input.secret_id).await?;
    if secret.replicas.is_empty() {
        return show::described(cx, &secret);
    }
    let mut secret = Arc::unwrap_or_clone(secret);
    replication::look_after(cx, &mut secret).await?;
    show::described(cx, &secret)
}
