//! What the keeper of a container needs in it: this binary, and the libraries that it is linked to, for an image may have
//! none or others. They are mounted below `/.stratus`.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::plane::HelperCommand;

/// Where they are seen inside.
pub(super) const INSIDE: &str = "/.stratus/tools";
const KEEPER: &str = "keeper";

/// Lays them into `folder`, which is made anew; gives the words that start the keeper inside.
pub(super) fn lay(folder: &Path, helper: &HelperCommand) -> io::Result<Vec<String>> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => fs::create_dir(folder)?,
    }
    fs::set_permissions(folder, Permissions::from_mode(0o755))?;
    place(&helper.program, &folder.join(KEEPER))?;
    let libraries = libraries(&fs::read_to_string("/proc/self/maps")?);
    let mut loader = None;
    for library in &libraries {
        for name in names(library) {
            place(library, &folder.join(&name))?;
            if name.starts_with("ld-") {
                loader = Some(name);
            }
        }
    }
    let mut words = Vec::new();
    if let Some(loader) = loader {
        words.extend([format!("{INSIDE}/{loader}"), "--library-path".into(), INSIDE.into()]);
    }
    words.push(format!("{INSIDE}/{KEEPER}"));
    words.extend(helper.args.iter().cloned());
    words.push(crate::helper::INSIDE.to_owned());
    Ok(words)
}

/// By a hard link where that is possible; readable and executable for everybody.
fn place(source: &Path, target: &Path) -> io::Result<()> {
    let real = fs::canonicalize(source)?;
    let good = |mode: u32| mode & 0o555 == 0o555;
    if good(fs::metadata(&real)?.permissions().mode()) && fs::hard_link(&real, target).is_ok() {
        return Ok(());
    }
    // By the source as it was given: `/proc/self/exe` leads to the running binary also when its file has been replaced.
    fs::copy(source, target)?;
    fs::set_permissions(target, Permissions::from_mode(0o755))
}

/// The libraries in a list of mapped files; none when the binary needs none.
fn libraries(maps: &str) -> BTreeSet<PathBuf> {
    maps.lines()
        .filter_map(|line| line.split_once('/').map(|(_, path)| format!("/{path}")))
        .filter(|path| path.rsplit('/').next().is_some_and(|name| name.contains(".so")))
        .map(PathBuf::from)
        .collect()
}

/// The names that a library may be looked up by: its own, and those of links beside it.
fn names(library: &Path) -> Vec<String> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut names: Vec<String> = name(library).into_iter().collect();
    let beside = library.parent().map(fs::read_dir).and_then(Result::ok);
    for entry in beside.into_iter().flatten().flatten() {
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if is_link && fs::canonicalize(entry.path()).is_ok_and(|real| real == library) {
            names.extend(name(&entry.path()));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_found_among_what_is_mapped() {
        let maps = "\
55d0-55d1 r-xp 00000000 fe:00 12 /usr/bin/stratus
7f00-7f01 r-xp 00000000 fe:00 13 /usr/lib/x86_64-linux-gnu/libc.so.6
7f01-7f02 r--p 00000000 fe:00 13 /usr/lib/x86_64-linux-gnu/libc.so.6
7f02-7f03 r-xp 00000000 fe:00 14 /usr/lib/x86_64-linux-gnu/ld-2.31.so
7fff-8000 r-xp 00000000 00:00 0 [vdso]
";
        let found: Vec<PathBuf> = libraries(maps).into_iter().collect();
        let folder = Path::new("/usr/lib/x86_64-linux-gnu");
        assert_eq!(found, [folder.join("ld-2.31.so"), folder.join("libc.so.6")]);
    }

    #[test]
    fn a_library_has_the_names_of_its_links() {
        let home = tempfile::tempdir().unwrap();
        let folder = fs::canonicalize(home.path()).unwrap();
        fs::write(folder.join("libx-2.so"), "").unwrap();
        std::os::unix::fs::symlink("libx-2.so", folder.join("libx.so.6")).unwrap();
        std::os::unix::fs::symlink("other", folder.join("liby.so")).unwrap();
        assert_eq!(names(&folder.join("libx-2.so")), ["libx-2.so", "libx.so.6"]);
    }
}
