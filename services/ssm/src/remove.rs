//! Deleting a parameter with all that belongs to it.

use kernel::{ApiResult, Cx};

use crate::events::{CHANGED, Change};
use crate::name::ParameterKey;
use crate::parameter::Parameter;
use crate::tables::{LABELS, PARAMETERS, VERSIONS};
use crate::{expiry, limits, tier};

/// Deletes the parameter, its versions, labels, tags, policies and sharing.
pub(crate) async fn remove(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    parameter: &Parameter,
) -> ApiResult<()> {
    cx.delete(&PARAMETERS, key);
    cx.delete(&LABELS, key);
    for version in oldest(parameter.version)..=parameter.version {
        cx.delete(&VERSIONS, &(key.clone(), version));
    }
    tier::leave(cx, key, parameter.meta.tier);
    expiry::unwatch(cx, key).await?;
    announce(cx, "Delete", parameter)
}

/// The oldest version that is kept when `latest` is the latest.
pub(crate) fn oldest(latest: u64) -> u64 {
    (latest + 1).saturating_sub(limits::VERSIONS).max(1)
}

/// Tells others what happened to a parameter.
pub(crate) fn announce(cx: &mut Cx<'_>, operation: &str, parameter: &Parameter) -> ApiResult<()> {
    let change = Change {
        operation: operation.to_owned(),
        name: parameter.name.clone(),
        kind: parameter.meta.kind.as_str().to_owned(),
        description: parameter.meta.description.clone(),
        labelled: None,
    };
    cx.announce(&CHANGED, &change)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_versions_are_kept() {
        for (latest, first) in [(1, 1), (99, 1), (100, 1), (101, 2), (1_000, 901)] {
            assert_eq!(oldest(latest), first, "{latest}");
        }
    }
}
