//! Server-side encryption as requests ask for it: which key a new body gets, and how the key of an old one is had.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{ApiError, ApiResult, Cx};
use md5::Md5;

use crate::bucket::Bucket;
use crate::bucket_key::{self, Use};
use crate::cipher::DataKey;
use crate::encryption::{Algorithm, Encryption};
use crate::errors;
use crate::sse_kms::{KmsKey, decode_context, decrypt, with_kms};

/// What the key of SSE-S3 is sealed for.
const PURPOSE: &str = "s3.data-key";

/// What a request's headers say.
#[derive(Clone, Copy, Default)]
pub(crate) struct SseRequest<'r> {
    pub(crate) algorithm: Option<&'r str>,
    pub(crate) kms_key: Option<&'r str>,
    pub(crate) context: Option<&'r str>,
    pub(crate) bucket_key: Option<bool>,
    pub(crate) customer: CustomerRequest<'r>,
}

/// The headers of SSE-C.
#[derive(Clone, Copy, Default)]
pub(crate) struct CustomerRequest<'r> {
    pub(crate) algorithm: Option<&'r str>,
    pub(crate) key: Option<&'r str>,
    pub(crate) md5: Option<&'r str>,
}

/// [`SseRequest`] of an input that has all these members.
macro_rules! sse_request {
    ($input:expr) => {
        $crate::sse::SseRequest {
            algorithm: $input.server_side_encryption.as_deref(),
            kms_key: $input.ssekms_key_id.as_deref(),
            context: $input.ssekms_encryption_context.as_deref(),
            bucket_key: $input.bucket_key_enabled,
            customer: $crate::sse::customer_request!($input),
        }
    };
}

/// [`CustomerRequest`] of an input that has these members.
macro_rules! customer_request {
    ($input:expr) => {
        $crate::sse::CustomerRequest {
            algorithm: $input.sse_customer_algorithm.as_deref(),
            key: $input.sse_customer_key.as_deref(),
            md5: $input.sse_customer_key_md5.as_deref(),
        }
    };
}

/// Writes how something is encrypted to an output that has these members.
macro_rules! show_encryption {
    ($output:expr, $encryption:expr) => {
        match $encryption {
            $crate::encryption::Encryption::Managed { .. } => {
                $output.server_side_encryption = Some("AES256".to_owned());
            }
            $crate::encryption::Encryption::Kms { key, bucket_key, dual, .. } => {
                let name = if *dual { "aws:kms:dsse" } else { "aws:kms" };
                $output.server_side_encryption = Some(name.to_owned());
                $output.ssekms_key_id = Some(key.clone());
                $output.bucket_key_enabled = bucket_key.then_some(true);
            }
            $crate::encryption::Encryption::BucketKey { key, .. } => {
                $output.server_side_encryption = Some("aws:kms".to_owned());
                $output.ssekms_key_id = Some(key.clone());
                $output.bucket_key_enabled = Some(true);
            }
            $crate::encryption::Encryption::Customer { key_md5, .. } => {
                $output.sse_customer_algorithm = Some("AES256".to_owned());
                $output.sse_customer_key_md5 = Some($crate::sse::md5_text(key_md5));
            }
        }
    };
}

pub(crate) use {customer_request, show_encryption, sse_request};

pub(crate) fn md5_text(md5: &[u8; 16]) -> String {
    STANDARD.encode(md5)
}

/// A key that the client sent, and will have to send again.
#[derive(Clone)]
pub(crate) struct CustomerKey {
    key: DataKey,
    md5: [u8; 16],
}

const HEADER: &str = "x-amz-server-side-encryption";

