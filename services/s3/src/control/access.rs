//! What calls of S3 Control require of policies.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>

use gen_s3control::{CreateAccessPointRequest, CreateJobRequest};
use kernel::{Access, AccessQuery, ApiResult, BoxFuture, Cx, Required, policy_asks_resource_tags};
use policy::ResourceRule;

use super::tag_changes::Tagged;
use super::{grants_access, mrap_access};
use crate::access_point;
use crate::batch::{self, job};
use crate::tables::{ACCESS_POINTS, BATCH_JOBS, LENS_GROUPS};
use crate::{grants, object_lambda, storage_lens};

pub(super) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        if let Some(required) = grants_access::required(cx, query).await? {
            return Ok(Access::Requires(required));
        }
        let given = query.input.text("AccountId").unwrap_or_default();
        super::account(cx, &given)?;
        if let Some(required) = mrap_access::required(cx, query).await? {
            return Ok(Access::Requires(vec![required]));
        }
        Ok(Access::Requires(match query.operation {
            "CreateJob" => create_job(query),
            "DescribeJob" | "UpdateJobPriority" | "UpdateJobStatus" | "DeleteJobTagging"
            | "GetJobTagging" | "PutJobTagging" => vec![on_job(cx, query).await?],
            "ListTagsForResource" | "TagResource" | "UntagResource" => {
                vec![on_tagged(cx, query).await?]
            }
            "CreateAccessPoint" => create_access_point(cx, query),
            operation if operation.contains("StorageLens") => on_storage_lens(cx, query).await?,
            operation if operation.ends_with("ForObjectLambda") => {
                vec![query.on(match query.input.text("Name") {
                    Some(name) => object_lambda::arn(cx.region(), cx.account(), &name),
                    None => "*".to_owned(),
                })]
            }
            _ => match query.input.text("Name") {
                Some(name) => vec![on_access_point(cx, query, &name).await?],
                // Settings of an account and lists have no ARN.
                None => vec![query.on("*")],
            },
        }))
    })
}

/// New configurations, new groups and lists have no ARN.
async fn on_storage_lens(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let text = |member: &str| query.input.text(member).unwrap_or_default();
    let tagged = !query.input.tags("Tags").is_empty();
    let operation = query.operation;
    let (arn, tags) = match operation {
        "PutStorageLensConfiguration" => {
            let also = tagged.then(|| Required::new("s3:PutStorageLensConfigurationTagging", "*"));
            return Ok([Some(query.on("*")), also].into_iter().flatten().collect());
        }
        "CreateStorageLensGroup" => {
            let also = tagged.then(|| Required::new("s3:TagResource", "*"));
            return Ok([Some(query.on("*")), also].into_iter().flatten().collect());
        }
        operation if operation.starts_with("List") => return Ok(vec![query.on("*")]),
        operation if operation.ends_with("Group") => {
            let name = text("Name");
            let key = grants::entry(cx, &name);
            let found = cx.get(&LENS_GROUPS, &key).await?;
            (storage_lens::arn_of_group(cx, &name), found.map(|group| group.tags))
        }
        _ => {
            let id = text("ConfigId");
            let found = storage_lens::stored(cx, &id).await?;
            (storage_lens::arn_of_lens(cx, &id), found.map(|lens| lens.tags))
        }
    };
    let required = query.on(arn);
    Ok(vec![match tags.filter(|_| query.wants_resource_tags) {
        Some(tags) => required.with_tags(pairs(&tags)),
        None => required,
    }])
}

