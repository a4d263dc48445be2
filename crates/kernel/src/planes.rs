//! Parts of the cloud that services use and that are none: what runs programs, opens sockets, starts engines. Services
//! know them by type; who puts the cloud together makes them.

use std::any::{Any, TypeId};
use std::sync::Arc;

use hashbrown::HashMap;

use crate::kernel::Kernel;

#[derive(Default)]
pub(crate) struct Planes(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Planes {
    pub(crate) fn add<T: Send + Sync + 'static>(&mut self, plane: Arc<T>) {
        self.0.insert(TypeId::of::<T>(), plane);
    }
}

impl Kernel {
    /// This cloud's `T`; none when it was put together without one, as in a service's own tests.
    pub fn plane<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0.planes.0.get(&TypeId::of::<T>())?.clone().downcast().ok()
    }
}