impl CustomerRequest<'_> {
    fn is_empty(&self) -> bool {
        self.algorithm.is_none() && self.key.is_none() && self.md5.is_none()
    }

    /// The key of a request that writes.
    pub(crate) fn parse(&self) -> ApiResult<Option<CustomerKey>> {
        self.read(false)
    }

    /// The key of a request that reads, where what is no key at all is a wrong one. Recorded.
    pub(crate) fn parse_to_read(&self) -> ApiResult<Option<CustomerKey>> {
        self.read(true)
    }

    fn read(&self, reading: bool) -> ApiResult<Option<CustomerKey>> {
        if self.is_empty() {
            return Ok(None);
        }
        let refused = |message: &str| Err(errors::invalid_argument_named(message, HEADER));
        let Some(algorithm) = self.algorithm else {
            return refused(
                "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption \
                 algorithm.",
            );
        };
        let Some(key) = self.key else {
            return refused(
                "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate \
                 secret key.",
            );
        };
        if algorithm != "AES256" {
            return Err(errors::invalid_encryption_algorithm(algorithm));
        }
        let Some(key) = STANDARD.decode(key).ok().and_then(|key| DataKey::from_slice(&key)) else {
            return match reading {
                true => Err(wrong_customer_key()),
                false => refused("The secret key was invalid for the specified algorithm."),
            };
        };
        let Some(given) = self.md5 else {
            return refused(
                "Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated \
                 MD5 of the secret key.",
            );
        };
        let md5 = Md5::digest(key.0);
        if STANDARD.encode(md5) != given {
            return refused(
                "The calculated MD5 hash of the key did not match the hash that was provided.",
            );
        }
        Ok(Some(CustomerKey { key, md5 }))
    }
}

/// A new body's key, and how its row keeps it.
#[derive(Clone)]
pub(crate) struct Sealed {
    pub(crate) key: DataKey,
    pub(crate) encryption: Encryption,
}

/// Decides how a new object is encrypted, by its request and its bucket, and makes its key. `arn` is the object's.
pub(crate) async fn seal(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    request: &SseRequest<'_>,
    arn: &str,
) -> ApiResult<Sealed> {
    if let Some(algorithm) = request.algorithm.filter(|_| !request.customer.is_empty()) {
        let message = "Server Side Encryption with Customer provided key is incompatible with the encryption method \
                       specified";
        return Err(errors::invalid_argument(message, HEADER, algorithm));
    }
    if let Some(customer) = request.customer.parse()? {
        return Ok(with_customer_key(cx, &customer));
    }
    let default = bucket.encryption.as_ref();
    let algorithm = match request.algorithm {
        Some(text) => Algorithm::parse(text).ok_or_else(|| {
            let message = "The encryption method specified is not supported";
            errors::invalid_argument(message, HEADER, text)
        })?,
        None => default.map_or(Algorithm::Aes256, |default| default.algorithm),
    };
    if algorithm == Algorithm::Aes256 {
        if request.kms_key.is_some() {
            return Err(errors::invalid_argument_named(
                "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : \
                 aws:kms",
                HEADER,
            ));
        }
        return Ok(managed(cx));
    }
    let of_bucket =
        default.and_then(|d| d.kms_key.as_deref()).filter(|_| request.algorithm.is_none());
    let bucket_key = request.bucket_key.unwrap_or(default.is_some_and(|d| d.bucket_key));
    let key = request.kms_key.or(of_bucket).unwrap_or("alias/aws/s3");
    let context = request.context.map(decode_context).transpose()?;
    let kms = KmsKey { key, context, bucket_key, dual: algorithm == Algorithm::KmsDual };
    with_kms(cx, bucket, kms, arn).await
}

