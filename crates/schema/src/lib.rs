//! What a service's API looks like, as data, and the traits by which generated types meet the codecs.
//!
//! A [`Service`] describes all operations of one AWS service. It is loaded once, lazily, from a compact text
//! and lives for the rest of the process. Generated Rust types never name the schema: a codec walks the
//! schema and hands each member down, and the type answers by the member's *index* ([`ShapeDe::set`],
//! [`ShapeSer::write`]). So one small impl per type serves every protocol.
//!
//! Start reading at [`Shape`] and [`Member`], then [`Ser`] and [`De`].

pub mod document;
pub mod dynamic;
mod empty;
mod error;
mod facts;
mod model;
mod serde;
mod stream;
pub mod text;
mod values;
mod vec_map;
mod violation;

pub use bytes::Bytes;
pub use clock::Timestamp;
pub use document::Document;
pub use empty::Empty;
pub use error::{ApiError, ApiResult, Fault};
pub use facts::{Lazy, ServiceFacts};
pub use model::{
    Constraints, ErrorFacts, Kind, Location, Member, OperationSchema, Protocol, Service, Shape,
    ShapeRef, TimestampFormat, WireIndex, XmlNamespace,
};
pub use serde::{
    De, DeError, DeResult, EachElement, EachEntry, OnElement, OnEntry, Operation, Ser, SerError,
    SerResult, ShapeDe, ShapeSer,
};
pub use stream::{BoxStream, ByteStream, Event, EventStream, Trailers};
pub use values::{ValDe, ValSer, de_structure, ser_field, ser_structure};
pub use vec_map::VecMap;
pub use violation::{Rule, Violation};
