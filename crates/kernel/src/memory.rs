//! What a service keeps in memory for one cloud and no table holds: keys that were unsealed, answers that cost much.
//! Gone with the cloud; nothing here may be needed for being right.

use std::any::{Any, TypeId};
use std::sync::Arc;

use hashbrown::HashMap;
use parking_lot::Mutex;

use crate::kernel::Kernel;

#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Kernel {
    /// This cloud's `T`, made when it is first asked for. It locks itself, and bounds what it keeps.
    pub fn memory<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut all = self.0.memory.0.lock();
        let kept = all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())).clone();
        drop(all);
        kept.downcast().unwrap_or_default()
    }
}
