//! Paths inside of a root that is not ours to trust: every symlink is followed as if the root were `/`, so that nothing
//! leads out of it, whatever an image has made of its folders.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Component, Path, PathBuf};

use crate::error::{ImageError, bad};

/// How many symlinks a path may lead over: as many as Linux follows.
const MAX_LINKS: usize = 40;

/// What lies at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A file, and whether anybody may execute it.
    File {
        /// Whether a bit for execution is set.
        executable: bool,
    },
}

/// What `path` is inside of `root`, all links followed; `None` when nothing is there. `..` at the root leads to the root,
/// as the kernel has it.
pub fn find(root: &Path, path: &Path) -> io::Result<Option<(PathBuf, Kind)>> {
    let mut walk = Walk::new(root, path);
    loop {
        match walk.step()? {
            Step::Went | Step::Up { out: _ } => {}
            Step::End => return Ok(Some((walk.at, Kind::Folder))),
            Step::Missing(_) | Step::Loop => return Ok(None),
            Step::File(about) if walk.ahead.is_empty() => {
                let executable = about.permissions().mode() & 0o111 != 0;
                return Ok(Some((walk.at, Kind::File { executable })));
            }
            Step::File(_) => return Ok(None),
        }
    }
}

/// The folder at `path` inside of `root`, made where it is missing; what was made is added to `made`. A path that would
/// lead out is an error.
pub(crate) fn folder(
    root: &Path,
    path: &Path,
    made: &mut Vec<PathBuf>,
) -> Result<PathBuf, ImageError> {
    let mut walk = Walk::new(root, path);
    loop {
        match walk.step()? {
            Step::Went | Step::Up { out: false } => {}
            Step::End => return Ok(walk.at),
            Step::Missing(name) => {
                let new = walk.at.join(name);
                fs::create_dir(root.join(&new))?;
                fs::set_permissions(root.join(&new), fs::Permissions::from_mode(0o755))?;
                made.push(new.clone());
                walk.at = new;
            }
            Step::Up { out: true } => {
                return Err(bad(format!("the path {} leads out of the image", path.display())));
            }
            Step::Loop => return Err(bad(format!("{} leads over too many links", path.display()))),
            Step::File(_) => {
                return Err(bad(format!("{} leads through what is no folder", path.display())));
            }
        }
    }
}

enum Ahead {
    Down(OsString),
    Up,
    Root,
}

enum Step {
    Went,
    Up { out: bool },
    End,
    Missing(OsString),
    File(fs::Metadata),
    Loop,
}

struct Walk<'r> {
    root: &'r Path,
    at: PathBuf,
    /// The next one is last.
    ahead: Vec<Ahead>,
    links: usize,
}

impl<'r> Walk<'r> {
    fn new(root: &'r Path, path: &Path) -> Walk<'r> {
        let mut walk = Walk { root, at: PathBuf::new(), ahead: Vec::new(), links: 0 };
        walk.push(path);
        walk
    }

    fn push(&mut self, path: &Path) {
        for part in path.components().rev() {
            match part {
                Component::Normal(name) => self.ahead.push(Ahead::Down(name.to_owned())),
                Component::ParentDir => self.ahead.push(Ahead::Up),
                Component::RootDir => self.ahead.push(Ahead::Root),
                Component::CurDir | Component::Prefix(_) => {}
            }
        }
    }

    fn step(&mut self) -> io::Result<Step> {
        let name = match self.ahead.pop() {
            None => return Ok(Step::End),
            Some(Ahead::Root) => {
                self.at.clear();
                return Ok(Step::Went);
            }
            Some(Ahead::Up) => return Ok(Step::Up { out: !self.at.pop() }),
            Some(Ahead::Down(name)) => name,
        };
        let next = self.at.join(&name);
        let about = match fs::symlink_metadata(self.root.join(&next)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Step::Missing(name));
            }
            about => about?,
        };
        if about.is_symlink() {
            self.links += 1;
            if self.links > MAX_LINKS {
                return Ok(Step::Loop);
            }
            let target = fs::read_link(self.root.join(&next))?;
            self.push(&target);
            return Ok(Step::Went);
        }
        self.at = next;
        Ok(if about.is_dir() { Step::Went } else { Step::File(about) })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_stay_inside() {
        let home = tempfile::tempdir().expect("a folder");
        let root = home.path().join("root");
        fs::create_dir_all(root.join("usr/bin")).expect("made");
        fs::write(root.join("usr/bin/sh"), "").expect("written");
        fs::write(home.path().join("secret"), "").expect("written");
        for (target, name) in
            [("usr/bin", "bin"), ("/usr", "abs"), ("../secret", "out"), ("me", "me"), ("/", "top")]
        {
            symlink(target, root.join(name)).expect("linked");
        }
        let found = |path: &str| find(&root, Path::new(path)).expect("read").map(|(path, _)| path);
        for path in ["/bin/sh", "bin/sh", "/abs/bin/sh", "/../bin/sh", "top/top/bin/../bin/sh"] {
            assert_eq!(found(path), Some("usr/bin/sh".into()), "{path}");
        }
        for path in ["/out", "/me", "/bin/sh/x", "/none", "/../../secret"] {
            assert_eq!(found(path), None, "{path}");
        }
        let mut made = Vec::new();
        let mut make = |path: &str| folder(&root, Path::new(path), &mut made);
        assert_eq!(make("abs/new/deep"), Ok("usr/new/deep".into()));
        for bad in ["out/x", "me/x", "bin/sh/x"] {
            assert!(make(bad).is_err(), "{bad}");
        }
        assert_eq!(made, [PathBuf::from("usr/new"), "usr/new/deep".into()]);
        assert!(!home.path().join("x").exists());
    }
}
