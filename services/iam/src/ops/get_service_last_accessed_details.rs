//! GetServiceLastAccessedDetails: the services that the report's subject is granted, and who last used each of them.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html>

use gen_iam::values::access_advisor_usage_granularity_type as granularity;
use gen_iam::{
    GetServiceLastAccessedDetailsInput, GetServiceLastAccessedDetailsOutput, ServiceLastAccessed,
    TrackedActionLastAccessed,
};
use kernel::{ApiResult, Cx};

use crate::last_accessed::{self, LastUse, Report, ServiceRow};
use crate::page::Page;

pub(crate) async fn get_service_last_accessed_details(
    cx: &mut Cx<'_>,
    input: &GetServiceLastAccessedDetailsInput,
) -> ApiResult<GetServiceLastAccessedDetailsOutput> {
    let report = last_accessed::find(cx, &input.job_id).await?;
    let page = Page::parse(cx, &[&input.job_id], input.marker.as_deref(), input.max_items)?;
    let rows: Vec<&ServiceRow> = report.services.iter().collect();
    let paged = page.of_list(cx, rows, |row| row.namespace.clone());
    let kind = if report.actions { granularity::ACTION_LEVEL } else { granularity::SERVICE_LEVEL };
    Ok(GetServiceLastAccessedDetailsOutput {
        job_status: Some(report.status().to_owned()),
        job_type: Some(kind.to_owned()),
        job_creation_date: Some(report.created),
        services_last_accessed: Some(paged.items.iter().map(|row| show(&report, row)).collect()),
        job_completion_date: report.completed,
        is_truncated: paged.truncated,
        marker: paged.marker,
        error: report.error(),
    })
}

fn show(report: &Report, row: &ServiceRow) -> ServiceLastAccessed {
    let last = row.uses.first();
    let action = |(name, last): &(String, Option<LastUse>)| TrackedActionLastAccessed {
        action_name: Some(name.clone()),
        last_accessed_entity: last.as_ref().and_then(|last| report.arn_of(last)),
        last_accessed_time: last.as_ref().map(|last| last.at),
        last_accessed_region: last.as_ref().map(|last| last.region.clone()),
    };
    ServiceLastAccessed {
        service_name: authref::service(&row.namespace).map(|service| service.name.to_owned()),
        last_authenticated: last.map(|last| last.at),
        service_namespace: Some(row.namespace.clone()),
        last_authenticated_entity: last.and_then(|last| report.arn_of(last)),
        last_authenticated_region: last.map(|last| last.region.clone()),
        total_authenticated_entities: i32::try_from(row.uses.len()).ok(),
        tracked_actions_last_accessed: (!row.actions.is_empty())
            .then(|| row.actions.iter().map(action).collect()),
    }
}
