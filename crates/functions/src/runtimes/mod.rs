//! What a runtime's name stands for on this machine: which program runs a function, with what, and what is missing.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>

mod find;
mod java;
mod ruby;

use std::path::{Path, PathBuf};

use compute::{Access, Driver, Mount};

pub(crate) use find::Finder;
use find::{Found, Language};

use crate::FunctionSpec;

/// How a function's runtime is started.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    /// As a path inside.
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<String>,
    pub(crate) mounts: Vec<Mount>,
    /// `python:3.12`
    pub(crate) version: String,
    /// `AWS_EXECUTION_ENV`, of managed runtimes.
    pub(crate) execution: Option<String>,
    pub(crate) env: Vec<(String, String)>,
    /// Whether it can begin before its function is known, and be told: see [`compute::Driver::prepare`].
    pub(crate) waits: bool,
    /// What its owner should know: another version runs it.
    pub(crate) notice: Option<String>,
}

/// Why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoRuntime {
    /// This machine lacks something; says what to install.
    Missing(String),
    /// The function's own fault: no bootstrap in it.
    NoBootstrap(String),
}

/// The folders of an environment on the host.
pub(crate) struct Folders<'a> {
    pub(crate) code: &'a Path,
    pub(crate) opt: Option<&'a Path>,
    /// Our own bootstraps.
    pub(crate) runtime: &'a Path,
}

/// The bootstraps that are part of this binary.
pub(crate) const BOOTSTRAPS: [(&str, &str); 6] = [
    ("bootstrap.py", include_str!("../bootstrap/python.py")),
    ("snapshot_restore_py.py", include_str!("../bootstrap/snapshot_restore_py.py")),
    ("bootstrap.rb", include_str!("../bootstrap/ruby.rb")),
    ("index.mjs", include_str!("../bootstrap/node.mjs")),
    ("modules.mjs", include_str!("../bootstrap/modules.mjs")),
    ("launcher.sh", include_str!("../bootstrap/launcher.sh")),
];

