//! GetServiceLastAccessedDetailsWithEntities: the users and roles behind a report, with their last use of one service.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetailsWithEntities.html>

use gen_iam::{
    EntityDetails, GetServiceLastAccessedDetailsWithEntitiesInput,
    GetServiceLastAccessedDetailsWithEntitiesOutput,
};
use kernel::{ApiResult, Cx, Timestamp};

use crate::last_accessed::{self, EntityRow, Report};
use crate::page::Page;
use crate::review_errors;

pub(crate) async fn get_service_last_accessed_details_with_entities(
    cx: &mut Cx<'_>,
    input: &GetServiceLastAccessedDetailsWithEntitiesInput,
) -> ApiResult<GetServiceLastAccessedDetailsWithEntitiesOutput> {
    let report = last_accessed::find(cx, &input.job_id).await?;
    let namespace = input.service_namespace.as_str();
    if authref::service(namespace).is_none() {
        return Err(review_errors::unknown_namespace(namespace));
    }
    let binding = [input.job_id.as_str(), namespace];
    let page = Page::parse(cx, &binding, input.marker.as_deref(), input.max_items)?;
    let paged = page.of_list(cx, entities(&report, namespace), |(place, ..)| format!("{place:08}"));
    let details = paged.items.into_iter().map(|(_, entity, at)| EntityDetails {
        entity_info: Some(entity.shown()),
        last_authenticated: at,
    });
    Ok(GetServiceLastAccessedDetailsWithEntitiesOutput {
        job_status: Some(report.status().to_owned()),
        job_creation_date: Some(report.created),
        job_completion_date: report.completed,
        entity_details_list: Some(details.collect()),
        is_truncated: paged.truncated,
        marker: paged.marker,
        error: report.error(),
    })
}

/// The entities that the report's subject grants the service to, in their order: the latest use first, then those
/// who never used it.
fn entities<'r>(
    report: &'r Report,
    namespace: &str,
) -> Vec<(usize, &'r EntityRow, Option<Timestamp>)> {
    let Some(row) = report.services.iter().find(|row| row.namespace == namespace) else {
        return Vec::new();
    };
    let used = row.uses.iter().filter_map(|last| Some((report.entity_of(last)?, Some(last.at))));
    let unused = report.entities.iter().filter(|entity| {
        !row.uses.iter().any(|last| report.entity_of(last).is_some_and(|used| used == *entity))
    });
    let all = used.chain(unused.map(|entity| (entity, None)));
    all.enumerate().map(|(place, (entity, at))| (place, entity, at)).collect()
}
