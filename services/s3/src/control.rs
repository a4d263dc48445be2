//! S3 Control: what S3 keeps of accounts, access points, and jobs on many objects. Another service on the wire, and the
//! same state.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html>
//!
//! Deviation: operations on buckets (`CreateBucket`, `GetBucket`, `ListRegionalBuckets` and the like) are absent: they are
//! for buckets on Outposts, racks that stand at customers, alone.
//! Deviation: scopes of access points and `ListAccessPointsForDirectoryBuckets` are absent: they are for directory buckets.
//! Deviation: Storage Lens has the free metrics of what is stored, in CSV. Advanced metrics (activity, status codes, cost,
//! protection, performance, prefixes), Parquet, CloudWatch, S3 Tables and organizations are refused.
//! Metadata of objects is not counted; groups take objects and versions, not markers and uploads.
//! Deviation: AWS does not tell these of Storage Lens's exports: whether there is a line of names (there is one here), whether
//! metrics that are zero have lines (they have none), and when a day is counted (here as it ends).
//! Deviation: grants for users of IAM Identity Center are absent: there is no Identity Center.

mod access;
mod endpoints;
mod grants_access;
mod job_tags;
mod mrap_access;
mod ops;
pub(crate) mod tag_changes;

use kernel::{AccountId, ApiError, ApiResult, Cx, Service, Wording};
use schema::{OperationSchema, Rule, Violation};

use crate::{errors, refusals};

/// The service, for the list in `app`.
pub fn control() -> Service {
    Service {
        access: Some(access::access),
        wording: Wording::Own(wording),
        ..Service::new(&gen_s3control::SCHEMA, ops::TABLE)
    }
}

fn wording(_: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let missing = violations.iter().find(|violation| violation.rule == Rule::Required)?;
    // A member within the document that the body is.
    Some(match missing.path.contains('.') {
        true => errors::malformed_xml(),
        false => ApiError::new(
            "InvalidRequest",
            400,
            format!("Missing required parameter: {}", missing.path),
        ),
    })
}

/// The account that a call names, which is the caller's own.
fn account(cx: &Cx<'_>, given: &str) -> ApiResult<AccountId> {
    match AccountId::parse(given) {
        Some(account) if account == cx.account() => Ok(account),
        _ => Err(refusals::access_denied()),
    }
}