/// A key for more of the same: a part of an upload gets one of its own, kept like its object's.
pub(crate) async fn seal_alike(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    like: &Encryption,
    customer: Option<&CustomerKey>,
    arn: &str,
) -> ApiResult<Sealed> {
    match (like, customer) {
        (Encryption::Managed { .. }, None) => Ok(managed(cx)),
        (Encryption::Kms { key, context, bucket_key, dual, .. }, None) => {
            let (bucket_key, dual) = (*bucket_key, *dual);
            let kms = KmsKey { key, context: context.clone(), bucket_key, dual };
            with_kms(cx, bucket, kms, arn).await
        }
        (Encryption::BucketKey { key, context, .. }, None) => {
            let kms = KmsKey { key, context: context.clone(), bucket_key: true, dual: false };
            with_kms(cx, bucket, kms, arn).await
        }
        (Encryption::Customer { key_md5, .. }, Some(customer)) if customer.md5 == *key_md5 => {
            Ok(with_customer_key(cx, customer))
        }
        (Encryption::Customer { .. }, Some(_)) => Err(errors::invalid_request(
            "The provided encryption parameters did not match the ones used originally.",
        )),
        (Encryption::Customer { .. }, None) => Err(errors::invalid_request(
            "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate \
             encryption parameters.",
        )),
        (_, Some(_)) => Err(errors::invalid_request(
            "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate \
             encryption parameters.",
        )),
    }
}

fn managed(cx: &Cx<'_>) -> Sealed {
    let key = DataKey::new(cx.random());
    let sealed = cx.kernel().seal(PURPOSE, &key.0);
    Sealed { key, encryption: Encryption::Managed { sealed } }
}

fn with_customer_key(cx: &Cx<'_>, customer: &CustomerKey) -> Sealed {
    let key = DataKey::new(cx.random());
    let sealed = customer.key.wrap(&key, cx.random());
    Sealed { key, encryption: Encryption::Customer { sealed, key_md5: customer.md5 } }
}

/// The key of a body that is there. `arn` is its object's.
pub(crate) async fn open(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    encryption: &Encryption,
    customer: Option<&CustomerKey>,
    arn: &str,
) -> ApiResult<DataKey> {
    check_customer(encryption, customer)?;
    match encryption {
        Encryption::Managed { sealed } => {
            let plain = cx.kernel().unseal(PURPOSE, sealed);
            let key = plain.as_deref().and_then(DataKey::from_slice);
            key.ok_or_else(|| ApiError::bug("a data key does not open"))
        }
        Encryption::Kms { sealed, key, context, bucket_key, .. } => {
            let bound_to = if *bucket_key { bucket.arn() } else { arn.to_owned() };
            decrypt(cx, sealed, key, context.as_deref(), &bound_to).await
        }
        Encryption::BucketKey { wrapped, sealed, key, context } => {
            let outer = match bucket_key::find(cx, bucket, Use::Read(sealed)).await? {
                Some(served) => served.open(cx)?,
                None => {
                    let bound_to = bucket.arn();
                    let plain = decrypt(cx, sealed, key, context.as_deref(), &bound_to).await?;
                    let (sealed_own, key, what) = (sealed.clone(), key.clone(), Use::Read(sealed));
                    bucket_key::serve(cx, bucket, what, &plain, sealed_own, key).await?;
                    plain
                }
            };
            let key = outer.unwrap_key(wrapped);
            key.ok_or_else(|| ApiError::bug("a bucket key does not open a data key"))
        }
        Encryption::Customer { sealed, .. } => {
            let key = customer.and_then(|customer| customer.key.unwrap_key(sealed));
            key.ok_or_else(wrong_customer_key)
        }
    }
}

fn wrong_customer_key() -> ApiError {
    gen_s3::errors::access_denied(
        "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.",
    )
}

/// What is read must come with the key that it was written with, and with none when none was.
pub(crate) fn check_customer(
    encryption: &Encryption,
    customer: Option<&CustomerKey>,
) -> ApiResult<()> {
    match (encryption, customer) {
        (Encryption::Customer { .. }, None) => Err(errors::invalid_request(
            "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to \
             retrieve the object.",
        )),
        (Encryption::Customer { key_md5, .. }, Some(customer)) if customer.md5 != *key_md5 => {
            Err(wrong_customer_key())
        }
        (Encryption::Customer { .. }, Some(_)) | (_, None) => Ok(()),
        (_, Some(_)) => Err(errors::invalid_request(
            "The encryption parameters are not applicable to this object.",
        )),
    }
}
