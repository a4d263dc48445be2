//! A form's fields, and the headers of PutObject that they stand for.

use http::header::{CONTENT_LENGTH, HeaderName};
use http::{HeaderMap, HeaderValue};
use schema::ApiError;

/// The fields before the file.
pub(super) struct Fields {
    pub(super) bucket: String,
    all: Vec<(String, String)>,
}

/// Fields that become headers of the same name.
const HEADERS: [&str; 7] = [
    "acl",
    "cache-control",
    "content-type",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
];

impl Fields {
    /// `${filename}` in any field is the name of the file.
    pub(super) fn new(bucket: &str, all: Vec<(String, String)>, file: Option<&str>) -> Fields {
        let file = file.map(|name| name.rsplit(['/', '\\']).next().unwrap_or(name));
        let filled = |(name, value): (String, String)| match file {
            Some(file) if name != "policy" => (name, value.replace("${filename}", file)),
            _ => (name, value),
        };
        Fields { bucket: bucket.to_owned(), all: all.into_iter().map(filled).collect() }
    }

    /// A field's value; names are compared without regard to case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        if name == "bucket" {
            return Some(&self.bucket);
        }
        let found = self.all.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn key(&self) -> Result<String, ApiError> {
        match self.get("key") {
            Some(key) if !key.is_empty() => Ok(key.to_owned()),
            Some(_) => Err(ApiError::new("UserKeyMustBeSpecified", 400, NO_KEY)),
            None => Err(missing("key")),
        }
    }

    /// The headers of the call that the form stands for.
    pub(super) fn headers(&self) -> Result<HeaderMap, ApiError> {
        let mut headers = HeaderMap::new();
        // How long the file is shows when it has come.
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        for (name, value) in &self.all {
            let name = name.to_ascii_lowercase();
            let own = match name.as_str() {
                "acl" => "x-amz-acl",
                "tagging" => {
                    let tags = tags_of_document(value)?;
                    headers.insert("x-amz-tagging", header_value(&tags));
                    continue;
                }
                name if name.starts_with("x-amz-meta-") => {
                    // Metadata of a form is what it says, so it goes as a header that says just that.
                    if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
                        headers.append(name, header_value(&crate::head::encoded_word(value)));
                    }
                    continue;
                }
                name if HEADERS.contains(&name) => name,
                name if name.starts_with("x-amz-") && !is_of_signature(name) => name,
                _ => continue,
            };
            if let Ok(name) = HeaderName::from_bytes(own.as_bytes()) {
                headers.append(name, header_value(value));
            }
        }
        Ok(headers)
    }
}

const NO_KEY: &str = "The bucket POST must contain the specified field name. If it is specified, check the order of the \
                      fields.";

/// Fields that say who signed.
pub(super) fn is_of_signature(name: &str) -> bool {
    matches!(
        name,
        "x-amz-signature"
            | "x-amz-algorithm"
            | "x-amz-credential"
            | "x-amz-date"
            | "x-amz-security-token"
    )
}

/// A field that there must be.
pub(super) fn missing(name: &str) -> ApiError {
    let message = format!(
        "Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields."
    );
    ApiError::new("InvalidArgument", 400, message)
        .with_extra("ArgumentName", name)
        .with_extra("ArgumentValue", "")
}

fn header_value(text: &str) -> HeaderValue {
    crate::head::latin_header(text)
}

/// Percent-encodes all but what a path holds plainly.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The tags of a `Tagging` document as the header has them. A document of another kind has none.
fn tags_of_document(xml: &str) -> Result<String, ApiError> {
    let malformed = || {
        let message = "The XML you provided was not well-formed or did not validate against our published schema";
        ApiError::new("MalformedXML", 400, message)
    };
    if !xml.trim_start().starts_with('<') {
        return Err(malformed());
    }
    let mut tags = Vec::new();
    for tag in xml.split("<Tag>").skip(1) {
        let element = |name: &str| {
            let (_, rest) = tag.split_once(&format!("<{name}>"))?;
            rest.split_once(&format!("</{name}>")).map(|(text, _)| unescape(text))
        };
        let (key, value) = (element("Key").ok_or_else(malformed)?, element("Value"));
        tags.push(format!("{}={}", escape(&key), escape(&value.unwrap_or_default())));
    }
    Ok(tags.join("&"))
}

fn unescape(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&apos;", "'").replace("&amp;", "&")
}

fn escape(text: &str) -> String {
    encode(text).replace('/', "%2F")
}
