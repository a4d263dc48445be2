//! Server access logs: a line for each request to a bucket that has one kept, and for what S3 does there by itself.
//!
//! [`mod@line`] says how a line reads; [`deliver`] has them written into the target bucket, by the clock.
//!
//! Deviation: requests through access points are not logged.
//! Deviation: the column that says whether a list was needed is never filled.
//! Deviation: the total time of a stream is its turn-around time.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html>

pub(crate) mod deliver;
pub(crate) mod line;

use std::sync::Arc;

use gen_s3::LoggingEnabled;
use kernel::{
    Answered, ApiResult, BoxFuture, Call, Cx, Endpoint, Kernel, Principal, Region, RequestLog,
    Timestamp, Via,
};
use tracing::warn;

use crate::bucket::Bucket;
use crate::changes::Change;
use crate::kept::Kept;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::tables::ACCESS_LOG;
use crate::{configuration, pages};
use line::Line;

/// The logs, for the gateway.
pub(crate) struct AccessLog;

impl RequestLog for AccessLog {
    fn wants<'a>(
        &'a self,
        kernel: &'a Kernel,
        region: &'a Region,
        target: &'a str,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let call = looker(region, String::new());
            let mut cx = Cx::begin(kernel, &call);
            let found = pages::find(&mut cx, bucket_of(target)).await;
            found.is_ok_and(|bucket| bucket.is_some_and(|bucket| bucket.configured.logging))
        })
    }

    fn answered<'a>(&'a self, kernel: &'a Kernel, request: &'a Answered<'a>) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let call = looker(request.region, request.request_id.to_owned());
            let kept = kernel::transact!(kernel, &call, cx => {
                keep_request(cx, request).await
            });
            if let Err(error) = kept {
                warn!(%error, "a request could not be logged");
            }
        })
    }
}

fn looker(region: &Region, request_id: String) -> Call {
    let endpoint = Endpoint { secure: false, authority: String::new() };
    let via = Via::Service { name: "s3", depth: 0, origin: None };
    pages::nobody(region.clone(), via, endpoint, request_id)
}

/// `bucket` of `/bucket/key`.
fn bucket_of(target: &str) -> &str {
    let path = target.trim_start_matches('/');
    path.split('/').next().unwrap_or(path)
}

async fn keep_request(cx: &mut Cx<'_>, request: &Answered<'_>) -> ApiResult<()> {
    let Some(bucket) = pages::find(cx, bucket_of(request.target)).await? else { return Ok(()) };
    if bucket.configured.logging {
        keep(cx, &bucket, request.at, &Line::of_request(&bucket, request));
    }
    Ok(())
}

fn keep(cx: &mut Cx<'_>, bucket: &Bucket, at: Timestamp, line: &Line<'_>) {
    let place = (bucket.id, at.as_micros(), cx.next_sequence());
    cx.put(&ACCESS_LOG, &place, &line.text());
}

/// Logs what happened to one object within a request about others: a key of a batch that is deleted, a copy's source.
pub(crate) fn also(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    operation: &'static str,
    key: &str,
    version: Option<&str>,
    outcome: (u16, Option<&str>),
) {
    if !bucket.configured.logging {
        return;
    }
    let (now, request_id) = (cx.now(), cx.request_id());
    let mut line = Line::new(bucket, now, operation, request_id);
    line.key = Some(line::encoded(key));
    line.version = version;
    (line.status, line.error) = (Some(outcome.0), outcome.1);
    let caller = cx.caller();
    line.requester = line::requester(caller, cx.region());
    line.signature = (caller.principal != Principal::Anonymous).then_some("SigV4");
    line.auth = line.signature.map(|_| "AuthHeader");
    if let Via::Wire { source, user_agent, referer } = cx.via() {
        line.source = Some(*source);
        line.user_agent = Some(user_agent);
        line.referer = referer.as_deref();
    }
    line.host = Some(cx.host());
    keep(cx, bucket, now, &line);
}

/// Logs what S3 did by itself, if that is something that logs tell of.
pub(crate) fn by_itself(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    change: Change,
) {
    let class = version.object.as_ref().map(|object| object.storage_class);
    let Some(operation) = line::of_change(change, class) else { return };
    let (now, request_id) = (cx.now(), cx.random().uuid());
    let id = (bucket.is_versioned() && !version.null).then(|| version.id().text());
    let mut line = Line::new(bucket, now, operation, &request_id);
    line.key = Some(line::encoded(key.as_str()));
    line.requester = Some("AmazonS3".to_owned());
    line.version = id.as_deref();
    line.size = version.object.as_ref().map(|object| object.size);
    keep(cx, bucket, now, &line);
}

/// Logs an upload that a rule ended.
pub(crate) fn upload_ended(cx: &mut Cx<'_>, bucket: &Bucket, key: &ObjectKey) {
    if !bucket.configured.logging {
        return;
    }
    let (now, request_id) = (cx.now(), cx.random().uuid());
    let mut line = Line::new(bucket, now, "S3.DELETE.UPLOAD", &request_id);
    line.key = Some(line::encoded(key.as_str()));
    line.requester = Some("AmazonS3".to_owned());
    keep(cx, bucket, now, &line);
}

/// Where the bucket's log goes.
pub(crate) async fn target_of(
    cx: &mut Cx<'_>,
    bucket: &Arc<Bucket>,
) -> ApiResult<Option<LoggingEnabled>> {
    if !bucket.configured.logging {
        return Ok(None);
    }
    let kept = configuration::get::<Kept<LoggingEnabled>>(cx, bucket, "").await?;
    Ok(kept.map(|kept| kept.0))
}
