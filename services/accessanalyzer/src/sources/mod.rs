//! Where resources with policies come from: one line a kind of resource, one file each. Other services are asked
//! through their operations, as this service itself.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html>

mod iam_role;
mod sqs_queue;

use kernel::{AccountId, ApiError, ApiResult, BoxFuture, Cx};

/// A kind of resource.
pub(crate) struct Source {
    /// `AWS::SQS::Queue`.
    pub(crate) kind: &'static str,
    /// The policy says who may assume a role.
    pub(crate) trust: bool,
    /// All of an account in the region of the call.
    pub(crate) list: ListFn,
    /// The one with this ARN, if it is of the kind and there.
    pub(crate) find: FindFn,
}

type ListFn = for<'a> fn(&'a mut Cx<'_>, AccountId) -> BoxFuture<'a, ApiResult<Vec<Resource>>>;
type FindFn = for<'a> fn(&'a mut Cx<'_>, &'a str) -> BoxFuture<'a, ApiResult<Option<Resource>>>;

/// A resource and its policy, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    pub(crate) arn: String,
    pub(crate) owner: AccountId,
    pub(crate) policy: Option<String>,
}

/// All kinds.
pub(crate) static SOURCES: &[Source] = &[iam_role::SOURCE, sqs_queue::SOURCE];

/// The resource with this ARN, of whatever kind.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    arn: &str,
) -> ApiResult<Option<(&'static Source, Resource)>> {
    for source in SOURCES {
        if let Some(resource) = (source.find)(cx, arn).await? {
            return Ok(Some((source, resource)));
        }
    }
    Ok(None)
}

/// The answer, or nothing where this cloud does not have the service or the operation.
pub(crate) fn if_there<T>(answer: ApiResult<T>) -> ApiResult<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.status() == 501 => Ok(None),
        Err(error) => Err(error),
    }
}

/// The answer, or nothing where there is no such thing.
pub(crate) fn if_found<T>(answer: ApiResult<T>) -> ApiResult<Option<T>> {
    let missing = |error: &ApiError| {
        let code = error.code();
        code.contains("NoSuchEntity") || code.contains("NonExistent") || code.contains("NotExist")
    };
    match if_there(answer) {
        Err(error) if missing(&error) => Ok(None),
        other => other,
    }
}
