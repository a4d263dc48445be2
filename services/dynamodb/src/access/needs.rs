//! What each operation needs.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html>

use gen_dynamodb as wire;
use kernel::{AccessQuery, ApiResult, Cx};

use super::{Need, attributes, hash_of, statement, table_arn};

/// What a restore does with the table that it makes.
const OF_RESTORES: [&str; 7] = [
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
];

pub(super) async fn of(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    match query.operation {
        "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query" | "Scan" => {
            items(cx, query).await
        }
        "BatchGetItem" => batch_get(cx, query).await,
        "BatchWriteItem" => batch_write(cx, query).await,
        "TransactGetItems" => transact_get(cx, query).await,
        "TransactWriteItems" => transact_write(cx, query).await,
        "ExecuteStatement" | "ExecuteTransaction" | "BatchExecuteStatement" => {
            statement::needs(cx, query)
        }
        "RestoreTableFromBackup" | "RestoreTableToPointInTime" => restore(cx, query),
        "GetRecords" => {
            let iterator = query.input.text("ShardIterator").unwrap_or_default();
            let arn = iterator.split_once('|').map(|(arn, _)| arn.to_owned());
            Ok(arn.map(|arn| Need::new(query.action.to_string(), arn)).into_iter().collect())
        }
        _ => one(cx, query),
    }
}

/// The one resource that most operations name.
fn one(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let action = query.action.to_string();
    for member in ["ResourceArn", "StreamArn", "BackupArn", "TableArn"] {
        // A destination's stream is another service's.
        let kinesis = member == "StreamArn" && query.operation.contains("Kinesis");
        if let Some(arn) = query.input.text(member).filter(|_| !kinesis) {
            return Ok(vec![Need::new(action, arn)]);
        }
    }
    if let Some(name) = query.input.text("GlobalTableName") {
        let (partition, account) = (cx.partition(), cx.account());
        let arn = format!("arn:{partition}:dynamodb::{account}:global-table/{name}");
        return Ok(vec![Need::new(action, arn)]);
    }
    let Some(table) = query.input.text("TableName") else { return Ok(Vec::new()) };
    let arn = table_arn(cx, &table)?;
    let mut needs = Vec::new();
    match query.input.text("IndexName").filter(|_| query.operation.contains("Insights")) {
        Some(index) => needs.push(Need::new(action, format!("{arn}/index/{index}"))),
        None => needs.push(Need::new(action, arn.clone())),
    }
    if let Some(input) = query.input_as::<wire::CreateTableInput>() {
        if input.tags.as_ref().is_some_and(|tags| !tags.is_empty()) {
            needs.push(Need::new("dynamodb:TagResource", arn.clone()));
        }
        if input.resource_policy.is_some() {
            needs.push(Need::new("dynamodb:PutResourcePolicy", arn));
        }
    }
    Ok(needs)
}

fn restore(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let action = query.action.to_string();
    let source = match query.input.text("BackupArn").or(query.input.text("SourceTableArn")) {
        Some(arn) => arn,
        None => table_arn(cx, &query.input.text("SourceTableName").unwrap_or_default())?,
    };
    let target = table_arn(cx, &query.input.text("TargetTableName").unwrap_or_default())?;
    let mut needs = vec![Need::new(action, source)];
    needs.extend(OF_RESTORES.into_iter().map(|action| Need::new(action, target.clone())));
    Ok(needs)
}

/// Operations on items of one table, whose keys and attributes policies can ask about.
async fn items(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let table = query.input.text("TableName").unwrap_or_default();
    let mut arn = table_arn(cx, &table)?;
    let index = query.input.text("IndexName");
    let hash = hash_of(cx, &arn, index.as_deref()).await?;
    if let Some(index) = &index {
        arn = format!("{arn}/index/{index}");
    }
    let mut need = Need::new(query.action.to_string(), arn);
    attributes::of_call(query, hash.as_deref(), &mut need);
    Ok(vec![need])
}

