//! Scenario files: one behaviour each, run through every protocol of the service against a fresh cloud.
//! The grammar is in `docs/scenarios.md`.

mod case;
mod compare;
mod run;
mod vars;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::Service;
use schema::Protocol;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use case::Case;
use run::Outcome;

/// How many runs are under way at once.
const AT_ONCE: usize = 4;

/// Runs every `*.case` file below `dir`, each once in every protocol of its first service, each time in a
/// fresh cloud of `services` whose clock stands. Relative folders are those of the tested crate.
///
/// # Panics
/// At the end, with all failures, when there are any; and when there is no case file.
pub fn run_scenarios(dir: &str, services: fn() -> Vec<Service>) {
    let report = report(Path::new(dir), services);
    println(&report.summary());
    assert!(report.failures.is_empty(), "\n{}\n{}", report.failures.join("\n"), report.summary());
}

#[expect(clippy::print_stdout, reason = "the count is what a test run shows")]
fn println(text: &str) {
    println!("{text}");
}

/// What came of a folder.
#[derive(Debug, Default)]
struct Report {
    files: usize,
    runs: usize,
    steps: usize,
    provenances: BTreeMap<String, usize>,
    failures: Vec<String>,
}

impl Report {
    fn summary(&self) -> String {
        let provenances: Vec<String> =
            self.provenances.iter().map(|(name, count)| format!("{count} {name}")).collect();
        format!(
            "scenarios: {} files ({}), {} runs, {} steps, {} failed",
            self.files,
            provenances.join(", "),
            self.runs,
            self.steps,
            self.failures.len()
        )
    }
}

fn report(dir: &Path, services: fn() -> Vec<Service>) -> Report {
    let mut report = Report::default();
    let mut files = Vec::new();
    if let Err(error) = find(dir, &mut files) {
        report.failures.push(format!("{}: {error}", dir.display()));
    }
    files.sort();
    report.files = files.len();
    if files.is_empty() {
        report.failures.push(format!("{}: no .case file is there", dir.display()));
    }
    let mut runs = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file);
        let parsed = text.map_err(|e| format!("{}: {e}", file.display())).and_then(|text| {
            let case = Case::parse(&file.display().to_string(), &text)?;
            let protocols = protocols_of(&case, &services())?;
            Ok((case, protocols))
        });
        match parsed {
            Ok((case, protocols)) => {
                *report.provenances.entry(case.provenance.clone()).or_default() += 1;
                let case = Arc::new(case);
                runs.extend(protocols.into_iter().map(|protocol| (case.clone(), protocol)));
            }
            Err(error) => report.failures.push(error),
        }
    }
    report.runs = runs.len();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    for outcome in runtime.expect("a runtime starts").block_on(run_all(runs, services)) {
        report.steps += outcome.steps;
        report.failures.extend(outcome.failures);
    }
    report.failures.sort();
    report
}

async fn run_all(runs: Vec<(Arc<Case>, Protocol)>, services: fn() -> Vec<Service>) -> Vec<Outcome> {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for (case, protocol) in runs {
        let slots = slots.clone();
        tasks.spawn(async move {
            let _slot = slots.acquire().await.expect("nobody closes the semaphore");
            run::run(&case, protocol, services()).await
        });
    }
    tasks.join_all().await
}

fn find(dir: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "case") {
            out.push(path);
        }
    }
    Ok(())
}

/// The words of `# protocols:` lines and of reports.
const WORDS: [(&str, Protocol); 6] = [
    ("json", Protocol::AwsJson),
    ("query", Protocol::AwsQuery),
    ("ec2", Protocol::Ec2Query),
    ("restjson", Protocol::RestJson),
    ("restxml", Protocol::RestXml),
    ("cbor", Protocol::RpcV2Cbor),
];

fn word_of(protocol: Protocol) -> &'static str {
    WORDS.iter().find(|(_, p)| *p == protocol).map_or("?", |(word, _)| word)
}

/// The protocols that a case runs in: those of its first service, or those of them that it lists.
fn protocols_of(case: &Case, services: &[Service]) -> Result<Vec<Protocol>, String> {
    let at = |line| format!("{}:{line}", case.file);
    let (first, line) = case.first_service().ok_or_else(|| format!("{}: no call", at(1)))?;
    let facts = services.iter().map(|s| s.schema.facts()).find(|facts| facts.name == first);
    let facts = facts.ok_or_else(|| format!("{}: the cloud has no service {first}", at(line)))?;
    if case.protocols.is_empty() {
        return Ok(facts.protocols.to_vec());
    }
    let chosen = case.protocols.iter().map(|word| {
        let named = WORDS.iter().find(|(w, _)| w == word).map(|(_, protocol)| *protocol);
        let spoken = named.filter(|protocol| facts.protocols.contains(protocol));
        spoken.ok_or_else(|| format!("{}: {first} does not speak {word}", at(1)))
    });
    chosen.collect()
}

#[cfg(test)]
mod tests;
