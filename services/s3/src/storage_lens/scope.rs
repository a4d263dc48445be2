//! Which buckets a configuration counts, and which groups. Pure.

use gen_s3control::{StorageLensConfiguration, StorageLensGroupLevel};

use crate::bucket::Bucket;

/// Whether the bucket is counted.
pub(super) fn has_bucket(configuration: &StorageLensConfiguration, bucket: &Bucket) -> bool {
    let arn = bucket.arn();
    let names = |buckets: Option<&[String]>, regions: Option<&[String]>| {
        buckets.unwrap_or_default().contains(&arn)
            || regions.unwrap_or_default().iter().any(|region| region == bucket.region.as_str())
    };
    if let Some(include) = &configuration.include {
        return names(include.buckets.as_deref(), include.regions.as_deref());
    }
    let exclude = configuration.exclude.as_ref();
    !exclude.is_some_and(|all| names(all.buckets.as_deref(), all.regions.as_deref()))
}

/// Whether the group is counted apart.
pub(super) fn has_group(level: &StorageLensGroupLevel, arn: &str) -> bool {
    let Some(criteria) = &level.selection_criteria else { return true };
    let named = |list: &Option<Vec<String>>| list.iter().flatten().any(|own| own == arn);
    match &criteria.include {
        Some(_) => named(&criteria.include),
        None => !named(&criteria.exclude),
    }
}
