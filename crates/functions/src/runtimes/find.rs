//! Interpreters on this machine: in declared folders, on the search path, where version managers put them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use parking_lot::Mutex;

/// A language that is found so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    Python,
    Node,
    Java,
    Ruby,
}

/// An interpreter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// On the host, links followed.
    pub(crate) program: PathBuf,
    /// What must be shown for it to run; `None` when it lies where every instance looks.
    pub(crate) prefix: Option<PathBuf>,
    pub(crate) version: String,
    /// Whether it is the version that was asked for.
    pub(crate) exact: bool,
}

/// Where it is looked.
#[derive(Debug, Default)]
pub(crate) struct Finder {
    /// Declared by the user; first.
    pub(crate) declared: Vec<PathBuf>,
    /// The search path.
    pub(crate) path: Vec<PathBuf>,
    pub(crate) home: Option<PathBuf>,
    pub(crate) other_versions: bool,
    known: Mutex<BTreeMap<(Language, String), Result<Found, String>>>,
}

/// What every instance sees of the host.
const SEEN: [&str; 6] = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/nix/store"];

impl Language {
    fn program(self) -> &'static str {
        match self {
            Language::Python => "python3",
            Language::Node => "node",
            Language::Java => "java",
            Language::Ruby => "ruby",
        }
    }

    /// The parts of a version that count: 3.12 of Python, 3.3 of Ruby, 20 of Node.js.
    fn parts(self) -> usize {
        if matches!(self, Language::Python | Language::Ruby) { 2 } else { 1 }
    }

    /// Names of the folder that may be declared, and of programs with their version.
    fn named(self, version: &str) -> (Vec<String>, Vec<String>) {
        match self {
            Language::Python => {
                (vec![format!("python{version}")], vec![format!("python{version}")])
            }
            Language::Node => {
                (vec![format!("nodejs{version}.x"), format!("node{version}")], Vec::new())
            }
            Language::Java => (vec![format!("java{version}")], Vec::new()),
            Language::Ruby => (vec![format!("ruby{version}")], vec![format!("ruby{version}")]),
        }
    }

    /// Where version managers put all versions, below the home folder; a `*` at the end of a name stands for the rest.
    fn managers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Language::Python => &[
                (".pyenv/versions", "bin/python3"),
                (".asdf/installs/python", "bin/python3"),
                (".local/share/mise/installs/python", "bin/python3"),
                (".local/share/uv/python", "bin/python3"),
                ("miniconda3/envs", "bin/python3"),
            ],
            Language::Node => &[
                (".nvm/versions/node", "bin/node"),
                (".local/share/fnm/node-versions", "installation/bin/node"),
                (".volta/tools/image/node", "bin/node"),
                (".asdf/installs/nodejs", "bin/node"),
                (".local/share/mise/installs/node", "bin/node"),
            ],
            Language::Java => &[
                (".sdkman/candidates/java", "bin/java"),
                (".asdf/installs/java", "bin/java"),
                (".local/share/mise/installs/java", "bin/java"),
            ],
            Language::Ruby => &[
                (".rbenv/versions", "bin/ruby"),
                (".rvm/rubies", "bin/ruby"),
                (".rubies", "bin/ruby"),
                (".asdf/installs/ruby", "bin/ruby"),
                (".local/share/mise/installs/ruby", "bin/ruby"),
            ],
        }
    }

    /// Folders of the system that hold several versions.
    fn system(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Language::Python => &[("/opt/python", "bin/python3")],
            Language::Node => &[("/usr/local/n/versions/node", "bin/node")],
            Language::Java => &[("/usr/lib/jvm", "bin/java")],
            Language::Ruby => &[("/opt/rubies", "bin/ruby"), ("/usr/local/rvm/rubies", "bin/ruby")],
        }
    }

    fn install(self, version: &str) -> String {
        match self {
            Language::Python => {
                format!("install Python {version} (for example: pyenv install {version})")
            }
            Language::Node => {
                format!("install Node.js {version} (for example: nvm install {version})")
            }
            Language::Java => {
                format!("install a Java {version} runtime (for example: Temurin {version})")
            }
            Language::Ruby => {
                format!("install Ruby {version} (for example: rbenv install {version})")
            }
        }
    }
}

impl Finder {
    pub(crate) fn new(settings: &crate::Settings) -> Finder {
        Finder {
            declared: settings.runtimes.clone(),
            path: settings.search_path.clone(),
            home: settings.home.clone(),
            other_versions: settings.other_versions,
            known: Mutex::default(),
        }
    }

