//! What PutParameter makes of a request: a new parameter, or a new version of one. What the request does not say, a
//! new version takes over from the one before.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>

use gen_ssm::PutParameterRequest;
use kernel::{ApiError, ApiResult, Timestamp};

use crate::name::ParameterKey;
use crate::parameter::{Kind, Meta, Tier};
use crate::policies::{self, Policy};
use crate::secure::DEFAULT_KEY;
use crate::tier::{Need, Wish};
use crate::{errors, values};

/// A request, read, with what is known of the parameter.
pub(crate) struct Draft<'r> {
    pub(crate) request: &'r PutParameterRequest,
    pub(crate) key: &'r ParameterKey,
    pub(crate) existing: Option<&'r Meta>,
    pub(crate) now: Timestamp,
    /// The caller's ARN.
    pub(crate) by: String,
    pub(crate) default_tier: Wish,
    /// Whether no standard parameter may be added.
    pub(crate) standard_is_full: bool,
}

impl Draft<'_> {
    /// The new version, without its value.
    pub(crate) fn meta(self) -> ApiResult<Meta> {
        let Draft { request, key, existing, .. } = self;
        let kind = self.kind()?;
        let data_type = match (&request.data_type, existing) {
            (Some(given), _) if !given.is_empty() => given.clone(),
            (_, Some(meta)) => meta.data_type.clone(),
            _ => "text".to_owned(),
        };
        values::check_data_type(&data_type, kind, key, &request.value)?;
        let allowed_pattern = kept(&request.allowed_pattern, existing.map(|m| &m.allowed_pattern));
        let policies = self.policies()?;
        let tier = self.tier(&policies)?;
        values::check_size(&request.value, tier)?;
        if let Some(pattern) = allowed_pattern.as_deref().filter(|pattern| !pattern.is_empty()) {
            values::check_pattern(pattern, &request.value)?;
        }
        Ok(Meta {
            kind,
            key_id: self.key_id(kind)?,
            modified_at: self.now,
            description: kept(&request.description, existing.map(|meta| &meta.description)),
            allowed_pattern,
            tier,
            policies,
            data_type,
            modified_by: self.by,
        })
    }

    fn kind(&self) -> ApiResult<Kind> {
        let given = self.request.r#type.as_deref().map(|text| {
            Kind::parse(text).ok_or_else(|| ApiError::bug("the model lets three types through"))
        });
        let existing = self.existing.map(|meta| Ok(meta.kind));
        given.or(existing).ok_or_else(errors::type_required)?
    }

    fn key_id(&self, kind: Kind) -> ApiResult<Option<String>> {
        let given = self.request.key_id.clone();
        if kind != Kind::SecureString {
            return match given {
                Some(_) => Err(errors::key_without_secure_string()),
                None => Ok(None),
            };
        }
        let before = self.existing.and_then(|meta| meta.key_id.clone());
        Ok(given.or(before).or_else(|| Some(DEFAULT_KEY.to_owned())))
    }

    fn policies(&self) -> ApiResult<Vec<Policy>> {
        match (&self.request.policies, self.existing) {
            (Some(text), _) => policies::parse(text, self.now),
            (None, Some(meta)) => Ok(policies::carried_over(&meta.policies)),
            (None, None) => Ok(Vec::new()),
        }
    }

    fn tier(&self, policies: &[Policy]) -> ApiResult<Tier> {
        let asked = self.request.tier.as_deref().map(|text| {
            Wish::parse(text).ok_or_else(|| ApiError::bug("the model lets three tiers through"))
        });
        let existing = self.existing.map(|meta| meta.tier);
        let need = Need {
            asked: asked.transpose()?,
            default: self.default_tier,
            existing,
            more: values::is_large(&self.request.value)
                || !policies.is_empty()
                || (existing.is_none() && self.standard_is_full),
        };
        match need.tier().ok_or_else(errors::no_downgrade)? {
            Tier::Standard if !policies.is_empty() => Err(errors::policies_need_advanced()),
            tier => Ok(tier),
        }
    }
}

/// What is given, or what was.
fn kept(given: &Option<String>, before: Option<&Option<String>>) -> Option<String> {
    given.clone().or_else(|| before.cloned().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(request: &PutParameterRequest, existing: Option<&Meta>) -> ApiResult<Meta> {
        let key = ParameterKey::of("x");
        Draft {
            request,
            key: &key,
            existing,
            now: Timestamp::from_secs(1_700_000_000),
            by: "arn".to_owned(),
            default_tier: Wish::Standard,
            standard_is_full: false,
        }
        .meta()
    }

    fn request(value: &str, kind: Option<&str>) -> PutParameterRequest {
        PutParameterRequest {
            value: value.to_owned(),
            r#type: kind.map(str::to_owned),
            ..PutParameterRequest::default()
        }
    }

    #[test]
    fn a_new_version_takes_over_what_is_not_said() {
        let first = PutParameterRequest {
            description: Some("words".to_owned()),
            allowed_pattern: Some("v.*".to_owned()),
            key_id: Some("alias/mine".to_owned()),
            ..request("v1", Some("SecureString"))
        };
        let first = draft(&first, None).expect("a parameter");
        let second = draft(&request("v2", None), Some(&first)).expect("a version");
        assert_eq!(second, first);
        let mismatch = draft(&request("w", None), Some(&first)).expect_err("the pattern holds");
        assert_eq!(mismatch.code(), "ParameterPatternMismatchException");
        let plain = draft(&request("v3", Some("String")), Some(&first)).expect("a version");
        assert_eq!((plain.kind, plain.key_id), (Kind::String, None));
        assert!(draft(&request("v", None), None).is_err(), "a new parameter has a type");
    }

    #[test]
    fn keys_belong_to_secure_strings() {
        let secure = draft(&request("v", Some("SecureString")), None).expect("a parameter");
        assert_eq!(secure.key_id.as_deref(), Some(DEFAULT_KEY));
        let plain =
            PutParameterRequest { key_id: Some("k".to_owned()), ..request("v", Some("String")) };
        assert_eq!(draft(&plain, None).expect_err("no key").code(), "ValidationException");
    }
}
