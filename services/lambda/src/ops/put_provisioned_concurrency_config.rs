//! PutProvisionedConcurrencyConfig: has environments of a version made before they are needed.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html>

use gen_lambda::{PutProvisionedConcurrencyConfigRequest, PutProvisionedConcurrencyConfigResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::{FunctionName, Qualifier, Target};
use crate::provisioned::{self, Provisioned};
use crate::tables::PROVISIONED;
use crate::{concurrency, errors, resolve, show};

pub(crate) async fn put_provisioned_concurrency_config(
    cx: &mut Cx<'_>,
    input: &PutProvisionedConcurrencyConfigRequest,
) -> ApiResult<PutProvisionedConcurrencyConfigResponse> {
    let target = Target::parse(cx, &input.function_name, Some(&input.qualifier))?;
    let name = target.name;
    let qualifier = target.qualifier.unwrap_or(Qualifier::Latest);
    if qualifier == Qualifier::Latest {
        return Err(errors::invalid(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        ));
    }
    resolve::require_qualified(cx, &name, &qualifier).await?;
    require_free(cx, &name, &qualifier).await?;
    let version = provisioned::version_of(cx, &name, &qualifier).await?;
    provisioned::require_no_snap_start(cx, &name, version).await?;
    let function = resolve::function(cx, &name).await?;
    let wanted = input.provisioned_concurrent_executions;
    let key = qualifier.to_string();
    let kept = concurrency::kept(cx, Some((&name, Some(&key)))).await?;
    let others = provisioned::all(cx, &name).await?;
    let own = others.iter().filter(|(other, _)| *other != qualifier).map(|(_, row)| row.requested);
    concurrency::check_provisioning(kept.total, function.reserved, own.sum(), wanted)?;
    let row = Provisioned { requested: wanted, modified: cx.now() };
    cx.put(&PROVISIONED, &(name.clone(), key), &row);
    provisioned::schedule(cx, &name).await?;
    Ok(PutProvisionedConcurrencyConfigResponse {
        requested_provisioned_concurrent_executions: Some(wanted),
        allocated_provisioned_concurrent_executions: Some(0),
        available_provisioned_concurrent_executions: Some(0),
        status: Some("IN_PROGRESS".to_owned()),
        status_reason: None,
        last_modified: Some(show::time(row.modified)),
    })
}

/// Fails when the version is provisioned under another name already.
async fn require_free(cx: &mut Cx<'_>, name: &FunctionName, wanted: &Qualifier) -> ApiResult<()> {
    let version = provisioned::version_of(cx, name, wanted).await?;
    for (other, _) in provisioned::all(cx, name).await? {
        if other == *wanted || provisioned::version_of(cx, name, &other).await? != version {
            continue;
        }
        return Err(errors::conflict(match wanted {
            Qualifier::Alias(_) => {
                "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"
            }
            _ => "Version is pointed by a Provisioned Concurrency alias",
        }));
    }
    Ok(())
}
