//! What a function writes in answer of a GetObject: a status, headers and a body as it comes, or an error.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_WriteGetObjectResponse.html>

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use gen_s3::{GetObjectOutput, WriteGetObjectResponseInput};
use kernel::{ApiError, ApiResult, BoxFuture, Kernel};
use schema::{BoxStream, ByteStream};
use tokio::sync::oneshot;

use super::waiting::{ROUTE, Waiting};
use super::{invoke, refusals};

/// Statuses that a function may answer with.
const STATUSES: [i32; 14] = [200, 206, 304, 400, 401, 403, 404, 405, 409, 411, 412, 416, 500, 503];

/// Hands the answer to whoever waits for it, and returns when they have all of it.
pub(crate) async fn deliver(
    kernel: &Kernel,
    mut input: WriteGetObjectResponseInput,
) -> ApiResult<()> {
    let waiting = kernel.memory::<Waiting>();
    let known = (input.request_route == ROUTE).then(|| waiting.take(&input.request_token));
    let Some(answer) = known.flatten() else {
        return Err(refusals::validation("The request route or token is not valid."));
    };
    let body = input.body.take().unwrap_or_default();
    match response(input, body.len_hint()) {
        Err(refused) => {
            let why = refused.message().unwrap_or_default();
            // Whoever waited may have left: here and below.
            let _told = answer.send(Err(refusals::invalid_response(why)));
            Err(refused)
        }
        Ok(Err(error)) => {
            let _told = answer.send(Err(error));
            Ok(())
        }
        Ok(Ok(mut output)) => {
            let (all, taken) = oneshot::channel();
            output.body = passed_on(kernel, &body, all);
            let _told = answer.send(Ok(*output));
            let gone = || refusals::validation("The caller of GetObject has left.");
            taken.await.map_err(|_| gone())
        }
    }
}

/// The answer: an object, or the error that the function tells. The outer error is about what it wrote.
fn response(
    input: WriteGetObjectResponseInput,
    len: Option<u64>,
) -> ApiResult<Result<Box<GetObjectOutput>, ApiError>> {
    let status = input.status_code.unwrap_or(200);
    if !STATUSES.contains(&status) {
        let message = format!("The status code {status} is not valid.");
        return Err(refusals::validation(message));
    }
    let (code, message) = (input.error_code.as_deref(), input.error_message.as_deref());
    for text in [code, message].into_iter().flatten() {
        if status < 400 {
            let message = format!("{text} cannot be told with a successful status code.");
            return Err(refusals::validation(message));
        }
    }
    let letters = |code: &str| {
        code.starts_with(|c: char| c.is_ascii_uppercase())
            && code.bytes().all(|b| b.is_ascii_alphabetic())
    };
    if code.is_some_and(|code| !letters(code)) {
        return Err(refusals::validation("The error code must match ^[A-Z][a-zA-Z]+$."));
    }
    if code.is_some() && len.is_some_and(|len| len > 0) {
        return Err(refusals::validation("An error code cannot be told with a body."));
    }
    if checksums(&input) > 1 {
        return Err(refusals::validation("Only one checksum can be given."));
    }
    match u16::try_from(status) {
        Ok(304) => Ok(Err(not_modified(&input))),
        Ok(status) if status >= 400 => Ok(Err(refusals::told(status, code, message))),
        _ => Ok(Ok(Box::new(output(input, len)))),
    }
}

fn not_modified(input: &WriteGetObjectResponseInput) -> ApiError {
    let mut error = ApiError::new("NotModified", 304, "Not Modified");
    if let Some(tag) = &input.e_tag {
        error = error.with_header("etag", tag.clone());
    }
    if let Some(at) = input.last_modified {
        error = error.with_header("last-modified", at.whole_seconds().http_date());
    }
    error
}

fn checksums(input: &WriteGetObjectResponseInput) -> usize {
    let all = [
        &input.checksum_crc32,
        &input.checksum_crc32_c,
        &input.checksum_crc64_nvme,
        &input.checksum_sha1,
        &input.checksum_sha256,
        &input.checksum_sha512,
        &input.checksum_md5,
        &input.checksum_xxhash64,
        &input.checksum_xxhash3,
        &input.checksum_xxhash128,
    ];
    all.into_iter().flatten().count()
}

