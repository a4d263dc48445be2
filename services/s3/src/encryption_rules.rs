//! Default encryption of a bucket: what S3 takes, and what a new object is encrypted with.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html>

use gen_s3::{ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule};
use kernel::ApiResult;

use crate::refusals::{invalid_argument, malformed_xml};

const ALGORITHMS: [&str; 3] = ["AES256", "aws:kms", "aws:kms:dsse"];

/// What new buckets have: Amazon S3 managed keys.
pub(crate) fn initial() -> ServerSideEncryptionConfiguration {
    ServerSideEncryptionConfiguration {
        rules: vec![ServerSideEncryptionRule {
            apply_server_side_encryption_by_default: Some(ServerSideEncryptionByDefault {
                sse_algorithm: "AES256".to_owned(),
                kms_master_key_id: None,
            }),
            bucket_key_enabled: Some(false),
            blocked_encryption_types: None,
        }],
    }
}

/// The configuration as it is kept: whether bucket keys are on is always said.
pub(crate) fn check(
    given: &ServerSideEncryptionConfiguration,
) -> ApiResult<ServerSideEncryptionConfiguration> {
    let [rule] = given.rules.as_slice() else { return Err(malformed_xml()) };
    let default = rule.apply_server_side_encryption_by_default.as_ref();
    let Some(default) = default else { return Err(malformed_xml()) };
    if !ALGORITHMS.contains(&default.sse_algorithm.as_str()) {
        return Err(malformed_xml());
    }
    if default.kms_master_key_id.is_some() && default.sse_algorithm == "AES256" {
        return Err(invalid_argument(
            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
            "ApplyServerSideEncryptionByDefault",
        ));
    }
    let mut rule = rule.clone();
    rule.bucket_key_enabled = Some(rule.bucket_key_enabled.unwrap_or(false));
    Ok(ServerSideEncryptionConfiguration { rules: vec![rule] })
}

/// What an object is encrypted with that does not say: algorithm, key, and whether a bucket key is used.
pub(crate) fn default_for_objects(
    configuration: &ServerSideEncryptionConfiguration,
) -> (&str, Option<&str>, bool) {
    let rule = configuration.rules.first();
    let default = rule.and_then(|rule| rule.apply_server_side_encryption_by_default.as_ref());
    let bucket_key = rule.and_then(|rule| rule.bucket_key_enabled).unwrap_or(false);
    match default {
        Some(default) => {
            (&default.sse_algorithm, default.kms_master_key_id.as_deref(), bucket_key)
        }
        None => ("AES256", None, bucket_key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations() {
        let of = |algorithm: &str, key: Option<&str>| {
            let mut configuration = initial();
            configuration.rules[0].apply_server_side_encryption_by_default =
                Some(ServerSideEncryptionByDefault {
                    sse_algorithm: algorithm.to_owned(),
                    kms_master_key_id: key.map(Into::into),
                });
            configuration.rules[0].bucket_key_enabled = None;
            configuration
        };
        assert_eq!(check(&of("AES256", None)).unwrap(), initial());
        let kms = check(&of("aws:kms", Some("k"))).unwrap();
        assert_eq!(default_for_objects(&kms), ("aws:kms", Some("k"), false));
        assert_eq!(check(&of("AES256", Some("k"))).unwrap_err().code(), "InvalidArgument");
        assert_eq!(check(&of("aes", None)).unwrap_err().code(), "MalformedXML");
        let none = ServerSideEncryptionConfiguration { rules: vec![] };
        assert_eq!(check(&none).unwrap_err().code(), "MalformedXML");
        let two = ServerSideEncryptionConfiguration { rules: [initial().rules, initial().rules].concat() };
        assert_eq!(check(&two).unwrap_err().code(), "MalformedXML");
    }
}
