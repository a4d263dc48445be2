//! GetObject through a function: it is called with the address of the original, and answers by WriteGetObjectResponse
//! while the caller waits.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-writing-lambda.html#olap-getobject-response>

use gen_s3::operations::GetObject;
use gen_s3::{GetObjectInput, GetObjectOutput};
use kernel::{ApiResult, WaitCx, transact};

use super::event::Wanted;
use super::original::Original;
use super::sent::{self, Sent};
use super::waiting::{ROUTE, Wait};
use super::{Asked, event, invoke, name, original, refusals};

/// The answer of the function that answers for this bucket, if one does.
pub(crate) async fn answered(
    wx: &mut WaitCx<'_>,
    input: &GetObjectInput,
) -> ApiResult<Option<GetObjectOutput>> {
    // Nearly all requests name a bucket.
    if name::Named::parse(&input.bucket).is_none() {
        return Ok(None);
    }
    let asked = transact!(wx, cx => super::asked(cx, &input.bucket, "GetObject").await)?;
    match asked {
        Some(asked) => get(wx, input, &asked).await.map(Some),
        None => Ok(None),
    }
}

async fn get(
    wx: &mut WaitCx<'_>,
    input: &GetObjectInput,
    asked: &Asked,
) -> ApiResult<GetObjectOutput> {
    let sent = Sent::of::<GetObject>(input);
    check_part(asked, "GetObject", sent.header("Range").is_some(), input.part_number.is_some())?;
    let (kernel, call) = (wx.kernel(), wx.call_facts());
    let original = Original {
        method: "GET",
        alias: &asked.supporting.alias,
        key: &input.key,
        query: input.version_id.iter().map(|id| ("versionId", id.as_str())).collect(),
    };
    let url = original::url(kernel, call, &original)?;
    let mut wait = Wait::begin(kernel, &asked.point);
    let wanted = Wanted::Object { url: &url, route: ROUTE, token: &wait.token };
    let request = sent::url(call, &asked.point.alias, &input.key, &sent);
    let event = event::json(call, asked, &wanted, &request, &sent)?;
    let until = invoke::patience(kernel);
    tokio::select! {
        // What a function wrote before it ended is its answer.
        biased;
        Ok(answer) = &mut wait.answer => answer,
        ended = invoke::invoke(kernel, call, &asked.function, event) => {
            ended?;
            match wait.answer.try_recv() {
                Ok(answer) => answer,
                Err(_) => Err(refusals::no_response()),
            }
        }
        () = kernel.clock().sleep_until(until) => Err(refusals::timed_out()),
    }
}

/// Fails for requests of a part that the access point does not take.
pub(super) fn check_part(asked: &Asked, operation: &str, range: bool, part: bool) -> ApiResult<()> {
    let allows = |what: &str| asked.point.setup.allows(&format!("{operation}-{what}"));
    match range && !allows("Range") || part && !allows("PartNumber") {
        true => Err(refusals::part_not_allowed()),
        false => Ok(()),
    }
}
