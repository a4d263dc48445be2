//! What a throttled call is told: which table or index, reads or writes, and which limit.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html>

use gen_dynamodb::{
    ProvisionedThroughputExceededException, ThrottlingException, ThrottlingReason,
    errors as modelled,
};
use kernel::ApiError;

use super::buckets::Action;

/// Which limit was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The throughput that the table or index has.
    Provisioned,
    /// The most that an on-demand table or index is to take.
    Maximum,
    /// What one partition takes.
    Partition { on_demand: bool },
}

/// What was throttled.
pub(super) struct Throttled {
    pub(super) why: Why,
    pub(super) action: Action,
    pub(super) of_index: bool,
    /// The ARN of the table or index.
    pub(super) resource: String,
}

const TABLE: &str = "The level of configured provisioned throughput for the table was exceeded. Consider increasing \
                     your provisioning level with the UpdateTable API.";
const INDEX: &str = "The level of configured provisioned throughput for one or more global secondary indexes of the \
                     table was exceeded. Consider increasing your provisioning level for the under-provisioned global \
                     secondary indexes with the UpdateTable API";
const ON_DEMAND: &str = "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically \
                         scaling your table or index so please try again shortly. If exceptions persist, check if you \
                         have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/\
                         bp-partition-key-design.html.";
const ON_DEMAND_INDEX: &str = "Throughput exceeds the current capacity for one or more global secondary indexes. \
                               DynamoDB is automatically scaling your index so please try again shortly.";
const MAXIMUM: &str =
    "Throughput exceeds the maximum OnDemandThroughput configured on table or index";

impl Throttled {
    /// The error of a call.
    pub(super) fn error(self) -> ApiError {
        let reasons = Some(vec![ThrottlingReason {
            reason: Some(self.reason()),
            resource: Some(self.resource.clone()),
        }]);
        let written = self.action == Action::Write;
        match self.why {
            Why::Provisioned | Why::Partition { on_demand: false } => {
                let message = if self.of_index { INDEX } else { TABLE };
                let body = ProvisionedThroughputExceededException {
                    message: None,
                    throttling_reasons: reasons,
                };
                modelled::provisioned_throughput_exceeded_exception(message, body)
            }
            Why::Maximum | Why::Partition { on_demand: true } => {
                let message = match self.why {
                    Why::Maximum => MAXIMUM,
                    _ if self.of_index && written => ON_DEMAND_INDEX,
                    _ => ON_DEMAND,
                };
                let body = ThrottlingException { message: None, throttling_reasons: reasons };
                modelled::throttling_exception(message, body)
            }
        }
    }

    /// `TableReadProvisionedThroughputExceeded` and its like.
    fn reason(&self) -> String {
        let what = if self.of_index { "Index" } else { "Table" };
        let action = match self.action {
            Action::Read => "Read",
            Action::Write => "Write",
        };
        let why = match self.why {
            Why::Provisioned => "ProvisionedThroughputExceeded",
            Why::Maximum => "MaxOnDemandThroughputExceeded",
            Why::Partition { .. } => "KeyRangeThroughputExceeded",
        };
        format!("{what}{action}{why}")
    }
}

/// What an error says of throttling, as batches and cancelled transactions name it: its short code.
pub(crate) fn short_code(error: &ApiError) -> Option<&'static str> {
    match error.code() {
        "ProvisionedThroughputExceededException" => Some("ProvisionedThroughputExceeded"),
        "ThrottlingException" => Some("ThrottlingError"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_reasons() {
        for (why, of_index, action, code, reason, message) in [
            (
                Why::Provisioned,
                false,
                Action::Read,
                "ProvisionedThroughputExceeded",
                "TableReadProvisionedThroughputExceeded",
                TABLE,
            ),
            (
                Why::Provisioned,
                true,
                Action::Write,
                "ProvisionedThroughputExceeded",
                "IndexWriteProvisionedThroughputExceeded",
                INDEX,
            ),
            (
                Why::Partition { on_demand: false },
                false,
                Action::Write,
                "ProvisionedThroughputExceeded",
                "TableWriteKeyRangeThroughputExceeded",
                TABLE,
            ),
            (
                Why::Partition { on_demand: true },
                true,
                Action::Write,
                "ThrottlingError",
                "IndexWriteKeyRangeThroughputExceeded",
                ON_DEMAND_INDEX,
            ),
            (
                Why::Maximum,
                false,
                Action::Read,
                "ThrottlingError",
                "TableReadMaxOnDemandThroughputExceeded",
                MAXIMUM,
            ),
        ] {
            let throttled = Throttled { why, action, of_index, resource: "arn".to_owned() };
            assert_eq!(throttled.reason(), reason);
            let error = throttled.error();
            assert_eq!(short_code(&error), Some(code));
            assert_eq!(error.message(), Some(message));
        }
    }
}
