//! GetObject: an object's bytes, or a range or a part of them, as they are read.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>

use gen_s3::{GetObjectInput, GetObjectOutput};
use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::body::{Segment, Tries};
use crate::bucket;
use crate::intelligent_tiering;
use crate::lifecycle;
use crate::object_key::ObjectKey;
use crate::object_lambda;
use crate::read::{self, asked, overrides, show_object};
use crate::reading;
use crate::sources;
use crate::sse::customer_request;

pub(crate) async fn get_object(
    wx: &mut WaitCx<'_>,
    input: GetObjectInput,
) -> ApiResult<GetObjectOutput> {
    if let Some(answer) = object_lambda::get::answered(wx, &input).await? {
        return Ok(answer);
    }
    let mut tries = Tries::default();
    loop {
        let (mut output, segments) = transact!(wx, cx => find(cx, &input).await)?;
        if let Some(body) = reading::stream(wx.kernel(), segments)? {
            output.body = Some(body);
            return Ok(*output);
        }
        tries.again()?;
    }
}

async fn find(
    cx: &mut Cx<'_>,
    input: &GetObjectInput,
) -> ApiResult<(Box<GetObjectOutput>, Vec<Segment>)> {
    let key = ObjectKey::parse(&input.key)?;
    read::check_overrides(cx, &overrides!(input), input.response_expires)?;
    let customer = customer_request!(input).parse_to_read()?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let version = read::find(cx, &bucket, &key, input.version_id.as_deref(), "GET").await?;
    // Boxed: it is large, and what is returned is moved at every step of the way.
    let mut output = Box::<GetObjectOutput>::default();
    let Some(object) = &version.object else { return Ok((output, Vec::new())) };
    let wanted = read::wanted(cx, &version, object, &asked!(input)).await?;
    read::check_readable(object, cx.now())?;
    intelligent_tiering::read(cx, &bucket, &version, object).await?;
    show_object!(output, input, &bucket, &version, object, &wanted);
    if input.version_id.is_none() {
        output.expiration = lifecycle::expiration_header(cx, &bucket, &key, &version).await?;
    }
    let segments =
        sources::of(cx, &bucket, &key, object, customer.as_ref(), wanted.range, wanted.manifest)
            .await?;
    Ok((output, segments))
}
