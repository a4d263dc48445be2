//! Reading an object: which version a request means, whether its conditions hold, which bytes it asks for. GetObject and
//! HeadObject do the same but for the body.

use kernel::{ApiResult, Cx, Principal, Timestamp};

use crate::bucket::Bucket;
use crate::checksum::{Checksum, Coverage};
use crate::conditions::{self, ReadConditions, Verdict};
use crate::object::{ManifestPart, Object, Place, Version};
use crate::object_key::ObjectKey;
use crate::range::{self, ByteRange};
use crate::tables::MANIFESTS;
use crate::version_id::VersionId;
use crate::{errors, versions, words};

/// The version that a read means: its content is there.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version_id: Option<&str>,
    method: &str,
) -> ApiResult<Version> {
    let id = VersionId::parse(version_id)?;
    let found = versions::find(cx, bucket, key, id).await?;
    let Some(version) = found else {
        return Err(match version_id {
            Some(text) => errors::no_such_version(key.as_str(), text),
            None => errors::no_such_key(key.as_str()),
        });
    };
    if version.object.is_some() {
        return Ok(version);
    }
    let id = version.id().text();
    Err(match version_id {
        Some(_) => errors::delete_marker_not_allowed(method)
            .with_header("last-modified", version.modified.whole_seconds().http_date())
            .with_header("x-amz-version-id", id)
            .with_header("allow", "DELETE"),
        None => errors::no_such_key(key.as_str())
            .with_header("x-amz-delete-marker", "true")
            .with_header("x-amz-version-id", id),
    })
}

/// What of an object is asked for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Asked<'r> {
    pub(crate) range: Option<&'r str>,
    pub(crate) part: Option<i32>,
    pub(crate) conditions: ReadConditions<'r>,
}

/// [`Asked`] of a read's input.
macro_rules! asked {
    ($input:expr) => {
        $crate::read::Asked {
            range: $input.range.as_deref(),
            part: $input.part_number,
            conditions: $crate::conditions::ReadConditions {
                if_match: $input.if_match.as_deref(),
                if_none_match: $input.if_none_match.as_deref(),
                if_modified_since: $input.if_modified_since,
                if_unmodified_since: $input.if_unmodified_since,
            },
        }
    };
}

/// The headers of the answer that a request sets itself.
macro_rules! overrides {
    ($input:expr) => {
        [
            ("response-cache-control", $input.response_cache_control.as_deref()),
            ("response-content-disposition", $input.response_content_disposition.as_deref()),
            ("response-content-encoding", $input.response_content_encoding.as_deref()),
            ("response-content-language", $input.response_content_language.as_deref()),
            ("response-content-type", $input.response_content_type.as_deref()),
        ]
    };
}

/// Fails for headers that nobody may set who did not sign, and for those that are none.
pub(crate) fn check_overrides(
    cx: &Cx<'_>,
    overrides: &[(&str, Option<&str>)],
    expires: Option<Timestamp>,
) -> ApiResult<()> {
    let any = expires.is_some() || overrides.iter().any(|(_, value)| value.is_some());
    if any && cx.caller().principal == Principal::Anonymous {
        return Err(errors::invalid_request(
            "Request specific response headers cannot be used for anonymous GET requests.",
        ));
    }
    for (name, value) in overrides {
        if let Some(value) = value.filter(|value| value.chars().any(|c| c > '\u{ff}')) {
            let message = "Header value cannot be represented using ISO-8859-1.";
            return Err(errors::invalid_argument(message, *name, value));
        }
    }
    Ok(())
}

/// What the answer shows of an object: GetObject's and HeadObject's have the same members.
macro_rules! show_object {
    ($output:expr, $input:expr, $bucket:expr, $version:expr, $object:expr, $wanted:expr) => {{
        let (object, headers) = ($object, &$object.headers);
        let own = |text: &Option<String>| text.clone();
        $output.accept_ranges = Some("bytes".to_owned());
        $output.last_modified = Some($version.modified);
        $output.e_tag = Some(object.etag.quoted());
        $output.version_id = $crate::write::shown_id($bucket, $version);
        $output.content_length = i64::try_from($wanted.len(object.size)).ok();
        $output.content_range = $wanted.range.map(|range| range.content_range(object.size));
        let content_type = || {
            headers
                .content_type
                .clone()
                .or(Some($crate::new_object::DEFAULT_CONTENT_TYPE.to_owned()))
        };
        $output.content_type = own(&$input.response_content_type).or_else(content_type);
        $output.cache_control = own(&$input.response_cache_control).or(own(&headers.cache_control));
        $output.content_disposition =
            own(&$input.response_content_disposition).or(own(&headers.content_disposition));
        $output.content_encoding =
            own(&$input.response_content_encoding).or(own(&headers.content_encoding));
        $output.content_language =
            own(&$input.response_content_language).or(own(&headers.content_language));
        $output.expires =
            $input.response_expires.map(|at| at.http_date()).or(own(&headers.expires));
        $output.website_redirect_location = own(&headers.website_redirect);
        $output.metadata =
            Some($crate::read::shown_metadata(&object.metadata)).filter(|all| !all.is_empty());
        $output.storage_class = object.storage_class.header();
        $output.tag_count = Some(object.tags.len() as i32).filter(|count| *count > 0);
        $output.parts_count = $wanted.parts;
        $output.replication_status = object.replication.clone();
        $output.restore = $crate::read::shown_restore(object, $wanted.now);
        let lock = &object.lock;
        $output.object_lock_mode = lock.retention.map(|r| r.mode.as_str().to_owned());
        $output.object_lock_retain_until_date = lock.retention.map(|r| r.until);
        $output.object_lock_legal_hold_status =
            lock.legal_hold.map(|on| if on { "ON" } else { "OFF" }.to_owned());
        let enabled = |mode: &str| mode.eq_ignore_ascii_case("ENABLED");
        if $input.checksum_mode.as_deref().is_some_and(enabled)
            && let Some((checksum, coverage)) = $wanted.checksum(object)
        {
            $crate::checksum_request::show_checksum!($output, Some(checksum));
            $output.checksum_type = Some(coverage.as_str().to_owned());
        }
        $crate::sse::show_encryption!($output, &object.encryption);
    }};
}

