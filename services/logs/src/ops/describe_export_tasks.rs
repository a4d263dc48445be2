//! DescribeExportTasks: one, or all, the latest first.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeExportTasks.html>

use std::cmp::Reverse;

use gen_logs::{DescribeExportTasksInput, DescribeExportTasksOutput};
use kernel::{ApiResult, Cx};

use crate::export;
use crate::page::Page;

pub(crate) async fn describe_export_tasks(
    cx: &mut Cx<'_>,
    input: &DescribeExportTasksInput,
) -> ApiResult<DescribeExportTasksOutput> {
    let (id, status) = (input.task_id.as_deref(), input.status_code.as_deref());
    let binding = [id.unwrap_or_default(), status.unwrap_or_default()];
    let token = input.next_token.as_deref();
    let page = Page::<(Reverse<i64>, String)>::parse(cx, &binding, input.limit, token)?;
    let all = export::all(cx).await?.into_iter();
    let wanted = all.filter(|(own, task)| {
        id.is_none_or(|id| id == own) && status.is_none_or(|status| status == task.status.as_str())
    });
    let mut rows: Vec<_> =
        wanted.map(|(id, task)| ((Reverse(task.created_at), id), task)).collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    rows.retain(|(key, _)| page.after.as_ref().is_none_or(|after| key > after));
    let next_token = page.cut(cx, &binding, &mut rows)?;
    let shown = rows.into_iter().map(|((_, id), task)| task.show(id));
    Ok(DescribeExportTasksOutput { export_tasks: Some(shown.collect()), next_token })
}
