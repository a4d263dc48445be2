//! Spaces: one keyspace for each service, so that a service's rows lie together and can be dropped together.

use std::sync::{Arc, OnceLock, atomic::AtomicBool};

use parking_lot::RwLock;

use crate::engine::settled::Layered;

/// The name of a keyspace, `sqs` or `kernel`. It comes into being with its first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Space {
    name: &'static str,
    settles: bool,
}

impl Space {
    /// A space by name: 1 to 100 characters of `a-z 0-9 _ -`.
    pub const fn new(name: &'static str) -> Self {
        assert!(Self::is_name(name), "a space name has 1 to 100 characters of a-z 0-9 _ -");
        Self { name, settles: false }
    }

    /// Says that the space may hold very many rows, of which most stay as they are and are read one at a time: those are
    /// merged, once they are many, into files in which a row is found as fast as among few.
    #[must_use]
    pub const fn settled(mut self) -> Self {
        self.settles = true;
        self
    }

    /// Whether its rows are to settle.
    pub(crate) fn settles(self) -> bool {
        self.settles
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
        self.name
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
    /// Where its rows are, once it holds or held one. Only the disk engine sets it.
    pub(crate) layers: OnceLock<Layered>,
    /// Whether its rows are to settle, which who uses the space says.
    pub(crate) settles: AtomicBool,
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
        let state = Arc::new(SpaceState {
            id,
            name: name.into(),
            layers: OnceLock::new(),
            settles: AtomicBool::new(false),
        });
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
