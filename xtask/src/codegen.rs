//! `cargo xtask codegen`: gen/ from the pinned models, the overrides and the operation tables, and the texts of
//! crates/authref from the pinned facts of authorization, and what Parameter Store knows of regions and services.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use codegen::{Model, Overrides, from_botocore_str, rust};

use crate::args::Args;
use crate::output::{Output, rustfmt};
use crate::{Result, source, tables, tree};

/// What `codegen` calls the texts of crates/authref.
const AUTHREF: &str = "authref";

/// What `codegen` calls the text of regions and services.
const INFRASTRUCTURE: &str = "infrastructure";

/// Which operations get types.
enum Typed {
    /// Those of the service's operation table.
    Table,
    /// These.
    Named(Vec<String>),
    /// All.
    All,
}

pub(crate) fn run(mut args: Args) -> Result {
    let mut output = Output::new(args.flag("--check"));
    let mut typed = if args.flag("--all-ops") { Typed::All } else { Typed::Table };
    if let Some(names) = args.value("--ops")? {
        typed = Typed::Named(names.split(',').map(str::to_owned).collect());
    }
    if let Some(file) = args.value("--ops-file")? {
        let text = tree::read(Path::new(&file))?;
        typed = Typed::Named(text.split_whitespace().map(str::to_owned).collect());
    }
    let into = args.value("--into")?.map(PathBuf::from);
    let mut services = args.rest()?;
    if services.is_empty() {
        services = tree::folders(&tree::path("gen"));
        services.extend([AUTHREF.to_owned(), INFRASTRUCTURE.to_owned()]);
    }
    let wanted = services.join(" ");
    if services.iter().any(|name| name == AUTHREF) {
        services.retain(|name| name != AUTHREF);
        authref(&source::authorization()?, &mut output)?;
    }
    let models = source::models()?;
    if services.iter().any(|name| name == INFRASTRUCTURE) {
        services.retain(|name| name != INFRASTRUCTURE);
        infrastructure(&models, &mut output)?;
    }
    for service in &services {
        let folder = into.clone().unwrap_or_else(|| tree::path("gen").join(service));
        generate(&models, service, &folder, &typed, &mut output)
            .map_err(|e| format!("{service}: {e}"))?;
    }
    output.finish(&format!("codegen {wanted}"))
}

/// The texts of crates/authref, and the list of them that is compiled in.
fn authref((facts, policies): &(String, String), output: &mut Output) -> Result {
    let data = tree::path("crates/authref/data");
    let files = ::codegen::authref::texts(facts, policies)?;
    let mut made = Vec::new();
    for (name, text) in &files {
        let path = data.join(name);
        output.file(&path, text)?;
        made.push(path);
    }
    output.only(&data, "txt", &made)?;
    let list = rustfmt(&::codegen::authref::list(&files))?;
    output.file(&tree::path("crates/authref/src/texts.rs"), &list)
}

/// The text that Parameter Store's public parameters are made of.
fn infrastructure(models: &Path, output: &mut Output) -> Result {
    let mut prefixes = BTreeMap::new();
    for service in tree::folders(models) {
        let Ok(model) = source::service(models, &service) else { continue };
        prefixes.insert(service, ::codegen::infrastructure::endpoint_prefix(&model)?);
    }
    let endpoints = tree::read(&models.join("endpoints.json"))?;
    let text = ::codegen::infrastructure::text(&endpoints, &prefixes)?;
    output.file(&tree::path("services/ssm/data/global-infrastructure.txt"), &text)
}

/// Generates the types of one service's own operation table.
pub(crate) fn service(name: &str) -> Result {
    let models = source::models()?;
    let folder = tree::path("gen").join(name);
    generate(&models, name, &folder, &Typed::Table, &mut Output::new(false))
}

/// The model with its overrides.
pub(crate) fn model(models: &Path, service: &str) -> Result<(Model, Overrides)> {
    let path = tree::path(format!("crates/codegen/overrides/{service}.toml"));
    let overrides = match path.exists() {
        true => Overrides::parse(&tree::read(&path)?)?,
        false => Overrides::default(),
    };
    let source = overrides.service.source.as_deref().unwrap_or(service);
    let mut model = from_botocore_str(service, &source::service(models, source)?)?;
    overrides.apply(&mut model)?;
    model.prune();
    Ok((model, overrides))
}

fn generate(
    models: &Path,
    service: &str,
    folder: &Path,
    typed: &Typed,
    output: &mut Output,
) -> Result {
    let (model, overrides) = model(models, service)?;
    let typed: Vec<String> = match typed {
        Typed::All => model.operations.keys().cloned().collect(),
        Typed::Named(names) => names.clone(),
        Typed::Table => tables::rows(service)?.into_iter().map(|row| row.operation).collect(),
    };
    let mut made = Vec::new();
    for file in rust::generate(&model, &typed, &overrides.service.typed)? {
        let path = folder.join(&file.path);
        let is_rust = path.extension().is_some_and(|e| e == "rs");
        let text = if is_rust { rustfmt(&file.text)? } else { file.text };
        output.file(&path, &text)?;
        made.push(path);
    }
    output.only(&folder.join("src"), "rs", &made)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No service of the source is beyond the generator: each becomes a schema that loads, and types for all
    /// operations but those that take a stream of events.
    #[test]
    fn every_published_model_loads() {
        let Some(models) = source::fetched().unwrap() else { return };
        let with_model = |name: &String| {
            let versions = tree::folders(&models.join(name));
            versions
                .last()
                .is_some_and(|v| models.join(name).join(v).join("service-2.json.gz").exists())
        };
        let mut operations = 0;
        for service in tree::folders(&models).iter().filter(|name| with_model(name)) {
            let (model, _) = model(&models, service).unwrap();
            let text = model.to_schema_text().unwrap();
            let loaded = schema::text::load_owned(text).unwrap();
            assert_eq!(schema::text::hash_of(loaded), model.schema_hash(), "{service}");
            operations += loaded.operations.len();
            let all: Vec<String> = model.operations.keys().cloned().collect();
            let problem = rust::generate(&model, &all, &[]).err().map(|e| e.to_string());
            let known = problem.as_ref().is_none_or(|p| p.contains("an event stream in an input"));
            assert!(known, "{service}: {problem:?}");
        }
        assert!(operations > 15_000, "{operations}");
    }

    /// Where the models have been fetched already, what is checked in must be what they yield.
    #[test]
    fn gen_is_fresh() {
        let Some(models) = source::fetched().unwrap() else { return };
        let mut output = Output::new(true);
        for service in tree::folders(&tree::path("gen")) {
            let folder = tree::path("gen").join(&service);
            generate(&models, &service, &folder, &Typed::Table, &mut output).unwrap();
        }
        output.finish("codegen").unwrap();
    }

    /// The same for the text of regions and services.
    #[test]
    fn infrastructure_is_fresh() {
        let Some(models) = source::fetched().unwrap() else { return };
        let mut output = Output::new(true);
        infrastructure(&models, &mut output).unwrap();
        output.finish("codegen infrastructure").unwrap();
    }

    /// The same for the texts of crates/authref.
    #[test]
    fn authref_is_fresh() {
        let Some(sources) = source::fetched_authorization().unwrap() else { return };
        let mut output = Output::new(true);
        authref(&sources, &mut output).unwrap();
        output.finish("codegen authref").unwrap();
    }
}
