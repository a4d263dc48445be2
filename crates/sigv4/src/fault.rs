//! The answer to a refused request in the words of each family of services.
//!
//! Texts without a note were seen in answers of AWS; assumed ones say so.

use crate::error::{AuthError, ExpiresError, MISMATCH, Mismatch};
use crate::time::{basic, extended};

/// Which family of services answers: the same refusal has other codes and texts in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// S3 and its kin.
    S3,
    /// awsQuery services (SQS's old protocol, SNS, IAM, STS ...) and REST-XML services but S3.
    Query,
    /// ec2Query.
    Ec2,
    /// awsJson and rpcv2Cbor services: status 400, codes that end in `Exception`.
    Json,
    /// restJson services: as `Json`, with status 403.
    RestJson,
}

/// A code, a text and what goes with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// HTTP status.
    pub status: u16,
    /// AWS's error code.
    pub code: &'static str,
    /// The text.
    pub message: String,
    /// S3's further elements of `<Error>`, in order.
    pub details: Vec<(&'static str, String)>,
}

impl Fault {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Fault {
        Fault { status, code, message: message.into(), details: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Fault {
        self.details.push((name, value.into()));
        self
    }
}

impl AuthError {
    /// The answer in the words of `dialect`.
    pub fn fault(&self, dialect: Dialect) -> Fault {
        match dialect {
            Dialect::S3 => self.s3(),
            Dialect::Ec2 => self.ec2(),
            Dialect::Query => self.general(403, Codes::QUERY),
            Dialect::Json => self.general(400, Codes::JSON),
            Dialect::RestJson => self.general(403, Codes::JSON),
        }
    }

    fn general(&self, status: u16, codes: Codes) -> Fault {
        let text = self.to_string();
        match self {
            AuthError::Missing => Fault::new(status, codes.missing, text),
            AuthError::UnknownAccessKey { .. } => Fault::new(status, codes.unknown_key, text),
            AuthError::TokenExpired { .. } => Fault::new(status, codes.expired_token, text),
            AuthError::BodyHashNeeded => Fault::new(500, codes.internal, text),
            AuthError::Mismatch(mismatch) if codes.explains => {
                Fault::new(status, codes.mismatch, explain(mismatch))
            }
            // Seen from DynamoDB.
            AuthError::HostNotSigned => Fault::new(status, codes.mismatch, text),
            // The body's own hash is part of the canonical request, so another body is a mismatch.
            AuthError::ContentSha256Mismatch { .. } => Fault::new(status, codes.mismatch, MISMATCH),
            AuthError::Mismatch(_)
            | AuthError::SignatureMalformed
            | AuthError::Expired { .. }
            | AuthError::NotYetCurrent { .. }
            | AuthError::ScopeDate { .. }
            | AuthError::ScopeRegion { .. }
            | AuthError::ScopeService { .. }
            | AuthError::ScopeTerminator { .. } => Fault::new(status, codes.mismatch, text),
            AuthError::PresignedExpired { signed, expires, now } => {
                Fault::new(status, codes.mismatch, presigned_expired(*signed, *expires, *now))
            }
            // Query services answer 400 to what is malformed, where a mismatch is 403.
            _ => Fault::new(if codes.explains { status } else { 400 }, codes.incomplete, text),
        }
    }

    /// EC2 tells little: one text for every doubt about the credentials.
    fn ec2(&self) -> Fault {
        match self {
            AuthError::Expired { .. } | AuthError::PresignedExpired { .. } => {
                Fault::new(400, "RequestExpired", "Request has expired.")
            }
            AuthError::TokenExpired { .. } => {
                Fault::new(400, "RequestExpired", "Request has expired.")
            }
            // A clock that runs ahead was seen to be told so little, too.
            AuthError::NotYetCurrent { .. }
            | AuthError::Mismatch(_)
            | AuthError::SignatureMalformed
            | AuthError::ContentSha256Mismatch { .. }
            | AuthError::UnknownAccessKey { .. }
            | AuthError::ScopeDate { .. }
            | AuthError::ScopeRegion { .. }
            | AuthError::ScopeService { .. }
            | AuthError::ScopeTerminator { .. } => Fault::new(
                401,
                "AuthFailure",
                "AWS was not able to validate the provided access credentials",
            ),
            _ => self.general(403, Codes::QUERY),
        }
    }

