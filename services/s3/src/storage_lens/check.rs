//! What a configuration of Storage Lens may ask for. What would have to be counted from requests, or be written into tables,
//! is refused.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_StorageLensConfiguration.html>

use gen_s3control::{AccountLevel, BucketLevel, StorageLensConfiguration, StorageLensDataExport};
use kernel::{AccountId, ApiError, ApiResult};

use super::DEFAULT;
use crate::by_id::check_destination;
use crate::control_errors::invalid_request;

const MAX_NAME: usize = 64;

/// The id of a configuration, or the name of a group.
pub(crate) fn check_name(name: &str) -> ApiResult<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    match (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(allowed) {
        true => Ok(()),
        false => {
            Err(invalid_request("The name may have letters, digits, hyphens and underscores."))
        }
    }
}

/// Fails unless `configuration` can be put as the one called `id`.
pub(crate) fn check(id: &str, configuration: &StorageLensConfiguration) -> ApiResult<()> {
    check_name(id)?;
    if configuration.id != id {
        return Err(invalid_request("The configuration's Id must be that of the request."));
    }
    refuse(configuration)?;
    let lists = |buckets: &Option<Vec<String>>, regions: &Option<Vec<String>>| {
        buckets.iter().chain(regions).any(|list| !list.is_empty())
    };
    let include = configuration.include.as_ref();
    let exclude = configuration.exclude.as_ref();
    if include.is_some() && exclude.is_some() {
        return Err(invalid_request("Only one of Include and Exclude may be specified."));
    }
    let empty = include.is_some_and(|all| !lists(&all.buckets, &all.regions))
        || exclude.is_some_and(|all| !lists(&all.buckets, &all.regions));
    if empty {
        return Err(invalid_request("Include and Exclude must name buckets or Regions."));
    }
    if id == DEFAULT && (include.is_some() || exclude.is_some()) {
        return Err(invalid_request("The scope of the default dashboard cannot be changed."));
    }
    let level = configuration.account_level.storage_lens_group_level.as_ref();
    let criteria = level.and_then(|level| level.selection_criteria.as_ref());
    if criteria.is_some_and(|criteria| criteria.include.is_some() == criteria.exclude.is_some()) {
        return Err(invalid_request("Groups are either included or excluded."));
    }
    configuration.data_export.as_ref().map_or(Ok(()), check_export)
}

fn check_export(export: &StorageLensDataExport) -> ApiResult<()> {
    let Some(to) = &export.s3_bucket_destination else { return Ok(()) };
    if AccountId::parse(&to.account_id).is_none() {
        return Err(invalid_request("The destination's AccountId is not valid."));
    }
    if to.output_schema_version != "V_1" {
        return Err(invalid_request("The schema of an export is V_1."));
    }
    check_destination(&to.arn).map(drop)
}

