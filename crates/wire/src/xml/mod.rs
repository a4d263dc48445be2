//! XML: a writer for restXml and for the answers of awsQuery and ec2Query, and a reader for restXml.
//! Ref: <https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html>

mod ser;

pub(crate) use ser::{Style, XmlSer};
