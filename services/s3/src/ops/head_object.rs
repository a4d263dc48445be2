//! HeadObject: what GetObject would answer, without the body.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>

use gen_s3::{HeadObjectInput, HeadObjectOutput};
use kernel::{ApiResult, Cx, Turn};

use crate::bucket;
use crate::intelligent_tiering;
use crate::lifecycle;
use crate::object_key::ObjectKey;
use crate::object_lambda;
use crate::read::{self, asked, overrides, show_object};
use crate::sse::{self, customer_request};

pub(crate) async fn head_object(
    cx: &mut Cx<'_>,
    input: &HeadObjectInput,
) -> ApiResult<Turn<HeadObjectOutput>> {
    match object_lambda::ask::head(cx, input).await? {
        Some(later) => Ok(later),
        None => head(cx, input).await.map(Turn::Done),
    }
}

async fn head(cx: &mut Cx<'_>, input: &HeadObjectInput) -> ApiResult<HeadObjectOutput> {
    let key = ObjectKey::parse(&input.key)?;
    read::check_overrides(cx, &overrides!(input), input.response_expires)?;
    let customer = customer_request!(input).parse_to_read()?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let version = read::find(cx, &bucket, &key, input.version_id.as_deref(), "HEAD").await?;
    let mut output = HeadObjectOutput::default();
    let Some(object) = &version.object else { return Ok(output) };
    sse::check_customer(&object.encryption, customer.as_ref())?;
    let wanted = read::wanted(cx, &version, object, &asked!(input)).await?;
    show_object!(output, input, &bucket, &version, object, &wanted);
    if let Some(shown) = intelligent_tiering::shown(cx, &bucket, &version, object).await? {
        output.archive_status = Some(shown.archive_status);
        output.restore = shown.restore;
    }
    if input.version_id.is_none() {
        output.expiration = lifecycle::expiration_header(cx, &bucket, &key, &version).await?;
    }
    Ok(output)
}
