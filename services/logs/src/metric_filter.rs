//! Metric filters: kept as they were put. What they would count is not counted yet, since there are no metrics.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html>

use gen_logs::{MetricFilter as Shown, MetricTransformation};
use serde::{Deserialize, Serialize};

/// A metric filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct MetricFilter {
    pub(crate) pattern: String,
    pub(crate) transformations: Vec<Transformation>,
    pub(crate) on_transformed: bool,
    pub(crate) criteria: Option<String>,
    pub(crate) system_fields: Vec<String>,
    /// Milliseconds.
    pub(crate) created_at: i64,
}

/// What a match would count as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Transformation {
    pub(crate) name: String,
    pub(crate) namespace: String,
    value: String,
    default: Option<f64>,
    dimensions: Vec<(String, String)>,
    unit: Option<String>,
}

impl From<&MetricTransformation> for Transformation {
    fn from(given: &MetricTransformation) -> Transformation {
        let dimensions = given.dimensions.as_ref();
        Transformation {
            name: given.metric_name.clone(),
            namespace: given.metric_namespace.clone(),
            value: given.metric_value.clone(),
            default: given.default_value,
            dimensions: dimensions
                .map(|all| all.iter().map(|(k, v)| (k.to_owned(), v.clone())).collect())
                .unwrap_or_default(),
            unit: given.unit.clone(),
        }
    }
}

impl Transformation {
    fn show(self) -> MetricTransformation {
        let dimensions = self.dimensions;
        MetricTransformation {
            metric_name: self.name,
            metric_namespace: self.namespace,
            metric_value: self.value,
            default_value: self.default,
            dimensions: (!dimensions.is_empty()).then(|| dimensions.into_iter().collect()),
            unit: self.unit,
        }
    }
}

impl MetricFilter {
    pub(crate) fn show(self, group: &str, name: &str) -> Shown {
        let transformations = self.transformations.into_iter().map(Transformation::show);
        Shown {
            filter_name: Some(name.to_owned()),
            filter_pattern: Some(self.pattern),
            metric_transformations: Some(transformations.collect()),
            creation_time: Some(self.created_at),
            log_group_name: Some(group.to_owned()),
            apply_on_transformed_logs: Some(self.on_transformed),
            field_selection_criteria: self.criteria,
            emit_system_field_dimensions: (!self.system_fields.is_empty())
                .then_some(self.system_fields),
        }
    }
}