fn output(input: WriteGetObjectResponseInput, len: Option<u64>) -> GetObjectOutput {
    GetObjectOutput {
        content_length: len.and_then(|len| i64::try_from(len).ok()),
        accept_ranges: input.accept_ranges,
        cache_control: input.cache_control,
        content_disposition: input.content_disposition,
        content_encoding: input.content_encoding,
        content_language: input.content_language,
        content_range: input.content_range,
        content_type: input.content_type,
        checksum_crc32: input.checksum_crc32,
        checksum_crc32_c: input.checksum_crc32_c,
        checksum_crc64_nvme: input.checksum_crc64_nvme,
        checksum_sha1: input.checksum_sha1,
        checksum_sha256: input.checksum_sha256,
        checksum_sha512: input.checksum_sha512,
        checksum_md5: input.checksum_md5,
        checksum_xxhash64: input.checksum_xxhash64,
        checksum_xxhash3: input.checksum_xxhash3,
        checksum_xxhash128: input.checksum_xxhash128,
        delete_marker: input.delete_marker,
        e_tag: input.e_tag,
        expires: input.expires,
        expiration: input.expiration,
        last_modified: input.last_modified,
        missing_meta: input.missing_meta,
        metadata: input.metadata,
        object_lock_mode: input.object_lock_mode,
        object_lock_legal_hold_status: input.object_lock_legal_hold_status,
        object_lock_retain_until_date: input.object_lock_retain_until_date,
        parts_count: input.parts_count,
        replication_status: input.replication_status,
        request_charged: input.request_charged,
        restore: input.restore,
        server_side_encryption: input.server_side_encryption,
        sse_customer_algorithm: input.sse_customer_algorithm,
        ssekms_key_id: input.ssekms_key_id,
        sse_customer_key_md5: input.sse_customer_key_md5,
        storage_class: input.storage_class,
        tag_count: input.tag_count,
        version_id: input.version_id,
        bucket_key_enabled: input.bucket_key_enabled,
        ..GetObjectOutput::default()
    }
}

/// A body on its way from the function to whoever waits for it, as long as their patience lasts.
struct PassedOn {
    body: BoxStream<io::Result<Bytes>>,
    too_late: BoxFuture<'static, ()>,
    /// Bytes to come, where that is known: whoever knows asks for no more.
    left: Option<u64>,
    /// Told when all of it is through.
    all: Option<oneshot::Sender<()>>,
}

impl PassedOn {
    fn passed(&mut self, bytes: usize, ended: bool) {
        self.left = self.left.map(|left| left.saturating_sub(bytes as u64));
        if (ended || self.left == Some(0))
            && let Some(all) = self.all.take()
        {
            // The function may have given up.
            let _told = all.send(());
        }
    }
}

fn passed_on(kernel: &Kernel, body: &ByteStream, all: oneshot::Sender<()>) -> Option<ByteStream> {
    let stream = body.take()?;
    let (clock, until) = (kernel.clock().clone(), invoke::patience(kernel));
    let too_late = Box::pin(async move { clock.sleep_until(until).await });
    let mut passed = PassedOn { body: stream, too_late, left: body.len_hint(), all: Some(all) };
    passed.passed(0, false);
    Some(ByteStream::new(passed, body.len_hint()))
}

impl Stream for PassedOn {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.too_late.as_mut().poll(cx).is_ready() {
            let late = io::Error::new(io::ErrorKind::TimedOut, "the function took too long");
            return Poll::Ready(Some(Err(late)));
        }
        let polled = self.body.as_mut().poll_next(cx);
        match &polled {
            Poll::Ready(None) => self.passed(0, true),
            Poll::Ready(Some(Ok(piece))) => {
                let bytes = piece.len();
                self.passed(bytes, false);
            }
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: i32, code: Option<&str>) -> WriteGetObjectResponseInput {
        WriteGetObjectResponseInput {
            status_code: Some(status),
            error_code: code.map(str::to_owned),
            ..WriteGetObjectResponseInput::default()
        }
    }

    #[test]
    fn what_functions_may_write() {
        for (status, code, len, want) in [
            (200, None, 5, "an object"),
            (206, None, 5, "an object"),
            (304, None, 0, "NotModified 304"),
            (403, Some("Mine"), 0, "Mine 403"),
            (404, None, 0, "NotFound 404"),
            (503, None, 0, "ServiceUnavailable 503"),
            (302, None, 0, "refused"),
            (200, Some("Mine"), 0, "refused"),
            (403, Some("Mine"), 1, "refused"),
            (403, Some("mine"), 0, "refused"),
        ] {
            let got = match response(of(status, code), Some(len)) {
                Err(error) => {
                    assert_eq!(error.code(), "ValidationError");
                    "refused".to_owned()
                }
                Ok(Ok(_)) => "an object".to_owned(),
                Ok(Err(error)) => format!("{} {}", error.code(), error.status()),
            };
            assert_eq!(got, want, "{status} {code:?}");
        }
        let two = WriteGetObjectResponseInput {
            checksum_crc32: Some("a".to_owned()),
            checksum_sha1: Some("b".to_owned()),
            ..WriteGetObjectResponseInput::default()
        };
        assert!(response(two, None).is_err());
    }
}
