//! Tags of buckets, access points, Access Grants and groups of Storage Lens as S3 Control takes them: one by one, where S3 itself replaces all at once.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_TagResource.html>

use std::sync::Arc;

use gen_s3control::Tag;
use kernel::{ApiResult, Cx, tagging};

use crate::access_point::{self, AccessPoint};
use crate::access_point_name::Named;
use crate::bucket::{self, Bucket};
use crate::bucket_name::BucketName;
use crate::control_errors;
use crate::grants::tagged::Granted;
use crate::storage_lens::{self, LensGroup};
use crate::tables::{ACCESS_POINTS, BUCKETS};

/// Something that has tags.
pub(crate) enum Tagged {
    Bucket(Arc<Bucket>),
    AccessPoint(Arc<AccessPoint>),
    Grants(Granted),
    LensGroup(Box<LensGroup>),
}

impl Tagged {
    /// What the ARN names, when it is the account's own.
    pub(crate) async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Tagged> {
        let account = cx.account();
        if let Some(granted) = Granted::find(cx, arn).await? {
            return Ok(Tagged::Grants(granted));
        }
        let groups = storage_lens::arn_of_group(cx, "");
        if let Some(name) = arn.strip_prefix(&groups) {
            let group = storage_lens::group(cx, name).await?;
            return Ok(Tagged::LensGroup(Box::new(group)));
        }
        let found = if let Some(Named::Arn { region, account: owner, name }) = Named::parse(arn) {
            let here = owner == account && region == cx.region().as_str();
            let key = access_point::key(account, cx.region(), name);
            match here {
                true => cx.get_shared(&ACCESS_POINTS, &key).await?.map(Tagged::AccessPoint),
                false => None,
            }
        } else {
            match bucket_of(arn).map(BucketName::parse) {
                Some(Ok(name)) => {
                    let bucket = cx.get_shared(&BUCKETS, &name).await?;
                    bucket.filter(|bucket| bucket.owner == account).map(Tagged::Bucket)
                }
                _ => None,
            }
        };
        found.ok_or_else(control_errors::no_such_resource)
    }

    pub(crate) fn tags(&self) -> &[(String, String)] {
        match self {
            Tagged::Bucket(bucket) => &bucket.tags,
            Tagged::AccessPoint(point) => &point.tags,
            Tagged::Grants(granted) => granted.tags(),
            Tagged::LensGroup(group) => &group.tags,
        }
    }

    /// Those that decide who may do what with it: a bucket's only while its attribute-based access control is on.
    pub(crate) fn deciding_tags(&self) -> &[(String, String)] {
        match self {
            Tagged::Bucket(bucket) if !bucket.abac => &[],
            other => other.tags(),
        }
    }

    /// Its own policy.
    pub(crate) fn policy(&self) -> Option<&str> {
        match self {
            Tagged::Bucket(bucket) => bucket.policy.as_deref(),
            Tagged::AccessPoint(point) => point.policy.as_deref(),
            Tagged::Grants(_) | Tagged::LensGroup(_) => None,
        }
    }

    /// Gives it these tags in place of its own.
    pub(crate) fn put(self, cx: &mut Cx<'_>, tags: Vec<(String, String)>) {
        match self {
            Tagged::Bucket(found) => {
                let changed = Bucket { tags, ..Arc::unwrap_or_clone(found) };
                bucket::save(cx, &changed);
            }
            Tagged::AccessPoint(found) => {
                let changed = AccessPoint { tags, ..Arc::unwrap_or_clone(found) };
                access_point::save(cx, &changed);
            }
            Tagged::Grants(granted) => granted.put(cx, tags),
            Tagged::LensGroup(found) => {
                let name = found.group.0.name.clone();
                storage_lens::save_group(cx, &name, &LensGroup { tags, ..*found });
            }
        }
    }
}

/// The bucket's name in `arn:aws:s3:::NAME`.
fn bucket_of(arn: &str) -> Option<&str> {
    let (partition, name) = arn.strip_prefix("arn:")?.split_once(":s3:::")?;
    partition.starts_with("aws").then_some(name)
}

/// Tags of a request, checked (recorded).
pub(crate) fn check(given: &[Tag]) -> ApiResult<Vec<(String, String)>> {
    let mut tags: Vec<(String, String)> = Vec::with_capacity(given.len().min(tagging::MAX_TAGS));
    for tag in given {
        if tags.iter().any(|(key, _)| *key == tag.key) {
            return Err(control_errors::tag_twice());
        }
        tagging::check(&tag.key, &tag.value).map_err(|error| match error {
            tagging::TagError::Reserved(_) => control_errors::reserved_tag(),
            _ => control_errors::tag_characters(),
        })?;
        if tags.len() == tagging::MAX_TAGS {
            return Err(control_errors::too_many_tags(tagging::MAX_TAGS));
        }
        tags.push((tag.key.clone(), tag.value.clone()));
    }
    Ok(tags)
}

/// What `own` are with `added`: the old value of a key gives way.
pub(crate) fn merge(
    own: &[(String, String)],
    added: Vec<(String, String)>,
) -> ApiResult<Vec<(String, String)>> {
    let mut tags = own.to_vec();
    for (key, value) in added {
        match tags.iter_mut().find(|(own, _)| *own == key) {
            Some((_, own)) => *own = value,
            None => tags.push((key, value)),
        }
    }
    match tags.len() > tagging::MAX_TAGS {
        true => Err(control_errors::too_many_tags(tagging::MAX_TAGS)),
        false => Ok(tags),
    }
}

pub(crate) fn shown(tags: &[(String, String)]) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: key.into(), value: value.into() }
    }

    #[test]
    fn what_is_refused() {
        for (tags, words) in [
            (vec![tag("k", "v")], None),
            (vec![tag("aws:k", "v")], Some("can't start with")),
            (vec![tag("k", "v"), tag("k", "w")], Some("duplicate tag keys")),
            (vec![tag("k", "v,w")], Some("isn't valid")),
            (vec![tag("k,l", "v")], Some("isn't valid")),
            (vec![tag("", "v")], Some("isn't valid")),
            ((0..51).map(|n| tag(&format!("k{n}"), "")).collect(), Some("more than 50")),
        ] {
            let error = check(&tags).err();
            let got = error.as_ref().and_then(kernel::ApiError::message).unwrap_or_default();
            assert_eq!(error.is_some(), words.is_some(), "{got}");
            assert!(got.contains(words.unwrap_or_default()), "{got}");
        }
    }

    #[test]
    fn merging() {
        let own = [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())];
        let added = vec![("b".to_owned(), "3".to_owned()), ("c".to_owned(), "4".to_owned())];
        let merged = merge(&own, added).unwrap();
        let shown: Vec<String> = merged.iter().map(|(k, v)| format!("{k}{v}")).collect();
        assert_eq!(shown, ["a1", "b3", "c4"]);
        let many = (0..50).map(|n| (format!("k{n}"), String::new())).collect();
        assert_eq!(merge(&own, many).unwrap_err().code(), "InvalidTag");
    }

    #[test]
    fn buckets_of_arns() {
        for (arn, want) in [
            ("arn:aws:s3:::mine", Some("mine")),
            ("arn:aws-cn:s3:::mine", Some("mine")),
            ("arn:other:s3:::mine", None),
            ("arn:aws:sqs:::mine", None),
            ("mine", None),
        ] {
            assert_eq!(bucket_of(arn), want, "{arn}");
        }
    }
}
