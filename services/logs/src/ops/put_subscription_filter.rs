//! PutSubscriptionFilter: a group's new events go to a function of this account. Whether it can be reached is tried
//! at once. Kinesis and Firehose are not there, so their streams cannot be reached.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html>

use gen_logs::values::distribution;
use gen_logs::{PutSubscriptionFilterInput, PutSubscriptionFilterOutput};
use kernel::{ApiError, ApiResult, Arn, Cx, WaitCx, transact};

use crate::group::Group;
use crate::pattern::Pattern;
use crate::subscription::Subscription;
use crate::tables::SUBSCRIPTIONS;
use crate::{delivery, errors, group, limits};

pub(crate) async fn put_subscription_filter(
    wx: &mut WaitCx<'_>,
    input: &PutSubscriptionFilterInput,
) -> ApiResult<PutSubscriptionFilterOutput> {
    transact!(wx, cx => check(cx, input).await)?;
    let tried = delivery::try_out(wx, &input.destination_arn).await;
    tried.map_err(|error| if error.status() < 500 { unreachable() } else { error })?;
    transact!(wx, cx => save(cx, input).await)?;
    Ok(PutSubscriptionFilterOutput::default())
}

fn unreachable() -> ApiError {
    errors::invalid(
        "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute \
         your function.",
    )
}

async fn check(cx: &mut Cx<'_>, input: &PutSubscriptionFilterInput) -> ApiResult<()> {
    if input.apply_on_transformed_logs == Some(true)
        || input.field_selection_criteria.is_some()
        || input.emit_system_fields.is_some()
    {
        return Err(ApiError::not_implemented("logs:PutSubscriptionFilter on transformed events"));
    }
    check_destination(cx, input)?;
    let group = group::named(cx, &input.log_group_name).await?;
    group.require_standard("PutSubscriptionFilter")?;
    Pattern::parse(&input.filter_pattern).map_err(|error| errors::pattern(&error))?;
    check_count(cx, &group, &input.filter_name).await?;
    match delivery::is_reachable(cx, &group, &input.destination_arn).await? {
        true => Ok(()),
        false => Err(unreachable()),
    }
}

fn check_destination(cx: &Cx<'_>, input: &PutSubscriptionFilterInput) -> ApiResult<()> {
    let refused = || errors::invalid("Invalid destinationArn.");
    let arn = input.destination_arn.parse::<Arn>().map_err(|_| refused())?;
    match (arn.service(), input.role_arn.is_some()) {
        ("lambda", _) if arn.account() != cx.account().as_str() => Err(errors::denied(
            "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create \
             cross account lambda triggers.",
        )),
        ("lambda", true) => {
            Err(errors::invalid("destinationArn for vendor lambda cannot be used with roleArn"))
        }
        ("lambda", false) if arn.region() != cx.region().as_str() => Err(unreachable()),
        ("lambda", false) => Ok(()),
        (vendor @ ("kinesis" | "firehose"), false) => Err(errors::invalid(format!(
            "destinationArn for vendor {vendor} cannot be used without roleArn"
        ))),
        ("kinesis", true) => Err(errors::invalid(
            "Could not deliver test message to specified Kinesis stream. There is no Kinesis in this cloud.",
        )),
        ("firehose", true) => Err(errors::invalid(
            "Could not deliver test message to specified Firehose stream. There is no Firehose in this cloud.",
        )),
        ("logs", _) => Err(errors::not_found("The specified destination does not exist.")),
        _ => Err(refused()),
    }
}

/// Fails when the group has as many filters as it can have, and none of this name.
async fn check_count(cx: &mut Cx<'_>, group: &Group, name: &str) -> ApiResult<bool> {
    let key = (group.name.clone(), name.to_owned());
    let known = cx.has(&SUBSCRIPTIONS, &key).await?;
    let full = group.subscriptions as usize >= limits::MAX_SUBSCRIPTIONS;
    if full && !known { Err(errors::limit_exceeded()) } else { Ok(known) }
}

async fn save(cx: &mut Cx<'_>, input: &PutSubscriptionFilterInput) -> ApiResult<()> {
    let group = group::named(cx, &input.log_group_name).await?;
    let known = check_count(cx, &group, &input.filter_name).await?;
    let distribution = input.distribution.as_deref().unwrap_or(distribution::BY_LOG_STREAM);
    let key = (group.name.clone(), input.filter_name.clone());
    let subscription = Subscription {
        pattern: input.filter_pattern.clone(),
        destination: input.destination_arn.clone(),
        role: input.role_arn.clone(),
        distribution: distribution.to_owned(),
        created_at: cx.now().as_millis(),
    };
    cx.put(&SUBSCRIPTIONS, &key, &subscription);
    if !known {
        let changed = Group { subscriptions: group.subscriptions + 1, ..group.as_ref().clone() };
        group::save(cx, &changed);
    }
    Ok(())
}
