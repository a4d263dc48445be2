//! What a call requires of policies: its action on a bucket or an object, whose policy and lists take part, also for
//! callers of other accounts and for those who do not sign.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html>

mod keys;
mod side;
mod through_lambda;

use kernel::{Access, AccessQuery, ApiResult, BoxFuture, Cx, Principal, Required};

use crate::access_point::{self, Reached};
use crate::bucket::Bucket;
use crate::object_key::ObjectKey;
use crate::version_id::VersionId;
use crate::{annotations, control_errors, errors, refusals, versions};

use keys::Given;
use side::Side;
use through_lambda::Through;

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        Ok(Access::Requires(match query.operation {
            "ListBuckets" | "ListDirectoryBuckets" => vec![query.on("*")],
            "CreateBucket" => create_bucket(cx, query),
            "WriteGetObjectResponse" => vec![through_lambda::answer(cx, query)?],
            _ => on_bucket(cx, query).await?,
        }))
    })
}

/// The bucket's ARN, whether it is there or not.
fn bucket_arn(cx: &Cx<'_>, name: &str) -> String {
    format!("arn:{}:s3:::{name}", cx.partition())
}

/// Creating a bucket with more than a name needs the permissions to give it these things.
fn create_bucket(cx: &Cx<'_>, query: &AccessQuery<'_>) -> Vec<Required> {
    let text = |member: &str| query.input.text(member).filter(|text| !text.is_empty());
    let arn = bucket_arn(cx, &text("Bucket").unwrap_or_default());
    let input = query.input_as::<gen_s3::CreateBucketRequest>();
    let configuration = input.and_then(|input| input.create_bucket_configuration.as_ref());
    let constraint = configuration.and_then(|c| c.location_constraint.as_deref());
    let tags = configuration.and_then(|c| c.tags.as_deref()).unwrap_or_default();
    let mut main = with_request_tags(query.on(arn.as_str()), tags);
    if let Some(constraint) = constraint {
        main = main.with_key("s3:LocationConstraint", constraint);
    }
    let mut all = vec![main];
    if !tags.is_empty() {
        all.push(with_request_tags(Required::new("s3:TagResource", arn.as_str()), tags));
    }
    let listed =
        ["ACL", "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP"];
    if listed.iter().any(|member| text(member).is_some()) {
        all.push(Required::new("s3:PutBucketAcl", arn.as_str()));
    }
    if text("ObjectOwnership").is_some() {
        all.push(Required::new("s3:PutBucketOwnershipControls", arn.as_str()));
    }
    if text("ObjectLockEnabledForBucket").as_deref() == Some("true") {
        all.push(Required::new("s3:PutBucketVersioning", arn.as_str()));
        all.push(Required::new("s3:PutBucketObjectLockConfiguration", arn.as_str()));
    }
    all
}

/// The tags that a new bucket is given lie within a document, where the kernel does not look for them.
fn with_request_tags(mut required: Required, tags: &[gen_s3::Tag]) -> Required {
    if tags.is_empty() {
        return required;
    }
    for tag in tags {
        required = required.with_key(format!("aws:RequestTag/{}", tag.key), tag.value.as_str());
    }
    required.with_keys("aws:TagKeys", tags.iter().map(|tag| tag.key.as_str()))
}

/// The action of an operation on a version that it names.
/// Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>
fn of_version(action: &str) -> Option<&'static str> {
    Some(match action {
        "s3:GetObject" => "s3:GetObjectVersion",
        "s3:GetObjectAcl" => "s3:GetObjectVersionAcl",
        "s3:GetObjectAnnotation" => "s3:GetObjectVersionAnnotation",
        "s3:GetObjectAttributes" => "s3:GetObjectVersionAttributes",
        "s3:GetObjectTagging" => "s3:GetObjectVersionTagging",
        "s3:ListObjectAnnotations" => "s3:ListObjectVersionAnnotations",
        "s3:PutObjectAcl" => "s3:PutObjectVersionAcl",
        "s3:PutObjectAnnotation" => "s3:PutObjectVersionAnnotation",
        "s3:PutObjectTagging" => "s3:PutObjectVersionTagging",
        "s3:DeleteObject" => "s3:DeleteObjectVersion",
        "s3:DeleteObjectAnnotation" => "s3:DeleteObjectVersionAnnotation",
        "s3:DeleteObjectTagging" => "s3:DeleteObjectVersionTagging",
        _ => return None,
    })
}

