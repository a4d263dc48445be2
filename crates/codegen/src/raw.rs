//! The source's JSON as it is, typed: the `service-2.json` files of the botocore package.
//! Documentation text is not in these types, so it cannot be carried over.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

/// A JSON object whose order matters.
#[derive(Debug)]
pub(crate) struct Ordered<V>(pub(crate) Vec<(String, V)>);

impl<V> Default for Ordered<V> {
    fn default() -> Self {
        Ordered(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Ordered<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Ordered<V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered<V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        from.deserialize_map(Entries(PhantomData))
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Service {
    pub(crate) metadata: Metadata,
    #[serde(default)]
    pub(crate) operations: Ordered<Operation>,
    #[serde(default)]
    pub(crate) shapes: Ordered<Shape>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub(crate) struct Metadata {
    pub(crate) api_version: String,
    pub(crate) endpoint_prefix: String,
    pub(crate) signing_name: Option<String>,
    pub(crate) service_id: String,
    pub(crate) protocol: String,
    pub(crate) protocols: Vec<String>,
    pub(crate) json_version: String,
    pub(crate) target_prefix: String,
    pub(crate) xml_namespace: Option<Namespace>,
    pub(crate) aws_query_compatible: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Namespace {
    Uri(String),
    Full {
        uri: String,
        #[serde(default)]
        prefix: String,
    },
}

#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    /// The name, in protocol cases; whole services have it as the key (CloudFront's differ: the key holds).
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) http: Http,
    pub(crate) input: Option<Edge>,
    pub(crate) output: Option<Edge>,
    #[serde(default)]
    pub(crate) errors: Vec<Edge>,
    pub(crate) endpoint: Option<Endpoint>,
    #[serde(default)]
    pub(crate) authtype: String,
    #[serde(default)]
    pub(crate) auth: Vec<String>,
    pub(crate) requestcompression: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Http {
    pub(crate) method: String,
    pub(crate) request_uri: String,
    pub(crate) response_code: Option<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Endpoint {
    pub(crate) host_prefix: Option<String>,
}

/// A reference to a shape, with what the place adds: of operations, lists, maps and structures alike.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Edge {
    pub(crate) shape: String,
    pub(crate) location_name: Option<String>,
    pub(crate) query_name: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) result_wrapper: Option<String>,
    pub(crate) xml_namespace: Option<Namespace>,
    pub(crate) timestamp_format: Option<String>,
    #[serde(default)]
    pub(crate) flattened: bool,
    #[serde(default)]
    pub(crate) xml_attribute: bool,
    #[serde(default)]
    pub(crate) idempotency_token: bool,
    #[serde(default)]
    pub(crate) jsonvalue: bool,
    #[serde(default)]
    pub(crate) eventpayload: bool,
    #[serde(default)]
    pub(crate) eventheader: bool,
    #[serde(default)]
    pub(crate) host_label: bool,
    #[serde(default)]
    pub(crate) streaming: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shape {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) members: Ordered<Edge>,
    pub(crate) member: Option<Edge>,
    pub(crate) key: Option<Edge>,
    pub(crate) value: Option<Edge>,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    #[serde(default, rename = "enum")]
    pub(crate) values: Vec<String>,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    pub(crate) pattern: Option<String>,
    pub(crate) payload: Option<String>,
    pub(crate) location_name: Option<String>,
    pub(crate) timestamp_format: Option<String>,
    pub(crate) xml_namespace: Option<Namespace>,
    pub(crate) error: Option<Error>,
    #[serde(default)]
    pub(crate) exception: bool,
    #[serde(default)]
    pub(crate) fault: bool,
    #[serde(default)]
    pub(crate) document: bool,
    #[serde(default)]
    pub(crate) union: bool,
    #[serde(default)]
    pub(crate) eventstream: bool,
    #[serde(default)]
    pub(crate) event: bool,
    #[serde(default)]
    pub(crate) streaming: bool,
    #[serde(default)]
    pub(crate) requires_length: bool,
    #[serde(default)]
    pub(crate) sparse: bool,
    #[serde(default)]
    pub(crate) flattened: bool,
    #[serde(default)]
    pub(crate) sensitive: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Error {
    pub(crate) code: Option<String>,
    pub(crate) http_status_code: Option<u16>,
    pub(crate) sender_fault: Option<bool>,
    #[serde(default)]
    pub(crate) fault: bool,
}
