//! The root key of an installation: what is sealed at rest is sealed under keys derived from it. It lies beside the
//! state, not in it, readable by its owner alone: who gets hold of rows or snapshots without it reads nothing sealed.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use clock::Random;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{engine::disk::sync_dir, error::OpenError};

/// The file's name in the data directory; it holds 64 hexadecimal digits.
const FILE: &str = "ROOT_KEY";
/// Length of keys in bytes.
const LEN: usize = 32;

/// The root key. It is shown nowhere.
#[derive(Clone)]
pub struct RootKey([u8; LEN]);

impl RootKey {
    /// A new one, for state that ends with the process.
    pub(crate) fn random() -> RootKey {
        let mut key = [0; LEN];
        Random::from_system().fill(&mut key);
        RootKey(key)
    }

    /// The key of the installation in `dir`, made at its first start. A key that is missing although there is
    /// state is refused, unless the state is to be repaired: what it sealed is lost without it.
    pub(crate) fn of(dir: &Path, has_state: bool, repair: bool) -> Result<RootKey, OpenError> {
        let path = dir.join(FILE);
        let damaged = |what: &str| OpenError::Damaged { path: path.clone(), what: what.to_owned() };
        match fs::read_to_string(&path) {
            Ok(text) => parse(text.trim_end())
                .map(RootKey)
                .ok_or_else(|| damaged("it should hold 64 hexadecimal digits")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if has_state && !repair {
                    let what = "it is missing, and what is encrypted here opens with no other; put it \
                                back, or open with `repair` to go on without what it sealed";
                    return Err(damaged(what));
                }
                let key = RootKey::random();
                key.write(dir).map_err(|source| OpenError::Io { doing: "write", path, source })?;
                Ok(key)
            }
            Err(source) => Err(OpenError::Io { doing: "read", path, source }),
        }
    }

    /// The key for one purpose: knowing it tells nothing of others.
    pub fn derive(&self, purpose: &[&[u8]]) -> [u8; LEN] {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0)
            .expect("invariant: HMAC takes keys of any length");
        for part in purpose {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Whole or not at all.
    fn write(&self, dir: &Path) -> io::Result<()> {
        let next = dir.join("ROOT_KEY.new");
        let _leftover = fs::remove_file(&next);
        let mut file = private(&next)?;
        let digits: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(file, "{digits}")?;
        file.sync_all()?;
        fs::rename(&next, dir.join(FILE))?;
        sync_dir(dir)
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(..)")
    }
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn parse(text: &str) -> Option<[u8; LEN]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * LEN || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut key = [0; LEN];
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_for_different_purposes_differ() {
        let key = RootKey([7; LEN]);
        assert_eq!(key.derive(&[b"a", b"b"]), key.derive(&[b"a", b"b"]));
        assert_ne!(key.derive(&[b"a", b"b"]), key.derive(&[b"ab"]));
        assert_ne!(key.derive(&[b"a"]), RootKey([8; LEN]).derive(&[b"a"]));
    }

    #[test]
    fn the_file_is_read_again_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let made = RootKey::of(dir.path(), false, false).unwrap();
        assert_eq!(RootKey::of(dir.path(), true, false).unwrap().0, made.0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(format!("{made:?}"), "RootKey(..)");
    }

    #[test]
    fn a_missing_or_odd_key_is_refused_where_there_is_state() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(RootKey::of(dir.path(), true, false), Err(OpenError::Damaged { .. })));
        RootKey::of(dir.path(), true, true).unwrap();
        for text in ["", "12", &"g".repeat(64), &"a".repeat(63)] {
            fs::write(dir.path().join(FILE), text).unwrap();
            let refused = RootKey::of(dir.path(), true, true);
            assert!(matches!(refused, Err(OpenError::Damaged { .. })), "{text}");
        }
    }
}