pub(crate) use {asked, overrides, show_object};

/// Which bytes are wanted.
pub(crate) struct Wanted {
    /// `None`: all.
    pub(crate) range: Option<ByteRange>,
    /// Whether that is all of the object.
    pub(crate) is_whole: bool,
    /// How many parts the object has, when one was asked for.
    pub(crate) parts: Option<i32>,
    /// The checksum of the part that was asked for.
    pub(crate) part_checksum: Option<Checksum>,
    /// The parts of its body, if it has any and they were looked at.
    pub(crate) manifest: Option<Vec<ManifestPart>>,
    pub(crate) now: Timestamp,
}

impl Wanted {
    pub(crate) fn len(&self, size: u64) -> u64 {
        self.range.map_or(size, |range| range.end - range.start)
    }

    /// The checksum of what is answered: of the object when it is all of it, of a part when it is one.
    pub(crate) fn checksum<'o>(&'o self, object: &'o Object) -> Option<(&'o Checksum, Coverage)> {
        let whole = object.checksum.as_ref()?;
        let one = self.parts.is_none() || whole.coverage == Coverage::FullObject;
        match (self.is_whole && one, &self.part_checksum) {
            (true, _) => Some((whole, whole.coverage)),
            (false, Some(part)) => Some((part, whole.coverage)),
            (false, None) => None,
        }
    }
}

/// Judges the conditions, then finds which bytes are wanted.
pub(crate) async fn wanted(
    cx: &mut Cx<'_>,
    version: &Version,
    object: &Object,
    asked: &Asked<'_>,
) -> ApiResult<Wanted> {
    if asked.range.is_some() && asked.part.is_some() {
        return Err(errors::invalid_request(
            "Cannot specify both Range header and partNumber query parameter",
        ));
    }
    match asked.conditions.judge(&object.etag, version.modified, cx.now()) {
        Verdict::Holds => {}
        Verdict::Failed(condition) => return Err(errors::precondition_failed(condition)),
        Verdict::NotModified => {
            return Err(conditions::not_modified(&object.etag, version.modified));
        }
    }
    let now = cx.now();
    let mut wanted = Wanted {
        range: None,
        is_whole: true,
        parts: None,
        part_checksum: None,
        manifest: None,
        now,
    };
    match asked.part {
        None => wanted.range = range::parse(asked.range, object.size)?,
        Some(number) => part(cx, object, number, &mut wanted).await?,
    }
    wanted.is_whole = wanted.range.is_none_or(|r| r.start == 0 && r.end == object.size);
    Ok(wanted)
}

/// The bytes of one part. What did not come in parts is its own first part.
async fn part(cx: &mut Cx<'_>, object: &Object, number: i32, wanted: &mut Wanted) -> ApiResult<()> {
    if !(1..=crate::limits::MAX_PARTS).contains(&number) {
        return Err(errors::part_number_out_of_range(number));
    }
    let Place::Parts(manifest) = object.body else {
        if number != 1 {
            return Err(errors::invalid_part_number(number, 1));
        }
        if object.etag.parts > 0 {
            wanted.parts = Some(1);
        }
        wanted.range = (object.size > 0).then_some(ByteRange { start: 0, end: object.size });
        return Ok(());
    };
    let parts = cx.get(&MANIFESTS, &manifest).await?.unwrap_or_default();
    let mut start = 0;
    for (at, part) in parts.iter().enumerate() {
        if at + 1 == usize::try_from(number).unwrap_or_default() {
            wanted.range = Some(ByteRange { start, end: start + part.size });
            wanted.part_checksum = part.checksum.clone();
        }
        start += part.size;
    }
    if wanted.range.is_none() {
        return Err(errors::invalid_part_number(number, parts.len()));
    }
    wanted.parts = i32::try_from(parts.len()).ok();
    wanted.manifest = Some(parts);
    Ok(())
}

/// User metadata as headers hold it: what is not ASCII as encoded words.
pub(crate) fn shown_metadata(metadata: &[(String, String)]) -> schema::VecMap<String> {
    metadata.iter().map(|(name, value)| (name.clone(), words::encode(value))).collect()
}

/// The header that says how the restoring of an archived object stands.
pub(crate) fn shown_restore(object: &Object, now: Timestamp) -> Option<String> {
    let restore = object.restore?;
    if restore.ready_at > now {
        return Some("ongoing-request=\"true\"".to_owned());
    }
    let until = restore.until.http_date();
    Some(format!("ongoing-request=\"false\", expiry-date=\"{until}\""))
}

/// Fails for what is archived and not restored.
pub(crate) fn check_readable(object: &Object, now: Timestamp) -> ApiResult<()> {
    let restored = object.restore.is_some_and(|r| r.ready_at <= now && now < r.until);
    match object.storage_class.is_archive() && !restored {
        true => Err(errors::invalid_object_state(object.storage_class.as_str())),
        false => Ok(()),
    }
}
