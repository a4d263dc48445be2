//! Reads the operation table of a service: the lines inside `kernel::operations! { ... }`.

use std::path::PathBuf;

use crate::{Result, tree};

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// AWS's name of the operation.
    pub(crate) operation: String,
    /// The module that handles it.
    pub(crate) module: String,
    /// `real` or `record`.
    pub(crate) grade: String,
}

/// Services that another service's crate serves beside its own, because they share its state.
const HOSTED: [(&str, &str); 2] = [
    ("dynamodbstreams", "services/dynamodb/src/streams"),
    ("s3control", "services/s3/src/control"),
];

/// The services that crates other than their own serve.
pub(crate) fn hosted() -> impl Iterator<Item = &'static str> {
    HOSTED.iter().map(|(service, _)| *service)
}

/// The folder, relative to the root, that holds a service's `ops.rs` and `ops/`.
pub(crate) fn home(service: &str) -> String {
    let hosted = HOSTED.iter().find(|(name, _)| *name == service);
    hosted.map_or_else(|| format!("services/{service}/src"), |(_, folder)| (*folder).to_owned())
}

/// The folder, relative to the root, that holds a service's `scenarios`.
pub(crate) fn tests(service: &str) -> String {
    let home = home(service);
    let of_crate = home.split("/src").next().unwrap_or_default();
    if home.ends_with("/src") {
        format!("{of_crate}/tests")
    } else {
        format!("{of_crate}/tests/{service}")
    }
}

/// The rows of a service's table; none when it has no table yet.
pub(crate) fn rows(service: &str) -> Result<Vec<Row>> {
    let path = tree::path(format!("{}/ops.rs", home(service)));
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = tree::read(&path)?;
    text.lines().filter_map(|line| parse(line).transpose()).collect()
}

/// The file of a row's handler.
pub(crate) fn handler(service: &str, row: &Row) -> PathBuf {
    tree::path(format!("{}/ops/{}.rs", home(service), row.module))
}

/// Whether a row's operation is there: its handler exists and does more than to refuse.
pub(crate) fn is_there(service: &str, row: &Row) -> Result<bool> {
    Ok(handler(service, row).exists() && !is_skeleton(service, row)?)
}

/// Whether the handler is still what `new-op` wrote: it refuses every call.
pub(crate) fn is_skeleton(service: &str, row: &Row) -> Result<bool> {
    let path = handler(service, row);
    let refusal = format!("Err(ApiError::not_implemented(\"{service}:{}\"))", row.operation);
    Ok(path.exists() && tree::read(&path)?.contains(&refusal))
}

/// `    SendMessage => send_message, real, transactional;`
pub(crate) fn parse(line: &str) -> Result<Option<Row>> {
    let line = line.trim_start();
    let Some((operation, rest)) = line.split_once("=>") else { return Ok(None) };
    let operation = operation.trim_end();
    let named = operation.starts_with(|c: char| c.is_ascii_uppercase())
        && operation.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !named {
        return Ok(None);
    }
    let rest = rest.split(';').next().unwrap_or_default();
    let words: Vec<&str> = rest.split(',').map(str::trim).collect();
    let [module, grade, ..] = words[..] else {
        return Err(
            format!("operation table: `{line}` is not `Name => module, grade, kind;`").into()
        );
    };
    Ok(Some(Row {
        operation: operation.to_owned(),
        module: module.trim_start_matches("r#").to_owned(),
        grade: grade.to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_table_lines_are_rows() {
        let row = parse("    SendMessage => send_message, real, transactional, data;").unwrap();
        let row = row.unwrap();
        assert_eq!((row.operation.as_str(), row.module.as_str()), ("SendMessage", "send_message"));
        assert_eq!(row.grade, "real");
        assert_eq!(parse("    Some(x) => y,").unwrap(), None);
        assert_eq!(parse("//! CreateQueue is a line").unwrap(), None);
        assert!(parse("    SendMessage => send_message;").is_err());
    }
}
