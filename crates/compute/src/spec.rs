//! What an instance is to be: what it sees, what it runs, what it may use. Checked here, before anything is made.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::StartError;

/// What an instance is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// The host name that the instance sees, also what people see in messages: `[a-z0-9-]`, at most 63 characters.
    pub name: String,
    /// Where its files come from.
    pub root: Root,
    /// Folders, files or sockets of the host that it sees besides.
    pub mounts: Vec<Mount>,
    /// The program, as an absolute path inside.
    pub program: PathBuf,
    /// Its arguments, without its own name.
    pub args: Vec<String>,
    /// Its whole environment: nothing comes from the cloud's own.
    pub env: Vec<(String, String)>,
    /// Programs that are started before it and run beside it, as absolute paths inside. The program itself waits for a line
    /// on the standard input then, and gets none of its own. Only where instances have roots of their own.
    pub companions: Vec<PathBuf>,
    /// The folder that it starts in, as a path inside.
    pub dir: PathBuf,
    /// What it may use.
    pub limits: Limits,
    /// Whom it may reach.
    pub network: Network,
    /// What answers inside at `127.0.0.1:PORT`, served from outside: see [`crate::Instance::take_listeners`].
    pub ports: Vec<Port>,
    /// Further names that mean `127.0.0.1` inside, where the instance has a root of its own.
    pub names: Vec<String>,
    /// Where its input comes from.
    pub stdin: Stdio,
    /// Where its output goes.
    pub stdout: Stdio,
    /// Where its errors go.
    pub stderr: Stdio,
}

/// Where an instance's files come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Root {
    /// The programs and libraries of the host (`/usr`, `/lib` and their like), nothing else of it.
    Host,
    /// A folder that holds a whole system, read-only: an unpacked image. It needs folders to mount on.
    Folder(PathBuf),
}

/// A folder, file or socket of the host that an instance sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mount {
    /// Its absolute path on the host.
    pub source: PathBuf,
    /// Its absolute path inside.
    pub target: PathBuf,
    /// What may be done with it.
    pub access: Access,
}

/// What may be done with a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// It is read and executed.
    Read,
    /// It is changed as well.
    Write,
}

/// What an instance may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory of all its processes together, in bytes, without what lies in `/tmp`.
    pub memory: u64,
    /// Processor time in thousandths of a processor.
    pub cpu_millis: u32,
    /// Processes and threads at a time.
    pub pids: u32,
    /// Open files of each process.
    pub open_files: u32,
    /// The size of `/tmp`, in bytes.
    pub tmp: u64,
    /// The size of `/dev/shm`, in bytes; 0 for none, as in Lambda.
    pub shm: u64,
}

/// Whom an instance may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Network {
    /// Nobody but its own processes and its [`Spec::ports`].
    Own,
    /// Whatever the host reaches, the host's own loopback included.
    Host,
}

/// Something that answers inside at `127.0.0.1:number`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// The port. A driver without a network of its own for each instance takes a free one instead.
    pub number: u16,
    /// The variable that tells the address inside, and what is put before `127.0.0.1:PORT`, for example `http://`.
    pub env: Option<(String, String)>,
}

/// What one of the three standard streams is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stdio {
    /// Nothing.
    Null,
    /// A pipe, whose other end the caller takes.
    Pipe,
}

impl Default for Limits {
    /// What a Lambda function has when it asks for nothing.
    fn default() -> Limits {
        Limits {
            memory: 128 << 20,
            cpu_millis: 1_000,
            pids: 1_024,
            open_files: 1_024,
            tmp: 512 << 20,
            shm: 0,
        }
    }
}

impl Spec {
    /// A spec that runs `program` on the host's programs, apart from everything, with the default limits.
    pub fn new(name: impl Into<String>, program: impl Into<PathBuf>) -> Spec {
        Spec {
            name: name.into(),
            root: Root::Host,
            mounts: Vec::new(),
            program: program.into(),
            args: Vec::new(),
            env: Vec::new(),
            companions: Vec::new(),
            dir: PathBuf::from("/"),
            limits: Limits::default(),
            network: Network::Own,
            ports: Vec::new(),
            names: Vec::new(),
            stdin: Stdio::Null,
            stdout: Stdio::Null,
            stderr: Stdio::Null,
        }
    }

