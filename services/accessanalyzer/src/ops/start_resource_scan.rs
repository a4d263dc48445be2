//! StartResourceScan: one resource is looked at now.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_StartResourceScan.html>

use gen_accessanalyzer::{StartResourceScanInput, StartResourceScanOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer::{self, Access};
use crate::tables::{ANALYZERS, RESOURCES};
use crate::zone::Zone;
use crate::{archive_rule, errors, scan, sources};

pub(crate) async fn start_resource_scan(
    cx: &mut Cx<'_>,
    input: &StartResourceScanInput,
) -> ApiResult<StartResourceScanOutput> {
    let mut analyzer = analyzer::looking_for(cx, &input.analyzer_arn, Access::External).await?;
    let arn = input.resource_arn.as_str();
    let zone = Zone::of(cx, analyzer.kind).await?;
    let missing = || errors::not_found("Resource", arn);
    let found = sources::find(cx, arn).await?;
    let trusted = found.filter(|(_, resource)| zone.trusts(resource.owner.as_str()));
    match trusted {
        Some((source, resource)) => {
            let owner = input.resource_owner_account.as_deref();
            if owner.is_some_and(|owner| owner != resource.owner.as_str()) {
                return Err(missing());
            }
            let rules = archive_rule::all(cx, &analyzer).await?;
            scan::one(cx, &mut analyzer, &rules, &zone, source, &resource, true).await?;
            cx.put(&ANALYZERS, &analyzer.name, &analyzer);
        }
        // It was there once: its findings are resolved now.
        None if cx.has(&RESOURCES, &(analyzer.number, arn.to_owned())).await? => {
            scan::resolve(cx, &analyzer, arn).await?;
        }
        None => return Err(missing()),
    }
    Ok(StartResourceScanOutput::default())
}
