//! GetFinding: of external access; other findings are the second API's.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetFinding.html>

use gen_accessanalyzer::{GetFindingInput, GetFindingOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer::{self, Access};
use crate::{findings, show};

pub(crate) async fn get_finding(
    cx: &mut Cx<'_>,
    input: &GetFindingInput,
) -> ApiResult<GetFindingOutput> {
    let analyzer = analyzer::looking_for(cx, &input.analyzer_arn, Access::External).await?;
    let finding = findings::of_id(cx, &analyzer, &input.id).await?;
    Ok(GetFindingOutput { finding: show::first(&finding) })
}
