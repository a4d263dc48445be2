//! The policies that AWS manages: attached by ARN, the same in every account, never changed by customers.
//! Ref: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::texts::MANAGED;

/// A policy that AWS manages.
#[derive(Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`.
    pub arn: &'static str,
    /// `AWSLambdaBasicExecutionRole`.
    pub name: &'static str,
    /// `/service-role/`.
    pub path: &'static str,
    /// The default version's id: `v3`.
    pub version: &'static str,
    /// When the policy was made: `2015-02-06T18:41:07Z`.
    pub created: &'static str,
    /// When the default version was made, in the same form.
    pub updated: &'static str,
    /// The default version: JSON with a line for each element of an array, no other white space.
    pub document: &'static str,
    /// `ANPA` and 17 characters. The facts have none, so it follows from the ARN: the same in every cloud, but not
    /// AWS's.
    pub id: &'static str,
}

/// All of them, sorted by ARN.
pub fn all() -> &'static [ManagedPolicy] {
    static ALL: OnceLock<Vec<ManagedPolicy>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<ManagedPolicy> = MANAGED.iter().flat_map(|(_, text)| read(text)).collect();
        all.sort_by_key(|policy| policy.arn);
        all
    })
}

/// The policy with this ARN; case counts, and so does the path.
pub fn find(arn: &str) -> Option<&'static ManagedPolicy> {
    let at = all().binary_search_by_key(&arn, |policy| policy.arn).ok()?;
    all().get(at)
}

/// Reads a text: a line `path ...`, then for each policy a head line and the lines of its document.
fn read(text: &'static str) -> Vec<ManagedPolicy> {
    let (path, rest) =
        text.strip_prefix("path ").and_then(|text| text.split_once('\n')).unwrap_or_default();
    let blocks =
        rest.split("\npolicy ").map(|block| block.strip_prefix("policy ").unwrap_or(block));
    blocks.filter_map(|block| policy(path, block)).collect()
}

fn policy(path: &'static str, block: &'static str) -> Option<ManagedPolicy> {
    let (head, document) = block.split_once('\n')?;
    let words: Vec<&str> = head.split(' ').collect();
    let [name, version, created, updated] = words[..] else { return None };
    let arn: &'static str = format!("arn:aws:iam::aws:policy{path}{name}").leak();
    let (document, id) = (document.trim_end(), id_of(arn).leak());
    Some(ManagedPolicy { arn, name, path, version, created, updated, document, id })
}

/// An id of AWS's form from the ARN's hash.
fn id_of(arn: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let hash = Sha256::digest(arn);
    let letters = hash.iter().take(17).map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    "ANPA".chars().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_of_the_texts_is_read() {
        let heads = MANAGED.iter().flat_map(|(_, text)| text.lines());
        assert_eq!(all().len(), heads.filter(|line| line.starts_with("policy ")).count());
        for policy in all() {
            let document: serde_json::Value = serde_json::from_str(policy.document).unwrap();
            assert_eq!(document["Version"], "2012-10-17", "{}", policy.arn);
            assert!(!document["Statement"].is_null(), "{}", policy.arn);
            assert!(policy.path.starts_with('/') && policy.path.ends_with('/'));
            assert!(policy.version.starts_with('v'), "{}", policy.arn);
            assert!(policy.created.ends_with('Z') && policy.updated.ends_with('Z'));
        }
        assert!(all().windows(2).all(|pair| pair[0].arn < pair[1].arn));
    }

    #[test]
    fn policies_are_found_by_arn() {
        let admin = find("arn:aws:iam::aws:policy/AdministratorAccess").unwrap();
        assert_eq!((admin.name, admin.path, admin.version), ("AdministratorAccess", "/", "v1"));
        assert_eq!(
            admin.document,
            "{\"Version\":\"2012-10-17\",\"Statement\":[\n\
             {\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}\n]}"
        );
        assert_eq!(admin.id.len(), 21);
        let role = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
        assert_eq!(find(role).unwrap().path, "/service-role/");
        assert_eq!(find("arn:aws:iam::aws:policy/administratoraccess"), None);
        assert_eq!(find("arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole"), None);
    }

    #[test]
    fn ids_differ() {
        let ids: std::collections::BTreeSet<&str> = all().iter().map(|policy| policy.id).collect();
        assert_eq!(ids.len(), all().len());
    }
}