/// A runtime's name, taken apart.
#[derive(Debug, PartialEq, Eq)]
enum Name<'a> {
    Provided,
    Python(&'a str),
    Node(&'a str),
    Java(&'a str),
    Ruby(&'a str),
    Other,
}

fn parse(runtime: &str) -> Name<'_> {
    if runtime.starts_with("provided") {
        return Name::Provided;
    }
    if let Some(version) = runtime.strip_prefix("python") {
        return Name::Python(version);
    }
    if let Some(version) = runtime.strip_prefix("nodejs") {
        return Name::Node(version.trim_end_matches(".x"));
    }
    if let Some(version) = runtime.strip_prefix("ruby") {
        return Name::Ruby(version);
    }
    match runtime.strip_prefix("java") {
        Some(version) => Name::Java(version.split('.').next().unwrap_or_default()),
        None => Name::Other,
    }
}

/// Finds out how to start `spec`. Blocks: it looks at files, and may ask programs for their versions.
pub(crate) fn launch(
    spec: &FunctionSpec,
    folders: &Folders<'_>,
    finder: &Finder,
    driver: &dyn Driver,
) -> Result<Launch, NoRuntime> {
    match parse(&spec.runtime) {
        Name::Provided => provided(spec, folders, driver),
        Name::Python(version) => python(spec, version, folders, finder, driver),
        Name::Node(version) => node(spec, version, folders, finder, driver),
        Name::Java(version) => java::launch(spec, version, folders, finder, driver),
        Name::Ruby(version) => ruby::launch(spec, version, folders, finder, driver),
        Name::Other => Err(NoRuntime::Missing(format!(
            "Stratus has no runtime for {}. Functions run with python3.x, nodejsN.x, javaN, ruby3.x and \
             provided.al2023; \
             a program of your own is a bootstrap of provided.al2023",
            spec.runtime
        ))),
    }
}

fn read(source: &Path, target: &str) -> Mount {
    Mount { source: source.to_owned(), target: target.into(), access: Access::Read }
}

/// A file of a folder that is mounted at `target`, as it is seen inside.
fn inside(driver: &dyn Driver, source: &Path, target: &str, file: &str) -> PathBuf {
    driver.seen(&read(source, target)).join(file)
}

fn provided(
    spec: &FunctionSpec,
    folders: &Folders<'_>,
    driver: &dyn Driver,
) -> Result<Launch, NoRuntime> {
    let program = match folders.opt {
        _ if folders.code.join("bootstrap").exists() => {
            inside(driver, folders.code, "/var/task", "bootstrap")
        }
        Some(opt) if opt.join("bootstrap").exists() => inside(driver, opt, "/opt", "bootstrap"),
        _ => {
            let looked = "[/var/task/bootstrap /opt/bootstrap]";
            return Err(NoRuntime::NoBootstrap(format!(
                "Couldn't find valid bootstrap(s): {looked}"
            )));
        }
    };
    Ok(Launch {
        program,
        args: Vec::new(),
        mounts: Vec::new(),
        version: spec.runtime.replacen('.', ":", 1),
        execution: None,
        env: Vec::new(),
        waits: false,
        notice: None,
    })
}

/// The mount that shows an interpreter, and its path inside.
fn shown(found: &Found, driver: &dyn Driver) -> (PathBuf, Vec<Mount>) {
    match &found.prefix {
        None => (found.program.clone(), Vec::new()),
        Some(prefix) => {
            let mount = read(prefix, "/var/lang");
            let below = found.program.strip_prefix(prefix).unwrap_or(&found.program);
            (driver.seen(&mount).join(below), vec![mount])
        }
    }
}

/// What an owner should know when another version than the named one runs the function.
fn notice(spec: &FunctionSpec, found: &Found) -> Option<String> {
    (!found.exact).then(|| {
        format!(
            "[STRATUS] {} is not on this machine: {} {} runs this function instead",
            spec.runtime,
            found.program.display(),
            found.version
        )
    })
}

fn python(
    spec: &FunctionSpec,
    version: &str,
    folders: &Folders<'_>,
    finder: &Finder,
    driver: &dyn Driver,
) -> Result<Launch, NoRuntime> {
    let found = finder.find(Language::Python, version).map_err(NoRuntime::Missing)?;
    let (program, mounts) = shown(&found, driver);
    let script = inside(driver, folders.runtime, "/var/runtime", "bootstrap.py");
    // Without the user's own site-packages, and without compiled files that could not be written anyway.
    let args = ["-B", "-s"].map(str::to_owned).into_iter();
    Ok(Launch {
        program,
        args: args.chain([script.display().to_string()]).collect(),
        mounts,
        version: format!("python:{version}"),
        execution: Some(format!("AWS_Lambda_{}", spec.runtime)),
        env: vec![("LC_CTYPE".to_owned(), "C.UTF-8".to_owned())],
        waits: true,
        notice: notice(spec, &found),
    })
}

fn node(
    spec: &FunctionSpec,
    version: &str,
    folders: &Folders<'_>,
    finder: &Finder,
    driver: &dyn Driver,
) -> Result<Launch, NoRuntime> {
    let found = finder.find(Language::Node, version).map_err(NoRuntime::Missing)?;
    let (program, mounts) = shown(&found, driver);
    let script = inside(driver, folders.runtime, "/var/runtime", "index.mjs");
    // A heap as large as the function's memory allows, less what the program itself takes.
    let heap = (spec.memory_mib / 100 * 90).max(64);
    Ok(Launch {
        program,
        args: vec![format!("--max-old-space-size={heap}"), script.display().to_string()],
        mounts,
        version: format!("nodejs:{version}"),
        execution: Some(format!("AWS_Lambda_{}", spec.runtime)),
        env: Vec::new(),
        waits: false,
        notice: notice(spec, &found),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (text, want) in [
            ("python3.12", Name::Python("3.12")),
            ("nodejs20.x", Name::Node("20")),
            ("java21", Name::Java("21")),
            ("java8.al2", Name::Java("8")),
            ("provided.al2023", Name::Provided),
            ("ruby3.3", Name::Ruby("3.3")),
            ("dotnet8", Name::Other),
        ] {
            assert_eq!(parse(text), want, "{text}");
        }
    }
}
