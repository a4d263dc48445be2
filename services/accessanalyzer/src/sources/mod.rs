//! Where resources with policies come from: one line a kind of resource, one file each. Other services are asked
//! through their operations, as this service itself.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html>

mod dynamodb_table;
mod iam_role;
mod kms_key;
mod lambda_function;
mod secret;
mod sqs_queue;

use kernel::{AccountId, ApiError, ApiResult, Arn, BoxFuture, Cx};

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
pub(crate) static SOURCES: &[Source] = &[
    dynamodb_table::SOURCE,
    iam_role::SOURCE,
    kms_key::SOURCE,
    lambda_function::SOURCE,
    secret::SOURCE,
    sqs_queue::SOURCE,
];

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

/// The owner of the resource with this ARN, when it is the service's, of a kind that begins so, and in this region.
fn here(cx: &Cx<'_>, arn: &str, service: &str, kind: &str) -> Option<AccountId> {
    let arn: Arn = arn.parse().ok()?;
    let region = arn.region() == cx.region().as_str();
    let ours = region && arn.service() == service && arn.resource().starts_with(kind);
    AccountId::parse(arn.account()).filter(|_| ours)
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
        ["NoSuch", "NonExistent", "NotExist", "NotFound"].iter().any(|word| code.contains(word))
    };
    match if_there(answer) {
        Err(error) if missing(&error) => Ok(None),
        other => other,
    }
}
