//! MD5 sums of bodies and attributes, by which clients check that a message arrived as it was sent.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation>

use md5::Md5;

use crate::message_attributes::{Attribute, Value};

/// Sixteen bytes, shown as lower-case hexadecimal.
pub(crate) type Sum = [u8; 16];

pub(crate) fn of_body(body: &str) -> Sum {
    Md5::digest(body)
}

/// The sum over attributes in the order of their names; each is its name, its type, and its value after a
/// byte that says text or binary. Names, types and values come after their lengths.
pub(crate) fn of_attributes<'a>(attributes: impl Iterator<Item = &'a Attribute>) -> Sum {
    let mut sorted: Vec<&Attribute> = attributes.collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut sum = Md5::new();
    for attribute in sorted {
        part(&mut sum, attribute.name.as_bytes());
        part(&mut sum, attribute.data_type.as_bytes());
        match &attribute.value {
            Value::Text(text) => {
                sum.update([1]);
                part(&mut sum, text.as_bytes());
            }
            Value::Binary(bytes) => {
                sum.update([2]);
                part(&mut sum, bytes);
            }
        }
    }
    sum.finalize()
}

fn part(sum: &mut Md5, bytes: &[u8]) {
    // Messages end at 1 MiB, so a length always fits.
    sum.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    sum.update(bytes);
}

pub(crate) fn hex(sum: &Sum) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = sum.iter().flat_map(|b| [b >> 4, b & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(attributes: &[(&str, &str, &str)]) -> String {
        let attributes: Vec<Attribute> = attributes
            .iter()
            .map(|(name, data_type, text)| Attribute {
                name: (*name).to_owned(),
                data_type: (*data_type).to_owned(),
                value: Value::Text((*text).to_owned()),
            })
            .collect();
        hex(&of_attributes(attributes.iter()))
    }

    #[test]
    fn sums_that_aws_gave() {
        assert_eq!(hex(&of_body("test")), "098f6bcd4621d373cade4e832627b4f6");
        assert_eq!(hex(&of_body("message-1")), "3d6b824fd8c1520e9a047d21fee6fb1f");
        assert_eq!(sum(&[("k", "String", "x")]), "a45daa70926828a2f0a1db3418e6feb4");
        assert_eq!(
            sum(&[("timestamp", "Number", "1493147359900")]),
            "235c5c510d26fb653d073faed50ae77c"
        );
        let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        assert_eq!(sum(&[("AWSTraceHeader", "String", trace)]), "5ae4d5d7636402d80f4eb6d213245a88");
        let three = [
            ("Hello", "String", "There"),
            ("General", "String", "Kenobi"),
            ("Help.Me", "String", "Me"),
        ];
        assert_eq!(sum(&three), "4c360f3fdafd970e05fae2f149d997f5");
        assert_eq!(sum(&three[..2]), "fca026605781cb4126a1e9044df24232");
        assert_eq!(sum(&three[..1]), "a311262e065454b75da111d535b8dacd");
        assert_eq!(sum(&[three[0], three[2]]), "83fee93c1bcd8b9a5a923ffacdc636c7");
    }
}
