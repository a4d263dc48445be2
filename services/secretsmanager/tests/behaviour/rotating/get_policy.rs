//! The function lets Secrets Manager in.

use gen_lambda::{GetPolicyRequest, GetPolicyResponse};
use kernel::{ApiResult, Cx};

pub(crate) async fn get_policy(
    _: &mut Cx<'_>,
    _: &GetPolicyRequest,
) -> ApiResult<GetPolicyResponse> {
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "secretsmanager.amazonaws.com"}, "Action": "lambda:InvokeFunction", "Resource": "*"}}"#;
    Ok(GetPolicyResponse { policy: Some(policy.to_owned()), ..GetPolicyResponse::default() })
}
