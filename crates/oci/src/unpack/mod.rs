//! From layers to a root folder: each layer is unpacked into a folder of its own, together with what it says of the layers
//! below; then all of them are laid over each other by hard links. A layer comes from outside: it can be no larger than
//! allowed, and nothing of it may land elsewhere than in its folder, whatever its entries claim.
//! Ref: <https://github.com/opencontainers/image-spec/blob/main/layer.md>

mod decode;
mod entry;
mod layer;
mod merge;

pub(crate) use decode::open;
pub(crate) use layer::{Budget, unpack};
pub(crate) use merge::{Part, merge};
