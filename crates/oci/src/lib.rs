//! Container images without a container engine: found in registries and in folders of this machine, verified by their
//! digests, unpacked into folders that can be the root of an instance.
//!
//! [`Images`] keeps what is unpacked: a layer once for each digest, a root once for each row of layers, both as long as
//! somebody uses them. What comes from outside (manifests, archives, layers) is never believed: see `unpack`.
//! Ref: <https://github.com/opencontainers/image-spec/blob/main/spec.md>

mod archive;
mod cache;
mod digest;
mod error;
mod images;
mod manifest;
mod place;
mod reference;
mod registry;
mod scoped;
mod shelf;
mod sources;
mod transport;
mod unpack;

pub use cache::Root;
pub use digest::Digest;
pub use error::ImageError;
pub use images::Images;
pub use manifest::{Found, Layer, Run};
pub use reference::Reference;
pub use scoped::{Kind, find};
pub use sources::Sources;
pub use transport::{Answer, Later, Pieces, Transport};
