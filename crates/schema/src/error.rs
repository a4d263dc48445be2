//! The one error that crosses the wire: AWS's code, status and message, with the modelled fields if any.

use std::borrow::Cow;
use std::fmt;

use crate::ShapeSer;

/// Outcome of an operation.
pub type ApiResult<T> = Result<T, ApiError>;

/// Who is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The caller: a 4xx.
    Sender,
    /// Us: a 5xx.
    Receiver,
}

/// An error as a client sees it. Made by generated constructors (`gen_sqs::error::...`), by a service's
/// `errors.rs`, or by the kernel.
pub struct ApiError(Box<Inner>);

struct Inner {
    shape: Cow<'static, str>,
    query_code: Option<Cow<'static, str>>,
    query_message: Option<Cow<'static, str>>,
    status: u16,
    fault: Fault,
    message: Option<String>,
    body: Option<Box<dyn ShapeSer>>,
    extra: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    cause: Option<String>,
}

impl ApiError {
    /// An error by its code, status and message; a 4xx blames the sender.
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        status: u16,
        message: impl Into<String>,
    ) -> ApiError {
        let fault = if status < 500 { Fault::Sender } else { Fault::Receiver };
        ApiError(Box::new(Inner {
            shape: code.into(),
            query_code: None,
            query_message: None,
            status,
            fault,
            message: Some(message.into()),
            body: None,
            extra: Vec::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// A broken invariant of ours: a 500 whose cause goes to the log, not to the client.
    pub fn bug(cause: impl fmt::Display) -> ApiError {
        let mut error = ApiError::new(
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error, exception or failure.",
        );
        error.0.cause = Some(cause.to_string());
        error
    }

    /// Something that Stratus does not do: never a success that did nothing.
    pub fn not_implemented(what: impl fmt::Display) -> ApiError {
        ApiError::new("NotImplemented", 501, format!("Stratus does not implement {what}."))
    }

    /// With the code that the query protocol (and `x-amzn-query-error`) uses where it differs.
    pub fn with_query_code(mut self, code: impl Into<Cow<'static, str>>) -> ApiError {
        self.0.query_code = Some(code.into());
        self
    }

    /// With the message that the query protocol has where it differs.
    pub fn with_query_message(mut self, message: impl Into<Cow<'static, str>>) -> ApiError {
        self.0.query_message = Some(message.into());
        self
    }

    /// With the blame where the status does not tell it.
    pub fn with_fault(mut self, fault: Fault) -> ApiError {
        self.0.fault = fault;
        self
    }

    /// With no message member at all.
    pub fn without_message(mut self) -> ApiError {
        self.0.message = None;
        self
    }

    /// With the modelled structure, which writes its own members (its message too).
    pub fn with_body(mut self, body: impl ShapeSer + 'static) -> ApiError {
        self.0.body = Some(Box::new(body));
        self
    }

    /// With an unmodelled text element that XML errors carry beside the message, such as S3's `Key`.
    pub fn with_extra(mut self, name: &'static str, value: impl Into<String>) -> ApiError {
        self.0.extra.push((name, value.into()));
        self
    }

    /// With a header that REST answers carry, such as S3's `x-amz-delete-marker`. The name in small letters.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> ApiError {
        self.0.headers.push((name, value.into()));
        self
    }

    /// The shape's name: JSON's `__type`, and the code in other protocols unless a query code differs.
    pub fn code(&self) -> &str {
        &self.0.shape
    }

    /// The code of query protocols.
    pub fn query_code(&self) -> &str {
        self.0.query_code.as_deref().unwrap_or(&self.0.shape)
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Who is to blame.
    pub fn fault(&self) -> Fault {
        self.0.fault
    }

    /// The message, if the error has one.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The message of query protocols.
    pub fn query_message(&self) -> Option<&str> {
        self.0.query_message.as_deref().or(self.message())
    }

    /// The modelled structure, when it has more members than a message.
    pub fn body(&self) -> Option<&dyn ShapeSer> {
        self.0.body.as_deref()
    }

    /// Unmodelled elements.
    pub fn extra(&self) -> &[(&'static str, String)] {
        &self.0.extra
    }

    /// Headers.
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.0.headers
    }

    /// What a bug was, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("code", &self.0.shape)
            .field("status", &self.0.status)
            .field("message", &self.0.message)
            .field("cause", &self.0.cause)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0.shape, self.0.status)?;
        self.0.message.as_ref().map_or(Ok(()), |m| write!(f, ": {m}"))
    }
}

impl std::error::Error for ApiError {}
