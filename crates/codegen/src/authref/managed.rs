//! The policies that AWS manages: one text for each path, a head line and the document for each policy. A
//! document is JSON with one array element a line, so that a change of one action is a change of one line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Files, word};
use crate::CodegenError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    create_date: String,
    update_date: String,
    default_version_id: String,
    path: String,
    document: Map<String, Value>,
}

/// The order in which people write what policies and statements have; what is not here follows.
const ORDER: [&str; 12] = [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// `source` is a Python module with one long string, which is JSON.
pub(super) fn texts(source: &str) -> Result<Files, CodegenError> {
    let policies: BTreeMap<String, Policy> =
        serde_json::from_str(quoted(source)?).map_err(CodegenError::source)?;
    let mut files = Files::new();
    for (name, policy) in &policies {
        let path = policy.path.trim_matches('/');
        let file = if path.is_empty() { "root" } else { path };
        if file.contains('/') {
            return Err(CodegenError::source(format!("{name}: the path {path} is deep")));
        }
        let text = files
            .entry(format!("managed/{}.txt", word(file)?))
            .or_insert_with(|| format!("path {}\n", policy.path));
        let (version, created) = (word(&policy.default_version_id)?, time(&policy.create_date)?);
        let updated = time(&policy.update_date)?;
        writeln!(text, "policy {} {version} {created} {updated}", word(name)?)
            .map_err(CodegenError::source)?;
        object(text, &policy.document)?;
        text.push('\n');
    }
    Ok(files)
}

/// What stands between the triple quotes. It is to be free of escapes, which we do not undo.
fn quoted(source: &str) -> Result<&str, CodegenError> {
    let inside = source.split("\"\"\"").nth(1);
    let inside = inside.ok_or_else(|| CodegenError::source("no string in triple quotes"))?;
    match inside.contains('\\') {
        true => Err(CodegenError::source("the string has escapes")),
        false => Ok(inside),
    }
}

/// `2015-02-06T18:41:07+00:00` is written `2015-02-06T18:41:07Z`.
fn time(text: &str) -> Result<String, CodegenError> {
    let zulu = text.strip_suffix("+00:00").map(|time| format!("{time}Z"));
    let zulu = zulu.filter(|time| time.len() == "2015-02-06T18:41:07Z".len());
    zulu.ok_or_else(|| CodegenError::source(format!("`{text}` is not a time in UTC")))
}

fn object(out: &mut String, members: &Map<String, Value>) -> Result<(), CodegenError> {
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut members: Vec<(&String, &Value)> = members.iter().collect();
    members.sort_by_key(|(name, _)| place(name));
    out.push('{');
    for (at, (name, value)) in members.into_iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}{}:", json(name)?).map_err(CodegenError::source)?;
        self::value(out, value, name == "Statement")?;
    }
    out.push('}');
    Ok(())
}

fn value(out: &mut String, value: &Value, always_lines: bool) -> Result<(), CodegenError> {
    match value {
        Value::Object(members) => object(out, members),
        Value::Array(items) => {
            let end = if items.len() > 1 || always_lines { "\n" } else { "" };
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                let comma = if at == 0 { "" } else { "," };
                write!(out, "{comma}{end}").map_err(CodegenError::source)?;
                self::value(out, item, false)?;
            }
            write!(out, "{end}]").map_err(CodegenError::source)
        }
        plain => {
            out.push_str(&json(plain)?);
            Ok(())
        }
    }
}

fn json(value: &(impl serde::Serialize + ?Sized)) -> Result<String, CodegenError> {
    serde_json::to_string(value).map_err(CodegenError::source)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"# note
data = """
{"P":{"CreateDate":"2015-02-06T18:41:07+00:00","DefaultVersionId":"v2","Document":{"Statement":[
  {"Action":["a:B","a:C"],"Effect":"Allow","Resource":["*"],"Sid":"S"}],"Version":"2012-10-17"},
  "Path":"/service-role/","UpdateDate":"2016-02-06T18:41:07+00:00"}}"""
"#;

    #[test]
    fn a_document_has_one_element_a_line() {
        let files = texts(SOURCE).unwrap();
        assert_eq!(
            files["managed/service-role.txt"],
            "path /service-role/\npolicy P v2 2015-02-06T18:41:07Z 2016-02-06T18:41:07Z\n\
             {\"Version\":\"2012-10-17\",\"Statement\":[\n\
             {\"Sid\":\"S\",\"Effect\":\"Allow\",\"Action\":[\n\"a:B\",\n\"a:C\"\n],\"Resource\":[\"*\"]}\n]}\n"
        );
    }

    #[test]
    fn what_is_not_as_expected_is_refused() {
        assert!(texts("no quotes").is_err());
        assert!(texts(&SOURCE.replace("+00:00", "+01:00")).is_err());
        assert!(texts(&SOURCE.replace("a:B", "a:\\\\B")).is_err());
        assert!(texts(&SOURCE.replace("/service-role/", "/a/b/")).is_err());
    }
}