async fn on_bucket(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let given = Given::of(query);
    let name = given.bucket.clone().unwrap_or_default();
    let found = access_point::reach(cx, &name).await?;
    let Some(Reached { bucket, point, lambda }) = found else {
        if cx.caller().principal == Principal::Anonymous {
            return Err(errors::no_such_bucket(&name));
        }
        return Ok(unguarded(cx, query, &given, &name));
    };
    let through = match lambda {
        Some(lambda) => Some(Through::of(cx, lambda, query, &given)?),
        None => None,
    };
    if let Some(own) = through.as_ref().and_then(Through::instead) {
        return Ok(vec![own]);
    }
    if bucket.requester_pays
        && cx.caller().account != bucket.owner
        && query.input.text("RequestPayer").is_none_or(|payer| payer != "requester")
    {
        return Err(refusals::access_denied());
    }
    if let Some(point) = &point {
        access_point::check_served(point, query.operation)?;
    }
    let owner = bucket.owner;
    let mut side = Side::of(cx, bucket, point, query.wants_resource_tags).await?;
    let mut all = Vec::new();
    match (&given.key, query.operation) {
        (_, "DeleteObjects") => deletions(cx, &mut side, query, &given, &mut all).await?,
        (Some(key), _) => on_object(cx, &mut side, query, &given, key, &mut all).await?,
        (None, _) => all.push(side.on_bucket(query.action, &given)?),
    }
    let mut all = side.through(cx, all)?;
    if let Some(through) = through {
        all = through.with(owner, all);
    }
    if let Some(source) = given.source() {
        all.extend(from_source(cx, &mut side, query, &given, source, &name).await?);
    }
    Ok(all)
}

/// Of a bucket that is not there: it is the caller's permissions alone that count.
fn unguarded(cx: &Cx<'_>, query: &AccessQuery<'_>, given: &Given, name: &str) -> Vec<Required> {
    let arn = bucket_arn(cx, name);
    let resource = match &given.key {
        Some(key) => format!("{arn}/{key}"),
        None if query.operation == "DeleteObjects" => format!("{arn}/*"),
        None => arn,
    };
    vec![query.on(resource)]
}

/// Operations that say all of a new object.
const MAKES: [&str; 3] = ["PutObject", "CopyObject", "CreateMultipartUpload"];

