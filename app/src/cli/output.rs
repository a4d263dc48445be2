//! What is written where: data to standard output, everything else to standard error. Colours on a
//! terminal only, and never when NO_COLOR is set (<https://no-color.org>).

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};

use serde::Serialize;

use super::Failure;
use super::admin::understood;
use crate::config::Environment;

/// A line of data.
pub(crate) fn line(text: impl Display) {
    text_out(&format!("{text}\n"));
}

/// Data as it is.
pub(crate) fn text_out(text: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that went away (`| head`) has all it wanted.
    let _gone = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Data for programs: one JSON value on one line.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text =
        serde_json::to_string(value).map_err(|e| Failure::new(format!("cannot show JSON: {e}")))?;
    line(text);
    Ok(())
}

/// A cloud's JSON answer, on one line like ours.
pub(crate) fn answer(body: &str) -> Result<(), Failure> {
    json(&understood::<serde_json::Value>(body)?)
}

/// `error: ...`
pub(crate) fn error(message: &str) {
    say("error", "31", message);
}

/// `warning: ...`
pub(crate) fn warning(message: &str) {
    say("warning", "33", message);
}

/// `hint: ...`
pub(crate) fn hint(message: &str) {
    say("hint", "36", message);
}

/// A line for people, on standard error.
pub(crate) fn note(message: &str) {
    let _gone = writeln!(std::io::stderr().lock(), "{message}");
}

fn say(word: &str, colour: &str, message: &str) {
    let mut err = std::io::stderr().lock();
    let _gone = if err.is_terminal() && colours_wanted() {
        writeln!(err, "\x1b[1;{colour}m{word}:\x1b[0m {message}")
    } else {
        writeln!(err, "{word}: {message}")
    };
}

/// `text` in bold, when standard output shows it.
pub(crate) fn bold(text: &str) -> String {
    if std::io::stdout().is_terminal() && colours_wanted() {
        format!("\x1b[1m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// Whether nobody asked for plain text.
pub(crate) fn colours_wanted() -> bool {
    Environment::of_process().get("NO_COLOR").is_none()
}

/// Rows with their columns aligned, two spaces apart; the last column is not padded.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line += &format!("{cell:<width$}  ");
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [["a".to_owned(), "bb".to_owned()], ["ccc".to_owned(), String::new()]];
        assert_eq!(table(&rows), "a    bb\nccc\n");
    }
}
