//! What each operation needs.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html>

use gen_dynamodb as wire;
use kernel::{AccessQuery, ApiResult, Cx};

use super::{Need, Place, attributes, hash_of, statement, table};

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
        "ImportTable" => import(cx, query),
        "GetRecords" => {
            let iterator = query.input.text("ShardIterator").unwrap_or_default();
            let arn = iterator.split_once('|').map(|(arn, _)| arn.to_owned());
            Ok(arn
                .map(|arn| Need::new(query.action.to_string(), Place::of_arn(arn)))
                .into_iter()
                .collect())
        }
        _ => one(cx, query),
    }
}

/// The one resource that most operations name.
fn one(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let action = query.action.to_string();
    for member in [
        "ResourceArn",
        "StreamArn",
        "BackupArn",
        "BulkOperationArn",
        "ExportArn",
        "ImportArn",
        "TableArn",
    ] {
        // A destination's stream is another service's.
        let kinesis = member == "StreamArn" && query.operation.contains("Kinesis");
        if let Some(arn) = query.input.text(member).filter(|_| !kinesis) {
            return Ok(vec![Need::new(action, Place::of_arn(arn))]);
        }
    }
    if let Some(name) = query.input.text("GlobalTableName") {
        let (partition, account) = (cx.partition(), cx.account());
        let arn = format!("arn:{partition}:dynamodb::{account}:global-table/{name}");
        let mut needs = vec![Need::new(action.clone(), Place::of_arn(arn))];
        // Those that bind tables need it on the tables, too.
        needs.extend(replicas_named(query).into_iter().map(|region| {
            let arn = format!("arn:{partition}:dynamodb:{region}:{account}:table/{name}");
            Need::new(action.clone(), Place::of_arn(arn))
        }));
        return Ok(needs);
    }
    let Some(name) = query.input.text("TableName") else { return Ok(Vec::new()) };
    let place = table(cx, &name)?;
    let mut needs = Vec::new();
    let of_index = query.operation.contains("Insights") || query.operation == "SearchVectors";
    match query.input.text("IndexName").filter(|_| of_index) {
        Some(index) => needs.push(Need::new(action, place.clone().index(&index))),
        None => needs.push(Need::new(action, place.clone())),
    }
    if let Some(input) = query.input_as::<wire::CreateTableInput>() {
        if input.tags.as_ref().is_some_and(|tags| !tags.is_empty()) {
            needs.push(Need::new("dynamodb:TagResource", place.clone()));
        }
        if input.resource_policy.is_some() {
            needs.push(Need::new("dynamodb:PutResourcePolicy", place));
        }
    }
    Ok(needs)
}

/// The regions whose tables a call binds to a global table, or lets go.
fn replicas_named(query: &AccessQuery<'_>) -> Vec<String> {
    if let Some(input) = query.input_as::<wire::CreateGlobalTableInput>() {
        return input.replication_group.iter().filter_map(|r| r.region_name.clone()).collect();
    }
    if let Some(input) = query.input_as::<wire::UpdateGlobalTableSettingsInput>() {
        let updates = input.replica_settings_update.iter().flatten();
        return updates.map(|update| update.region_name.clone()).collect();
    }
    let Some(input) = query.input_as::<wire::UpdateGlobalTableInput>() else { return Vec::new() };
    let region = |update: &wire::ReplicaUpdate| {
        let come = update.create.as_ref().map(|create| create.region_name.clone());
        come.or_else(|| update.delete.as_ref().map(|delete| delete.region_name.clone()))
    };
    input.replica_updates.iter().filter_map(region).collect()
}

fn restore(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let action = query.action.to_string();
    let source = match query.input.text("BackupArn").or(query.input.text("SourceTableArn")) {
        Some(arn) => Place::of_arn(arn),
        None => table(cx, &query.input.text("SourceTableName").unwrap_or_default())?,
    };
    let target = table(cx, &query.input.text("TargetTableName").unwrap_or_default())?;
    let mut needs = vec![Need::new(action, source)];
    needs.extend(OF_RESTORES.into_iter().map(|action| Need::new(action, target.clone())));
    Ok(needs)
}

fn import(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let Some(input) = query.input_as::<wire::ImportTableInput>() else { return Ok(Vec::new()) };
    let target = table(cx, &input.table_creation_parameters.table_name)?;
    Ok(vec![Need::new(query.action.to_string(), target)])
}

/// Operations on items of one table, whose keys and attributes policies can ask about.
async fn items(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let mut place = table(cx, &query.input.text("TableName").unwrap_or_default())?;
    let index = query.input.text("IndexName");
    let hash = hash_of(cx, &place, index.as_deref()).await?;
    if let Some(index) = &index {
        place = place.index(index);
    }
    let mut need = Need::new(query.action.to_string(), place);
    attributes::of_call(query, hash.as_deref(), &mut need);
    Ok(vec![need])
}

async fn batch_get(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let Some(input) = query.input_as::<wire::BatchGetItemInput>() else { return Ok(Vec::new()) };
    let mut needs = Vec::new();
    for (name, asked) in input.request_items.iter() {
        let place = table(cx, name)?;
        let hash = hash_of(cx, &place, None).await?;
        let mut need = Need::new(query.action.to_string(), place);
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
    for (name, writes) in input.request_items.iter() {
        let place = table(cx, name)?;
        let hash = hash_of(cx, &place, None).await?;
        let mut need = Need::new(query.action.to_string(), place);
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
        let place = table(cx, &get.table_name)?;
        let hash = hash_of(cx, &place, None).await?;
        let need = find(&mut needs, "dynamodb:GetItem", place, "TransactGetItems");
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
            let place = table(cx, &put.table_name)?;
            let hash = hash_of(cx, &place, None).await?;
            let need = find(&mut needs, "dynamodb:PutItem", place, ENCLOSING);
            attributes::lead(need, hash.as_deref(), &put.item);
            attributes::named(need, put.item.keys());
        }
        if let Some(update) = &one.update {
            let place = table(cx, &update.table_name)?;
            let hash = hash_of(cx, &place, None).await?;
            let need = find(&mut needs, "dynamodb:UpdateItem", place, ENCLOSING);
            attributes::lead(need, hash.as_deref(), &update.key);
            let names = update.expression_attribute_names.as_ref();
            attributes::of_expression(need, Some(&update.update_expression), names);
        }
        if let Some(delete) = &one.delete {
            let place = table(cx, &delete.table_name)?;
            let hash = hash_of(cx, &place, None).await?;
            let need = find(&mut needs, "dynamodb:DeleteItem", place, ENCLOSING);
            attributes::lead(need, hash.as_deref(), &delete.key);
        }
        if let Some(check) = &one.condition_check {
            let place = table(cx, &check.table_name)?;
            let hash = hash_of(cx, &place, None).await?;
            let need = find(&mut needs, "dynamodb:ConditionCheckItem", place, ENCLOSING);
            attributes::lead(need, hash.as_deref(), &check.key);
        }
    }
    Ok(needs)
}

/// What is needed already of this kind, or a new one.
pub(super) fn find<'n>(
    needs: &'n mut Vec<Need>,
    action: &'static str,
    place: Place,
    enclosing: &'static str,
) -> &'n mut Need {
    let at = needs.iter().position(|need| need.action == action && need.place.arn == place.arn);
    let at = at.unwrap_or_else(|| {
        needs.push(Need { enclosing: Some(enclosing), ..Need::new(action, place) });
        needs.len() - 1
    });
    &mut needs[at]
}
