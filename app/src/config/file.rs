//! The configuration file `stratus.toml`: flat keys, of which none may be unknown.

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::{ConfigError, Key, Origin, Values, keys::Kind};

/// The file that is read when none is named.
pub const FILE_NAME: &str = "stratus.toml";

/// The largest file that is read: far more than all keys with comments need.
const MAX_BYTES: u64 = 1 << 20;

/// Adds what the file at `path` says; the file must be there.
pub(super) fn read(path: &Path, values: &mut Values) -> Result<(), ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > MAX_BYTES {
        let what = format!("it has {size} bytes, more than a configuration's {MAX_BYTES}");
        return Err(unreadable(std::io::Error::other(what)));
    }
    parse(&std::fs::read_to_string(path).map_err(unreadable)?, path, values)
}

/// Adds what `text` says, as if it stood in the file at `path`.
pub(super) fn parse(text: &str, path: &Path, values: &mut Values) -> Result<(), ConfigError> {
    let line_at = |byte: usize| 1 + text.bytes().take(byte).filter(|b| *b == b'\n').count();
    let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        path: path.to_owned(),
        line: line_at(error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;
    for (name, value) in table.get_ref() {
        let line = line_at(name.span().start);
        let name = name.get_ref();
        let key = Key::find(name).ok_or_else(|| ConfigError::UnknownKey {
            path: path.to_owned(),
            line,
            key: name.to_string(),
        })?;
        let origin = Origin::File { path: path.to_owned(), line };
        match text_of(key, value.get_ref()) {
            Some(text) if key.name == "data" => values.set(key, beside(path, &text), origin),
            Some(text) => values.set(key, text, origin),
            None => {
                return Err(ConfigError::Value {
                    origin,
                    key: key.name,
                    value: text[value.span()].to_owned(),
                    why: format!("it is {} in TOML", value.get_ref().type_str()),
                });
            }
        }
    }
    Ok(())
}

/// The value as text, when it has a type that the key takes.
fn text_of(key: &Key, value: &DeValue<'_>) -> Option<String> {
    match (key.kind, value) {
        (Kind::Switch, DeValue::Boolean(value)) => Some(value.to_string()),
        (Kind::Number, DeValue::Integer(value)) if value.radix() == 10 => {
            Some(value.as_str().to_owned())
        }
        (Kind::List, DeValue::Array(items)) => {
            let items: Option<Vec<_>> = items.iter().map(|item| item.get_ref().as_str()).collect();
            Some(items?.join(","))
        }
        (Kind::Text | Kind::Number | Kind::List, DeValue::String(text)) => Some(text.to_string()),
        _ => None,
    }
}

/// A path in the file, seen from where the file is.
fn beside(file: &Path, path: &str) -> String {
    let folder = file.parent().map_or_else(PathBuf::new, Path::to_owned);
    folder.join(path).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Values, ConfigError> {
        let mut values = Values::default();
        parse(text, Path::new("conf/stratus.toml"), &mut values)?;
        Ok(values)
    }

    #[test]
    fn values_come_with_their_line() {
        let values = parsed("# mine\nlisten = [\"127.0.0.1:1\", \"127.0.0.1:2\"]\nstrict = true\n")
            .expect("the file is good");
        let said = values.get(Key::find("listen").expect("a key"));
        assert_eq!(said.value, "127.0.0.1:1,127.0.0.1:2");
        assert_eq!(said.origin.to_string(), "conf/stratus.toml:2");
        assert_eq!(values.get(Key::find("strict").expect("a key")).value, "true");
    }

    #[test]
    fn a_relative_data_directory_starts_at_the_file() {
        let values = parsed("data = \"state\"").expect("the file is good");
        assert_eq!(values.get(Key::find("data").expect("a key")).value, "conf/state");
        let values = parsed("data = \"/state\"").expect("the file is good");
        assert_eq!(values.get(Key::find("data").expect("a key")).value, "/state");
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_line() {
        for (text, error, hint) in [
            (
                "\ndurabilty = 'disk'",
                "conf/stratus.toml:2: there is no key 'durabilty'",
                "'durability'",
            ),
            (
                "strict = 'yes'",
                "conf/stratus.toml:1: strict cannot be ''yes'': it is string in TOML",
                "`true`",
            ),
            (
                "listen = [1]",
                "conf/stratus.toml:1: listen cannot be '[1]': it is array in TOML",
                "IP:PORT",
            ),
            ("[listen]\nx = 1", "conf/stratus.toml:1: listen cannot be", "IP:PORT"),
            ("iam = ", "conf/stratus.toml:1: ", "TOML"),
            ("iam = 'off'\niam = 'warn'", "conf/stratus.toml:2: ", "TOML"),
        ] {
            let wrong = parsed(text).expect_err(text);
            assert!(wrong.to_string().starts_with(error), "{text}: {wrong}");
            assert!(wrong.hint().contains(hint), "{text}: {}", wrong.hint());
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_crash() {
        let deep = format!("listen = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parsed(&deep).is_err());
    }
}