    /// Whether a spare that was made by `early` can become this: what it has cannot be taken back.
    #[cfg(target_os = "linux")]
    pub(crate) fn fits(&self, early: &Spec) -> bool {
        let walls = |spec: &Spec| {
            let Limits { pids, open_files, shm, .. } = spec.limits;
            (spec.network, pids, open_files, shm, spec.stdin, spec.stdout, spec.stderr)
        };
        let numbers = |spec: &Spec| spec.ports.iter().map(|port| port.number).collect::<Vec<_>>();
        let late: Vec<_> = self.late(early).collect();
        let below = |mount: &Mount| late.iter().any(|l| mount.target.starts_with(&l.target));
        walls(self) == walls(early)
            && numbers(self) == numbers(early)
            && (&self.name, &self.root, &self.names) == (&early.name, &early.root, &early.names)
            && early.mounts.iter().all(|mount| self.mounts.contains(mount) && !below(mount))
            && late.iter().all(|mount| mount.access == Access::Read)
            && self.companions.is_empty()
    }

    /// The mounts that a spare by `early` does not have yet.
    #[cfg(target_os = "linux")]
    pub(crate) fn late<'a>(&'a self, early: &'a Spec) -> impl Iterator<Item = &'a Mount> {
        self.mounts.iter().filter(|mount| !early.mounts.contains(mount))
    }

    /// Refuses what no driver could make sense of.
    pub(crate) fn check(&self) -> Result<(), StartError> {
        let bad = |what: String| Err(StartError::Spec(what));
        let letters = self.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if self.name.is_empty() || self.name.len() > 63 || !letters {
            return bad(format!("`{}` is no host name", self.name));
        }
        let roots = match &self.root {
            Root::Host => None,
            Root::Folder(folder) => Some(folder.as_path()),
        };
        let sources = self.mounts.iter().map(|mount| mount.source.as_path());
        let targets = self.mounts.iter().map(|mount| mount.target.as_path());
        let paths = [self.program.as_path(), self.dir.as_path()];
        let companions = self.companions.iter().map(PathBuf::as_path);
        for path in roots.into_iter().chain(sources).chain(targets).chain(paths).chain(companions) {
            if !is_plain(path) {
                return bad(format!("{} is not a plain absolute path", path.display()));
            }
        }
        if self.mounts.iter().any(|mount| mount.target == Path::new("/")) {
            return bad("nothing is mounted on /: give it as the root".to_owned());
        }
        let texts = self.args.iter().chain(self.env.iter().flat_map(|(name, value)| [name, value]));
        for text in texts {
            if text.contains('\0') {
                return bad("an argument or a variable contains a zero byte".to_owned());
            }
        }
        if let Some((name, _)) = self.env.iter().find(|(n, _)| n.is_empty() || n.contains('=')) {
            return bad(format!("`{name}` is no name of a variable"));
        }
        if self.ports.len() > MAX_PORTS || self.mounts.len() > MAX_MOUNTS {
            return bad(format!("more than {MAX_PORTS} ports or {MAX_MOUNTS} mounts"));
        }
        if self.companions.len() > MAX_COMPANIONS {
            return bad(format!("more than {MAX_COMPANIONS} companions"));
        }
        let limits = &self.limits;
        if limits.memory < MIN_MEMORY || limits.cpu_millis == 0 || limits.pids == 0 {
            return bad(format!(
                "less than {MIN_MEMORY} bytes of memory, or no processor or process"
            ));
        }
        Ok(())
    }
}

/// Ports of one instance: their sockets travel in one message.
const MAX_PORTS: usize = 32;
/// Companions of one instance.
const MAX_COMPANIONS: usize = 64;
/// Mounts of one instance.
const MAX_MOUNTS: usize = 64;
/// Less memory starts no program.
const MIN_MEMORY: u64 = 4 << 20;

/// Whether a path is absolute and goes nowhere but down.
fn is_plain(path: &Path) -> bool {
    let down = |part| matches!(part, Component::RootDir | Component::Normal(_));
    path.is_absolute()
        && path.components().all(down)
        && path.to_str().is_some_and(|p| !p.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_are_checked() {
        let good = Spec::new("f-1", "/bin/true");
        assert!(good.check().is_ok());
        type Change = fn(&mut Spec);
        let cases: [(&str, Change); 10] = [
            ("host name", |s| s.name = "a b".into()),
            ("host name", |s| s.name = "a".repeat(64)),
            ("plain", |s| s.program = "bin/true".into()),
            ("plain", |s| s.dir = "/a/../b".into()),
            ("plain", |s| s.root = Root::Folder("x".into())),
            ("on /", |s| {
                let access = Access::Read;
                s.mounts.push(Mount { source: "/x".into(), target: "/".into(), access });
            }),
            ("plain", |s| s.companions.push("x".into())),
            ("zero byte", |s| s.args.push("a\0b".into())),
            ("variable", |s| s.env.push(("A=B".into(), "c".into()))),
            ("memory", |s| s.limits.memory = 1),
        ];
        for (said, change) in cases {
            let mut spec = good.clone();
            change(&mut spec);
            let error = spec.check().expect_err(said).to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
