//! Tags of tables.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html>

use gen_dynamodb::Tag;
use kernel::tagging::{self, TagError};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::limits;
use crate::table_name::TableName;
use crate::tables::TAGS;

/// The tags of a table, by key.
pub(crate) async fn of(cx: &mut Cx<'_>, table: &TableName) -> ApiResult<Vec<(String, String)>> {
    Ok(cx.get(&TAGS, table).await?.unwrap_or_default())
}

/// Adds tags; the old value of a key gives way.
pub(crate) async fn add(cx: &mut Cx<'_>, table: &TableName, added: &[Tag]) -> ApiResult<()> {
    check(added)?;
    let mut tags = of(cx, table).await?;
    for tag in added {
        tags.retain(|(key, _)| *key != tag.key);
        tags.push((tag.key.clone(), tag.value.clone()));
    }
    if tags.len() > limits::TAGS {
        return Err(too_many());
    }
    tags.sort();
    cx.put(&TAGS, table, &tags);
    Ok(())
}

/// Takes tags away; keys that are not there are fine.
pub(crate) async fn remove(cx: &mut Cx<'_>, table: &TableName, keys: &[String]) -> ApiResult<()> {
    if keys.is_empty() {
        return Err(errors::validation("Atleast one Tag Key needs to be provided as Input."));
    }
    if keys.len() > limits::TAGS {
        return Err(too_many());
    }
    let mut tags = of(cx, table).await?;
    tags.retain(|(key, _)| !keys.contains(key));
    match tags.is_empty() {
        true => cx.delete(&TAGS, table),
        false => cx.put(&TAGS, table, &tags),
    }
    Ok(())
}

/// Checks tags that a request gives.
pub(crate) fn check(tags: &[Tag]) -> ApiResult<()> {
    if tags.is_empty() {
        return Err(errors::validation("Atleast one Tag needs to be provided as Input."));
    }
    for (at, tag) in tags.iter().enumerate() {
        if tags[..at].iter().any(|other| other.key == tag.key) {
            return Err(errors::validation(format!(
                "Duplicate Tag Keys provided as input: Duplicate Tag Key found {}",
                tag.key
            )));
        }
        tagging::check(&tag.key, &tag.value).map_err(|error| refusal(tag, &error))?;
    }
    if tags.len() > limits::TAGS { Err(too_many()) } else { Ok(()) }
}

fn refusal(tag: &Tag, error: &TagError) -> kernel::ApiError {
    let key_is_bad = tagging::check(&tag.key, "").is_err();
    errors::validation(match error {
        TagError::Reserved(key) => format!("Tag Key cannot be prefixed with aws:, Key: {key}"),
        _ if key_is_bad => format!("The Tag Key provided is invalid, Key: {}", tag.key),
        _ => format!("The Tag Value provided is invalid, Value: {}", tag.value),
    })
}

fn too_many() -> kernel::ApiError {
    errors::validation("Number of Tags exceed the current limit for the provided ResourceArn")
}