fn create_access_point(cx: &Cx<'_>, query: &AccessQuery<'_>) -> Vec<Required> {
    let name = query.input.text("Name").unwrap_or_default();
    let arn = access_point::arn(cx.region(), cx.account(), &name);
    let input = query.input_as::<CreateAccessPointRequest>();
    let vpc = input.is_some_and(|input| input.vpc_configuration.is_some());
    let origin = if vpc { "VPC" } else { "Internet" };
    let keyed = |required: Required| {
        required
            .with_key("s3:DataAccessPointArn", arn.as_str())
            .with_key("s3:DataAccessPointAccount", cx.account().as_str())
            .with_key("s3:AccessPointNetworkOrigin", origin)
    };
    let mut all = vec![keyed(query.on(arn.as_str()))];
    if input.is_some_and(|input| input.tags.as_ref().is_some_and(|tags| !tags.is_empty())) {
        all.push(keyed(Required::new("s3:TagResource", arn.as_str())));
    }
    all
}

async fn on_access_point(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    name: &str,
) -> ApiResult<Required> {
    let arn = access_point::arn(cx.region(), cx.account(), name);
    let key = access_point::key(cx.account(), cx.region(), name);
    let mut required = query
        .on(arn.as_str())
        .with_key("s3:DataAccessPointArn", arn.as_str())
        .with_key("s3:DataAccessPointAccount", cx.account().as_str());
    if let Some(point) = cx.get_shared(&ACCESS_POINTS, &key).await? {
        required = required.with_key("s3:AccessPointNetworkOrigin", point.network_origin());
        if query.wants_resource_tags {
            required = required.with_tags(pairs(&point.tags));
        }
    }
    Ok(required)
}

async fn on_tagged(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Required> {
    let arn = query.input.text("ResourceArn").unwrap_or_default();
    let required = query.on(arn.as_str());
    let found = match Tagged::find(cx, &arn).await {
        Ok(found) => found,
        // What is not there is told to those who may ask.
        Err(error) if error.code() == "NoSuchResource" => return Ok(required),
        Err(error) => return Err(error),
    };
    let mut required = required;
    if let Tagged::Bucket(_) = found {
        for (key, value) in found.deciding_tags() {
            required = required.with_key(format!("s3:BucketTag/{key}"), value.as_str());
        }
    }
    let asks = query.wants_resource_tags || found.policy().is_some_and(policy_asks_resource_tags);
    let required = match asks {
        true => required.with_tags(pairs(found.deciding_tags())),
        false => required,
    };
    Ok(match found.policy() {
        Some(text) => {
            let policy = cx.kernel().compiled(&arn, text)?;
            required.with_policy(policy, ResourceRule::Either)
        }
        None => required,
    })
}

/// A new job has no ARN yet. Whoever makes it hands it a role.
fn create_job(query: &AccessQuery<'_>) -> Vec<Required> {
    let Some(input) = query.input_as::<CreateJobRequest>() else { return vec![query.on("*")] };
    let main = query
        .on("*")
        .with_key("s3:RequestJobPriority", input.priority.to_string())
        .with_key("s3:RequestJobOperation", job::operation_name(&input.operation));
    let mut all = vec![main];
    if input.tags.as_ref().is_some_and(|tags| !tags.is_empty()) {
        all.push(Required::new("s3:PutJobTagging", "*"));
    }
    let role = Required::new("iam:PassRole", input.role_arn.as_str());
    all.push(role.with_key("iam:PassedToService", batch::PRINCIPAL));
    all
}

async fn on_job(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Required> {
    let id = query.input.text("JobId").unwrap_or_default();
    let required = query.on(cx.arn("s3", &format!("job/{id}"))?.to_string());
    let key = job::key(cx.account(), cx.region(), &id);
    let Some(job) = cx.get(&BATCH_JOBS, &key).await? else { return Ok(required) };
    let required = required
        .with_key("s3:ExistingJobPriority", job.priority.to_string())
        .with_key("s3:ExistingJobOperation", job::operation_name(&job.request.0.operation));
    let required = match job.status == job::Status::Suspended {
        true => required.with_key("s3:JobSuspendedCause", job::SUSPENDED_CAUSE),
        false => required,
    };
    Ok(match query.wants_resource_tags {
        true => required.with_tags(pairs(&job.tags)),
        false => required,
    })
}

pub(super) fn pairs(tags: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    tags.iter().map(|(key, value)| (key.as_str(), value.as_str()))
}
