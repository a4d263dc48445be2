//! What was measured, as a table and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::beside::Md5Micros;
use crate::load::Figure;

#[derive(Default)]
pub(crate) struct Report {
    figures: Vec<Figure>,
    /// Milliseconds from spawn to the first answer.
    pub(crate) starts: Vec<f64>,
    pub(crate) idle_kib: u64,
    pub(crate) loaded_kib: u64,
    pub(crate) million_kib: Option<u64>,
    /// MD5 alone of 10 MiB.
    pub(crate) md5_micros: Option<Md5Micros>,
    /// Other servers, and ours with many items: name and memory.
    beside: Vec<(String, u64)>,
    /// Pages of a bucket of a million keys: CPU and latency beside those of a small one.
    pub(crate) pages: Vec<(String, f64, f64)>,
}

impl Report {
    /// The memory of another server, or of ours with many items.
    pub(crate) fn add_beside(&mut self, name: &str, kib: u64) {
        self.beside.push((name.to_owned(), kib));
    }

    pub(crate) fn add(&mut self, figure: Figure) {
        eprintln!("{} x{}: {:.1} us", figure.name, figure.connections, figure.cpu_micros);
        self.figures.push(figure);
    }

    /// CPU of the bare server for each operation at as many connections.
    fn bare(&self, connections: usize) -> Option<f64> {
        let bare = self.figures.iter().filter(|f| f.name == "bare-get");
        bare.clone().find(|f| f.connections == connections).map(|f| f.cpu_micros)
    }

    fn ratio(&self, figure: &Figure) -> f64 {
        figure.cpu_micros / self.bare(figure.connections).unwrap_or(f64::NAN)
    }

    fn median_start(&self) -> f64 {
        let mut sorted = self.starts.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn table(&self) -> String {
        let mut out = String::new();
        let columns = "| scenario | connections | server CPU us/op | x bare hyper | ops/s | median us | p99 us |\n\
                       |---|--:|--:|--:|--:|--:|--:|\n";
        out.push_str(columns);
        for f in &self.figures {
            let (ratio, rate) = (self.ratio(f), f.operations as f64 / f.seconds);
            let Figure { name, connections, cpu_micros, median, p99, .. } = f;
            let _infallible = writeln!(
                out,
                "| {name} | {connections} | {cpu_micros:.1} | {ratio:.1} | {rate:.0} | {median} | {p99} |"
            );
        }
        let mib = |kib: u64| kib as f64 / 1024.0;
        let first = self.starts.first().copied().unwrap_or(f64::NAN);
        let _infallible = writeln!(
            out,
            "\nstart to first verified answer: {:.1} ms median of {}, {first:.1} ms on a new folder\n\
             resident: {:.1} MiB idle, {:.1} MiB after the load",
            self.median_start(),
            self.starts.len(),
            mib(self.idle_kib),
            mib(self.loaded_kib)
        );
        if let Some(kib) = self.million_kib {
            let _infallible =
                writeln!(out, "resident with a million messages: {:.1} MiB", mib(kib));
        }
        for f in self.figures.iter().filter(|f| f.name.contains("10m")) {
            let bytes = f.operations as f64 * crate::objects::LARGE as f64;
            let Figure { name, connections, cpu_micros, .. } = f;
            let (wall, cpu) =
                (bytes / f.seconds / 1e9, crate::objects::LARGE as f64 / cpu_micros / 1e3);
            let _infallible = writeln!(
                out,
                "{name} x{connections}: {wall:.2} GB/s, {cpu:.2} GB a second of the server's CPU"
            );
        }
        if let Some(md5) = &self.md5_micros {
            let Md5Micros { portable, assembly } = md5;
            let _infallible = writeln!(
                out,
                "MD5 alone of 10 MiB: {portable:.0} us by portable code, {assembly:.0} us by the assembly that Stratus uses"
            );
        }
        for (name, kib) in &self.beside {
            let _infallible = writeln!(out, "resident, {name}: {:.1} MiB", mib(*kib));
        }
        for (name, cpu, median) in &self.pages {
            let _infallible =
                writeln!(out, "{name} of a million keys: CPU x{cpu:.2}, latency x{median:.2}");
        }
        for (name, flat) in self.flatness() {
            let _infallible = writeln!(out, "{name}: a million messages cost x{flat:.2}");
        }
        out
    }

    /// How much dearer each operation is on a queue of a million messages.
    fn flatness(&self) -> Vec<(&str, f64)> {
        let few = self.figures.iter().filter_map(|f| Some((f.name.strip_suffix(" (few)")?, f)));
        few.filter_map(|(name, few)| {
            let wanted = format!("{name} (1 M)");
            let many = self.figures.iter().find(|f| f.name == wanted)?;
            Some((name, many.cpu_micros / few.cpu_micros))
        })
        .collect()
    }

    pub(crate) fn json(&self) -> String {
        let figure = |f: &Figure| {
            json!({
                "scenario": f.name, "connections": f.connections, "operations": f.operations,
                "seconds": f.seconds, "cpu_us_per_op": f.cpu_micros, "ratio_to_bare": self.ratio(f),
                "median_us": f.median, "p99_us": f.p99,
            })
        };
        let figures: Vec<Value> = self.figures.iter().map(figure).collect();
        let value = json!({
            "figures": figures, "start_ms": self.starts, "start_median_ms": self.median_start(),
            "idle_kib": self.idle_kib, "loaded_kib": self.loaded_kib, "million_kib": self.million_kib,
            "md5_us": self.md5_micros.as_ref()
                .map(|md5| json!({"portable": md5.portable, "assembly": md5.assembly})),
            "pages": self.pages, "beside_kib": self.beside,
        });
        format!("{value:#}\n")
    }
}
