//! BatchExecuteStatement.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html>

use gen_dynamodb::{
    BatchExecuteStatementInput, BatchExecuteStatementOutput, BatchStatementError,
    BatchStatementRequest, BatchStatementResponse,
};
use kernel::{ApiError, ApiResult, Cx};
use lang_dynamodb::Item;
use lang_dynamodb::partiql::{Select, Statement};

use super::transact_write_items::Tallies;
use crate::capacity::{Detail, Units};
use crate::item_write::Refusal;
use crate::reads::{self, How};
use crate::throttle::{Meter, short_code};
use crate::{convert, errors, item_key, selection, statement, table};

/// Why one statement of a batch failed; the others go on.
struct Failure {
    code: &'static str,
    message: String,
    item: Option<Item>,
}

pub(crate) async fn batch_execute_statement(
    cx: &mut Cx<'_>,
    input: &BatchExecuteStatementInput,
) -> ApiResult<BatchExecuteStatementOutput> {
    let parse =
        |one: &BatchStatementRequest| statement::parse(&one.statement, one.parameters.as_deref());
    let parsed: Vec<ApiResult<Statement>> = input.statements.iter().map(parse).collect();
    let reads = parsed.iter().flatten().filter(|statement| statement.is_read()).count();
    if reads > 0 && reads < parsed.iter().flatten().count() {
        return Err(errors::validation(
            "BatchExecuteStatement does not support both read and write operations in the same request.",
        ));
    }
    let (mut meter, mut tallies) = (Meter::of(cx), Tallies::default());
    let mut responses = Vec::with_capacity(parsed.len());
    for (one, request) in parsed.into_iter().zip(&input.statements) {
        let name = one.as_ref().ok().map(|statement| statement.table().to_owned());
        let outcome = match one {
            Ok(Statement::Select(select)) => {
                let how = How::alone(request.consistent_read);
                read(cx, &select, how, &mut meter, &mut tallies).await
            }
            Ok(change) => {
                let on_failure = request.return_values_on_condition_check_failure.as_deref();
                write(cx, change, on_failure == Some("ALL_OLD"), &mut meter, &mut tallies).await
            }
            Err(error) => Err(Failure::of(error)?),
        };
        let (item, error) = match outcome {
            Ok(item) => (item, None),
            Err(failure) => (None, Some(failure.shown()?)),
        };
        let item = item.map(convert::item_to_wire);
        responses.push(BatchStatementResponse { error, table_name: name, item });
    }
    meter.settle(cx);
    let detail = Detail::of(input.return_consumed_capacity.as_deref());
    Ok(BatchExecuteStatementOutput {
        responses: Some(responses),
        consumed_capacity: tallies.shown(detail, Units::Plain),
    })
}

impl Failure {
    fn of(error: ApiError) -> ApiResult<Failure> {
        let code = match (error.code(), short_code(&error)) {
            (_, Some(throttled)) => throttled,
            ("ValidationException", _) => "ValidationError",
            ("ResourceNotFoundException", _) => "ResourceNotFound",
            _ => return Err(error),
        };
        let message = error.message().unwrap_or_default().to_owned();
        Ok(Failure { code, message, item: None })
    }

    /// What is nobody's fault but ours fails the whole call.
    fn shown(self) -> ApiResult<BatchStatementError> {
        if self.code == "Bug" {
            return Err(ApiError::bug(self.message));
        }
        Ok(BatchStatementError {
            code: Some(self.code.to_owned()),
            message: Some(self.message),
            item: self.item.map(convert::item_to_wire),
        })
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Failure {
        let bug = |error: ApiError| Failure {
            code: "Bug",
            message: error.cause().unwrap_or_default().to_owned(),
            item: None,
        };
        Failure::of(error).unwrap_or_else(bug)
    }
}

async fn read(
    cx: &mut Cx<'_>,
    select: &Select,
    how: How,
    meter: &mut Meter,
    tallies: &mut Tallies,
) -> Result<Option<Item>, Failure> {
    let table = table::of_items(cx, &select.table).await?;
    let key = statement::key_in(&table.key, select.condition.as_ref())?;
    let key = key.filter(|_| select.index.is_none()).ok_or_else(|| {
        errors::validation(
            "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
        )
    })?;
    let key = item_key::of_key(&table, &key)?;
    let tally = tallies.of_table(&select.table, &table);
    let item = reads::item(cx, meter, &table, &key, how, tally).await?;
    let fits = |item: &Item| select.condition.as_ref().is_none_or(|wanted| wanted.holds(item));
    Ok(item.filter(fits).map(|item| selection::shown(&select.paths, &item)))
}

async fn write(
    cx: &mut Cx<'_>,
    change: Statement,
    show_failed: bool,
    meter: &mut Meter,
    tallies: &mut Tallies,
) -> Result<Option<Item>, Failure> {
    if matches!(change, Statement::Exists(_)) {
        let message = "EXISTS can only be used in ExecuteTransaction write requests.";
        return Err(errors::validation(message).into());
    }
    let name = change.table().to_owned();
    let mut change = statement::change(cx, change, show_failed).await??;
    let (decided, written) = match change.write.run_on(cx, meter).await {
        Ok(done) => done,
        Err(Refusal::Condition(item, _)) if change.is_insert => {
            let message = "Duplicate primary key exists in table".to_owned();
            return Err(Failure { code: "DuplicateItem", message, item });
        }
        Err(Refusal::Condition(item, _)) => {
            let message = "The conditional request failed".to_owned();
            return Err(Failure { code: "ConditionalCheckFailed", message, item });
        }
        Err(Refusal::Invalid(error) | Refusal::Other(error)) => return Err(error.into()),
    };
    tallies.of_table(&name, change.table()).add_written(&written, 1);
    Ok(change.shown(decided))
}
