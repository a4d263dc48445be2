//! FNV-1a over the order of operations, shapes and members: what generated code relies on.
//! Ref: <https://www.rfc-editor.org/rfc/rfc9923>

use crate::Service;

/// The running hash. The generator uses it as the loader does.
#[derive(Debug, Clone, Copy)]
pub struct Hasher(u64);

impl Default for Hasher {
    fn default() -> Self {
        Hasher(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher {
    /// Takes in one name and an end mark.
    pub fn name(&mut self, name: &str) {
        for byte in name.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The hash of all that was taken in.
    pub fn finish(self) -> u64 {
        self.0
    }
}

/// The hash of a service: operations in order, then every shape with its members in order.
pub fn hash_of(service: &Service) -> u64 {
    let mut hash = Hasher::default();
    for operation in &service.operations {
        hash.name(operation.name);
    }
    for shape in &service.shapes {
        hash.name(shape.name);
        for member in &shape.members {
            hash.name(member.name);
        }
    }
    hash.finish()
}
