//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use crate::scenario::Scenario;

pub(crate) const USAGE: &str = "usage: driver [--bin PATH] [--secs N] [--conns 1,32] [--starts N] [--scenario NAME]... \
[--awake] [--million] [--million-keys] [--keys N] [--items N] [--beside NAME:PORT:COMMAND]... [--json FILE]";

pub(crate) struct Options {
    pub(crate) binary: PathBuf,
    pub(crate) time: Duration,
    pub(crate) connections: Vec<usize>,
    pub(crate) starts: usize,
    /// The driver never sleeps: no server pays for waking it.
    pub(crate) awake: bool,
    pub(crate) million: bool,
    /// Lists a bucket of a million keys, or of as many as `keys` says.
    pub(crate) million_keys: bool,
    pub(crate) keys: Option<u64>,
    /// Reads items of a table of so many.
    pub(crate) items: Option<u64>,
    pub(crate) json: Option<PathBuf>,
    /// Other servers that speak DynamoDB's API: name, port, command.
    pub(crate) beside: Vec<(String, u16, String)>,
    /// This process is the bare server.
    pub(crate) serve_bare: bool,
    only: Vec<String>,
}

impl Options {
    pub(crate) fn read(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options {
            binary: "../../target/release/stratus".into(),
            time: Duration::from_secs(5),
            connections: vec![1, 32],
            starts: 5,
            awake: false,
            million: false,
            million_keys: false,
            keys: None,
            items: None,
            json: None,
            beside: Vec::new(),
            serve_bare: false,
            only: Vec::new(),
        };
        while let Some(flag) = args.next() {
            match flag.as_str() {
                "--awake" => options.awake = true,
                "--million" => options.million = true,
                "--million-keys" => options.million_keys = true,
                "--serve-bare" => options.serve_bare = true,
                "--bin" | "--secs" | "--conns" | "--starts" | "--scenario" | "--json"
                | "--keys" | "--items" | "--beside" => {
                    let value = args.next().ok_or_else(|| format!("{flag} needs a value"))?;
                    options.set(&flag, &value)?;
                }
                _ => return Err(format!("no option {flag}")),
            }
        }
        if !options.serve_bare && !options.binary.exists() {
            let path = options.binary.display();
            return Err(format!(
                "there is no {path}; build it (cargo build --release) or name it with --bin"
            ));
        }
        Ok(options)
    }

    fn set(&mut self, flag: &str, value: &str) -> Result<(), String> {
        let number = |text: &str| match text.parse::<usize>() {
            Ok(n) if n > 0 => Ok(n),
            _ => Err(format!("{flag} {text} is no number above 0")),
        };
        match flag {
            "--bin" => self.binary = value.into(),
            "--json" => self.json = Some(value.into()),
            "--beside" => {
                let mut parts = value.splitn(3, ':');
                let (name, port) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
                let port = port.parse().map_err(|_| format!("{value} is not NAME:PORT:COMMAND"))?;
                let command = parts.next().ok_or("a server has a command")?;
                self.beside.push((name.to_owned(), port, command.to_owned()));
            }
            "--secs" => self.time = Duration::from_secs(number(value)? as u64),
            "--keys" => self.keys = Some(number(value)? as u64),
            "--items" => self.items = Some(number(value)? as u64),
            "--starts" => self.starts = number(value)?,
            "--conns" => {
                self.connections = value.split(',').map(number).collect::<Result<_, _>>()?;
            }
            _ => {
                let known = Scenario::all().iter().any(|s| s.name() == value);
                if !known {
                    let names: Vec<_> = Scenario::all().iter().map(|s| s.name()).collect();
                    return Err(format!("no scenario {value}; there are {}", names.join(", ")));
                }
                self.only.push(value.to_owned());
            }
        }
        Ok(())
    }

    /// The chosen scenarios; all when none was.
    pub(crate) fn scenarios(&self) -> Vec<Scenario> {
        let chosen = |s: &Scenario| self.only.is_empty() || self.only.iter().any(|n| n == s.name());
        Scenario::all().into_iter().filter(chosen).collect()
    }
}
