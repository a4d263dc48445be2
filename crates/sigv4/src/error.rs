//! Why a request is not authentic. [`crate::fault`] turns each into the answer of a service's dialect.

use crate::time::basic;

/// What a wrong signature should have covered, to be compared with the client's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The access key id that the request names.
    pub access_key_id: String,
    /// The signature that came, in hexadecimal.
    pub provided: String,
    /// The canonical request as the server sees it, cut after [`Mismatch::LIMIT`] bytes.
    pub canonical_request: String,
    /// The string to sign that follows from it.
    pub string_to_sign: String,
}

impl Mismatch {
    /// A longer canonical request is cut in the explanation, in bytes.
    pub const LIMIT: usize = 8 * 1024;
}

/// Why a request is refused. Texts of `got` are cut to 256 bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// No credentials at all, where some are needed.
    #[error("Request is missing Authentication Token")]
    Missing,
    /// Header and query, or one of them repeatedly.
    #[error(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified"
    )]
    MultipleMechanisms,
    /// The `Authorization` header names no algorithm that we verify (`Basic`, `Bearer`, `AWS` ...).
    // Assumed: the text for an unknown algorithm of the AWS4 family.
    #[error("{}", message.clone().unwrap_or_else(|| format!("Unsupported AWS 'algorithm': '{got}'.")))]
    UnsupportedAlgorithm {
        /// The scheme that came.
        got: String,
        /// For schemes outside of the AWS4 family: what the header lacks, as in `Incomplete`.
        message: Option<String>,
    },
    /// `X-Amz-Algorithm` in a presigned URL is none that we verify.
    #[error("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"")]
    QueryAlgorithm {
        /// What came.
        got: String,
    },
    /// Parts of the header are missing; the message lists them.
    #[error("{message}")]
    Incomplete {
        /// `Authorization header requires 'Credential' parameter. ...`
        message: String,
    },
    /// A part of the header has no `=`.
    #[error(
        "'{part}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'."
    )]
    NotKeyValue {
        /// The part.
        part: String,
        /// The whole header, without its signature.
        header: String,
    },
    /// A presigned URL lacks parameters.
    #[error("{message}")]
    QueryIncomplete {
        /// `AWS query-string parameters must include 'X-Amz-Credential'. ...`
        message: String,
    },
    /// A presigned URL gives a parameter twice, or not as UTF-8.
    #[error("Error parsing the {name} parameter; it must be given once, as UTF-8 text.")]
    QueryParameter {
        /// The parameter.
        name: &'static str,
    },
    /// `X-Amz-Expires` is no number, or not from 1 to 604,800.
    #[error("{0}")]
    Expires(ExpiresError),
    /// The credential is not `keyid/date/region/service/term`.
    #[error(
        "Credential must have exactly {elements} slash-delimited elements, e.g. {}, got '{got}'", form(*elements)
    )]
    CredentialMalformed {
        /// 5, or 4 with SigV4A.
        elements: usize,
        /// What came.
        got: String,
        /// Whether it came in the query.
        presigned: bool,
    },
    /// The credential does not end in `aws4_request`.
    #[error("Credential should be scoped with a valid terminator: 'aws4_request', not '{got}'. ")]
    ScopeTerminator {
        /// What came.
        got: String,
        /// Whether it came in the query.
        presigned: bool,
    },
    /// The day in the credential is not the day of the request.
    #[error(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope}' != '{}', from '{}'.", &basic(*timestamp)[..8], basic(*timestamp)
    )]
    ScopeDate {
        /// The day in the credential.
        scope: String,
        /// When the request says that it was signed.
        timestamp: i64,
        /// Whether it came in the query.
        presigned: bool,
    },
    /// The credential is for another region.
    #[error("Credential should be scoped to a valid region, not '{got}'. ")]
    ScopeRegion {
        /// What came.
        got: String,
        /// What was expected.
        want: String,
        /// Whether it came in the query.
        presigned: bool,
    },
    /// The credential is for another service.
    #[error("Credential should be scoped to correct service: '{want}'. ")]
    ScopeService {
        /// What came.
        got: String,
        /// What was expected.
        want: String,
        /// Whether it came in the query.
        presigned: bool,
    },
    /// A date of another form.
    #[error(
        "Date must be in ISO-8601 'basic format'. Got '{got}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )]
    BadDate {
        /// What came.
        got: String,
        /// Whether it came in the query.
        presigned: bool,
    },
    /// A header that may come once came repeatedly, or is not printable ASCII.
    #[error("The {name} header must be given once, as printable ASCII text.")]
    BadHeader {
        /// The header.
        name: &'static str,
    },
    /// `SignedHeaders` is no list of different lowercase header names.
    #[error(
        "SignedHeaders must be a list of different lowercase header names joined by ';', got '{got}'."
    )]
    SignedHeadersMalformed {
        /// What came.
        got: String,
    },
    /// The host is not among the signed headers.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostNotSigned,
    /// S3: `x-amz-` headers that are not signed.
    #[error("There were headers present in the request which were not signed")]
    HeadersNotSigned {
        /// Their names, sorted, joined by `, `.
        names: String,
    },
    /// S3: no `x-amz-content-sha256`.
    #[error("Missing required header for this request: x-amz-content-sha256")]
    ContentSha256Missing,
    /// `x-amz-content-sha256` is neither a hash nor a known word.
    #[error(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value."
    )]
    ContentSha256Invalid {
        /// What came.
        got: String,
    },
    /// The body is not the one that was signed.
    #[error("The provided 'x-amz-content-sha256' header does not match what was computed.")]
    ContentSha256Mismatch {
        /// The hash in the header, in hexadecimal.
        client: String,
        /// The body's hash, in hexadecimal.
        computed: String,
    },
    /// The body's hash is signed implicitly and the caller did not supply it: a fault of the caller.
    #[error(
        "The signature covers the body, whose hash was not computed; hash the body, then verify"
    )]
    BodyHashNeeded,
    /// The signature is wrong.
    #[error("{MISMATCH}")]
    Mismatch(Box<Mismatch>),
    /// The signature is no hexadecimal text of the right length, so it cannot match.
    #[error("{MISMATCH}")]
    SignatureMalformed,
    /// Signed too long ago.
    #[error(
        "Signature expired: {} is now earlier than {} ({} - {} min.)", basic(*signed), basic(now - skew), basic(*now), skew / 60
    )]
    Expired {
        /// When it was signed.
        signed: i64,
        /// The server's time.
        now: i64,
        /// How far the two may be apart, in seconds.
        skew: i64,
    },
    /// Signed in the future.
    #[error(
        "Signature not yet current: {} is still later than {} ({} + {} min.)", basic(*signed), basic(now + skew), basic(*now), skew / 60
    )]
    NotYetCurrent {
        /// When it was signed.
        signed: i64,
        /// The server's time.
        now: i64,
        /// How far the two may be apart, in seconds.
        skew: i64,
        /// Whether it came in the query.
        presigned: bool,
    },
    /// A presigned URL is past its time.
    #[error("Request has expired")]
    PresignedExpired {
        /// When it was signed.
        signed: i64,
        /// How long it was good for, in seconds.
        expires: u32,
        /// The server's time.
        now: i64,
    },
    /// S3: a presigned URL of signature version 2 lacks parameters.
    #[error(
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
    )]
    QueryV2Incomplete,
    /// S3: `Expires` of a presigned URL of signature version 2 is no number.
    // Assumed: the text.
    #[error("Invalid date (should be seconds since epoch): {got}")]
    ExpiresV2 {
        /// What came.
        got: String,
    },
    /// S3: a presigned URL of signature version 2 is past its time.
    #[error("Request has expired")]
    PresignedV2Expired {
        /// Until when it was good.
        expires: i64,
        /// The server's time.
        now: i64,
    },
    /// A part of the request is over a limit.
    #[error("{what} is larger than the {limit} bytes that are accepted; sign fewer headers.")]
    TooLarge {
        /// The part.
        what: &'static str,
        /// The limit, in bytes.
        limit: usize,
    },
    /// Nobody owns the access key.
    #[error("The security token included in the request is invalid.")]
    UnknownAccessKey {
        /// The access key id.
        id: String,
    },
    /// A temporary credential is past its time.
    #[error("The security token included in the request is expired")]
    TokenExpired {
        /// The session token.
        token: String,
    },
}

/// What is wrong with `X-Amz-Expires`. The texts are S3's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpiresError {
    /// Not a number.
    #[error("X-Amz-Expires should be a number")]
    NotANumber,
    /// Below zero.
    #[error("X-Amz-Expires must be non-negative")]
    Negative,
    /// More than a week.
    #[error(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"
    )]
    OverAWeek,
}

/// The text of most services.
pub(crate) const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

fn form(elements: usize) -> &'static str {
    if elements == 4 { "keyid/date/service/term" } else { "keyid/date/region/service/term" }
}
