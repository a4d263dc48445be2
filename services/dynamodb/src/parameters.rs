//! Expressions and what stands in their place in older clients' calls: which parameters may go together, what names
//! and values they use.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html>

use gen_dynamodb::AttributeValue;
use kernel::{ApiError, ApiResult};
use lang_dynamodb::Value;
use lang_dynamodb::expression::{
    self, Bindings, Condition, ExpressionError, Kind, Path, Projection,
};
use schema::VecMap;

use crate::{convert, errors};

/// An expression's error, as a call's.
pub(crate) fn refused(error: ExpressionError) -> ApiError {
    errors::validation(error.0)
}

/// Refuses expressions beside older parameters: (name, whether it was given).
pub(crate) fn check_mixture(older: &[(&str, bool)], expressions: &[(&str, bool)]) -> ApiResult<()> {
    let given = |all: &[(&str, bool)]| {
        let given: Vec<&str> =
            all.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
        given.join(", ")
    };
    let (older, expressions) = (given(older), given(expressions));
    if older.is_empty() || expressions.is_empty() {
        return Ok(());
    }
    Err(errors::validation(format!(
        "Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {{{older}}} Expression parameters: {{{expressions}}}"
    )))
}

/// The names and values of a call with these expressions, of which one must be there to use them. `users` are the
/// expressions that can use values.
pub(crate) fn bindings(
    names: Option<&VecMap<String>>,
    values: Option<&VecMap<AttributeValue>>,
    users: &[(&str, bool)],
    projection: bool,
) -> ApiResult<Bindings> {
    let has_user = users.iter().any(|(_, given)| *given);
    if names.is_some() && !has_user && !projection {
        return Err(errors::validation(
            "ExpressionAttributeNames can only be specified when using expressions",
        ));
    }
    if values.is_some() && !has_user {
        let users: Vec<&str> = users.iter().map(|(name, _)| *name).collect();
        let verb = if users.len() == 1 { "is" } else { "are" };
        return Err(errors::validation(format!(
            "ExpressionAttributeValues can only be specified when using expressions: {} {verb} null",
            users.join(" and ")
        )));
    }
    let empty = |parameter: &str| errors::validation(format!("{parameter} must not be empty"));
    if names.is_some_and(VecMap::is_empty) {
        return Err(empty("ExpressionAttributeNames"));
    }
    if values.is_some_and(VecMap::is_empty) {
        return Err(empty("ExpressionAttributeValues"));
    }
    let names: Vec<(String, String)> =
        names.into_iter().flatten().map(|(key, name)| (key.clone(), name.clone())).collect();
    let values = values.into_iter().flatten();
    Bindings::check_keys(&names, values.clone().map(|(key, _)| key.as_str())).map_err(refused)?;
    let values = values.map(value).collect::<ApiResult<_>>()?;
    Ok(Bindings::new(names, values))
}

fn value((key, wire): &(String, AttributeValue)) -> ApiResult<(String, Value)> {
    let value = convert::value(wire)
        .map_err(|error| errors::bad_value(error.message().unwrap_or_default(), key))?;
    Ok((key.clone(), value))
}

/// The condition in `text`, if there is one.
pub(crate) fn condition(
    kind: Kind,
    text: Option<&str>,
    bindings: &mut Bindings,
) -> ApiResult<Option<Condition>> {
    text.map(|text| expression::condition(kind, text, bindings)).transpose().map_err(refused)
}

/// What a read shows of items: `ProjectionExpression`, or `AttributesToGet`, or everything.
pub(crate) fn projection(
    expression: Option<&str>,
    attributes: Option<&[String]>,
    bindings: &mut Bindings,
) -> ApiResult<Option<Projection>> {
    if let Some(text) = expression {
        return expression::projection(text, bindings).map(Some).map_err(refused);
    }
    let Some(names) = attributes else { return Ok(None) };
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            return Err(errors::invalid(&format!("Duplicate value in attribute name: {name}")));
        }
    }
    Ok(Some(Projection::new(names.iter().map(Path::attribute).collect())))
}

/// Everything in the bindings was used.
pub(crate) fn check_used(bindings: &Bindings) -> ApiResult<()> {
    bindings.check_used().map_err(refused)
}

/// What a read by key shows: its projection, with names that it must use.
pub(crate) fn read_projection(
    expression: Option<&str>,
    attributes: Option<&[String]>,
    names: Option<&VecMap<String>>,
) -> ApiResult<Option<Projection>> {
    check_mixture(
        &[("AttributesToGet", attributes.is_some())],
        &[("ProjectionExpression", expression.is_some())],
    )?;
    let mut bindings = bindings(names, None, &[], expression.is_some())?;
    let projection = projection(expression, attributes, &mut bindings)?;
    check_used(&bindings)?;
    Ok(projection)
}
