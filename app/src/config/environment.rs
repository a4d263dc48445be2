//! The environment: `STRATUS_*`, the variables that LocalStack and Docker read, and what the client commands need to
//! know of their surroundings. The only place that reads variables.

use std::collections::BTreeMap;

use super::{KEYS, Key, Origin, Values, suggest};

/// Variables of ours that are no configuration keys: they say where to look, not how to behave.
const OTHERS: [&str; 2] = ["STRATUS_CONFIG", "STRATUS_ENDPOINT"];

/// The environment as it was when the process began.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// That of this process. A variable that is no Unicode is left out.
    pub fn of_process() -> Environment {
        let all = std::env::vars_os();
        Environment(
            all.filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect(),
        )
    }

    /// The variable `name`, unless it is unset or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Adds what the variables say: others' first, so that ours win.
    pub(super) fn read(&self, values: &mut Values) {
        for (variable, name, translate) in LOCALSTACK.iter().chain(DOCKER) {
            if let Some(said) = self.get(variable)
                && let Some(value) = translate(said)
            {
                let key = Key::find(name).expect("variables of others map to keys of the list");
                values.set(key, value, Origin::Variable((*variable).to_owned()));
            }
        }
        for key in KEYS {
            let variable = key.variable();
            if let Some(value) = self.get(&variable) {
                values.set(key, value, Origin::Variable(variable));
            }
        }
    }

    /// Variables that look like ours and mean nothing, each with the one that was perhaps meant.
    pub fn unknown(&self) -> Vec<(String, Option<String>)> {
        let known: Vec<String> = KEYS.iter().map(Key::variable).collect();
        let ours = self.0.keys().filter(|name| name.starts_with("STRATUS_"));
        ours.filter(|name| !known.contains(name) && !OTHERS.contains(&name.as_str()))
            .map(|name| {
                let meant = suggest::closest(name, known.iter().map(String::as_str));
                (name.clone(), meant.map(str::to_owned))
            })
            .collect()
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Environment(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).into())
    }
}

/// A value of theirs in our words; `None` when it says nothing about us.
type Translate = fn(&str) -> Option<String>;

/// LocalStack's variables, the keys that they set, and how. docs/migrate-from-localstack.md explains them.
pub(super) static LOCALSTACK: &[(&str, &str, Translate)] = &[
    ("GATEWAY_LISTEN", "listen", |said| Some(said.to_owned())),
    ("LOCALSTACK_HOST", "advertised", |said| Some(said.to_owned())),
    ("EXTRA_CORS_ALLOWED_ORIGINS", "cors_origins", |said| Some(said.to_owned())),
    ("PERSISTENCE", "ephemeral", |said| switch(said).map(|on| (!on).to_string())),
    ("ENFORCE_IAM", "iam", |said| {
        switch(said).map(|on| if on { "enforce" } else { "off" }.to_owned())
    }),
    // Counts beside the one before: denials are then only told.
    ("IAM_SOFT_MODE", "iam", |said| switch(said).filter(|on| *on).map(|_| "warn".to_owned())),
    // DEBUG is everybody's variable: what is no plain switch was meant for somebody else.
    ("DEBUG", "log", |said| switch(said).filter(|on| *on).map(|_| "debug".to_owned())),
];

/// Docker's variable. What it says of engines that this program cannot use - by ssh, by TLS - says nothing about us.
pub(super) static DOCKER: &[(&str, &str, Translate)] =
    &[("DOCKER_HOST", "docker_host", |said| super::parse::engine(said).ok())];

fn switch(said: &str) -> Option<bool> {
    match said.to_ascii_lowercase().as_str() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(environment: &Environment, key: &str) -> (String, String) {
        let mut values = Values::default();
        environment.read(&mut values);
        let said = values.get(Key::find(key).expect("a key"));
        (said.value, said.origin.to_string())
    }

    #[test]
    fn the_engine_is_dockers_unless_it_is_out_of_reach() {
        for (value, want) in [
            ("tcp://10.0.0.7:2375", ("tcp://10.0.0.7:2375", "DOCKER_HOST")),
            ("ssh://me@host", ("unix:///var/run/docker.sock", "default")),
        ] {
            let environment = Environment::from([("DOCKER_HOST", value)]);
            let (said, origin) = said(&environment, "docker_host");
            assert_eq!((said.as_str(), origin.as_str()), want, "{value}");
        }
    }

    #[test]
    fn localstack_variables_are_understood() {
        for (variable, value, key, want) in [
            ("GATEWAY_LISTEN", "0.0.0.0:4566", "listen", ("0.0.0.0:4566", "GATEWAY_LISTEN")),
            (
                "LOCALSTACK_HOST",
                "cloud.test:4566",
                "advertised",
                ("cloud.test:4566", "LOCALSTACK_HOST"),
            ),
            ("PERSISTENCE", "0", "ephemeral", ("true", "PERSISTENCE")),
            ("PERSISTENCE", "1", "ephemeral", ("false", "PERSISTENCE")),
            ("ENFORCE_IAM", "0", "iam", ("off", "ENFORCE_IAM")),
            ("ENFORCE_IAM", "1", "iam", ("enforce", "ENFORCE_IAM")),
            ("IAM_SOFT_MODE", "1", "iam", ("warn", "IAM_SOFT_MODE")),
            ("IAM_SOFT_MODE", "0", "iam", ("enforce", "default")),
            ("DEBUG", "1", "log", ("debug", "DEBUG")),
            ("DEBUG", "0", "log", ("info", "default")),
            ("DEBUG", "express:*", "log", ("info", "default")),
        ] {
            let (value, origin) = said(&Environment::from([(variable, value)]), key);
            assert_eq!((value.as_str(), origin.as_str()), want, "{variable}");
        }
    }

    #[test]
    fn our_own_variables_win_over_theirs() {
        let both = Environment::from([("DEBUG", "1"), ("STRATUS_LOG", "warn")]);
        assert_eq!(said(&both, "log"), ("warn".to_owned(), "STRATUS_LOG".to_owned()));
    }

    #[test]
    fn empty_variables_say_nothing() {
        let empty = Environment::from([("STRATUS_LOG", "")]);
        assert_eq!(said(&empty, "log").1, "default");
    }

    #[test]
    fn unknown_variables_of_ours_are_named() {
        let environment = Environment::from([
            ("STRATUS_DURABILTY", "disk"),
            ("STRATUS_ENDPOINT", "http://127.0.0.1:1"),
            ("HOME", "/"),
        ]);
        let meant = Some("STRATUS_DURABILITY".to_owned());
        assert_eq!(environment.unknown(), [("STRATUS_DURABILTY".to_owned(), meant)]);
    }
}