/// The action on an object, and what the request does beside it.
async fn on_object(
    cx: &mut Cx<'_>,
    side: &mut Side,
    query: &AccessQuery<'_>,
    given: &Given,
    key: &str,
    all: &mut Vec<Required>,
) -> ApiResult<()> {
    let action = match given.version.as_deref().and_then(|_| of_version(query.action)) {
        Some(action) => action,
        None => query.action,
    };
    let writes = matches!(
        query.operation,
        "PutObject"
            | "CopyObject"
            | "CreateMultipartUpload"
            | "UploadPart"
            | "UploadPartCopy"
            | "CompleteMultipartUpload"
            | "AbortMultipartUpload"
            | "ListParts"
    );
    if !writes {
        side.look_at(cx, key, given.version.as_deref()).await?;
    }
    if matches!(query.operation, "GetObject" | "HeadObject") && side.is_missing() {
        // Who may list is told that there is no such object; nobody else is.
        all.push(side.on_bucket("s3:ListBucket", given)?);
        return Ok(());
    }
    all.push(side.on_object(action, key, given)?);
    if given.has_acl && MAKES.contains(&query.operation) {
        all.push(side.on_list_of_new(key, given)?);
    }
    let mut also = |action: &'static str| -> ApiResult<()> {
        all.push(side.on_object(action, key, given)?);
        Ok(())
    };
    match query.operation {
        "GetObjectAttributes" => {
            also(if given.version.is_some() { "s3:GetObjectVersion" } else { "s3:GetObject" })?;
        }
        "DeleteObject" | "PutObjectRetention" if given.bypass => {
            also("s3:BypassGovernanceRetention")?;
        }
        operation if MAKES.contains(&operation) => {
            if given.has_tags {
                also("s3:PutObjectTagging")?;
            }
            if given.has_retention {
                also("s3:PutObjectRetention")?;
            }
            if given.has_legal_hold {
                also("s3:PutObjectLegalHold")?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Each key that a batch deletes.
async fn deletions(
    cx: &mut Cx<'_>,
    side: &mut Side,
    query: &AccessQuery<'_>,
    given: &Given,
    all: &mut Vec<Required>,
) -> ApiResult<()> {
    let input = query.input_as::<gen_s3::DeleteObjectsRequest>();
    let objects = input.map(|input| input.delete.objects.as_slice()).unwrap_or_default();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for object in objects.iter().take(crate::limits::MAX_DELETES) {
        let action = match object.version_id {
            Some(_) => "s3:DeleteObjectVersion",
            None => "s3:DeleteObject",
        };
        // With nothing that tells objects apart, one answer serves for all.
        if side.is_plain() && seen.iter().any(|(known, _)| *known == action) {
            continue;
        }
        if seen.contains(&(action, object.key.as_str())) {
            continue;
        }
        seen.push((action, object.key.as_str()));
        if !side.is_plain() {
            side.look_at(cx, &object.key, object.version_id.as_deref()).await?;
        }
        all.push(side.on_object(action, &object.key, given)?);
        if given.bypass {
            all.push(side.on_object("s3:BypassGovernanceRetention", &object.key, given)?);
        }
    }
    if all.is_empty() {
        all.push(side.on_object(query.action, "*", given)?);
    }
    Ok(())
}

/// A copy reads its source, which may be another bucket's. `target` is how the request names its own.
async fn from_source(
    cx: &mut Cx<'_>,
    side: &mut Side,
    query: &AccessQuery<'_>,
    given: &Given,
    source: keys::Source,
    target: &str,
) -> ApiResult<Vec<Required>> {
    if source.bucket == target {
        let along = takes_annotations(cx, side.bucket(), query, &source).await?;
        let mut all = annotating(side, given, along)?;
        side.look_at(cx, &source.key, source.version.as_deref()).await?;
        all.extend(reading(side, given, &source, along)?);
        return side.through(cx, all);
    }
    let found = access_point::reach(cx, &source.bucket).await?;
    let Some(Reached { bucket, point, lambda }) = found else {
        let arn = bucket_arn(cx, &source.bucket);
        return Ok(vec![Required::new(read_action(&source), format!("{arn}/{}", source.key))]);
    };
    if lambda.is_some() {
        return Err(control_errors::method_not_allowed());
    }
    if let Some(point) = &point {
        access_point::check_served(point, "GetObject")?;
    }
    let along = takes_annotations(cx, &bucket, query, &source).await?;
    let mut all = side.through(cx, annotating(side, given, along)?)?;
    let mut side = Side::of(cx, bucket, point, query.wants_resource_tags).await?;
    side.look_at(cx, &source.key, source.version.as_deref()).await?;
    all.extend(side.through(cx, reading(&side, given, &source, along)?)?);
    Ok(all)
}

/// The action of reading a copy's source.
fn read_action(source: &keys::Source) -> &'static str {
    if source.version.is_some() { "s3:GetObjectVersion" } else { "s3:GetObject" }
}

/// What reading a copy's source requires, on its own side.
fn reading(
    side: &Side,
    given: &Given,
    source: &keys::Source,
    along: bool,
) -> ApiResult<Vec<Required>> {
    let reading = given.reading(source.version.clone());
    let mut all = vec![side.on_object(read_action(source), &source.key, &reading)?];
    if along {
        let action = match source.version {
            Some(_) => "s3:GetObjectVersionAnnotation",
            None => "s3:GetObjectAnnotation",
        };
        all.push(side.on_object(action, &source.key, &reading)?);
    }
    Ok(all)
}

/// What a copy that takes annotations along requires where it is written.
fn annotating(side: &Side, given: &Given, along: bool) -> ApiResult<Vec<Required>> {
    match given.key.as_deref().filter(|_| along) {
        Some(key) => Ok(vec![side.on_object("s3:PutObjectAnnotation", key, given)?]),
        None => Ok(Vec::new()),
    }
}

/// Whether a copy takes annotations along: the permissions for that are required of no other.
async fn takes_annotations(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    query: &AccessQuery<'_>,
    source: &keys::Source,
) -> ApiResult<bool> {
    let directive = query.input.text("AnnotationDirective");
    if query.operation != "CopyObject" || directive.is_some_and(|text| text == "EXCLUDE") {
        return Ok(false);
    }
    let id = VersionId::parse(source.version.as_deref());
    let (Some(key), Ok(id)) = (object_key(&source.key), id) else { return Ok(false) };
    match versions::find(cx, bucket, &key, id).await? {
        Some(version) => Ok(annotations::count(cx, bucket.id, version.number).await? > 0),
        None => Ok(false),
    }
}

/// A key that a request names, if it can be one.
fn object_key(text: &str) -> Option<ObjectKey> {
    ObjectKey::parse(text).ok()
}
