//! Functions that run straight from a folder of this machine, as LocalStack has them: code whose bucket is called
//! `hot-reload` has the folder's path for a key, and what is saved there counts from the next call on. A folder shows its
//! files to whoever may make functions, so it must lie below one that the setting `lambda_hot_reload` names.

use std::path::{Path, PathBuf};

use functions::Functions;
use kernel::{ApiError, ApiResult, Cx, WaitCx};

use crate::errors;
use crate::package::{self, Package, Taken};
use crate::source::Source;
use crate::tables::FOLDERS;

/// The name that no bucket has then.
const BUCKET: &str = "hot-reload";

/// Takes in a function's code: a package, or a folder that is only noted.
pub(crate) async fn take(wx: &mut WaitCx<'_>, source: &Source<'_>) -> ApiResult<Taken> {
    let functions = wx.kernel().plane::<Functions>();
    let allowed = functions.map(|functions| functions.settings().hot_reload.clone());
    match (source, allowed) {
        (Source::Object { bucket: BUCKET, key, .. }, Some(allowed)) if !allowed.is_empty() => {
            let path = PathBuf::from(key);
            let known = wx.kernel().off_thread(move || real(&path, &allowed)).await?;
            known.ok_or_else(|| errors::not_reloadable(key))?;
            package::take_folder(wx.kernel(), key).await
        }
        _ => package::take(wx, source).await,
    }
}

/// The folder as it is on the disk, when it may be run from.
fn real(path: &Path, allowed: &[PathBuf]) -> Option<PathBuf> {
    let path = path.is_absolute().then(|| path.canonicalize().ok()).flatten()?;
    let below =
        |folder: &PathBuf| folder.canonicalize().is_ok_and(|folder| path.starts_with(folder));
    (path.is_dir() && allowed.iter().any(below)).then_some(path)
}

/// The folder that a package stands for, if it stands for one. None of those is empty otherwise.
pub(crate) async fn folder(cx: &mut Cx<'_>, package: &Package) -> ApiResult<Option<String>> {
    if package.unzipped > 0 {
        return Ok(None);
    }
    cx.get(&FOLDERS, &package.number).await
}

/// The same as it is now: what was allowed when the function was made may have changed.
pub(crate) async fn open(
    wx: &WaitCx<'_>,
    functions: &Functions,
    folder: &str,
) -> ApiResult<PathBuf> {
    let (path, allowed) = (PathBuf::from(folder), functions.settings().hot_reload.clone());
    let known = wx.kernel().off_thread(move || real(&path, &allowed)).await?;
    let missing = || errors::not_reloadable(folder).message().unwrap_or_default().to_owned();
    known.ok_or_else(|| -> ApiError { errors::cannot_run(missing()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_may_be_run_from() {
        let home = tempfile::tempdir().expect("a folder");
        let (inside, outside) = (home.path().join("in/f"), home.path().join("out"));
        std::fs::create_dir_all(&inside).expect("made");
        std::fs::create_dir_all(&outside).expect("made");
        std::os::unix::fs::symlink(&outside, home.path().join("in/link")).expect("linked");
        let allowed = [home.path().join("in")];
        let may = |path: &Path| real(path, &allowed).is_some();
        assert!(may(&inside) && may(&home.path().join("in")));
        for path in ["out", "in/link", "in/../out", "in/none"] {
            assert!(!may(&home.path().join(path)), "{path}");
        }
        assert!(!may(Path::new("in/f")));
        assert!(real(&inside, &[]).is_none());
    }
}