    fn s3(&self) -> Fault {
        match self {
            AuthError::Missing => Fault::new(403, "AccessDenied", "Access Denied"),
            AuthError::MultipleMechanisms => Fault::new(400, "InvalidArgument", self.to_string()),
            // Signature version 2 in a form that is none.
            AuthError::UnsupportedAlgorithm { got, .. } if got == "AWS" => Fault::new(
                400,
                "InvalidRequest",
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
            ),
            // S3 echoes the whole header; only its scheme is here, as the rest may be a secret.
            AuthError::UnsupportedAlgorithm { got, .. } => {
                Fault::new(400, "InvalidArgument", "Unsupported Authorization Type")
                    .with("ArgumentName", "Authorization")
                    .with("ArgumentValue", got)
            }
            AuthError::Mismatch(mismatch) => s3_mismatch(mismatch),
            AuthError::SignatureMalformed => Fault::new(403, "SignatureDoesNotMatch", S3_MISMATCH),
            AuthError::HeadersNotSigned { names } => {
                Fault::new(403, "AccessDenied", self.to_string()).with("HeadersNotSigned", names)
            }
            AuthError::HostNotSigned => {
                let names = AuthError::HeadersNotSigned { names: "host".to_owned() };
                names.s3()
            }
            AuthError::ContentSha256Missing => Fault::new(400, "InvalidRequest", self.to_string()),
            AuthError::ContentSha256Invalid { got } => {
                Fault::new(400, "InvalidArgument", self.to_string())
                    .with("ArgumentName", "x-amz-content-sha256")
                    .with("ArgumentValue", got)
            }
            AuthError::ContentSha256Mismatch { client, computed } => {
                Fault::new(400, "XAmzContentSHA256Mismatch", self.to_string())
                    .with("ClientComputedContentSHA256", client)
                    .with("S3ComputedContentSHA256", computed)
            }
            AuthError::UnknownAccessKey { id } => Fault::new(
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
            )
            .with("AWSAccessKeyId", id),
            AuthError::TokenExpired { token } => {
                Fault::new(400, "ExpiredToken", "The provided token has expired.")
                    .with("Token-0", token)
            }
            AuthError::BodyHashNeeded => Fault::new(500, "InternalError", self.to_string()),
            _ => self.s3_time().or_else(|| self.s3_query()).unwrap_or_else(|| self.s3_header()),
        }
    }

    fn s3_time(&self) -> Option<Fault> {
        Some(match self {
            AuthError::NotYetCurrent { presigned: true, signed, skew: _, now } => {
                Fault::new(403, "AccessDenied", "Request is not valid yet")
                    .with("X-Amz-Date", basic(*signed))
                    .with("ServerTime", extended(*now))
            }
            AuthError::Expired { signed, now, skew }
            | AuthError::NotYetCurrent { signed, now, skew, .. } => Fault::new(
                403,
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
            )
            .with("RequestTime", basic(*signed))
            .with("ServerTime", extended(*now))
            .with("MaxAllowedSkewMilliseconds", (skew * 1000).to_string()),
            AuthError::QueryV2Incomplete | AuthError::ExpiresV2 { .. } => {
                Fault::new(403, "AccessDenied", self.to_string())
            }
            AuthError::PresignedV2Expired { expires, now } => {
                Fault::new(403, "AccessDenied", self.to_string())
                    .with("Expires", extended(*expires))
                    .with("ServerTime", extended(*now))
            }
            AuthError::PresignedExpired { signed, expires, now } => {
                Fault::new(403, "AccessDenied", self.to_string())
                    .with("X-Amz-Expires", expires.to_string())
                    .with("Expires", extended(signed + i64::from(*expires)))
                    .with("ServerTime", extended(*now))
            }
            _ => return None,
        })
    }

    fn s3_query(&self) -> Option<Fault> {
        let message = match self {
            AuthError::QueryIncomplete { .. } => S3_QUERY_INCOMPLETE.to_owned(),
            AuthError::Expires(error) => error.to_string(),
            AuthError::CredentialMalformed { presigned: true, .. } => format!(
                "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"{S3_CREDENTIAL}\"."
            ),
            AuthError::BadDate { presigned: true, .. } => {
                "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"".to_owned()
            }
            AuthError::QueryAlgorithm { .. } | AuthError::QueryParameter { .. } => self.to_string(),
            AuthError::ScopeDate { presigned: true, .. }
            | AuthError::ScopeRegion { presigned: true, .. }
            | AuthError::ScopeService { presigned: true, .. }
            | AuthError::ScopeTerminator { presigned: true, .. } => {
                format!("Error parsing the X-Amz-Credential parameter; {}", self.s3_scope())
            }
            _ => return None,
        };
        let fault = Fault::new(400, "AuthorizationQueryParametersError", message);
        Some(match self {
            AuthError::ScopeRegion { want, .. } => fault.with("Region", want),
            _ => fault,
        })
    }

