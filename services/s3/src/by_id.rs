//! Configurations of which a bucket can have many, each with an id: analytics, metrics, inventory, archiving by access.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketMetricsConfiguration.html>

use gen_s3::{
    AnalyticsConfiguration, AnalyticsFilter, IntelligentTieringConfiguration,
    IntelligentTieringFilter, InventoryConfiguration, MetricsConfiguration, MetricsFilter, Tag,
};
use kernel::{ApiError, ApiResult, Cx};

use crate::bucket::Bucket;
use crate::configuration::{self, Configuration};
use crate::refusals::{self, invalid_argument, malformed_xml};

/// Most of a kind that a bucket can have.
pub(crate) const MOST: usize = 1_000;
/// How many a page has.
const PAGE: usize = 100;
/// Longest id.
const MAX_ID: usize = 64;

/// Writes one, unless the bucket has too many of them.
pub(crate) async fn put<C: Configuration>(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    id: &str,
    document: &C,
) -> ApiResult<()> {
    let known = configuration::get::<C>(cx, bucket, id).await?.is_some();
    if !known && configuration::list::<C>(cx, bucket, None, MOST).await?.len() >= MOST {
        return Err(refusals::too_many_configurations());
    }
    configuration::put(cx, bucket, id, document)
}

/// Removes one that has to be there.
pub(crate) async fn delete<C: Configuration>(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    id: &str,
) -> ApiResult<()> {
    if configuration::get::<C>(cx, bucket, id).await?.is_none() {
        return Err(refusals::no_such_configuration());
    }
    configuration::delete::<C>(cx, bucket, id);
    Ok(())
}

/// A page of a list.
pub(crate) struct Page<C> {
    pub(crate) found: Vec<C>,
    pub(crate) next: Option<String>,
}

/// The page that `token` continues, in the order of ids.
pub(crate) async fn page<C: Configuration>(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    token: Option<&str>,
) -> ApiResult<Page<C>> {
    let binding = [bucket.name.as_str()];
    let after = token.map(|token| open(cx, &binding, token)).transpose()?;
    let mut rows = configuration::list::<C>(cx, bucket, after.as_deref(), PAGE + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| more).map(|(id, _)| id.clone());
    let next = last.map(|id| cx.page_token().seal(&binding, id.as_bytes()));
    Ok(Page { found: rows.into_iter().map(|(_, row)| row).collect(), next })
}

fn open(cx: &Cx<'_>, binding: &[&str], token: &str) -> ApiResult<String> {
    let wrong =
        || invalid_argument("The continuation token provided is incorrect", "continuation-token");
    let raw = cx.page_token().open(binding, token).map_err(|_| wrong())?;
    String::from_utf8(raw).map_err(|_| wrong())
}

fn check_id(id: &str, in_document: &str) -> ApiResult<()> {
    if id != in_document {
        return Err(refusals::id_mismatch());
    }
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    match !id.is_empty() && id.len() <= MAX_ID && id.bytes().all(good) {
        true => Ok(()),
        false => Err(ApiError::new(
            "InvalidConfigurationId",
            400,
            "The specified configuration id is invalid.",
        )),
    }
}

/// What `And` joins: a prefix, tags, and whether an access point.
type Joined<'a> = (&'a Option<String>, &'a Option<Vec<Tag>>, bool);

/// A filter names one thing; several are joined by `And`, which joins two at least.
fn check_filter(alone: [bool; 3], and: Option<Joined<'_>>) -> ApiResult<()> {
    let alone = alone.into_iter().filter(|set| *set).count();
    match and {
        None if alone == 1 => Ok(()),
        Some((prefix, tags, other)) if alone == 0 => {
            let tags = tags.as_ref().map_or(0, Vec::len);
            let joined = usize::from(prefix.is_some()) + usize::from(other) + tags;
            if joined >= 2 { Ok(()) } else { Err(malformed_xml()) }
        }
        _ => Err(malformed_xml()),
    }
}

pub(crate) fn check_metrics(id: &str, given: &MetricsConfiguration) -> ApiResult<()> {
    check_id(id, &given.id)?;
    let Some(MetricsFilter { prefix, tag, access_point_arn, and }) = &given.filter else {
        return Ok(());
    };
    let and = and.as_ref().map(|and| (&and.prefix, &and.tags, and.access_point_arn.is_some()));
    check_filter([prefix.is_some(), tag.is_some(), access_point_arn.is_some()], and)
}

pub(crate) fn check_analytics(id: &str, given: &AnalyticsConfiguration) -> ApiResult<()> {
    // Recorded: these two have no words of their own for it.
    if id != given.id {
        return Err(malformed_xml());
    }
    check_id(id, &given.id)?;
    if let Some(AnalyticsFilter { prefix, tag, and }) = &given.filter {
        let and = and.as_ref().map(|and| (&and.prefix, &and.tags, false));
        check_filter([prefix.is_some(), tag.is_some(), false], and)?;
    }
    let Some(export) = &given.storage_class_analysis.data_export else { return Ok(()) };
    if export.output_schema_version != "V_1" {
        return Err(malformed_xml());
    }
    let to = &export.destination.s3_bucket_destination;
    if to.format != "CSV" {
        return Err(malformed_xml());
    }
    check_destination(&to.bucket).map(drop)
}

