//! Provisioned concurrency: how many environments of a version stand ready, asked for by version or by alias. How far
//! they are is asked of what runs functions; a job tells it what is wanted whenever that changes, and after a restart.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html>

use std::collections::BTreeMap;

use functions::{Functions, Provisioning};
use kernel::{
    AccountId, ApiError, ApiResult, Caller, Cx, Job, Kernel, Region, Timestamp, WaitCx, transact,
};
use serde::{Deserialize, Serialize};

use crate::function_name::{FunctionName, Qualifier, Target, function_arn};
use crate::tables::{FUNCTIONS, PROVISIONED, VERSIONS};
use crate::{alias, errors, spec, versions};

/// What was asked for, for a version or an alias.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Provisioned {
    pub(crate) requested: i32,
    pub(crate) modified: Timestamp,
}

/// Tells what runs functions how many environments of each version of a function are wanted.
pub(crate) static PROVISION: Job<FunctionName> = Job::new("lambda.provision");

/// Has it told, soon.
pub(crate) async fn schedule(cx: &mut Cx<'_>, name: &FunctionName) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&PROVISION, name.as_str(), now, name).await
}

/// All that was asked for, for one function.
pub(crate) async fn all(
    cx: &mut Cx<'_>,
    name: &FunctionName,
) -> ApiResult<Vec<(Qualifier, Provisioned)>> {
    let range = cx.rows(&PROVISIONED).prefix(name);
    let rows = cx.range(&PROVISIONED, &range, usize::MAX).await?;
    Ok(rows.into_iter().map(|((_, qualifier), row)| (Qualifier::parse(&qualifier), row)).collect())
}

/// The version that a qualifier means for provisioning: an alias's first one.
pub(crate) async fn version_of(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    qualifier: &Qualifier,
) -> ApiResult<Option<u64>> {
    Ok(match qualifier {
        Qualifier::Version(number) => Some(*number),
        Qualifier::Alias(text) => alias::get(cx, name, text).await?.and_then(|alias| alias.version),
        Qualifier::Latest | Qualifier::Other(_) => None,
    })
}

/// Fails for a version that is to be snapshotted. How this is worded is assumed.
pub(crate) async fn require_no_snap_start(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    version: Option<u64>,
) -> ApiResult<()> {
    let Some(number) = version else { return Ok(()) };
    match cx.get(&VERSIONS, &(name.clone(), number)).await? {
        Some(version) if version.settings.snap_start => {
            Err(errors::no_snap_start("Provisioned Concurrency"))
        }
        _ => Ok(()),
    }
}

/// How many environments of each version are wanted.
async fn wanted(cx: &mut Cx<'_>, name: &FunctionName) -> ApiResult<BTreeMap<u64, u32>> {
    let mut wanted: BTreeMap<u64, u32> = BTreeMap::new();
    if !cx.has(&FUNCTIONS, name).await? {
        return Ok(wanted);
    }
    for version in versions::all(cx, name).await? {
        wanted.extend(version.version.map(|number| (number, 0)));
    }
    for (qualifier, row) in all(cx, name).await? {
        let version = version_of(cx, name, &qualifier).await?;
        if let Some(count) = version.and_then(|number| wanted.get_mut(&number)) {
            *count += row.requested.unsigned_abs();
        }
    }
    Ok(wanted)
}

/// The job. What is not wanted any more ends, what is new begins.
pub(crate) async fn provision(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let name = PROVISION.payload(raw)?;
    let Some(functions) = wx.kernel().plane::<Functions>() else { return Ok(()) };
    let (wanted, arn) = transact!(wx, cx => {
        match wanted(cx, &name).await {
            Ok(wanted) => function_arn(cx, &name).map(|arn| (wanted, arn)),
            Err(error) => Err(error),
        }
    })?;
    for (number, count) in wanted {
        let there = functions.provisioned(&arn, &number.to_string());
        let known = there.map_or(0, |provisioning| provisioning.requested);
        if known == count {
            continue;
        }
        let qualifier = Some(Qualifier::Version(number));
        let target = Target { account: None, name: name.clone(), qualifier };
        match spec::ready(wx, &functions, &target).await {
            Ok((_, spec)) => functions.provision(&spec, count),
            // It was deleted meanwhile, or cannot run: who asks sees that nothing is there.
            Err(error) if error.status() < 500 => {
                tracing::info!(function = arn, number, %error, "a version cannot be provisioned");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) allocated: i32,
    pub(crate) available: i32,
    pub(crate) status: &'static str,
    pub(crate) reason: Option<String>,
}

/// How far what was asked for is.
pub(crate) async fn progress(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    qualifier: &Qualifier,
    row: &Provisioned,
) -> ApiResult<Progress> {
    let Some(functions) = cx.kernel().plane::<Functions>() else {
        return Ok(judge(row.requested, None, Some("This cloud runs no functions.".to_owned())));
    };
    let arn = function_arn(cx, name)?;
    let version = version_of(cx, name, qualifier).await?.unwrap_or_default();
    Ok(judge(row.requested, functions.provisioned(&arn, &version.to_string()), None))
}

fn judge(requested: i32, there: Option<Provisioning>, missing: Option<String>) -> Progress {
    let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX).min(requested);
    let (allocated, available, failure) = match there {
        Some(there) => (count(there.allocated), count(there.available), there.failure),
        None => (0, 0, None),
    };
    let reason = missing.or(failure);
    let status = match &reason {
        _ if allocated >= requested => "READY",
        Some(_) => "FAILED",
        None => "IN_PROGRESS",
    };
    Progress { allocated, available, status, reason: reason.filter(|_| status == "FAILED") }
}

/// Environments do not survive the cloud: has all of them made again.
pub(crate) async fn again(kernel: &Kernel) -> ApiResult<()> {
    let mut tx = kernel.store().begin();
    let mut places: Vec<(AccountId, Region, FunctionName)> = Vec::new();
    let rows = tx.range_all_rows(&PROVISIONED, None, usize::MAX).await.map_err(ApiError::bug)?;
    for (scope, (name, _), _) in rows {
        let id = scope.as_id();
        if let (Some(account), Some(region)) =
            (AccountId::parse(id.account), Region::parse(id.region))
        {
            places.push((account, region, name));
        }
    }
    places.dedup();
    for (account, region, name) in places {
        let caller = std::sync::Arc::new(Caller::service("lambda", account));
        let call = kernel.call_as("lambda", &caller, &region);
        transact!(kernel, &call, cx => schedule(cx, &name).await)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_what_is_there() {
        let there = |allocated, available, failure: Option<&str>| {
            Some(Provisioning {
                requested: 2,
                allocated,
                available,
                failure: failure.map(str::to_owned),
            })
        };
        let cases = [
            (None, "IN_PROGRESS", 0),
            (there(1, 1, None), "IN_PROGRESS", 1),
            (there(2, 0, None), "READY", 2),
            (there(3, 3, None), "READY", 2),
            (there(1, 1, Some("no memory")), "FAILED", 1),
        ];
        for (there, status, allocated) in cases {
            let progress = judge(2, there.clone(), None);
            assert_eq!((progress.status, progress.allocated), (status, allocated), "{there:?}");
        }
        let none = judge(1, None, Some("nothing runs".into()));
        assert_eq!((none.status, none.reason.as_deref()), ("FAILED", Some("nothing runs")));
    }
}
