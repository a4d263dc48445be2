//! Writes generated files, or compares them with what is checked in.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Result, tree};

/// Whether to write or to compare.
pub(crate) struct Output {
    check: bool,
    stale: Vec<String>,
}

impl Output {
    pub(crate) fn new(check: bool) -> Output {
        Output { check, stale: Vec::new() }
    }

    /// Puts a file in place, or notes that it differs.
    pub(crate) fn file(&mut self, path: &Path, text: &str) -> Result {
        if fs::read_to_string(path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        if self.check {
            self.stale.push(tree::relative(path));
            return Ok(());
        }
        tree::write(path, text)
    }

    /// Removes generated files that are no longer made.
    pub(crate) fn only(&mut self, folder: &Path, extension: &str, made: &[PathBuf]) -> Result {
        let is_ours = |text: &str| extension != "rs" || text.contains("\n// @generated");
        for path in tree::files(folder, extension) {
            if made.contains(&path) || !is_ours(&tree::read(&path)?) {
                continue;
            }
            if self.check {
                self.stale.push(tree::relative(&path));
            } else {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Fails when something was stale.
    pub(crate) fn finish(self, command: &str) -> Result {
        if self.stale.is_empty() {
            return Ok(());
        }
        let files = self.stale.join("\n  ");
        Err(format!("not as generated; run `cargo xtask {command}`:\n  {files}").into())
    }
}

/// Formats Rust text as the repository does.
pub(crate) fn rustfmt(text: &str) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(tree::path("rustfmt.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("rustfmt cannot run: {e}"))?;
    let mut stdin = child.stdin.take().ok_or("rustfmt has no standard input")?;
    let text = text.to_owned();
    let feed = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    feed.join().map_err(|_| "feeding rustfmt failed")??;
    if !output.status.success() {
        return Err("rustfmt refused generated code; this is a defect of crates/codegen".into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
