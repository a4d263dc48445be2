//! The layer table: which crate may depend on which. Read from `cargo metadata`, so that a manifest cannot say
//! otherwise.

use std::process::Command;

use serde::Deserialize;

use super::Findings;
use crate::{Result, tree};

/// Platform crates and what each may use of the platform. A crate that is missing here is a finding: its place
/// in the house is to be decided, not to happen.
const PLATFORM: [(&str, &[&str]); 25] = [
    ("clock", &[]),
    ("arn", &[]),
    ("md5", &[]),
    ("schedule", &["clock"]),
    ("event-pattern", &[]),
    ("durable", &["clock"]),
    ("schema", &["clock", "arn"]),
    ("wire", &["schema", "clock"]),
    ("sigv4", &["clock"]),
    ("store", &["clock", "arn"]),
    ("authref", &[]),
    ("policy", &["arn", "clock"]),
    ("kernel", &["store", "policy", "authref", "schema", "arn", "clock"]),
    ("gateway", &["kernel", "wire", "sigv4", "schema", "store", "arn", "clock"]),
    ("compute", &["clock", "arn", "net"]),
    ("functions", &["compute", "oci", "clock"]),
    ("oci", &["clock"]),
    ("net", &["clock", "arn"]),
    ("dax-protocol", &["schema"]),
    ("dax-listener", &["dax-protocol"]),
    ("codegen", &["schema"]),
    ("testcloud", &["gateway", "kernel", "wire", "sigv4", "store", "schema", "arn", "clock"]),
    ("fuzz", &["wire", "sigv4", "policy", "store", "schema", "schedule", "arn", "clock"]),
    ("xtask", &["codegen", "schema"]),
    (
        "stratus",
        &[
            "gateway",
            "kernel",
            "store",
            "policy",
            "compute",
            "functions",
            "dax-listener",
            "oci",
            "net",
            "schema",
            "arn",
            "clock",
        ],
    ),
];

/// What a service may use of the platform, besides `lang-*` and generated crates.
const OF_SERVICES: [&str; 17] = [
    "kernel",
    "schema",
    "store",
    "policy",
    "authref",
    "arn",
    "clock",
    "md5",
    "schedule",
    "event-pattern",
    "durable",
    "sigv4",
    "compute",
    "functions",
    "dax-protocol",
    "dax-listener",
    "net",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

/// The layer that a crate is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    App,
    Service,
    Generated,
    Language,
    Platform,
}

fn layer(name: &str, path: &str) -> Layer {
    match () {
        () if name == "stratus" => Layer::App,
        () if path.contains("/services/") => Layer::Service,
        () if path.contains("/gen/") => Layer::Generated,
        () if name.starts_with("lang-") => Layer::Language,
        () => Layer::Platform,
    }
}

pub(super) fn check() -> Result<Findings> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(tree::root())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    let mut found = Vec::new();
    for package in &metadata.packages {
        let from = layer(&package.name, &package.manifest_path);
        if from == Layer::Platform && allowed(&package.name).is_none() {
            found.push(format!("{}: not in the layer table; see ARCHITECTURE.md", package.name));
            continue;
        }
        // What tests use is free, but for the app.
        let uses = package.dependencies.iter().filter(|dep| dep.kind.is_none());
        for dep in uses {
            let Some(path) = &dep.path else { continue };
            if !may_use(&package.name, from, &dep.name, layer(&dep.name, &format!("{path}/"))) {
                found.push(format!(
                    "{} -> {}: an arrow that the layers forbid; see ARCHITECTURE.md",
                    package.name, dep.name
                ));
            }
        }
    }
    Ok(found)
}

fn allowed(name: &str) -> Option<&'static [&'static str]> {
    PLATFORM.iter().find(|(crate_name, _)| *crate_name == name).map(|(_, uses)| *uses)
}

fn may_use(name: &str, from: Layer, to_name: &str, to: Layer) -> bool {
    let platform = |list: &[&str]| to == Layer::Platform && list.contains(&to_name);
    match from {
        Layer::App => to == Layer::Service || platform(allowed(name).unwrap_or_default()),
        Layer::Service => {
            matches!(to, Layer::Generated | Layer::Language) || platform(&OF_SERVICES)
        }
        Layer::Generated => to_name == "schema",
        Layer::Language => matches!(to_name, "clock" | "arn"),
        // It carries DynamoDB's values.
        Layer::Platform if name == "dax-protocol" && to_name == "gen-dynamodb" => true,
        // Languages have readers too.
        Layer::Platform if name == "fuzz" && to == Layer::Language => true,
        Layer::Platform => platform(allowed(name).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_are_those_of_the_architecture() {
        let service = |to, layer| may_use("sqs", Layer::Service, to, layer);
        assert!(service("kernel", Layer::Platform) && service("gen-kms", Layer::Generated));
        assert!(!service("wire", Layer::Platform) && !service("gateway", Layer::Platform));
        assert!(!service("sns", Layer::Service) && !service("stratus", Layer::App));
        assert!(!may_use("lang-jsonpath", Layer::Language, "kernel", Layer::Platform));
        assert!(!may_use("gen-sqs", Layer::Generated, "kernel", Layer::Platform));
        assert!(!may_use("store", Layer::Platform, "kernel", Layer::Platform));
        assert!(may_use("gateway", Layer::Platform, "wire", Layer::Platform));
    }
}