async fn batch_get(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let Some(input) = query.input_as::<wire::BatchGetItemInput>() else { return Ok(Vec::new()) };
    let mut needs = Vec::new();
    for (table, asked) in input.request_items.iter() {
        let arn = table_arn(cx, table)?;
        let hash = hash_of(cx, &arn, None).await?;
        let mut need = Need::new(query.action.to_string(), arn);
        for key in &asked.keys {
            attributes::lead(&mut need, hash.as_deref(), key);
        }
        let names = asked.expression_attribute_names.as_ref();
        attributes::of_expression(&mut need, asked.projection_expression.as_deref(), names);
        needs.push(need);
    }
    Ok(needs)
}

async fn batch_write(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let Some(input) = query.input_as::<wire::BatchWriteItemInput>() else { return Ok(Vec::new()) };
    let mut needs = Vec::new();
    for (table, writes) in input.request_items.iter() {
        let arn = table_arn(cx, table)?;
        let hash = hash_of(cx, &arn, None).await?;
        let mut need = Need::new(query.action.to_string(), arn);
        for write in writes {
            if let Some(put) = &write.put_request {
                attributes::lead(&mut need, hash.as_deref(), &put.item);
                attributes::named(&mut need, put.item.keys());
            }
            if let Some(delete) = &write.delete_request {
                attributes::lead(&mut need, hash.as_deref(), &delete.key);
            }
        }
        needs.push(need);
    }
    Ok(needs)
}

async fn transact_get(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let Some(input) = query.input_as::<wire::TransactGetItemsInput>() else {
        return Ok(Vec::new());
    };
    let mut needs = Vec::new();
    for one in &input.transact_items {
        let get = &one.get;
        let arn = table_arn(cx, &get.table_name)?;
        let hash = hash_of(cx, &arn, None).await?;
        let need = find(&mut needs, "dynamodb:GetItem", arn, "TransactGetItems");
        attributes::lead(need, hash.as_deref(), &get.key);
        let names = get.expression_attribute_names.as_ref();
        attributes::of_expression(need, get.projection_expression.as_deref(), names);
    }
    Ok(needs)
}

async fn transact_write(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    const ENCLOSING: &str = "TransactWriteItems";
    let Some(input) = query.input_as::<wire::TransactWriteItemsInput>() else {
        return Ok(Vec::new());
    };
    let mut needs = Vec::new();
    for one in &input.transact_items {
        if let Some(put) = &one.put {
            let arn = table_arn(cx, &put.table_name)?;
            let hash = hash_of(cx, &arn, None).await?;
            let need = find(&mut needs, "dynamodb:PutItem", arn, ENCLOSING);
            attributes::lead(need, hash.as_deref(), &put.item);
            attributes::named(need, put.item.keys());
        }
        if let Some(update) = &one.update {
            let arn = table_arn(cx, &update.table_name)?;
            let hash = hash_of(cx, &arn, None).await?;
            let need = find(&mut needs, "dynamodb:UpdateItem", arn, ENCLOSING);
            attributes::lead(need, hash.as_deref(), &update.key);
            let names = update.expression_attribute_names.as_ref();
            attributes::of_expression(need, Some(&update.update_expression), names);
        }
        if let Some(delete) = &one.delete {
            let arn = table_arn(cx, &delete.table_name)?;
            let hash = hash_of(cx, &arn, None).await?;
            let need = find(&mut needs, "dynamodb:DeleteItem", arn, ENCLOSING);
            attributes::lead(need, hash.as_deref(), &delete.key);
        }
        if let Some(check) = &one.condition_check {
            let arn = table_arn(cx, &check.table_name)?;
            let hash = hash_of(cx, &arn, None).await?;
            let need = find(&mut needs, "dynamodb:ConditionCheckItem", arn, ENCLOSING);
            attributes::lead(need, hash.as_deref(), &check.key);
        }
    }
    Ok(needs)
}

/// What is needed already of this kind, or a new one.
pub(super) fn find<'n>(
    needs: &'n mut Vec<Need>,
    action: &'static str,
    arn: String,
    enclosing: &'static str,
) -> &'n mut Need {
    let at = needs.iter().position(|need| need.action == action && need.arn == arn);
    let at = at.unwrap_or_else(|| {
        needs.push(Need { enclosing: Some(enclosing), ..Need::new(action, arn) });
        needs.len() - 1
    });
    &mut needs[at]
}
