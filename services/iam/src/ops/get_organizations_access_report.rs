//! GetOrganizationsAccessReport: the services that control policies let through, and which account last used each.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOrganizationsAccessReport.html>

use gen_iam::values::sort_key_type as sort;
use gen_iam::{
    AccessDetail, ErrorDetails, GetOrganizationsAccessReportInput,
    GetOrganizationsAccessReportOutput,
};
use kernel::{ApiResult, Cx};

use crate::last_accessed::status;
use crate::organization_report::ServiceRow;
use crate::page::Page;
use crate::review_errors;
use crate::tables::ORGANIZATION_REPORTS;

pub(crate) async fn get_organizations_access_report(
    cx: &mut Cx<'_>,
    input: &GetOrganizationsAccessReportInput,
) -> ApiResult<GetOrganizationsAccessReportOutput> {
    let report = cx.get(&ORGANIZATION_REPORTS, &input.job_id).await?;
    let report = report.ok_or_else(|| review_errors::no_such_job(&input.job_id))?;
    let key = input.sort_key.as_deref().unwrap_or(sort::SERVICE_NAMESPACE_ASCENDING);
    let binding = [input.job_id.as_str(), key];
    let page = Page::parse(cx, &binding, input.marker.as_deref(), input.max_items)?;
    let mut rows: Vec<&ServiceRow> = report.services.iter().collect();
    order(&mut rows, key);
    let placed =
        rows.iter().enumerate().map(|(place, row)| (format!("{place:08}"), *row)).collect();
    let paged = page.of_list(cx, placed, |(place, _)| place.clone());
    let unused = report.services.iter().filter(|row| row.last.is_none()).count();
    let made = report.completed.is_some() && report.failure.is_none();
    let count = |number: usize| i32::try_from(number).ok().filter(|_| made);
    Ok(GetOrganizationsAccessReportOutput {
        job_status: Some(status(report.completed, report.failure.as_deref()).to_owned()),
        job_creation_date: Some(report.created),
        job_completion_date: report.completed,
        number_of_services_accessible: count(report.services.len()),
        number_of_services_not_accessed: count(unused),
        access_details: Some(paged.items.iter().map(|(_, row)| show(row)).collect()),
        is_truncated: paged.truncated,
        marker: paged.marker,
        error_details: report.failure.as_ref().map(|message| ErrorDetails {
            message: Some(message.clone()),
            code: Some("NoSuchEntity".to_owned()),
        }),
    })
}

fn order(rows: &mut [&ServiceRow], key: &str) {
    let at = |row: &&ServiceRow| row.last.as_ref().map(|last| last.at);
    match key {
        sort::SERVICE_NAMESPACE_DESCENDING => rows.reverse(),
        sort::LAST_AUTHENTICATED_TIME_ASCENDING => rows.sort_by_key(at),
        sort::LAST_AUTHENTICATED_TIME_DESCENDING => {
            rows.sort_by_key(|row| std::cmp::Reverse(at(row)));
        }
        _ => {}
    }
}

fn show(row: &ServiceRow) -> AccessDetail {
    let last = row.last.as_ref();
    AccessDetail {
        service_name: authref::service(&row.namespace).map(|service| service.name.to_owned()),
        service_namespace: Some(row.namespace.clone()),
        region: last.map(|last| last.region.clone()),
        entity_path: last.map(|last| last.path.clone()),
        last_authenticated_time: last.map(|last| last.at),
        total_authenticated_entities: Some(row.accounts),
    }
}
