//! Tags of objects.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>

use gen_s3::Tag;
use kernel::{ApiError, ApiResult};

use crate::{errors, limits};

pub(crate) type Tags = Vec<(String, String)>;

const MAX_KEY: usize = 128;
const MAX_VALUE: usize = 256;

/// The tags of the header `x-amz-tagging`: a query string.
pub(crate) fn of_header(given: Option<&str>) -> ApiResult<Tags> {
    let Some(text) = given.filter(|text| !text.is_empty()) else { return Ok(Vec::new()) };
    let refused = || {
        let message = "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters \
                       without tag name duplicates.";
        errors::invalid_argument(message, "x-amz-tagging", text)
    };
    let mut tags = Tags::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = decode(key).ok_or_else(refused)?;
        let value = decode(value).ok_or_else(refused)?;
        let odd = value.contains('=') && !pair.contains("%3D");
        if odd || key.is_empty() || tags.iter().any(|(own, _)| *own == key) {
            return Err(refused());
        }
        tags.push((key, value));
    }
    check(&tags)?;
    Ok(tags)
}

fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(out).ok()
}

/// The tags of a document.
pub(crate) fn of_document(given: &[Tag]) -> ApiResult<Tags> {
    let tags: Tags = given.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
    for (at, (key, _)) in tags.iter().enumerate() {
        if tags[..at].iter().any(|(own, _)| own == key) {
            let message = "Cannot provide multiple Tags with the same key";
            return Err(errors::invalid_tag_key(message, key));
        }
    }
    check(&tags)?;
    Ok(tags)
}

fn check(tags: &Tags) -> ApiResult<()> {
    if tags.len() > limits::MAX_OBJECT_TAGS {
        return Err(ApiError::new("BadRequest", 400, "Object tags cannot be greater than 10"));
    }
    for (key, value) in tags {
        if key.starts_with("aws:") {
            let message = "Your TagKey cannot be prefixed with aws:";
            return Err(errors::invalid_tag_key(message, key));
        }
        if !is_valid(key, MAX_KEY) || key.is_empty() {
            return Err(errors::invalid_tag_key("The TagKey you have provided is invalid", key));
        }
        if !is_valid(value, MAX_VALUE) {
            let message = "The TagValue you have provided is invalid";
            return Err(errors::invalid_tag_key(message, key).with_extra("TagValue", value));
        }
    }
    Ok(())
}

fn is_valid(text: &str, most: usize) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    text.chars().count() <= most && text.chars().all(allowed)
}

/// As documents show them.
pub(crate) fn shown(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): &(String, String)| Tag { key: key.clone(), value: value.clone() };
    tags.iter().map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        for (text, expected) in [
            ("", Some(vec![])),
            ("a=b", Some(vec![("a", "b")])),
            ("a=b&c=d%20e+f", Some(vec![("a", "b"), ("c", "d e f")])),
            ("a", Some(vec![("a", "")])),
            ("a=1&a=2", None),
            ("key1=val1,key2=val2", None),
            ("a=%zz", None),
            ("aws:a=b", None),
        ] {
            let found = of_header(Some(text)).ok();
            let expected = expected.map(|all| {
                all.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect::<Tags>()
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
