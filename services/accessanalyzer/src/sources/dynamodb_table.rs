//! Tables of DynamoDB and their policies.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html>

use gen_dynamodb::operations::{DescribeTable, GetResourcePolicy, ListTables};
use gen_dynamodb::{DescribeTableInput, GetResourcePolicyInput, ListTablesInput};
use kernel::{AccountId, ApiResult, Cx};

use super::{Resource, Source, here, if_found, if_there};
use crate::limits;

pub(super) const SOURCE: Source = Source {
    kind: "AWS::DynamoDB::Table",
    trust: false,
    list: |cx, account| Box::pin(list(cx, account)),
    find: |cx, arn| Box::pin(find(cx, arn)),
};

async fn list(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<Vec<Resource>> {
    let (mut found, mut after) = (Vec::new(), None);
    while found.len() < limits::RESOURCES {
        let input = ListTablesInput { exclusive_start_table_name: after.take(), limit: None };
        let Some(page) = if_there(cx.call_as_service::<ListTables>(account, input).await)? else {
            break;
        };
        for name in page.table_names.unwrap_or_default() {
            let arn =
                format!("arn:{}:dynamodb:{}:{account}:table/{name}", cx.partition(), cx.region());
            found.push(with_policy(cx, account, arn).await?);
        }
        after = page.last_evaluated_table_name;
        if after.is_none() {
            break;
        }
    }
    Ok(found)
}

async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Resource>> {
    let Some(owner) = here(cx, arn, "dynamodb", "table/") else { return Ok(None) };
    let input = DescribeTableInput { table_name: arn.to_owned() };
    let answer = cx.call_as_service::<DescribeTable>(owner, input).await;
    let table = if_found(answer)?.and_then(|found| found.table);
    match table.and_then(|table| table.table_arn).filter(|found| found == arn) {
        Some(arn) => with_policy(cx, owner, arn).await.map(Some),
        None => Ok(None),
    }
}

async fn with_policy(cx: &mut Cx<'_>, owner: AccountId, arn: String) -> ApiResult<Resource> {
    let input = GetResourcePolicyInput { resource_arn: arn.clone() };
    let found = if_found(cx.call_as_service::<GetResourcePolicy>(owner, input).await)?;
    Ok(Resource { arn, owner, policy: found.and_then(|found| found.policy) })
}
