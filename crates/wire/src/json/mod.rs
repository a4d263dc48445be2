//! JSON for awsJson and restJson: a reader that checks constraints as it goes, and a writer.
//! Ref: <https://www.rfc-editor.org/rfc/rfc8259>

mod de;
mod ser;
mod text;

pub(crate) use de::JsonDe;
pub(crate) use ser::JsonSer;
