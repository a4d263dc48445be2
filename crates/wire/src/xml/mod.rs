//! XML: a writer for restXml and for the answers of awsQuery and ec2Query, and a reader for restXml.
//! Ref: <https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html>

mod de;
mod mixed;
mod ser;
mod tree;

pub(crate) use de::XmlBody;
pub(crate) use ser::{Style, XmlSer};