    /// The interpreter for `version`; else what to install. Found once, as long as it stays where it is.
    pub(crate) fn find(&self, language: Language, version: &str) -> Result<Found, String> {
        let key = (language, version.to_owned());
        let known = self.known.lock().get(&key).cloned();
        if let Some(Ok(found)) = known.filter(|known| matches!(known, Ok(f) if f.program.exists()))
        {
            return Ok(found);
        }
        let found = self.look(language, version);
        self.known.lock().insert(key, found.clone());
        found
    }

    fn look(&self, language: Language, version: &str) -> Result<Found, String> {
        let candidates = self.candidates(language, version);
        let mut others = Vec::new();
        for program in candidates {
            let Some((program, has)) = real(language, &program) else { continue };
            let has_parts = cut(&has, language.parts());
            let exact = has_parts == cut(version, language.parts());
            let found = Found { prefix: prefix(&program), program, version: has, exact };
            if exact {
                return Ok(found);
            }
            others.push(found);
        }
        // The nearest newer one, else the newest.
        others.sort_by_key(|found| number(&found.version));
        let wanted = number(version);
        let newer = others.iter().find(|found| number(&found.version) > wanted);
        match newer.or(others.last()) {
            Some(found) if self.other_versions => Ok(found.clone()),
            _ => Err(format!(
                "{} {version} is not on this machine: {}, or name the folder that holds it in the setting lambda_runtimes",
                language.program(),
                language.install(version)
            )),
        }
    }

    fn candidates(&self, language: Language, version: &str) -> Vec<PathBuf> {
        let (folders, programs) = language.named(version);
        let plain = language.program().to_owned();
        let names: Vec<String> = programs.into_iter().chain([plain]).collect();
        let mut found = Vec::new();
        for declared in &self.declared {
            for folder in folders.iter().map(|name| declared.join(name)).chain([declared.clone()]) {
                found.extend(names.iter().map(|name| folder.join("bin").join(name)));
            }
        }
        for name in &names {
            found.extend(self.path.iter().map(|folder| folder.join(name)));
        }
        let homes = self.home.iter().flat_map(|home| {
            language.managers().iter().map(|(folder, program)| (home.join(folder), *program))
        });
        let system = language.system().iter().map(|(folder, program)| (folder.into(), *program));
        for (folder, program) in homes.chain(system) {
            let versions = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path()).collect();
            versions.sort();
            found.extend(versions.into_iter().map(|path| path.join(program)));
        }
        found.extend(
            ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"]
                .iter()
                .flat_map(|folder| names.iter().map(move |name| Path::new(folder).join(name))),
        );
        found
    }
}

/// The program behind links, with its version. Scripts that stand in for it (shims) are passed over.
fn real(language: Language, program: &Path) -> Option<(PathBuf, String)> {
    let program = std::fs::canonicalize(program).ok()?;
    let mut head = [0; 2];
    std::io::Read::read_exact(&mut std::fs::File::open(&program).ok()?, &mut head).ok()?;
    if head == *b"#!" {
        return None;
    }
    let by_name = match language {
        Language::Python => {
            program.file_name()?.to_str()?.strip_prefix("python").map(str::to_owned)
        }
        _ => None,
    };
    if let Some(version) = by_name.filter(|version| version.contains('.')) {
        return Some((program, version));
    }
    let version = ask(language, &program)?;
    Some((program, version))
}

/// Asks a program for its version.
fn ask(language: Language, program: &Path) -> Option<String> {
    let flag = if language == Language::Java { "-version" } else { "--version" };
    let output = Command::new(program)
        .arg(flag)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let version: String =
        text[start..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    // Java 8 calls itself 1.8.
    Some(
        version
            .strip_prefix("1.")
            .filter(|_| language == Language::Java)
            .unwrap_or(&version)
            .to_owned(),
    )
}

/// The folder above `bin`, unless every instance sees the program anyway.
fn prefix(program: &Path) -> Option<PathBuf> {
    if SEEN.iter().any(|seen| program.starts_with(seen)) {
        return None;
    }
    program.parent()?.parent().map(Path::to_owned)
}

fn cut(version: &str, parts: usize) -> String {
    version.split('.').take(parts).collect::<Vec<_>>().join(".")
}

pub(super) fn number(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_what_counts() {
        assert_eq!(cut("3.12.1", 2), "3.12");
        assert_eq!(cut("20.11.1", 1), "20");
        assert!(number("3.9") < number("3.11"));
    }

    #[test]
    fn what_is_missing_names_what_to_install() {
        let finder = Finder::default();
        let error = finder.find(Language::Python, "3.99").expect_err("there is none");
        assert!(error.contains("pyenv install 3.99"), "{error}");
        let error = finder.find(Language::Ruby, "3.99").expect_err("there is none");
        assert!(error.contains("rbenv install 3.99"), "{error}");
    }
}
