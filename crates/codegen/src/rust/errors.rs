//! A constructor for each error of the service.

use super::header;
use super::plan::{Plan, message};
use crate::model::{ErrorFacts, Shape};
use crate::names::{field_name, type_name};

pub(super) fn emit(plan: &Plan<'_>) -> String {
    let mut out = header(&format!("The errors that the model of {} knows.", plan.model.name));
    let errors = plan.model.shapes.iter();
    let errors = errors.filter_map(|(name, shape)| Some((name, shape, shape.error.as_ref()?)));
    let mut code = String::new();
    for (name, shape, facts) in errors {
        if plan.errors_with_body.contains(name.as_str()) {
            code.push_str(&with_body(plan, name, shape, facts));
        } else if shape.members.iter().all(super::plan::is_message) {
            code.push_str(&plain(name, facts));
        }
    }
    if code.contains("ApiError") {
        out.push_str("use schema::ApiError;\n");
    }
    if code.contains("Fault::") {
        out.push_str("use schema::Fault;\n");
    }
    out.push('\n');
    out.push_str(&code);
    out
}

fn about(name: &str, facts: &ErrorFacts) -> String {
    let mut out = format!("/// `{name}`, HTTP {}", facts.status);
    if facts.code != name {
        out.push_str(&format!("; `{}` in query protocols", facts.code));
    }
    out.push_str(".\n");
    out
}

/// What follows the constructor's call: query code and blame, where they differ from the usual.
fn refinements(name: &str, facts: &ErrorFacts) -> String {
    let mut out = String::new();
    if facts.code != name {
        out.push_str(&format!(".with_query_code({:?})", facts.code));
    }
    if facts.sender != (facts.status < 500) {
        let fault = if facts.sender { "Sender" } else { "Receiver" };
        out.push_str(&format!(".with_fault(Fault::{fault})"));
    }
    out
}

fn plain(name: &str, facts: &ErrorFacts) -> String {
    format!(
        "{}pub fn {}(message: impl Into<String>) -> ApiError {{\n\
         ApiError::new({name:?}, {}, message){}\n}}\n\n",
        about(name, facts),
        field_name(name),
        facts.status,
        refinements(name, facts)
    )
}

fn with_body(plan: &Plan<'_>, name: &str, shape: &Shape, facts: &ErrorFacts) -> String {
    let ty = type_name(name);
    let (binding, fill) = match message(shape) {
        Some(member) => {
            let field = field_name(&member.name);
            let value =
                if plan.plain(name, member) { "message.clone()" } else { "Some(message.clone())" };
            ("mut body", format!("body.{field} = {value};\n"))
        }
        None => ("body", String::new()),
    };
    format!(
        "{}pub fn {}(message: impl Into<String>, {binding}: crate::{ty}) -> ApiError {{\n\
         let message = message.into();\n{fill}\
         ApiError::new({name:?}, {}, message){}.with_body(body)\n}}\n\n",
        about(name, facts),
        field_name(name),
        facts.status,
        refinements(name, facts)
    )
}
