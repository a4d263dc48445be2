//! Calls to S3 that exports, imports and bulk operations make: a call of its own each, in no transaction of ours, which does no harm when it
//! is made twice.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html>

use std::sync::Arc;

use bytes::Bytes;
use gen_s3::PutObjectRequest;
use gen_s3::operations::PutObject;
use kernel::{ApiError, ApiResult, Call, Caller, Cx, Kernel, Region, Via, WaitCx};
use schema::{ByteStream, Operation};

/// Who calls, and where from.
pub(crate) struct Agent {
    pub(crate) caller: Arc<Caller>,
    pub(crate) region: Region,
    /// The call that this is done for, if a caller waits for it.
    pub(crate) origin: Option<Arc<Via>>,
}

impl Agent {
    /// The caller who waits for this.
    pub(crate) fn caller(wx: &WaitCx<'_>) -> Agent {
        let call = wx.call_facts();
        Agent {
            caller: call.caller.clone(),
            region: call.region.clone(),
            origin: Some(Arc::new(call.via.clone())),
        }
    }

    /// DynamoDB itself, working for the account of a job.
    pub(crate) fn of_job(cx: &Cx<'_>) -> Agent {
        Agent {
            caller: Arc::new(Caller::service("dynamodb", cx.account())),
            region: cx.region().clone(),
            origin: None,
        }
    }

    /// The same of a job that takes its time.
    pub(crate) fn of_work(wx: &WaitCx<'_>) -> Agent {
        let call = wx.call_facts();
        Agent {
            caller: Arc::new(Caller::service("dynamodb", call.account)),
            region: call.region.clone(),
            origin: None,
        }
    }
}

/// How objects are encrypted: `AES256` or `KMS`, with a key.
#[derive(Clone, Copy)]
pub(crate) struct Encryption<'a> {
    pub(crate) algorithm: Option<&'a str>,
    pub(crate) key: Option<&'a str>,
}

/// A bucket, and the account that must own it, if any in particular.
#[derive(Clone, Copy)]
pub(crate) struct Bucket<'a> {
    pub(crate) name: &'a str,
    pub(crate) owner: Option<&'a str>,
}

/// Puts an object; its entity tag.
pub(crate) async fn put(
    kernel: &Kernel,
    agent: &Agent,
    bucket: Bucket<'_>,
    key: String,
    body: Bytes,
    encryption: Encryption<'_>,
) -> ApiResult<String> {
    let algorithm = encryption.algorithm.map(|algorithm| match algorithm {
        "KMS" => "aws:kms".to_owned(),
        other => other.to_owned(),
    });
    let input = PutObjectRequest {
        bucket: bucket.name.to_owned(),
        expected_bucket_owner: bucket.owner.map(str::to_owned),
        key,
        content_length: i64::try_from(body.len()).ok(),
        body: Some(ByteStream::from_bytes(body)),
        server_side_encryption: algorithm,
        ssekms_key_id: encryption.key.map(str::to_owned),
        ..PutObjectRequest::default()
    };
    let output = call::<PutObject>(kernel, agent, input).await?;
    Ok(output.e_tag.unwrap_or_default())
}

/// Calls another service for `agent`.
pub(crate) async fn call<Op: Operation>(
    kernel: &Kernel,
    agent: &Agent,
    input: Op::Input,
) -> ApiResult<Op::Output>
where
    Op::Output: 'static,
{
    let registered = kernel.registered(Op::SERVICE)?;
    let (operation, _) = registered.entry(Op::INDEX).ok_or_else(|| {
        ApiError::not_implemented(format!("dynamodb: work without {} {}", Op::SERVICE, Op::NAME))
    })?;
    let call = kernel.call_as("dynamodb", &agent.caller, &agent.region);
    let call = Call {
        service: Op::SERVICE,
        operation,
        via: Via::Service { name: "dynamodb", depth: 1, origin: agent.origin.clone() },
        input: Box::new(input),
        ..call
    };
    let output = kernel.dispatch(call).await?;
    let output = output.into_any().downcast::<Op::Output>();
    let output =
        output.map_err(|_| ApiError::bug("an operation answered with another's output"))?;
    Ok(*output)
}
