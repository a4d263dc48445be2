//! `AutoScalingSettingsDescription`.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AutoScalingSettingsDescription.html>

use gen_dynamodb::{
    AutoScalingPolicyDescription, AutoScalingSettingsDescription,
    AutoScalingTargetTrackingScalingPolicyConfigurationDescription,
};
use kernel::Cx;

use super::ScalingRow;
use crate::throttle::Action;

/// The role of those who name none.
const ROLE: &str = "role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/\
                    AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";

/// How the table's capacity, or an index's, is scaled.
pub(crate) fn settings(
    cx: &Cx<'_>,
    row: &ScalingRow,
    index: Option<&str>,
    action: Action,
) -> AutoScalingSettingsDescription {
    let Some(target) = row.target(index, action) else {
        return AutoScalingSettingsDescription {
            auto_scaling_disabled: Some(true),
            ..AutoScalingSettingsDescription::default()
        };
    };
    let rule = &target.rule;
    let role = rule.role.clone();
    let role =
        role.unwrap_or_else(|| format!("arn:{}:iam::{}:{ROLE}", cx.partition(), cx.account()));
    let config = AutoScalingTargetTrackingScalingPolicyConfigurationDescription {
        disable_scale_in: Some(rule.disable_scale_in),
        scale_in_cooldown: rule.scale_in_cooldown,
        scale_out_cooldown: rule.scale_out_cooldown,
        target_value: Some(rule.target),
    };
    AutoScalingSettingsDescription {
        minimum_units: Some(rule.minimum),
        maximum_units: Some(rule.maximum),
        auto_scaling_disabled: Some(false),
        auto_scaling_role_arn: Some(role),
        scaling_policies: Some(vec![AutoScalingPolicyDescription {
            policy_name: Some(rule.policy.clone()),
            target_tracking_scaling_policy_configuration: Some(config),
        }]),
    }
}
