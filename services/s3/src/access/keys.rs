//! What a request says of itself, as condition keys ask for it.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys>

use kernel::{AccessQuery, Required};

/// The parts of an input that policies can ask about.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) bucket: Option<String>,
    pub(super) key: Option<String>,
    pub(super) version: Option<String>,
    pub(super) bypass: bool,
    pub(super) has_tags: bool,
    pub(super) has_acl: bool,
    pub(super) has_retention: bool,
    pub(super) has_legal_hold: bool,
    copy_source: Option<String>,
    /// Condition keys and their values.
    keys: Vec<(&'static str, String)>,
    tags: Vec<(String, String)>,
}

/// What a copy is made of.
pub(super) struct Source {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) version: Option<String>,
}

/// Members of inputs, and the keys that tell them.
const KEYS: [(&str, &str); 20] = [
    ("ACL", "s3:x-amz-acl"),
    ("CopySource", "s3:x-amz-copy-source"),
    ("Delimiter", "s3:delimiter"),
    ("GrantFullControl", "s3:x-amz-grant-full-control"),
    ("GrantRead", "s3:x-amz-grant-read"),
    ("GrantReadACP", "s3:x-amz-grant-read-acp"),
    ("GrantWrite", "s3:x-amz-grant-write"),
    ("GrantWriteACP", "s3:x-amz-grant-write-acp"),
    ("MaxKeys", "s3:max-keys"),
    ("MetadataDirective", "s3:x-amz-metadata-directive"),
    ("ObjectLockLegalHoldStatus", "s3:object-lock-legal-hold"),
    ("ObjectLockMode", "s3:object-lock-mode"),
    ("ObjectLockRetainUntilDate", "s3:object-lock-retain-until-date"),
    ("ObjectOwnership", "s3:x-amz-object-ownership"),
    ("Prefix", "s3:prefix"),
    ("SSECustomerAlgorithm", "s3:x-amz-server-side-encryption-customer-algorithm"),
    ("SSEKMSKeyId", "s3:x-amz-server-side-encryption-aws-kms-key-id"),
    ("ServerSideEncryption", "s3:x-amz-server-side-encryption"),
    ("StorageClass", "s3:x-amz-storage-class"),
    ("VersionId", "s3:versionid"),
];

/// Whether policies can ask about the member of this name.
fn is_asked_for(name: &str) -> bool {
    matches!(name, "Bucket" | "Key" | "BypassGovernanceRetention" | "Tagging")
        || KEYS.binary_search_by(|(member, _)| (*member).cmp(name)).is_ok()
}

impl Given {
    /// Looks only for members that the operation has.
    pub(super) fn of(query: &AccessQuery<'_>) -> Given {
        let mut given = Given::default();
        for (name, text) in query.input.scalars(is_asked_for) {
            match name {
                "Bucket" => given.bucket = Some(text),
                "Key" => given.key = Some(text).filter(|key| !key.is_empty()),
                "BypassGovernanceRetention" => given.bypass = text == "true",
                _ => given.member(name, text),
            }
        }
        match query.operation {
            "PutObjectRetention" => given.retention(&query.input.texts("Retention")),
            "PutObjectLegalHold" => {
                let status = query.input.text("LegalHold");
                given.keys.extend(status.map(|status| ("s3:object-lock-legal-hold", status)));
            }
            "UpdateObjectEncryption" => given.new_key(query),
            "PutObjectTagging" => given.tags = query.input.tags("Tagging"),
            _ => {}
        }
        given
    }

    fn member(&mut self, name: &str, text: String) {
        if name == "Tagging" {
            return self.tagging_header(&text);
        }
        let Ok(at) = KEYS.binary_search_by(|(member, _)| (*member).cmp(name)) else { return };
        match name {
            "VersionId" => self.version = Some(text.clone()),
            "CopySource" => self.copy_source = Some(text.clone()),
            "ObjectLockMode" | "ObjectLockRetainUntilDate" => self.has_retention = true,
            "ObjectLockLegalHoldStatus" => self.has_legal_hold = true,
            "ACL" => self.has_acl = text != "private",
            name if name.starts_with("Grant") => self.has_acl = true,
            _ => {}
        }
        self.keys.push((KEYS[at].1, text));
    }

    /// The key of KMS that an object is to have, which a document names.
    fn new_key(&mut self, query: &AccessQuery<'_>) {
        let input = query.input_as::<gen_s3::UpdateObjectEncryptionRequest>();
        if let Some(gen_s3::ObjectEncryption::SSEKMS(asked)) = input.map(|i| &i.object_encryption) {
            let key = asked.kms_key_arn.clone();
            self.keys.push(("s3:x-amz-server-side-encryption", "aws:kms".to_owned()));
            self.keys.push(("s3:x-amz-server-side-encryption-aws-kms-key-id", key));
        }
    }

    fn tagging_header(&mut self, text: &str) {
        if !text.is_empty() {
            self.tags = crate::tags::of_header(Some(text)).unwrap_or_default();
            self.has_tags = true;
        }
    }

    fn retention(&mut self, texts: &[String]) {
        for text in texts {
            let key = match text.as_str() {
                "GOVERNANCE" | "COMPLIANCE" => "s3:object-lock-mode",
                _ => "s3:object-lock-retain-until-date",
            };
            self.keys.push((key, text.clone()));
        }
    }

    /// The same request as who reads a copy's source sees it.
    pub(super) fn reading(&self, version: Option<String>) -> Given {
        Given { version, keys: Vec::new(), tags: Vec::new(), ..self.clone() }
    }

    /// What is copied.
    pub(super) fn source(&self) -> Option<Source> {
        let (bucket, key, version) = crate::copy_source::parts(self.copy_source.as_deref()?)?;
        Some(Source { bucket, key, version })
    }

    /// Adds what the request says to what it requires.
    pub(super) fn onto(&self, mut required: Required) -> Required {
        for (key, value) in &self.keys {
            required = required.with_key(*key, value.as_str());
        }
        if !self.tags.is_empty() {
            let names = self.tags.iter().map(|(name, _)| name.as_str());
            required = required.with_keys("s3:RequestObjectTagKeys", names);
        }
        for (name, value) in &self.tags {
            required = required.with_key(format!("s3:RequestObjectTag/{name}"), value.as_str());
        }
        required
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_sorted() {
        assert!(KEYS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn sources_of_copies() {
        for (text, want) in [
            ("b/k", Some(("b", "k", None))),
            ("/b/k%2Fl%20m", Some(("b", "k/l m", None))),
            ("b/k?versionId=v", Some(("b", "k", Some("v")))),
            ("b%2Fk", Some(("b", "k", None))),
            ("https://b.s3.amazonaws.com/k", Some(("b", "k", None))),
            ("b/100%", None),
            ("b", None),
        ] {
            let given = Given { copy_source: Some(text.into()), ..Given::default() };
            let found = given.source();
            let shown = found.as_ref().map(|source| {
                (source.bucket.as_str(), source.key.as_str(), source.version.as_deref())
            });
            assert_eq!(shown, want, "{text}");
        }
    }
}
