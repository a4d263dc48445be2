//! `stratus fidelity`: how true each operation of this program is. Needs no running cloud.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::failure::failed;
use super::{Context, Failure, Outcome, output};
use crate::Cloud;

/// Show how true each operation is: real, record or absent.
#[derive(Debug, Args)]
pub(crate) struct Fidelity {
    /// Show each operation of this service.
    service: Option<String>,
}

#[derive(Serialize)]
struct Line {
    service: &'static str,
    operation: &'static str,
    grade: &'static str,
}

impl Fidelity {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let mut lines = lines()?;
        if let Some(service) = &self.service {
            lines.retain(|line| line.service == service);
            if lines.is_empty() {
                return Err(Failure::new(format!("there is no service '{service}'"))
                    .hint("`stratus fidelity` lists those there are"));
            }
        }
        match (cx.json(), &self.service) {
            (true, _) => output::json(&lines)?,
            (false, Some(_)) => {
                let rows: Vec<_> =
                    lines.iter().map(|l| [l.operation.to_owned(), l.grade.to_owned()]).collect();
                output::text_out(&output::table(&rows));
            }
            (false, None) => output::text_out(&summary(&lines)),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn lines() -> Result<Vec<Line>, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let kernel = runtime.map_err(failed("look"))?.block_on(Cloud::builder().kernel())?;
    let all = kernel.fidelity().into_iter();
    Ok(all.map(|f| Line { service: f.service, operation: f.operation, grade: f.grade }).collect())
}

/// A line for each service with the number of its operations of each grade.
fn summary(lines: &[Line]) -> String {
    const GRADES: [&str; 3] = ["real", "record", "absent"];
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for line in lines {
        let count = counts.entry(line.service).or_default();
        if let Some(at) = GRADES.iter().position(|grade| *grade == line.grade) {
            count[at] += 1;
        }
    }
    let head = ["SERVICE", "REAL", "RECORD", "ABSENT"].map(str::to_owned);
    let rows = counts.into_iter().map(|(service, [real, record, absent])| {
        [service.to_owned(), real.to_string(), record.to_string(), absent.to_string()]
    });
    output::table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}
