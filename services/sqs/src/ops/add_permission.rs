//! AddPermission: a statement for the queue's policy that lets accounts do actions.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html>

use std::sync::Arc;

use gen_sqs::{AddPermissionInput, AddPermissionOutput};
use kernel::{AccountId, ApiResult, Cx};

use crate::policy::QueuePolicy;
use crate::{errors, limits, queue};

/// What others may be allowed to do. The rest is the owner's alone.
const SHAREABLE: [&str; 7] = [
    "*",
    "ChangeMessageVisibility",
    "DeleteMessage",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ReceiveMessage",
    "SendMessage",
];
/// What else of the API can be shared by a policy.
const ALSO_SHAREABLE: [&str; 2] = ["ListDeadLetterSourceQueues", "PurgeQueue"];

pub(super) async fn add_permission(
    cx: &mut Cx<'_>,
    input: &AddPermissionInput,
) -> ApiResult<AddPermissionOutput> {
    let mut queue = Arc::unwrap_or_clone(queue::find(cx, &input.queue_url).await?);
    check_label(&input.label)?;
    let accounts = accounts(&input.aws_account_ids)?;
    check_actions(&input.actions)?;
    let arn = queue.arn(cx)?;
    let mut policy = match &queue.attributes.policy {
        Some(text) => QueuePolicy::parse(text)?,
        None => QueuePolicy::default_of(&arn),
    };
    policy.allow(&input.label, &accounts, &input.actions, &arn)?;
    queue.attributes.policy = Some(policy.show()?);
    queue.modified_at = cx.now();
    queue::save(cx, &queue);
    Ok(AddPermissionOutput::default())
}

fn check_label(label: &str) -> ApiResult<()> {
    if label.is_empty() {
        return Err(errors::missing_parameter("Label"));
    }
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if label.len() > limits::MAX_LABEL || !label.bytes().all(allowed) {
        let reason =
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
        return Err(errors::invalid_value(label, "Label", reason));
    }
    Ok(())
}

fn accounts(given: &[String]) -> ApiResult<Vec<AccountId>> {
    if given.is_empty() {
        return Err(errors::missing_parameter("AWSAccountIds"));
    }
    let read = |text: &String| {
        let reason = "Unable to verify.";
        AccountId::parse(text)
            .ok_or_else(|| errors::invalid_value(format!("[{text}]"), "PrincipalId", reason))
    };
    given.iter().map(read).collect()
}

fn check_actions(given: &[String]) -> ApiResult<()> {
    if given.is_empty() {
        return Err(errors::missing_parameter("Actions"));
    }
    if given.len() > limits::MAX_PERMISSION_ACTIONS {
        return Err(errors::too_many_actions(given.len()));
    }
    let shareable = |action: &str| SHAREABLE.contains(&action) || ALSO_SHAREABLE.contains(&action);
    match given.iter().find(|action| !shareable(action)) {
        Some(action) => Err(errors::invalid_value(
            format!("SQS:{action}"),
            "ActionName",
            "Only the queue owner is allowed to invoke this action.",
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_accounts_and_actions() {
        let texts = |list: &[&str]| list.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        assert!(check_label("a-Z_0").is_ok());
        for label in ["", "a b", &"l".repeat(81)] {
            assert!(check_label(label).is_err(), "{label}");
        }
        assert!(accounts(&texts(&["111122223333"])).is_ok());
        assert!(accounts(&texts(&["111122223333", "me"])).is_err());
        assert!(accounts(&[]).is_err());
        assert!(check_actions(&texts(&["SendMessage", "*"])).is_ok());
        let owners = check_actions(&texts(&["DeleteQueue"])).expect_err("the owner's");
        assert_eq!(
            owners.message(),
            Some(
                "Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is \
                 allowed to invoke this action."
            )
        );
        let many = check_actions(&texts(&["*"; 8])).expect_err("too many");
        assert_eq!(many.code(), "OverLimit");
    }
}
