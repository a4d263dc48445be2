//! Where a package comes from: the request itself, or an object of S3 that the caller may read.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html>

use std::future::poll_fn;

use gen_lambda::{FunctionCode, LayerVersionContentInput, UpdateFunctionCodeRequest};
use gen_s3::GetObjectInput;
use gen_s3::operations::GetObject;
use kernel::{ApiError, ApiResult, WaitCx};
use schema::Bytes;

use crate::{errors, limits};

const SERVICE: &str = "lambda";

/// A package as a request gives it.
#[derive(Debug)]
pub(crate) enum Source<'r> {
    Zip(&'r Bytes),
    Object { bucket: &'r str, key: &'r str, version: Option<&'r str> },
}

/// The members that say so, of whatever request.
struct Members<'r> {
    zip: Option<&'r Bytes>,
    bucket: Option<&'r str>,
    key: Option<&'r str>,
    version: Option<&'r str>,
    image: Option<&'r str>,
}

impl<'r> Source<'r> {
    pub(crate) fn of_new(code: &'r FunctionCode) -> ApiResult<Source<'r>> {
        Source::of(Members {
            zip: code.zip_file.as_ref(),
            bucket: code.s3_bucket.as_deref(),
            key: code.s3_key.as_deref(),
            version: code.s3_object_version.as_deref(),
            // Only functions of the package type Image have one.
            image: None,
        })
    }

    pub(crate) fn of_update(input: &'r UpdateFunctionCodeRequest) -> ApiResult<Source<'r>> {
        Source::of(Members {
            zip: input.zip_file.as_ref(),
            bucket: input.s3_bucket.as_deref(),
            key: input.s3_key.as_deref(),
            version: input.s3_object_version.as_deref(),
            image: input.image_uri.as_deref(),
        })
    }

    pub(crate) fn of_layer(content: &'r LayerVersionContentInput) -> ApiResult<Source<'r>> {
        Source::of(Members {
            zip: content.zip_file.as_ref(),
            bucket: content.s3_bucket.as_deref(),
            key: content.s3_key.as_deref(),
            version: content.s3_object_version.as_deref(),
            image: None,
        })
    }

    fn of(members: Members<'r>) -> ApiResult<Source<'r>> {
        if members.image.is_some() {
            return Err(errors::image_for_zip());
        }
        match (members.zip, members.bucket, members.key) {
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) => Err(errors::two_sources()),
            (Some(zip), None, None) => {
                if zip.len() as u64 > limits::MAX_ZIPPED {
                    return Err(errors::zipped_too_large());
                }
                Ok(Source::Zip(zip))
            }
            (None, Some(bucket), Some(key)) => {
                Ok(Source::Object { bucket, key, version: members.version })
            }
            _ => Err(errors::no_code()),
        }
    }

    /// The zip file. Objects are read as the caller, who needs permission for them.
    pub(crate) async fn read(&self, wx: &mut WaitCx<'_>) -> ApiResult<Bytes> {
        let (bucket, key, version) = match self {
            Source::Zip(zip) => return Ok((*zip).clone()),
            Source::Object { bucket, key, version } => (bucket, key, version),
        };
        let input = GetObjectInput {
            bucket: (*bucket).to_owned(),
            key: (*key).to_owned(),
            version_id: version.map(str::to_owned),
            ..GetObjectInput::default()
        };
        let call = wx.call_facts();
        let answer =
            wx.kernel().run_as::<GetObject>(SERVICE, &call.caller, &call.region, input).await;
        let object = answer.map_err(|error| match error.status() {
            500.. => error,
            _ => errors::s3_failure(&error),
        })?;
        let mut whole = Vec::new();
        let Some(mut stream) = object.body.and_then(|body| body.take()) else {
            return Ok(Bytes::new());
        };
        while let Some(piece) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            let piece = piece.map_err(ApiError::bug)?;
            if (whole.len() + piece.len()) as u64 > limits::MAX_UNZIPPED {
                return Err(errors::unzipped_too_large());
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.into())
    }
}
