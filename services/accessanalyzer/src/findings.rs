//! Reading an analyzer's findings: one, all, filtered and in order.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindings.html>

use std::cmp::Ordering;

use gen_accessanalyzer::SortCriteria;
use gen_accessanalyzer::values::order_by;
use kernel::{ApiResult, Cx};

use crate::analyzer::Analyzer;
use crate::criteria::Attributes as _;
use crate::finding::Finding;
use crate::tables::FINDINGS;
use crate::{errors, limits};

/// Attributes that findings can be sorted by.
const SORTED_BY: [&str; 9] = [
    "createdAt",
    "updatedAt",
    "analyzedAt",
    "resource",
    "resourceType",
    "resourceOwnerAccount",
    "status",
    "isPublic",
    "findingType",
];

/// All findings of the analyzer.
pub(crate) async fn all(cx: &mut Cx<'_>, analyzer: &Analyzer) -> ApiResult<Vec<Finding>> {
    let range = cx.rows(&FINDINGS).prefix(&analyzer.number);
    let rows = cx.range(&FINDINGS, &range, limits::FINDINGS).await?;
    Ok(rows.into_iter().map(|(_, finding)| finding).collect())
}

/// The analyzer's finding with this id.
pub(crate) async fn of_id(cx: &mut Cx<'_>, analyzer: &Analyzer, id: &str) -> ApiResult<Finding> {
    let found = cx.get(&FINDINGS, &(analyzer.number, id.to_owned())).await?;
    found.ok_or_else(|| errors::not_found("Finding", id))
}

/// Sorts findings as asked; without a wish the latest change comes first.
pub(crate) fn sort(findings: &mut [Finding], wish: Option<&SortCriteria>) -> ApiResult<()> {
    let by = wish.and_then(|wish| wish.attribute_name.as_deref()).unwrap_or("updatedAt");
    if !SORTED_BY.contains(&by) {
        let message = format!("Findings cannot be sorted by {by}.");
        return Err(errors::field("sort", message));
    }
    let ascending = wish.is_some_and(|wish| wish.order_by.as_deref() != Some(order_by::DESC));
    findings.sort_by(|a, b| {
        let order = compare(a, b, by);
        let order = if ascending { order } else { order.reverse() };
        order.then_with(|| a.id.cmp(&b.id))
    });
    Ok(())
}

fn compare(a: &Finding, b: &Finding, by: &str) -> Ordering {
    match by {
        "createdAt" => a.created_at.cmp(&b.created_at),
        "updatedAt" => a.updated_at.cmp(&b.updated_at),
        "analyzedAt" => a.analyzed_at.cmp(&b.analyzed_at),
        attribute => a.attribute(attribute).cmp(&b.attribute(attribute)),
    }
}

/// What a listing's page tokens are bound to.
pub(crate) fn binding(wish: Option<&SortCriteria>) -> String {
    format!("{wish:?}")
}
