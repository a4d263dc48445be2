//! CBOR for rpcv2Cbor: a reader of everything that clients may send, and a writer.
//! Ref: <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>, <https://www.rfc-editor.org/rfc/rfc8949>

mod de;
mod item;
mod ser;

pub(crate) use de::CborDe;
pub(crate) use ser::CborSer;
