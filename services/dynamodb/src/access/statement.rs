//! What PartiQL statements need: an action by their verb, on the table or index that they name.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html>

use gen_dynamodb as wire;
use kernel::{AccessQuery, ApiResult, Cx};

use super::needs::find;
use super::{Need, Place, table};

/// What a statement does with what.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    action: &'static str,
    table: String,
    index: Option<String>,
    /// Whether it reads all of the table.
    full_scan: bool,
}

pub(super) fn needs(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Need>> {
    let mut statements: Vec<&str> = Vec::new();
    let mut enclosing = None;
    if let Some(input) = query.input_as::<wire::ExecuteStatementInput>() {
        statements.push(&input.statement);
    } else if let Some(input) = query.input_as::<wire::BatchExecuteStatementInput>() {
        statements.extend(input.statements.iter().map(|one| one.statement.as_str()));
    } else if let Some(input) = query.input_as::<wire::ExecuteTransactionInput>() {
        enclosing = Some("ExecuteTransaction");
        statements.extend(input.transact_statements.iter().map(|one| one.statement.as_str()));
    }
    let mut needs = Vec::new();
    for statement in statements {
        let Some(target) = read(statement) else {
            // Its operation says what is wrong with it; nobody without a permission hears that.
            find(&mut needs, "dynamodb:PartiQLSelect", Place::of_arn("*"), "");
            continue;
        };
        let mut place = table(cx, &target.table)?;
        if let Some(index) = &target.index {
            place = place.index(index);
        }
        let need = find(&mut needs, target.action, place, "");
        need.full_scan = Some(need.full_scan.unwrap_or(false) || target.full_scan);
    }
    for need in &mut needs {
        need.enclosing = enclosing;
    }
    Ok(needs)
}

/// Reads as much of a statement as tells what it needs.
fn read(statement: &str) -> Option<Target> {
    let words = words(statement);
    let at = |keyword: &str| words.iter().position(|word| word.is(keyword));
    let (action, from) = match words.first()? {
        first if first.is("SELECT") => ("dynamodb:PartiQLSelect", at("FROM")? + 1),
        first if first.is("INSERT") => ("dynamodb:PartiQLInsert", at("INTO")? + 1),
        first if first.is("UPDATE") => ("dynamodb:PartiQLUpdate", 1),
        first if first.is("DELETE") => ("dynamodb:PartiQLDelete", at("FROM")? + 1),
        first if first.is("EXISTS") => ("dynamodb:PartiQLSelect", at("FROM")? + 1),
        _ => return None,
    };
    let table = words.get(from)?.text.clone();
    let dotted = words.get(from + 1).is_some_and(|word| word.text == "." && !word.quoted);
    let index = words.get(from + 2).filter(|_| dotted).map(|word| word.text.clone());
    let full_scan = action == "dynamodb:PartiQLSelect" && at("WHERE").is_none();
    Some(Target { action, table, index, full_scan })
}

struct Word {
    text: String,
    quoted: bool,
}

impl Word {
    fn is(&self, keyword: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(keyword)
    }
}

/// Words, names in double quotes, and signs; texts in single quotes are passed over.
fn words(statement: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut chars = statement.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        if c == '"' || c == '\'' {
            let text: String = chars.by_ref().take_while(|next| *next != c).collect();
            out.push(Word { text: if c == '"' { text } else { String::new() }, quoted: true });
            continue;
        }
        let mut text = String::from(c);
        let part = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-');
        if part(&c) {
            while let Some(next) = chars.next_if(part) {
                text.push(next);
            }
        }
        out.push(Word { text, quoted: false });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_and_tables() {
        for (statement, action, table, index, full_scan) in [
            ("SELECT * FROM things", "PartiQLSelect", "things", None, true),
            (
                "select a from \"my.table\".\"glo\" where a = 'from x'",
                "PartiQLSelect",
                "my.table",
                Some("glo"),
                false,
            ),
            ("INSERT INTO things VALUE {'p': 'q'}", "PartiQLInsert", "things", None, false),
            ("UPDATE \"things\" SET a = 1 WHERE p = 'x'", "PartiQLUpdate", "things", None, false),
            ("DELETE FROM things WHERE p = ?", "PartiQLDelete", "things", None, false),
            ("EXISTS (SELECT * FROM things WHERE p = 'x')", "PartiQLSelect", "things", None, false),
        ] {
            let target = read(statement).expect(statement);
            assert_eq!(target.action, format!("dynamodb:{action}"));
            assert_eq!((target.table.as_str(), target.index.as_deref()), (table, index));
            assert_eq!(target.full_scan, full_scan, "{statement}");
        }
        for other in ["", "DROP TABLE things", "SELECT 1", "INSERT things"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
