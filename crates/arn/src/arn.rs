//! Amazon Resource Names: `arn:partition:service:region:account:resource`.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An ARN: its text, and where its fields lie. Region and account may be empty (S3, IAM).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Arn {
    text: String,
    /// Ends of `arn`, partition, service, region and account: the colons.
    colons: [u16; 5],
}

/// Why a text is no ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ArnError {
    /// Not six fields beginning with `arn`.
    #[error("an ARN has the form arn:partition:service:region:account:resource")]
    Form,
    /// Over 2,048 bytes.
    #[error("an ARN has at most 2048 characters")]
    TooLong,
}

impl Arn {
    const MAX_LEN: usize = 2048;

    /// Put together from its fields, which must hold no colon but in `resource`.
    pub fn new(
        partition: &str,
        service: &str,
        region: &str,
        account: &str,
        resource: &str,
    ) -> Result<Arn, ArnError> {
        let fields = ["arn", partition, service, region, account];
        let len = fields.iter().map(|field| field.len() + 1).sum::<usize>() + resource.len();
        if len > Arn::MAX_LEN {
            return Err(ArnError::TooLong);
        }
        if partition.is_empty() || service.is_empty() || resource.is_empty() {
            return Err(ArnError::Form);
        }
        let (mut text, mut colons) = (String::with_capacity(len), [0; 5]);
        for (field, colon) in fields.into_iter().zip(&mut colons) {
            text.push_str(field);
            *colon = u16::try_from(text.len()).map_err(|_| ArnError::TooLong)?;
            text.push(':');
        }
        text.push_str(resource);
        Ok(Arn { text, colons })
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Such as `aws`.
    pub fn partition(&self) -> &str {
        self.field(0)
    }

    /// Such as `sqs`.
    pub fn service(&self) -> &str {
        self.field(1)
    }

    /// Such as `us-east-1`; empty for global services.
    pub fn region(&self) -> &str {
        self.field(2)
    }

    /// Twelve digits, or empty.
    pub fn account(&self) -> &str {
        self.field(3)
    }

    /// All that follows the fifth colon.
    pub fn resource(&self) -> &str {
        &self.text[usize::from(self.colons[4]) + 1..]
    }

    fn field(&self, i: usize) -> &str {
        &self.text[usize::from(self.colons[i]) + 1..usize::from(self.colons[i + 1])]
    }
}

impl FromStr for Arn {
    type Err = ArnError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Arn::try_from(text.to_owned())
    }
}

impl TryFrom<String> for Arn {
    type Error = ArnError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() > Arn::MAX_LEN {
            return Err(ArnError::TooLong);
        }
        let mut colons = [0u16; 5];
        let mut found = text.bytes().zip(0u16..).filter(|(b, _)| *b == b':').map(|(_, at)| at);
        for slot in &mut colons {
            *slot = found.next().ok_or(ArnError::Form)?;
        }
        let arn = Arn { text, colons };
        let whole = arn.text.starts_with("arn:")
            && !arn.partition().is_empty()
            && !arn.service().is_empty()
            && !arn.resource().is_empty();
        whole.then_some(arn).ok_or(ArnError::Form)
    }
}

impl From<Arn> for String {
    fn from(arn: Arn) -> String {
        arn.text
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_an_arn() {
        let arn: Arn =
            "arn:aws:lambda:eu-west-1:123456789012:function:f:1".parse().expect("an ARN");
        assert_eq!(
            (arn.partition(), arn.service(), arn.region(), arn.account(), arn.resource()),
            ("aws", "lambda", "eu-west-1", "123456789012", "function:f:1")
        );
    }

    #[test]
    fn put_together_as_it_is_read() {
        let long = "r".repeat(Arn::MAX_LEN);
        for (partition, service, region, account, resource) in [
            ("aws", "sqs", "eu-west-1", "123456789012", "q"),
            ("aws", "s3", "", "", "bucket/key:with:colons"),
            ("", "sqs", "r", "a", "q"),
            ("aws", "", "r", "a", "q"),
            ("aws", "sqs", "r", "a", ""),
            ("aws", "sqs", "r", "a", &long),
        ] {
            let read = format!("arn:{partition}:{service}:{region}:{account}:{resource}").parse();
            assert_eq!(Arn::new(partition, service, region, account, resource), read);
        }
    }

    #[test]
    fn what_is_no_arn_is_refused() {
        for wrong in
            ["", "arn", "arn:aws:sqs:::", "arn:aws::r:a:x", "urn:aws:sqs:r:a:q", "arn:::::"]
        {
            assert!(wrong.parse::<Arn>().is_err(), "{wrong}");
        }
        assert_eq!("a:".repeat(3000).parse::<Arn>(), Err(ArnError::TooLong));
    }
}
