//! S3 Control: what S3 keeps of accounts. Another service on the wire, and the same state.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html>

mod ops;

use kernel::{
    Access, AccessQuery, AccountId, ApiError, ApiResult, BoxFuture, Cx, Service, Wording,
};
use schema::{OperationSchema, Rule, Violation};

/// The service, for the list in `app`.
pub fn control() -> Service {
    Service {
        access: Some(access),
        wording: Wording::Own(wording),
        ..Service::new(&gen_s3control::SCHEMA, ops::TABLE)
    }
}

fn wording(_: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let missing = violations.iter().find(|violation| violation.rule == Rule::Required)?;
    let message = format!("Missing required parameter: {}", missing.path);
    Some(ApiError::new("InvalidRequest", 400, message))
}

/// Settings of an account have no ARN.
fn access<'a>(_: &'a mut Cx<'_>, query: &'a AccessQuery<'a>) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move { Ok(Access::Requires(vec![query.on("*")])) })
}

/// The account that a call names, which is the caller's own.
fn account(cx: &Cx<'_>, given: &str) -> ApiResult<AccountId> {
    match AccountId::parse(given) {
        Some(account) if account == cx.account() => Ok(account),
        _ => Err(ApiError::new("AccessDenied", 403, "Access Denied")),
    }
}