/// What is not there.
fn refuse(configuration: &StorageLensConfiguration) -> ApiResult<()> {
    let AccountLevel {
        activity_metrics,
        bucket_level,
        advanced_cost_optimization_metrics,
        advanced_data_protection_metrics,
        detailed_status_codes_metrics,
        advanced_performance_metrics,
        storage_lens_group_level: _,
    } = &configuration.account_level;
    let BucketLevel {
        activity_metrics: activity_of_buckets,
        prefix_level,
        advanced_cost_optimization_metrics: cost_of_buckets,
        advanced_data_protection_metrics: protection_of_buckets,
        detailed_status_codes_metrics: codes_of_buckets,
        advanced_performance_metrics: performance_of_buckets,
    } = bucket_level;
    macro_rules! on {
        ($($given:expr),*) => {
            $($given.as_ref().is_some_and(|own| own.is_enabled == Some(true)))||*
        };
    }
    let advanced = on!(
        activity_metrics,
        advanced_cost_optimization_metrics,
        advanced_data_protection_metrics,
        detailed_status_codes_metrics,
        advanced_performance_metrics
    ) || on!(
        activity_of_buckets,
        cost_of_buckets,
        protection_of_buckets,
        codes_of_buckets,
        performance_of_buckets,
        configuration.int_access_tiers
    );
    let prefixes =
        prefix_level.as_ref().is_some_and(|l| l.storage_metrics.is_enabled == Some(true));
    let export = configuration.data_export.as_ref();
    let to = export.and_then(|export| export.s3_bucket_destination.as_ref());
    let parquet = to.is_some_and(|to| to.format != "CSV");
    let watched =
        export.is_some_and(|e| e.cloud_watch_metrics.as_ref().is_some_and(|c| c.is_enabled));
    let tables = export
        .is_some_and(|e| e.storage_lens_table_destination.as_ref().is_some_and(|t| t.is_enabled));
    let refused = [
        (advanced, "advanced metrics of Storage Lens"),
        (prefixes, "metrics of prefixes in Storage Lens"),
        (parquet, "exports of Storage Lens in formats other than CSV"),
        (watched, "metrics of Storage Lens in CloudWatch"),
        (tables, "exports of Storage Lens to S3 Tables"),
        (configuration.expanded_prefixes_data_export.is_some(), "exports of expanded prefixes"),
        (configuration.cost_and_usage_reports_publish.is_some(), "cost data of prefixes"),
        (configuration.aws_org.is_some(), "Storage Lens of an organization"),
    ];
    match refused.into_iter().find(|(asked, _)| *asked) {
        Some((_, what)) => Err(ApiError::not_implemented(what)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use gen_s3control::{ActivityMetrics, Exclude, Include, S3BucketDestination};

    use super::*;

    fn code(change: impl FnOnce(&mut StorageLensConfiguration)) -> Option<String> {
        let mut configuration =
            StorageLensConfiguration { id: "mine".into(), ..StorageLensConfiguration::default() };
        change(&mut configuration);
        check("mine", &configuration).err().map(|error| error.code().to_owned())
    }

    fn export(arn: &str, format: &str) -> Option<StorageLensDataExport> {
        Some(StorageLensDataExport {
            s3_bucket_destination: Some(S3BucketDestination {
                format: format.into(),
                output_schema_version: "V_1".into(),
                account_id: "000000000000".into(),
                arn: arn.into(),
                ..S3BucketDestination::default()
            }),
            ..StorageLensDataExport::default()
        })
    }

    #[test]
    fn configurations() {
        let (bad, absent) = (Some("InvalidRequest".to_owned()), Some("NotImplemented".to_owned()));
        let regions = Some(vec!["us-east-1".to_owned()]);
        let include = Include { regions: regions.clone(), ..Include::default() };
        let exclude = Exclude { regions, ..Exclude::default() };
        let active = ActivityMetrics { is_enabled: Some(true) };
        assert_eq!(code(|_| {}), None);
        assert_eq!(code(|c| c.id = "other".into()), bad);
        assert_eq!(code(|c| c.include = Some(include.clone())), None);
        assert_eq!(code(|c| c.include = Some(Include::default())), bad);
        let both = |c: &mut StorageLensConfiguration| {
            (c.include, c.exclude) = (Some(include), Some(exclude));
        };
        assert_eq!(code(both), bad);
        assert_eq!(code(|c| c.account_level.activity_metrics = Some(active.clone())), absent);
        let inactive = ActivityMetrics { is_enabled: Some(false) };
        assert_eq!(code(|c| c.account_level.activity_metrics = Some(inactive)), None);
        assert_eq!(code(|c| c.account_level.bucket_level.activity_metrics = Some(active)), absent);
        assert_eq!(code(|c| c.data_export = export("arn:aws:s3:::to", "CSV")), None);
        assert_eq!(code(|c| c.data_export = export("arn:aws:s3:::to", "Parquet")), absent);
        assert!(code(|c| c.data_export = export("to", "CSV")).is_some());
    }
}
