//! ExecuteTransaction.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html>

use gen_dynamodb::{
    ExecuteTransactionInput, ExecuteTransactionOutput, ItemResponse, ParameterizedStatement,
};
use kernel::{ApiError, ApiResult, Cx};
use lang_dynamodb::Item;
use lang_dynamodb::partiql::{Select, Statement};

use super::transact_write_items::Tallies;
use crate::capacity::{Detail, Units, read_halves};
use crate::item_write::ItemWrite;
use crate::reads::{self, How};
use crate::throttle::{Meter, short_code};
use crate::transaction::{self, Reason};
use crate::{convert, errors, item_key, item_write, selection, statement, table};

pub(crate) async fn execute_transaction(
    cx: &mut Cx<'_>,
    input: &ExecuteTransactionInput,
) -> ApiResult<ExecuteTransactionOutput> {
    let parse =
        |one: &ParameterizedStatement| statement::parse(&one.statement, one.parameters.as_deref());
    let parsed = input.transact_statements.iter().map(parse).collect::<ApiResult<Vec<_>>>()?;
    let reads = parsed.iter().filter(|statement| statement.is_read()).count();
    if reads > 0 && reads < parsed.len() {
        return Err(errors::validation(
            "ExecuteTransaction API does not support both read and write operations in the same request.",
        ));
    }
    if reads > 0 { read(cx, input, parsed).await } else { write(cx, input, parsed).await }
}

async fn read(
    cx: &mut Cx<'_>,
    input: &ExecuteTransactionInput,
    parsed: Vec<Statement>,
) -> ApiResult<ExecuteTransactionOutput> {
    let (mut meter, mut tallies) = (Meter::of(cx), Tallies::default());
    let mut responses = Vec::with_capacity(parsed.len());
    let mut reasons = Vec::with_capacity(parsed.len());
    for (at, statement) in parsed.into_iter().enumerate() {
        let Statement::Select(select) = statement else { continue };
        let item = match read_one(cx, &select, &mut meter, &mut tallies).await {
            Err(error) if short_code(&error).is_some() => {
                reasons.push(transaction::reason_of(error)?);
                continue;
            }
            item => item.map_err(|error| of(at, error))?,
        };
        reasons.push(Reason::None);
        responses.push(ItemResponse { item: item.map(convert::item_to_wire) });
    }
    transaction::cancelled(reasons)?;
    meter.settle(cx);
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    Ok(ExecuteTransactionOutput {
        responses: Some(responses),
        consumed_capacity: tallies.shown(detail, Units::Reads),
    })
}

/// A statement's own error, with the statement's number.
fn of(at: usize, error: ApiError) -> ApiError {
    if error.code() != "ValidationException" {
        return error;
    }
    let message = error.message().unwrap_or_default();
    errors::validation(format!("Validation failed in TransactStatements[{at}]: {message}"))
}

async fn read_one(
    cx: &mut Cx<'_>,
    select: &Select,
    meter: &mut Meter,
    tallies: &mut Tallies,
) -> ApiResult<Option<Item>> {
    if select.index.is_some() {
        return Err(errors::validation("Reads on indices are not supported within transactions."));
    }
    let table = table::of_items(cx, &select.table).await?;
    let key = statement::key_in(&table.key, select.condition.as_ref())?.ok_or_else(|| {
        errors::validation(
            "Select statements within ExecuteTransaction must specify the primary key in the where clause.",
        )
    })?;
    let key = item_key::of_key(&table, &key)?;
    let tally = tallies.of_table(&select.table, &table);
    let item = reads::item(cx, meter, &table, &key, How::IN_TRANSACTION, tally).await?;
    let fits = |item: &Item| select.condition.as_ref().is_none_or(|wanted| wanted.holds(item));
    Ok(item.filter(fits).map(|item| selection::shown(&select.paths, &item)))
}

async fn write(
    cx: &mut Cx<'_>,
    input: &ExecuteTransactionInput,
    parsed: Vec<Statement>,
) -> ApiResult<ExecuteTransactionOutput> {
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    let mut names = Vec::with_capacity(parsed.len());
    let mut inserts = Vec::with_capacity(parsed.len());
    let mut writes: Vec<Result<ItemWrite, Reason>> = Vec::with_capacity(parsed.len());
    for (one, wire) in parsed.into_iter().zip(&input.transact_statements) {
        names.push(one.table().to_owned());
        let on_failure = wire.return_values_on_condition_check_failure.as_deref();
        let change = statement::change(cx, one, on_failure == Some("ALL_OLD")).await;
        match change.map_err(|error| of(names.len() - 1, error))? {
            Ok(change) if change.returning.is_some() => {
                return Err(errors::validation(
                    "RETURNING clause is not supported in ExecuteTransaction.",
                ));
            }
            Ok(change) => {
                inserts.push(change.is_insert);
                writes.push(Ok(change.write));
            }
            Err(error) => {
                inserts.push(false);
                writes.push(Err(transaction::reason_of(error)?));
            }
        }
    }
    transaction::check_distinct(writes.iter().flatten())?;
    let token = input.client_request_token.as_deref();
    let mut tallies = Tallies::default();
    let repeated = {
        let all = writes.iter().flatten();
        let request: Vec<_> = all.map(|w| (&w.key, &w.what, &w.condition)).collect();
        transaction::is_repeated(cx, token, &request).await?
    };
    if repeated {
        for (name, write) in names.iter().zip(writes.iter().flatten()) {
            let size = item_write::read(cx, &write.key).await?.as_ref().map_or(0, Item::size);
            tallies.of(name, write).add_table(read_halves(size, true) * 2);
        }
        return Ok(ExecuteTransactionOutput {
            responses: Some(Vec::new()),
            consumed_capacity: tallies.shown(detail, Units::Reads),
        });
    }
    let written = transaction::write(cx, &mut writes, |at| inserts[at]).await?;
    for ((name, write), (_, written)) in names.iter().zip(writes.iter().flatten()).zip(&written) {
        tallies.of(name, write).add_written(written, 2);
    }
    Ok(ExecuteTransactionOutput {
        responses: Some(Vec::new()),
        consumed_capacity: tallies.shown(detail, Units::Writes),
    })
}
