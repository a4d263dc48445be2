//! What a request that creates an object says of it beside its content: headers, metadata, tags, class, lock.

use kernel::{AccountId, ApiResult, Cx, Timestamp};
use schema::VecMap;

use crate::acl::Acl;
use crate::bucket::{Bucket, DefaultRetention, Period};
use crate::object::{Headers, Lock, Retention, RetentionMode};
use crate::storage_class::StorageClass;
use crate::{errors, limits, words};

/// The headers of an input that has all these members.
macro_rules! headers_of {
    ($input:expr) => {
        $crate::object::Headers {
            content_type: $input.content_type.clone().filter(|text| !text.is_empty()),
            content_encoding: $crate::new_object::content_encoding(
                $input.content_encoding.as_deref(),
            ),
            content_disposition: $input.content_disposition.clone(),
            content_language: $input.content_language.clone(),
            cache_control: $input.cache_control.clone(),
            expires: $input.expires.clone(),
            website_redirect: $input.website_redirect_location.clone(),
        }
    };
}

/// What an input says of Object Lock.
macro_rules! lock_request {
    ($input:expr) => {
        $crate::new_object::LockRequest {
            mode: $input.object_lock_mode.as_deref(),
            until: $input.object_lock_retain_until_date,
            legal_hold: $input.object_lock_legal_hold_status.as_deref(),
        }
    };
}

pub(crate) use {headers_of, lock_request};

/// What AWS says of an object that nothing was said about.
pub(crate) const DEFAULT_CONTENT_TYPE: &str = "binary/octet-stream";

/// An object without its content.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    pub(crate) headers: Headers,
    pub(crate) metadata: Vec<(String, String)>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) storage_class: StorageClass,
    pub(crate) lock: Lock,
    pub(crate) acl: Acl,
    /// Whose it is; known once its bucket is.
    pub(crate) owner: Option<AccountId>,
}

/// The encodings but `aws-chunked`, which is of the way here and not of the object.
pub(crate) fn content_encoding(given: Option<&str>) -> Option<String> {
    let all = given?.split(',').map(str::trim);
    let kept: Vec<&str> = all.filter(|one| *one != "aws-chunked" && !one.is_empty()).collect();
    (!kept.is_empty()).then(|| kept.join(","))
}

/// User metadata, within its limit.
pub(crate) fn metadata(given: Option<&VecMap<String>>) -> ApiResult<Vec<(String, String)>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    let all = given.as_slice().iter();
    let all: Vec<(String, String)> =
        all.map(|(name, value)| (name.to_ascii_lowercase(), words::decode(value))).collect();
    let size: usize = all.iter().map(|(name, value)| name.len() + value.len()).sum();
    match size > limits::MAX_METADATA {
        true => Err(errors::metadata_too_large(size)),
        false => Ok(all),
    }
}

/// The headers of Object Lock.
#[derive(Clone, Copy, Default)]
pub(crate) struct LockRequest<'r> {
    pub(crate) mode: Option<&'r str>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) legal_hold: Option<&'r str>,
}

impl LockRequest<'_> {
    /// The lock of a new object: what is asked for, or the bucket's default.
    pub(crate) fn resolve(&self, cx: &Cx<'_>, bucket: &Bucket) -> ApiResult<Lock> {
        const BOTH: &str =
            "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied";
        let asked = match (self.mode, self.until) {
            (None, None) => None,
            (Some(_), None) => {
                return Err(errors::invalid_argument_named(
                    BOTH,
                    "x-amz-object-lock-retain-until-date",
                ));
            }
            (None, Some(_)) => {
                return Err(errors::invalid_argument_named(BOTH, "x-amz-object-lock-mode"));
            }
            (Some(mode), Some(until)) => Some(Retention { mode: parse_mode(mode)?, until }),
        };
        let legal_hold = match self.legal_hold {
            None => None,
            Some("ON") => Some(true),
            Some("OFF") => Some(false),
            Some(other) => {
                let message = "Legal Hold must be either of 'ON' or 'OFF'";
                return Err(errors::invalid_argument(
                    message,
                    "x-amz-object-lock-legal-hold",
                    other,
                ));
            }
        };
        let Some(lock) = &bucket.lock else {
            return match asked.is_some() || legal_hold.is_some() {
                true => Err(errors::invalid_request("Bucket is missing Object Lock Configuration")),
                false => Ok(Lock::default()),
            };
        };
        if let Some(retention) = &asked
            && retention.until <= cx.now()
        {
            let message = "The retain until date must be in the future!";
            let given = retention.until.http_date();
            return Err(errors::invalid_argument(
                message,
                "x-amz-object-lock-retain-until-date",
                given,
            ));
        }
        let retention = asked.or_else(|| lock.default.map(|default| by_default(default, cx.now())));
        Ok(Lock { retention, legal_hold })
    }
}

fn parse_mode(text: &str) -> ApiResult<RetentionMode> {
    match text {
        "GOVERNANCE" => Ok(RetentionMode::Governance),
        "COMPLIANCE" => Ok(RetentionMode::Compliance),
        other => {
            let message = "Unknown wormMode directive.";
            Err(errors::invalid_argument(message, "x-amz-object-lock-mode", other))
        }
    }
}

fn by_default(default: DefaultRetention, now: Timestamp) -> Retention {
    let days = match default.period {
        Period::Days(days) => u64::from(days),
        Period::Years(years) => 365 * u64::from(years),
    };
    let until = now.plus(std::time::Duration::from_secs(days * 86_400));
    Retention { mode: default.mode, until }
}
