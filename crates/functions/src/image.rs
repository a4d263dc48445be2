//! From a container image to the instance that runs it: its own root, program and variables, as Lambda has them.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/images-create.html>

use std::io;
use std::path::{Component, Path, PathBuf};

use compute::{Access, Mount, Network};
use oci::Kind;

use crate::failure::Failure;
use crate::runtimes::Launch;
use crate::start::NAMES;
use crate::{FunctionSpec, Image};

/// Where programs are looked for when neither the image nor the function says so.
pub(crate) const PATH: &str = "/usr/local/bin:/usr/bin/:/bin:/opt/bin";
/// Files of extensions.
const EXTENSIONS: &str = "/opt/extensions";

/// What an image runs, looked up in it.
pub(crate) struct Looked {
    pub(crate) launch: Launch,
    /// The folder that it starts in.
    pub(crate) dir: PathBuf,
    /// Programs of extensions, as paths inside.
    pub(crate) extensions: Vec<PathBuf>,
}

/// Looks up what is to run. Blocks.
pub(crate) fn look(spec: &FunctionSpec, image: &Image) -> Result<Looked, Failure> {
    let system = |error: io::Error| Failure::System(error.to_string());
    let root = image.root.folder();
    let dir = folder(root, &image.run.dir)?;
    let mut words = image.run.entrypoint.iter().chain(&image.run.command);
    let Some(first) = words.next() else {
        return Err(entrypoint("the image has neither an entry point nor a command"));
    };
    let path = path_of(spec, image);
    let program = program(root, first, &dir, &path).map_err(system)??;
    Ok(Looked {
        launch: Launch {
            program,
            args: words.cloned().collect(),
            mounts: Vec::new(),
            version: String::new(),
            execution: None,
            env: image.run.env.clone(),
            waits: false,
            notice: None,
        },
        dir,
        extensions: extensions(root).map_err(system)?,
    })
}

/// What an entry point is that cannot be run, in the words of who executes it on AWS.
pub(crate) fn entrypoint(message: impl Into<String>) -> Failure {
    let kind = "Runtime.InvalidEntrypoint".to_owned();
    Failure::Function { kind, payload: None, message: message.into() }
}

fn path_of(spec: &FunctionSpec, image: &Image) -> String {
    let set = spec.environment.iter().chain(&image.run.env).find(|(name, _)| name == "PATH");
    set.map_or_else(|| PATH.to_owned(), |(_, path)| path.clone())
}

fn folder(root: &Path, dir: &str) -> Result<PathBuf, Failure> {
    let own = plain(&Path::new("/").join(dir));
    match oci::find(root, &own) {
        Ok(Some((_, Kind::Folder))) => Ok(own),
        _ => Err(Failure::Function {
            kind: "Runtime.InvalidWorkingDir".to_owned(),
            payload: None,
            message: format!("chdir {dir}: no such file or directory"),
        }),
    }
}

/// The program that the first word names, as a shell finds it.
fn program(
    root: &Path,
    word: &str,
    dir: &Path,
    path: &str,
) -> io::Result<Result<PathBuf, Failure>> {
    if word.contains('/') {
        let own = plain(&dir.join(word));
        return Ok(match oci::find(root, &own)? {
            Some((_, Kind::File { executable: true })) => Ok(own),
            Some(_) => Err(entrypoint(format!("fork/exec {word}: permission denied"))),
            None => Err(entrypoint(format!("fork/exec {word}: no such file or directory"))),
        });
    }
    for folder in path.split(':').filter(|folder| !folder.is_empty() && !word.is_empty()) {
        let own = plain(&dir.join(folder).join(word));
        if let Some((_, Kind::File { executable: true })) = oci::find(root, &own)? {
            return Ok(Ok(own));
        }
    }
    Ok(Err(entrypoint(format!("exec: \"{word}\": executable file not found in $PATH"))))
}

/// Goes nowhere but down.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::from("/");
    for part in path.components() {
        match part {
            Component::Normal(part) => plain.push(part),
            Component::ParentDir => drop(plain.pop()),
            _ => {}
        }
    }
    plain
}

fn extensions(root: &Path) -> io::Result<Vec<PathBuf>> {
    let Some((folder, Kind::Folder)) = oci::find(root, Path::new(EXTENSIONS))? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root.join(folder))? {
        let own = Path::new(EXTENSIONS).join(entry?.file_name());
        if let Some((_, Kind::File { executable: true })) = oci::find(root, &own)? {
            found.push(own);
        }
    }
    found.sort();
    Ok(found)
}

/// How names of hosts are looked up: by this machine's own files where functions may reach what it reaches, else there is
/// nobody to reach but oneself.
pub(crate) fn resolver(folder: &Path, network: Network) -> io::Result<Vec<Mount>> {
    let read = |source: PathBuf, target: &str| Mount {
        source,
        target: target.into(),
        access: Access::Read,
    };
    if network == Network::Host {
        let files = ["/etc/hosts", "/etc/resolv.conf"].into_iter();
        let there = files.filter(|file| Path::new(file).is_file());
        return Ok(there.map(|file| read(file.into(), file)).collect());
    }
    let hosts = folder.join("hosts");
    if !hosts.is_file() {
        let names = NAMES.join(" ");
        let text = format!(
            "127.0.0.1 localhost sandbox sandbox.localdomain {names}\n::1 localhost sandbox\n"
        );
        let half = folder.join(format!(".hosts-{}", clock::Random::from_system().hex(8)));
        std::fs::create_dir_all(folder)?;
        std::fs::write(&half, text)?;
        let mode = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o644);
        std::fs::set_permissions(&half, mode)?;
        std::fs::rename(&half, &hosts)?;
    }
    Ok(vec![read(hosts, "/etc/hosts")])
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn programs_are_found_as_a_shell_does() {
        let home = tempfile::tempdir().expect("a folder");
        let root = home.path();
        for folder in ["usr/bin", "app", "opt/extensions/folder"] {
            std::fs::create_dir_all(root.join(folder)).expect("made");
        }
        for (file, mode) in [("usr/bin/sh", 0o755), ("app/run", 0o755), ("app/data", 0o644)] {
            std::fs::write(root.join(file), "").expect("written");
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(root.join(file), mode).expect("set");
        }
        symlink("usr/bin", root.join("bin")).expect("linked");
        symlink("/app/run", root.join("opt/extensions/one")).expect("linked");
        let look = |word: &str| match program(root, word, Path::new("/app"), "/bin:") {
            Ok(Ok(path)) => path.display().to_string(),
            Ok(Err(Failure::Function { message, .. })) => message,
            other => format!("{other:?}"),
        };
        assert_eq!(look("sh"), "/bin/sh");
        assert_eq!(
            (look("./run"), look("/app/../app/run")),
            ("/app/run".into(), "/app/run".into())
        );
        assert_eq!(look("/app/data"), "fork/exec /app/data: permission denied");
        assert_eq!(look("/x"), "fork/exec /x: no such file or directory");
        assert_eq!(look("run"), "exec: \"run\": executable file not found in $PATH");
        assert_eq!(folder(root, "").expect("there"), Path::new("/"));
        assert!(folder(root, "/none").is_err() && folder(root, "/app/run").is_err());
        assert_eq!(extensions(root).expect("read"), [PathBuf::from("/opt/extensions/one")]);
    }
}
