//! ListJobs: the account's jobs in this region, newest first, also those that ended in the last 90 days.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListJobs.html>

use gen_s3control::{JobListDescriptor, ListJobsInput, ListJobsOutput};
use kernel::{ApiResult, Cx};

use crate::batch::job;
use crate::control_errors;
use crate::tables::{BATCH_JOBS, BATCH_JOBS_OF};

/// Most that a page has.
const PAGE: usize = 1_000;
/// Jobs that are looked at once.
const AT_ONCE: usize = 100;

pub(crate) async fn list_jobs(cx: &mut Cx<'_>, input: &ListJobsInput) -> ApiResult<ListJobsOutput> {
    let most = input.max_results.and_then(|most| usize::try_from(most).ok());
    let most = most.filter(|most| *most > 0).map_or(PAGE, |most| most.min(PAGE));
    let wanted = input.job_statuses.as_deref().filter(|statuses| !statuses.is_empty());
    let binding: Vec<&str> = wanted.into_iter().flatten().map(String::as_str).collect();
    let mut after = match &input.next_token {
        None => None,
        Some(token) => Some(open(cx, &binding, token)?),
    };
    let (account, region) = (cx.account().as_str().to_owned(), cx.region().to_string());
    let mut found: Vec<(u64, JobListDescriptor)> = Vec::new();
    while found.len() <= most {
        let mut range = cx.rows(&BATCH_JOBS_OF).prefix(&(account.clone(), region.clone()));
        if let Some(place) = after {
            range = range.after(&(account.clone(), region.clone(), place));
        }
        let rows = cx.range(&BATCH_JOBS_OF, &range, AT_ONCE).await?;
        after = rows.last().map(|((.., place), _)| *place);
        let ended = rows.len() < AT_ONCE;
        for ((.., place), id) in rows {
            let key = job::key(cx.account(), cx.region(), &id);
            let Some(job) = cx.get(&BATCH_JOBS, &key).await? else { continue };
            let status = job.status.as_str();
            if wanted.is_none_or(|wanted| wanted.iter().any(|asked| asked == status)) {
                found.push((place, job.listed(cx.now())));
            }
        }
        if ended {
            break;
        }
    }
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more);
    let next = last.map(|(place, _)| cx.page_token().seal(&binding, &place.to_be_bytes()));
    Ok(ListJobsOutput {
        next_token: next,
        jobs: Some(found.into_iter().map(|(_, job)| job).collect()),
    })
}

fn open(cx: &Cx<'_>, binding: &[&str], token: &str) -> ApiResult<u64> {
    let raw = cx.page_token().open(binding, token).ok();
    let place = raw.and_then(|raw| <[u8; 8]>::try_from(raw).ok()).map(u64::from_be_bytes);
    place.ok_or_else(control_errors::invalid_next_token)
}
