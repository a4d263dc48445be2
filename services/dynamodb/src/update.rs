//! UpdateTable, decided: what may be changed together, and each change. A change is there with the answer, which
//! still says UPDATING; only an index of a large table is filled in the background.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html>

pub(crate) mod answer;
pub(crate) mod billing;
pub(crate) mod classes;
pub(crate) mod indexes;
pub(crate) mod throughput;
pub(crate) mod vectors;

use gen_dynamodb::UpdateTableInput;
use gen_dynamodb::values::billing_mode;
use kernel::{ApiError, ApiResult};

use crate::errors;

/// What a request changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a request has or has not each of them")]
pub(crate) struct Asked {
    pub(crate) units: bool,
    pub(crate) billing: bool,
    pub(crate) to_provisioned: bool,
    pub(crate) indexes: bool,
    pub(crate) index_comes_or_goes: bool,
    pub(crate) stream: bool,
    pub(crate) encryption: bool,
    pub(crate) replicas: bool,
    pub(crate) class: bool,
    pub(crate) protection: bool,
    pub(crate) maximum: bool,
    pub(crate) warm: bool,
}

impl Asked {
    /// What `input` changes.
    pub(crate) fn of(input: &UpdateTableInput) -> Asked {
        let updates = input.global_secondary_index_updates.as_deref().unwrap_or_default();
        let vectors = input.vector_index_updates.as_ref().is_some_and(|list| !list.is_empty());
        Asked {
            units: input.provisioned_throughput.is_some(),
            billing: input.billing_mode.is_some(),
            to_provisioned: input.billing_mode.as_deref() == Some(billing_mode::PROVISIONED),
            indexes: vectors || !updates.is_empty(),
            index_comes_or_goes: vectors
                || updates.iter().any(|update| update.create.is_some() || update.delete.is_some()),
            stream: input.stream_specification.is_some(),
            encryption: input.sse_specification.is_some(),
            replicas: input.replica_updates.is_some(),
            class: input.table_class.is_some(),
            protection: input.deletion_protection_enabled.is_some(),
            maximum: input.on_demand_throughput.is_some(),
            warm: input.warm_throughput.is_some(),
        }
    }

    fn count(self) -> usize {
        [
            self.units,
            self.billing,
            self.indexes,
            self.stream,
            self.encryption,
            self.replicas,
            self.class,
            self.protection,
            self.maximum,
            self.warm,
        ]
        .into_iter()
        .filter(|asked| *asked)
        .count()
    }
}

/// Whether a request may change all that together.
pub(crate) fn check(asked: Asked, empty_index_list: bool) -> ApiResult<()> {
    let count = asked.count();
    if count == 0 {
        return Err(nothing());
    }
    if empty_index_list {
        return Err(errors::refused("List of GlobalSecondaryIndexUpdates is empty"));
    }
    for (alone, what) in [
        (asked.encryption, "Server-Side Encryption modification"),
        (asked.class, "TableClass modification"),
        (asked.protection, "DeletionProtection modification"),
        (asked.replicas, "Replica modification"),
        (asked.warm, "WarmThroughput"),
    ] {
        if alone && count > 1 {
            return Err(errors::refused(format!(
                "{what} must be the only operation in the request"
            )));
        }
    }
    let iops = asked.units || asked.to_provisioned;
    for (both, reason) in [
        (
            asked.maximum && count > 1 + usize::from(asked.billing),
            "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request",
        ),
        (asked.stream && iops, "You cannot modify stream status while updating table IOPS"),
        (
            asked.index_comes_or_goes && asked.units && !asked.billing,
            "You cannot create or delete index while updating table IOPS",
        ),
        (
            asked.index_comes_or_goes && asked.stream,
            "You cannot create or delete index while changing stream status",
        ),
    ] {
        if both {
            return Err(errors::refused(reason));
        }
    }
    Ok(())
}

fn nothing() -> ApiError {
    errors::validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, \
         SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, \
         DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_together() {
        let none = Asked::default();
        let units = Asked { units: true, ..none };
        let index = Asked { indexes: true, index_comes_or_goes: true, ..none };
        for good in [
            units,
            index,
            Asked { billing: true, maximum: true, ..none },
            Asked { billing: true, stream: true, ..none },
            Asked { units: true, indexes: true, ..none },
            Asked { protection: true, ..none },
        ] {
            check(good, false).expect("good");
        }
        for (bad, part) in [
            (none, "At least one of ProvisionedThroughput"),
            (Asked { protection: true, encryption: true, ..none }, "Server-Side Encryption"),
            (Asked { protection: true, class: true, ..none }, "TableClass modification must be"),
            (Asked { protection: true, warm: true, ..none }, "DeletionProtection modification"),
            (Asked { replicas: true, units: true, ..none }, "Replica modification must be"),
            (Asked { warm: true, units: true, ..none }, "WarmThroughput must be the only"),
            (Asked { maximum: true, stream: true, ..none }, "OnDemandThroughput can only be"),
            (Asked { stream: true, ..units }, "You cannot modify stream status"),
            (Asked { units: true, ..index }, "You cannot create or delete index while updating"),
            (Asked { stream: true, ..index }, "You cannot create or delete index while changing"),
        ] {
            let error = check(bad, false).expect_err(part);
            assert!(error.message().unwrap_or_default().contains(part), "{error}");
        }
    }
}
