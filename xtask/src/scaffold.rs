//! `cargo xtask new-service` and `cargo xtask new-op`: what every service and every operation begins with.

use std::path::Path;

use crate::args::Args;
use crate::{Result, codegen, source, tables, tree};

/// Files of a new service: path below the root, template. `{name}` stands for the service.
const SERVICE: [(&str, &str); 8] = [
    ("gen/{name}/Cargo.toml", include_str!("../templates/gen.toml.in")),
    ("services/{name}/Cargo.toml", include_str!("../templates/service.toml.in")),
    ("services/{name}/src/lib.rs", include_str!("../templates/lib.rs.in")),
    ("services/{name}/src/ops.rs", include_str!("../templates/ops.rs.in")),
    ("services/{name}/src/errors.rs", include_str!("../templates/errors.rs.in")),
    ("services/{name}/src/limits.rs", include_str!("../templates/limits.rs.in")),
    ("services/{name}/src/tables.rs", include_str!("../templates/tables.rs.in")),
    ("services/{name}/tests/scenarios.rs", include_str!("../templates/scenarios.rs.in")),
];

/// Files of a new operation.
const OPERATION: [(&str, &str); 2] = [
    ("{home}/ops/{module}.rs", include_str!("../templates/handler.rs.in")),
    ("{tests}/scenarios/{module}.case", include_str!("../templates/scenario.case.in")),
];

/// What stands in the templates' braces.
struct Names {
    service: String,
    operation: String,
}

impl Names {
    fn fill(&self, template: &str) -> String {
        template
            .replace("{tests}", &tables::tests(&self.service))
            .replace("{home}", &tables::home(&self.service))
            .replace("{name}", &self.service)
            .replace("{NAME}", &self.service.to_ascii_uppercase())
            .replace("{snake}", &self.service.replace('-', "_"))
            .replace("{Operation}", &self.operation)
            .replace("{module}", ::codegen::module_name(&self.operation).trim_start_matches("r#"))
    }

    /// Writes the files that are not there yet; what a person has written is never overwritten.
    fn write(&self, files: &[(&str, &str)]) -> Result {
        for (path, template) in files {
            let path = tree::path(self.fill(path));
            if path.exists() {
                println!("kept     {}", tree::relative(&path));
            } else {
                tree::write(&path, &self.fill(template))?;
                println!("wrote    {}", tree::relative(&path));
            }
        }
        Ok(())
    }
}

pub(crate) fn new_service(mut args: Args) -> Result {
    let service = args.word().ok_or("which service? `cargo xtask new-service NAME`")?;
    args.rest()?;
    // Fails when the source does not know the service: before anything is written.
    codegen::model(&source::models()?, &service)?;
    let names = Names { service: service.clone(), operation: String::new() };
    names.write(&SERVICE)?;
    codegen::service(&service)?;
    let line = format!("gen-{service} = {{ path = \"gen/{service}\" }}");
    insert_sorted(&tree::path("Cargo.toml"), "gen-", &line)?;
    println!("Now:");
    println!(
        "  add `{service} = {{ path = \"services/{service}\" }}` to [workspace.dependencies] in Cargo.toml,"
    );
    println!("  add `{service}.workspace = true` to app/Cargo.toml,");
    println!("  add `{}::service(),` to app/src/services.rs,", service.replace('-', "_"));
    println!("  and its operations: `cargo xtask new-op {service} OPERATION`");
    Ok(())
}

pub(crate) fn new_op(mut args: Args) -> Result {
    const USAGE: &str = "usage: cargo xtask new-op SERVICE OPERATION...";
    let service = args.word().ok_or(USAGE)?;
    let operations = args.rest()?;
    if operations.is_empty() {
        return Err(USAGE.into());
    }
    let (model, _) = codegen::model(&source::models()?, &service)?;
    for operation in operations {
        if !model.operations.contains_key(&operation) {
            return Err(format!("{service} has no operation `{operation}` in its model").into());
        }
        add_op(&service, &operation)?;
    }
    codegen::service(&service)
}

fn add_op(service: &str, operation: &str) -> Result {
    let table = tree::path(format!("{}/ops.rs", tables::home(service)));
    let text = tree::read(&table)?;
    if tables::rows(service)?.iter().any(|row| row.operation == operation) {
        return Err(format!("{operation} is in {} already", tree::relative(&table)).into());
    }
    let names = Names { service: service.to_owned(), operation: operation.to_owned() };
    let module = ::codegen::module_name(operation);
    tree::write(&table, &with_row(&text, operation, &module)?)?;
    println!("changed  {}", tree::relative(&table));
    names.write(&OPERATION)
}

/// The table with a line for the operation in its sorted place.
fn with_row(text: &str, operation: &str, module: &str) -> Result<String> {
    let row = format!("    {operation} => {module}, real, transactional;");
    let mut lines: Vec<&str> = text.lines().collect();
    let begin = lines.iter().position(|line| line.contains("operations! {"));
    let begin = begin.ok_or("the table has no `kernel::operations! {`")?;
    // After the line with the path of the generated operations.
    let mut at = begin + 2;
    while let Some(line) = lines.get(at) {
        match tables::parse(line)? {
            Some(found) if found.operation.as_str() < operation => at += 1,
            _ => break,
        }
    }
    if at > lines.len() {
        return Err("the table does not name its generated operations".into());
    }
    lines.insert(at, &row);
    Ok(lines.join("\n") + "\n")
}

/// Puts a line among those that begin with `prefix`, in its sorted place.
fn insert_sorted(path: &Path, prefix: &str, line: &str) -> Result {
    let text = tree::read(path)?;
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.contains(&line) {
        return Ok(());
    }
    let mut alike = lines.iter().enumerate().filter(|(_, l)| l.starts_with(prefix));
    let at = alike.find(|(_, l)| **l > line).map(|(at, _)| at);
    let last = lines.iter().rposition(|l| l.starts_with(prefix)).map(|at| at + 1);
    let at = at.or(last).ok_or_else(|| format!("{}: no `{prefix}` lines", path.display()))?;
    lines.insert(at, line);
    tree::write(path, &(lines.join("\n") + "\n"))?;
    println!("changed  {}", tree::relative(path));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_goes_to_its_sorted_place() {
        let empty = "//! x\nkernel::operations! {\n    gen_x::operations;\n}\n";
        let one = with_row(empty, "Move", "r#move").unwrap();
        let two = with_row(&one, "Add", "add").unwrap();
        let three = with_row(&two, "Zoom", "zoom").unwrap();
        let rows: Vec<&str> = three.lines().skip(3).take(3).map(str::trim).collect();
        assert_eq!(
            rows,
            [
                "Add => add, real, transactional;",
                "Move => r#move, real, transactional;",
                "Zoom => zoom, real, transactional;"
            ]
        );
        assert!(three.ends_with("}\n"));
        assert!(with_row("//! no table\n", "Add", "add").is_err());
    }
}
