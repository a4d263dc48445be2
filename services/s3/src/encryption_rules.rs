//! Default encryption of a bucket: what S3 takes, and how it shows it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html>

use gen_s3::{
    ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};
use kernel::ApiResult;

use crate::encryption::{Algorithm, DefaultEncryption};
use crate::refusals::{invalid_argument, malformed_xml};

/// What the configuration says; bucket keys are off unless it says that they are on.
pub(crate) fn parse(given: &ServerSideEncryptionConfiguration) -> ApiResult<DefaultEncryption> {
    let [rule] = given.rules.as_slice() else { return Err(malformed_xml()) };
    let default = rule.apply_server_side_encryption_by_default.as_ref();
    let default = default.ok_or_else(malformed_xml)?;
    let algorithm = Algorithm::parse(&default.sse_algorithm).ok_or_else(malformed_xml)?;
    if default.kms_master_key_id.is_some() && algorithm == Algorithm::Aes256 {
        return Err(invalid_argument(
            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
            "ApplyServerSideEncryptionByDefault",
        ));
    }
    Ok(DefaultEncryption {
        algorithm,
        kms_key: default.kms_master_key_id.clone(),
        bucket_key: rule.bucket_key_enabled.unwrap_or(false),
    })
}

/// As the API shows it: every bucket has one.
pub(crate) fn shown(default: Option<&DefaultEncryption>) -> ServerSideEncryptionConfiguration {
    let by_default = ServerSideEncryptionByDefault {
        sse_algorithm: default.map_or(Algorithm::Aes256, |d| d.algorithm).as_str().to_owned(),
        kms_master_key_id: default.and_then(|d| d.kms_key.clone()),
    };
    ServerSideEncryptionConfiguration {
        rules: vec![ServerSideEncryptionRule {
            apply_server_side_encryption_by_default: Some(by_default),
            bucket_key_enabled: Some(default.is_some_and(|d| d.bucket_key)),
            blocked_encryption_types: None,
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations() {
        let of = |algorithm: &str, key: Option<&str>| {
            let mut configuration = shown(None);
            configuration.rules[0].apply_server_side_encryption_by_default =
                Some(ServerSideEncryptionByDefault {
                    sse_algorithm: algorithm.to_owned(),
                    kms_master_key_id: key.map(Into::into),
                });
            configuration.rules[0].bucket_key_enabled = None;
            configuration
        };
        assert_eq!(shown(Some(&parse(&of("AES256", None)).unwrap())), shown(None));
        let kms = parse(&of("aws:kms", Some("k"))).unwrap();
        assert_eq!((kms.algorithm, kms.kms_key.as_deref()), (Algorithm::Kms, Some("k")));
        assert_eq!(parse(&of("AES256", Some("k"))).unwrap_err().code(), "InvalidArgument");
        assert_eq!(parse(&of("aes", None)).unwrap_err().code(), "MalformedXML");
        let none = ServerSideEncryptionConfiguration { rules: vec![] };
        assert_eq!(parse(&none).unwrap_err().code(), "MalformedXML");
        let rules = [shown(None).rules, shown(None).rules].concat();
        let two = ServerSideEncryptionConfiguration { rules };
        assert_eq!(parse(&two).unwrap_err().code(), "MalformedXML");
    }
}
