//! Spaces: one keyspace for each service, so that a service's rows lie together and can be dropped together.

use std::sync::{Arc, OnceLock};

use parking_lot::RwLock;

/// The name of a keyspace, `sqs` or `kernel`. It comes into being with its first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Space(&'static str);

impl Space {
    /// A space by name: 1 to 100 characters of `a-z 0-9 _ -`.
    pub const fn new(name: &'static str) -> Self {
        assert!(Self::is_name(name), "a space name has 1 to 100 characters of a-z 0-9 _ -");
        Self(name)
    }

    /// Whether a space can have this name.
    pub(crate) const fn is_name(name: &str) -> bool {
        let bytes = name.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-') {
                return false;
            }
            at += 1;
        }
        !bytes.is_empty() && bytes.len() <= 100
    }

    /// The name.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl From<&'static str> for Space {
    fn from(name: &'static str) -> Self {
        Self::new(name)
    }
}

impl From<&Space> for Space {
    fn from(space: &Space) -> Self {
        *space
    }
}

/// What a generation knows of one space.
#[derive(Debug)]
pub(crate) struct SpaceState {
    /// A number that stands for the name within one generation.
    pub(crate) id: u16,
    pub(crate) name: Box<str>,
    /// The engine's handle, once the space holds or held a row. Only the disk engine sets it.
    pub(crate) keyspace: OnceLock<KeyspaceHandle>,
}

/// fjall's handle without a useless `Debug` requirement.
#[derive(Clone)]
pub(crate) struct KeyspaceHandle(pub(crate) fjall::Keyspace);

impl std::fmt::Debug for KeyspaceHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyspaceHandle")
    }
}

/// The spaces of one generation, by number and name.
#[derive(Debug, Default)]
pub(crate) struct Spaces {
    list: RwLock<Vec<Arc<SpaceState>>>,
}

impl Spaces {
    /// The state of the space `name`, made known when it was not.
    pub(crate) fn resolve(&self, name: &str) -> Arc<SpaceState> {
        if let Some(state) = self.list.read().iter().find(|state| &*state.name == name) {
            return Arc::clone(state);
        }
        let mut list = self.list.write();
        if let Some(state) = list.iter().find(|state| &*state.name == name) {
            return Arc::clone(state);
        }
        let id = u16::try_from(list.len()).expect("invariant: names are compiled in, so few");
        let state = Arc::new(SpaceState { id, name: name.into(), keyspace: OnceLock::new() });
        list.push(Arc::clone(&state));
        state
    }

    /// All spaces in order of their names.
    pub(crate) fn all(&self) -> Vec<Arc<SpaceState>> {
        let mut all = self.list.read().clone();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }
}