pub(crate) fn check_intelligent_tiering(
    id: &str,
    given: &IntelligentTieringConfiguration,
) -> ApiResult<()> {
    // Recorded: these two have no words of their own for it.
    if id != given.id {
        return Err(malformed_xml());
    }
    check_id(id, &given.id)?;
    if let Some(IntelligentTieringFilter { prefix, tag, and }) = &given.filter {
        let and = and.as_ref().map(|and| (&and.prefix, &and.tags, false));
        check_filter([prefix.is_some(), tag.is_some(), false], and)?;
    }
    if !matches!(given.status.as_str(), "Enabled" | "Disabled") || given.tierings.is_empty() {
        return Err(malformed_xml());
    }
    for tiering in &given.tierings {
        let least = match tiering.access_tier.as_str() {
            "ARCHIVE_ACCESS" => 90,
            "DEEP_ARCHIVE_ACCESS" => 180,
            _ => return Err(malformed_xml()),
        };
        if !(least..=730).contains(&tiering.days) {
            return Err(invalid_argument(
                format!("'Days' for {} must be between {least} and 730", tiering.access_tier),
                "Days",
            ));
        }
    }
    Ok(())
}

const INVENTORY_FIELDS: [&str; 17] = [
    "Size",
    "LastModifiedDate",
    "StorageClass",
    "ETag",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockMode",
    "ObjectLockLegalHoldStatus",
    "IntelligentTieringAccessTier",
    "BucketKeyStatus",
    "ChecksumAlgorithm",
    "ObjectAccessControlList",
    "ObjectOwner",
    "LifecycleExpirationDate",
    "ObjectTags",
];

pub(crate) fn check_inventory(id: &str, given: &InventoryConfiguration) -> ApiResult<()> {
    check_id(id, &given.id)?;
    let to = &given.destination.s3_bucket_destination;
    let good = matches!(to.format.as_str(), "CSV" | "ORC" | "Parquet")
        && matches!(given.schedule.frequency.as_str(), "Daily" | "Weekly")
        && matches!(given.included_object_versions.as_str(), "All" | "Current")
        && given.optional_fields.iter().flatten().all(|f| INVENTORY_FIELDS.contains(&f.as_str()));
    if !good {
        return Err(malformed_xml());
    }
    check_destination(&to.bucket).map(drop)
}

/// The name of the bucket that an ARN names.
pub(crate) fn check_destination(arn: &str) -> ApiResult<&str> {
    let mut parts = arn.splitn(6, ':');
    let named = parts.next() == Some("arn")
        && parts.next().is_some_and(|partition| partition.starts_with("aws"))
        && parts.next() == Some("s3")
        && parts.next() == Some("")
        && parts.next() == Some("");
    match parts.next().filter(|name| named && !name.is_empty() && !name.contains('/')) {
        Some(name) => Ok(name),
        None => Err(ApiError::new("InvalidS3DestinationBucket", 400, "Invalid bucket ARN.")),
    }
}

#[cfg(test)]
mod tests {
    use gen_s3::{MetricsAndOperator, Tiering};

    use super::*;

    #[test]
    fn ids_and_filters() {
        let of = |id: &str, filter| MetricsConfiguration { id: id.to_owned(), filter };
        let prefix = || Some("p".to_owned());
        let one = MetricsFilter { prefix: prefix(), ..MetricsFilter::default() };
        let and = |prefix, tags| MetricsFilter {
            and: Some(MetricsAndOperator { prefix, tags, access_point_arn: None }),
            ..MetricsFilter::default()
        };
        let tag = || Tag { key: "k".into(), value: "v".into() };
        for (filter, code) in [
            (None, None),
            (Some(one.clone()), None),
            (Some(MetricsFilter { tag: Some(tag()), ..one }), Some("MalformedXML")),
            (Some(MetricsFilter::default()), Some("MalformedXML")),
            (Some(and(prefix(), Some(vec![tag()]))), None),
            (Some(and(prefix(), None)), Some("MalformedXML")),
        ] {
            let error = check_metrics("id", &of("id", filter.clone())).err();
            assert_eq!(error.as_ref().map(ApiError::code), code, "{filter:?}");
        }
        assert_eq!(check_metrics("id", &of("other", None)).unwrap_err().code(), "IdMismatch");
        assert_eq!(
            check_metrics("i d", &of("i d", None)).unwrap_err().code(),
            "InvalidConfigurationId"
        );
    }

    #[test]
    fn tierings() {
        for (tier, days, code) in [
            ("ARCHIVE_ACCESS", 90, None),
            ("ARCHIVE_ACCESS", 89, Some("InvalidArgument")),
            ("DEEP_ARCHIVE_ACCESS", 179, Some("InvalidArgument")),
            ("DEEP_ARCHIVE_ACCESS", 730, None),
            ("DEEP", 200, Some("MalformedXML")),
        ] {
            let given = IntelligentTieringConfiguration {
                id: "i".into(),
                status: "Enabled".into(),
                tierings: vec![Tiering { days, access_tier: tier.into() }],
                filter: None,
            };
            let error = check_intelligent_tiering("i", &given).err();
            assert_eq!(error.as_ref().map(ApiError::code), code, "{tier} {days}");
        }
    }

    #[test]
    fn destinations() {
        for (arn, name) in [
            ("arn:aws:s3:::b", Some("b")),
            ("arn:aws-cn:s3:::b", Some("b")),
            ("b", None),
            ("arn:aws:s3:::b/x", None),
            ("arn:aws:sqs:::b", None),
            ("arn:aws:s3:::", None),
        ] {
            assert_eq!(check_destination(arn).ok(), name, "{arn}");
        }
    }
}
