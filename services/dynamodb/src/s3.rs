//! Objects in S3 that exports write: a call of its own each, in no transaction of ours, which does no harm when it is made
//! twice: the keys are decided before.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html>

use std::sync::Arc;

use bytes::Bytes;
use gen_s3::PutObjectRequest;
use gen_s3::operations::PutObject;
use kernel::{ApiError, ApiResult, Call, Caller, Kernel, Region, Via};
use schema::{ByteStream, Operation};

/// Who writes, and where from.
pub(crate) struct Writer {
    pub(crate) caller: Arc<Caller>,
    pub(crate) region: Region,
    /// The call that this is done for, if a caller waits for it.
    pub(crate) origin: Option<Arc<Via>>,
}

/// How objects are encrypted: `AES256` or `KMS`, with a key.
#[derive(Clone, Copy)]
pub(crate) struct Encryption<'a> {
    pub(crate) algorithm: Option<&'a str>,
    pub(crate) key: Option<&'a str>,
}

/// Puts an object; its entity tag.
pub(crate) async fn put(
    kernel: &Kernel,
    writer: &Writer,
    bucket: &str,
    key: String,
    body: Bytes,
    encryption: Encryption<'_>,
) -> ApiResult<String> {
    let registered = kernel.registered(PutObject::SERVICE)?;
    let (operation, _) = registered
        .entry(PutObject::INDEX)
        .ok_or_else(|| ApiError::not_implemented("dynamodb: exports without S3"))?;
    let call = kernel.call_as("dynamodb", &writer.caller, &writer.region);
    let algorithm = encryption.algorithm.map(|algorithm| match algorithm {
        "KMS" => "aws:kms".to_owned(),
        other => other.to_owned(),
    });
    let input = PutObjectRequest {
        bucket: bucket.to_owned(),
        key,
        content_length: i64::try_from(body.len()).ok(),
        body: Some(ByteStream::from_bytes(body)),
        server_side_encryption: algorithm,
        ssekms_key_id: encryption.key.map(str::to_owned),
        ..PutObjectRequest::default()
    };
    let call = Call {
        service: PutObject::SERVICE,
        operation,
        via: Via::Service { name: "dynamodb", depth: 1, origin: writer.origin.clone() },
        input: Box::new(input),
        ..call
    };
    let output = kernel.dispatch(call).await?;
    let output = output.into_any().downcast::<<PutObject as Operation>::Output>();
    let output = output.map_err(|_| ApiError::bug("PutObject answered with another's output"))?;
    Ok(output.e_tag.unwrap_or_default())
}
