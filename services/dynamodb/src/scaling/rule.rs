//! The settings of what is scaled, and how a request changes them. Pure.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AutoScalingSettingsUpdate.html>

use std::time::Duration;

use gen_dynamodb::AutoScalingSettingsUpdate;
use kernel::ApiResult;
use serde::{Deserialize, Serialize};

use crate::throttle::Action;
use crate::{errors, limits};

/// How something is scaled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) minimum: i64,
    pub(crate) maximum: i64,
    pub(crate) role: Option<String>,
    pub(crate) policy: String,
    /// The share that is to be used, in percent.
    pub(crate) target: f64,
    pub(crate) disable_scale_in: bool,
    /// Seconds, as they were given.
    pub(crate) scale_in_cooldown: Option<i32>,
    pub(crate) scale_out_cooldown: Option<i32>,
}

/// The time after a change in which there is no other one in its direction.
pub(super) fn cooldown(seconds: Option<i32>) -> Duration {
    Duration::from_secs(seconds.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0))
}

/// What a policy is called that nobody named.
pub(super) fn policy_name(table: &str, index: Option<&str>, action: Action) -> String {
    let what = match action {
        Action::Read => "DynamoDBReadCapacityUtilization",
        Action::Write => "DynamoDBWriteCapacityUtilization",
    };
    match index {
        None => format!("{what}:table/{table}"),
        Some(index) => format!("{what}:table/{table}/index/{index}"),
    }
}

/// The rule after a request: nothing when it switches scaling off. What it does not say stays.
pub(super) fn merged(
    current: Option<&Rule>,
    asked: &AutoScalingSettingsUpdate,
    name: String,
) -> ApiResult<Option<Rule>> {
    if asked.auto_scaling_disabled == Some(true) {
        return Ok(None);
    }
    let minimum = asked.minimum_units.or(current.map(|rule| rule.minimum));
    let maximum = asked.maximum_units.or(current.map(|rule| rule.maximum));
    let policy = asked.scaling_policy_update.as_ref();
    let config = policy.map(|policy| &policy.target_tracking_scaling_policy_configuration);
    let target = config.map(|config| config.target_value).or(current.map(|rule| rule.target));
    let (Some(minimum), Some(maximum), Some(target)) = (minimum, maximum, target) else {
        return Err(errors::refused(
            "MinimumUnits, MaximumUnits and ScalingPolicyUpdate must be specified when auto scaling is enabled",
        ));
    };
    let of_current = |member: fn(&Rule) -> Option<i32>| current.and_then(member);
    let rule = Rule {
        minimum,
        maximum,
        role: asked.auto_scaling_role_arn.clone().or(current.and_then(|rule| rule.role.clone())),
        policy: policy
            .and_then(|policy| policy.policy_name.clone())
            .or(current.map(|rule| rule.policy.clone()))
            .unwrap_or(name),
        target,
        disable_scale_in: match config {
            Some(config) => config.disable_scale_in == Some(true),
            None => current.is_some_and(|rule| rule.disable_scale_in),
        },
        scale_in_cooldown: match config {
            Some(config) => config.scale_in_cooldown,
            None => of_current(|rule| rule.scale_in_cooldown),
        },
        scale_out_cooldown: match config {
            Some(config) => config.scale_out_cooldown,
            None => of_current(|rule| rule.scale_out_cooldown),
        },
    };
    check(&rule)?;
    Ok(Some(rule))
}

fn check(rule: &Rule) -> ApiResult<()> {
    let cooldowns = [rule.scale_in_cooldown, rule.scale_out_cooldown];
    let reason = if rule.minimum > rule.maximum {
        "MinimumUnits must not be greater than MaximumUnits"
    } else if rule.maximum > limits::TABLE_UNITS {
        "MaximumUnits is above the maximum of a table for the account"
    } else if !(limits::LEAST_TARGET..=limits::GREATEST_TARGET).contains(&rule.target) {
        "TargetValue must be between 20 and 90"
    } else if cooldowns.into_iter().flatten().any(|seconds| seconds < 0) {
        "ScaleInCooldown and ScaleOutCooldown must not be negative"
    } else {
        return Ok(());
    };
    Err(errors::refused(reason))
}

#[cfg(test)]
mod tests {
    use gen_dynamodb::{
        AutoScalingPolicyUpdate, AutoScalingTargetTrackingScalingPolicyConfigurationUpdate,
    };

    use super::*;

    fn asked(
        minimum: Option<i64>,
        maximum: Option<i64>,
        target: Option<f64>,
    ) -> AutoScalingSettingsUpdate {
        let config = |target_value| AutoScalingTargetTrackingScalingPolicyConfigurationUpdate {
            target_value,
            ..AutoScalingTargetTrackingScalingPolicyConfigurationUpdate::default()
        };
        AutoScalingSettingsUpdate {
            minimum_units: minimum,
            maximum_units: maximum,
            scaling_policy_update: target.map(|target| AutoScalingPolicyUpdate {
                policy_name: None,
                target_tracking_scaling_policy_configuration: config(target),
            }),
            ..AutoScalingSettingsUpdate::default()
        }
    }

    #[test]
    fn what_a_rule_needs() {
        for (minimum, maximum, target, good) in [
            (Some(1), Some(10), Some(70.0), true),
            (Some(10), Some(10), Some(20.0), true),
            (None, Some(10), Some(70.0), false),
            (Some(1), None, Some(70.0), false),
            (Some(1), Some(10), None, false),
            (Some(11), Some(10), Some(70.0), false),
            (Some(1), Some(40_001), Some(70.0), false),
            (Some(1), Some(10), Some(19.9), false),
            (Some(1), Some(10), Some(90.5), false),
            (Some(1), Some(10), Some(f64::NAN), false),
        ] {
            let merged = merged(None, &asked(minimum, maximum, target), "p".to_owned());
            assert_eq!(merged.is_ok(), good, "{minimum:?} {maximum:?} {target:?}");
        }
    }

    #[test]
    fn what_is_not_said_stays() {
        let first = merged(None, &asked(Some(1), Some(10), Some(70.0)), "p".to_owned());
        let first = first.expect("good").expect("enabled");
        let more = asked(None, Some(20), None);
        let next = merged(Some(&first), &more, "q".to_owned()).expect("good").expect("enabled");
        assert_eq!(next, Rule { maximum: 20, ..first.clone() });
        let off = AutoScalingSettingsUpdate { auto_scaling_disabled: Some(true), ..more };
        assert_eq!(merged(Some(&first), &off, "q".to_owned()).expect("good"), None);
    }
}
