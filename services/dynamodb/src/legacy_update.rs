//! `AttributeUpdates`, turned into what an update expression becomes.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html>

use gen_dynamodb::AttributeValueUpdate;
use kernel::ApiResult;
use lang_dynamodb::Value;
use lang_dynamodb::expression::update::Source;
use lang_dynamodb::expression::{Action, Path, Update};
use schema::VecMap;

use crate::{convert, errors};

/// The update in `AttributeUpdates`.
pub(crate) fn update(wire: &VecMap<AttributeValueUpdate>) -> ApiResult<Update> {
    let mut actions = Vec::with_capacity(wire.len());
    for (name, update) in wire {
        let value = update.value.as_ref().map(convert::value).transpose()?;
        let action = update.action.as_deref().unwrap_or("PUT");
        actions.push((Path::attribute(name), self::action(action, value)?));
    }
    Ok(Update { actions, older: true })
}

fn action(action: &str, value: Option<Value>) -> ApiResult<Action> {
    let is_set = |v: &Value| matches!(v, Value::Ss(_) | Value::Ns(_) | Value::Bs(_));
    let unsupported = |what: &str, value: &Value| {
        errors::invalid(&format!("{what} is not supported for the type {}", value.type_name()))
    };
    match (action, value) {
        ("DELETE", None) => Ok(Action::Remove),
        (_, None) => Err(errors::invalid(
            "Only DELETE action is allowed when no attribute value is specified",
        )),
        ("DELETE", Some(value)) if is_set(&value) => Ok(Action::Delete(value)),
        ("DELETE", Some(value)) => Err(unsupported("DELETE action with value", &value)),
        ("ADD", Some(Value::L(parts))) => Ok(Action::Append(parts)),
        ("ADD", Some(value)) if is_set(&value) || matches!(value, Value::N(_)) => {
            Ok(Action::Add(value))
        }
        ("ADD", Some(value)) => Err(unsupported("ADD action", &value)),
        (_, Some(value)) => Ok(Action::Set(Source::Value(value))),
    }
}
