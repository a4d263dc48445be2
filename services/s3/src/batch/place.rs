//! Objects and buckets that ARNs name, those of access points among them.

use crate::access_point_name::{Named, split_source};
use crate::bucket_name::BucketName;

/// What stands for the bucket in a call of S3: its name, or the ARN of the access point.
pub(crate) fn bucket(arn: &str) -> Option<&str> {
    if matches!(Named::parse(arn), Some(Named::Arn { .. })) {
        return Some(arn);
    }
    let (partition, name) = arn.strip_prefix("arn:")?.split_once(":s3:::")?;
    (partition.starts_with("aws") && BucketName::parse(name).is_ok()).then_some(name)
}

/// The same with the key, of an object's ARN.
pub(crate) fn object(arn: &str) -> Option<(&str, &str)> {
    let (home, key) = match arn.split_once(":s3:::") {
        Some((_, path)) => {
            let (_, key) = path.split_once('/')?;
            (arn.get(..arn.len() - key.len() - 1)?, key)
        }
        None => split_source(arn)?,
    };
    (!key.is_empty()).then_some((bucket(home)?, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: &str = "arn:aws:s3:eu-west-1:111122223333:accesspoint/p";

    #[test]
    fn places() {
        for (arn, want) in [
            ("arn:aws:s3:::mine", Some("mine")),
            (POINT, Some(POINT)),
            ("arn:aws:s3:::mine/k", None),
            ("mine", None),
        ] {
            assert_eq!(bucket(arn), want, "{arn}");
        }
        let inside = format!("{POINT}/object/k/l");
        for (arn, want) in [
            ("arn:aws:s3:::mine/k/l", Some(("mine", "k/l"))),
            (inside.as_str(), Some((POINT, "k/l"))),
            ("arn:aws:s3:::mine/", None),
            ("arn:aws:s3:::mine", None),
            ("mine/k", None),
        ] {
            assert_eq!(object(arn), want, "{arn}");
        }
    }
}