    fn s3_header(&self) -> Fault {
        let what = match self {
            AuthError::Incomplete { .. } | AuthError::NotKeyValue { .. } => {
                "the authorization header requires three components: Credential, SignedHeaders, and Signature.".to_owned()
            }
            AuthError::CredentialMalformed { .. } => {
                format!("the Credential is mal-formed; expecting \"{S3_CREDENTIAL}\".")
            }
            AuthError::BadDate { .. } => {
                return Fault::new(
                    403,
                    "AccessDenied",
                    "AWS authentication requires a valid Date or x-amz-date header",
                );
            }
            // Assumed: S3's texts for what only a broken client sends.
            AuthError::TooLarge { .. }
            | AuthError::BadHeader { .. }
            | AuthError::SignedHeadersMalformed { .. } => self.to_string(),
            _ => self.s3_scope(),
        };
        let code = "AuthorizationHeaderMalformed";
        let fault = Fault::new(400, code, format!("The authorization header is malformed; {what}"));
        match self {
            AuthError::ScopeRegion { want, .. } => fault.with("Region", want),
            _ => fault,
        }
    }

    fn s3_scope(&self) -> String {
        match self {
            AuthError::ScopeRegion { got, want, .. } => {
                format!("the region '{got}' is wrong; expecting '{want}'")
            }
            AuthError::ScopeService { got, want, .. } => {
                format!("incorrect service \"{got}\". This endpoint belongs to \"{want}\".")
            }
            AuthError::ScopeTerminator { got, .. } => {
                format!("incorrect terminal \"{got}\". This endpoint belongs to \"aws4_request\".")
            }
            AuthError::ScopeDate { scope, timestamp, .. } => format!(
                "Invalid credential date \"{scope}\". This date is not the same as X-Amz-Date: \"{}\".",
                &basic(*timestamp)[..8]
            ),
            other => other.to_string(),
        }
    }
}

/// The codes of a family.
#[derive(Clone, Copy)]
struct Codes {
    missing: &'static str,
    mismatch: &'static str,
    incomplete: &'static str,
    unknown_key: &'static str,
    expired_token: &'static str,
    internal: &'static str,
    /// Whether a mismatch shows the canonical request and the string to sign.
    explains: bool,
}

impl Codes {
    const QUERY: Codes = Codes {
        missing: "MissingAuthenticationToken",
        mismatch: "SignatureDoesNotMatch",
        incomplete: "IncompleteSignature",
        unknown_key: "InvalidClientTokenId",
        expired_token: "ExpiredToken",
        internal: "InternalFailure",
        explains: false,
    };
    const JSON: Codes = Codes {
        missing: "MissingAuthenticationTokenException",
        mismatch: "InvalidSignatureException",
        incomplete: "IncompleteSignatureException",
        unknown_key: "UnrecognizedClientException",
        expired_token: "ExpiredTokenException",
        internal: "InternalFailure",
        explains: true,
    };
}

pub(crate) const S3_MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
const S3_CREDENTIAL: &str = "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request";
const S3_QUERY_INCOMPLETE: &str = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";

fn explain(mismatch: &Mismatch) -> String {
    format!(
        "{MISMATCH}\n\nThe Canonical String for this request should have been\n'{}'\n\nThe String-to-Sign should have been\n'{}'\n",
        mismatch.canonical_request, mismatch.string_to_sign
    )
}

/// Assumed for services but S3: the words of an old header signature, with the URL's own span.
fn presigned_expired(signed: i64, expires: u32, now: i64) -> String {
    let span = i64::from(expires);
    format!(
        "Signature expired: {} is now earlier than {} ({} - {} min.)",
        basic(signed),
        basic(now - span),
        basic(now),
        span / 60
    )
}

fn s3_mismatch(mismatch: &Mismatch) -> Fault {
    let mut fault = Fault::new(403, "SignatureDoesNotMatch", S3_MISMATCH)
        .with("AWSAccessKeyId", &mismatch.access_key_id)
        .with("StringToSign", &mismatch.string_to_sign)
        .with("SignatureProvided", &mismatch.provided)
        .with("StringToSignBytes", spaced_hex(&mismatch.string_to_sign));
    if !mismatch.canonical_request.is_empty() {
        fault = fault
            .with("CanonicalRequest", &mismatch.canonical_request)
            .with("CanonicalRequestBytes", spaced_hex(&mismatch.canonical_request));
    }
    fault
}

fn spaced_hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

impl From<ExpiresError> for AuthError {
    fn from(error: ExpiresError) -> AuthError {
        AuthError::Expires(error)
    }
}
