//! ExecuteStatement.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html>

use gen_dynamodb::{ExecuteStatementInput, ExecuteStatementOutput, errors as modelled};
use kernel::{ApiResult, Cx};
use lang_dynamodb::partiql::{Select, Statement};

use crate::capacity::{Detail, Tally, Units};
use crate::{convert, errors, selection, statement, table};

pub(crate) async fn execute_statement(
    cx: &mut Cx<'_>,
    input: &ExecuteStatementInput,
) -> ApiResult<ExecuteStatementOutput> {
    match statement::parse(&input.statement, input.parameters.as_deref())? {
        Statement::Select(select) => read(cx, input, &select).await,
        Statement::Exists(_) => {
            Err(errors::validation("EXISTS can only be used in ExecuteTransaction write requests."))
        }
        change => write(cx, input, change).await,
    }
}

async fn read(
    cx: &mut Cx<'_>,
    input: &ExecuteStatementInput,
    select: &Select,
) -> ApiResult<ExecuteStatementOutput> {
    let binding = format!("{}\0{:?}", input.statement, input.parameters);
    let from = input.next_token.as_deref();
    let from = from.map(|token| selection::position(cx, &binding, token)).transpose()?;
    let table = table::of_items(cx, &select.table).await?;
    let consistent = input.consistent_read == Some(true);
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok());
    let found = selection::read(cx, &table, select, consistent, limit, from).await?;
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    Ok(ExecuteStatementOutput {
        items: Some(selection::to_wire(found.items)),
        next_token: found.next.map(|position| selection::token(cx, &binding, &position)),
        consumed_capacity: found.tally.shown(detail, Units::Plain, table.name.as_str(), &table),
        last_evaluated_key: found.last.map(convert::item_to_wire),
    })
}

async fn write(
    cx: &mut Cx<'_>,
    input: &ExecuteStatementInput,
    change: Statement,
) -> ApiResult<ExecuteStatementOutput> {
    let show = input.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
    let mut change = statement::change(cx, change, show).await??;
    let is_insert = change.is_insert;
    let (decided, written) = change.write.run(cx).await.map_err(|error| {
        if is_insert && error.code() == "ConditionalCheckFailedException" {
            return modelled::duplicate_item_exception("Duplicate primary key exists in table");
        }
        error
    })?;
    let mut tally = Tally::default();
    tally.add_written(&written, 1);
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let table = change.table().clone();
    Ok(ExecuteStatementOutput {
        items: Some(selection::to_wire(change.shown(decided).into_iter().collect())),
        consumed_capacity: tally.shown(detail, Units::Plain, table.name.as_str(), &table),
        ..ExecuteStatementOutput::default()
    })
}
