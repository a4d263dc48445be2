//! The AWS signing test suite (Apache-2.0), where it is present beside the repository: canonical
//! requests, strings to sign and signatures, in headers and queries, SigV4 and SigV4A.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{NOW, Request};
use sigv4::sign::{Body, Signer};
use sigv4::{Algorithm, AuthError, PayloadHash, Rules, SecretKey};

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cases/sigv4");

struct Case {
    dir: PathBuf,
    algorithm: Algorithm,
    context: serde_json::Value,
}

impl Case {
    fn read(&self, name: &str) -> String {
        let path = self.dir.join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        self.context.pointer(pointer)?.as_str()
    }

    fn flag(&self, name: &str) -> bool {
        self.context.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    fn rules(&self) -> Rules {
        Rules { normalize_path: self.flag("normalize"), ..Rules::STANDARD }
    }

    fn secret(&self) -> SecretKey {
        SecretKey::new(self.text("/credentials/secret_access_key").unwrap())
    }

    fn signer<'a>(&'a self, secret: &'a SecretKey) -> Signer<'a> {
        Signer {
            algorithm: self.algorithm,
            access_key_id: self.text("/credentials/access_key_id").unwrap(),
            secret,
            session_token: self.text("/credentials/token"),
            sign_token: !self.flag("omit_session_token"),
            region: self.text("/region").unwrap(),
            service: self.text("/service").unwrap(),
            rules: self.rules(),
        }
    }

    fn body(&self, request: &Request, header: bool) -> Body {
        match self.flag("sign_body") && header {
            true => Body::Declared(PayloadHash::Sha256(request.body_hash())),
            false => Body::of(&request.body),
        }
    }
}

/// All cases; empty, with a word about it, when the suite is not there.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (folder, algorithm) in [("v4", Algorithm::V4), ("v4a", Algorithm::V4A)] {
        let Ok(entries) = fs::read_dir(Path::new(SUITE).join(folder)) else {
            eprintln!("NOT RUN: the AWS signing test suite is not at {SUITE}/{folder}");
            continue;
        };
        for entry in entries {
            let dir = entry.unwrap().path();
            if !dir.join("header-signature.txt").exists() {
                eprintln!("NOT RUN: {} has a request and no results", dir.display());
                continue;
            }
            let context = fs::read_to_string(dir.join("context.json")).unwrap();
            let context = serde_json::from_str(&context).unwrap();
            cases.push(Case { dir, algorithm, context });
        }
    }
    eprintln!("{} cases of the AWS signing test suite", cases.len());
    cases
}

/// Reads a request as the suite writes it: LF line breaks, folded headers, unescaped paths.
fn read_request(text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap().strip_suffix(" HTTP/1.1").unwrap();
    let (method, target) = first.split_once(' ').unwrap();
    let mut request = Request::new(method, target);
    request.headers.clear();
    for line in lines.filter(|line| !line.is_empty()) {
        if line.starts_with(' ') {
            let last = request.headers.last_mut().unwrap();
            last.1.push('\n');
            last.1.push_str(line);
        } else {
            let (name, value) = line.split_once(':').unwrap();
            request.headers.push((name.into(), value.into()));
        }
    }
    request.body = body.as_bytes().to_vec();
    request
}

#[test]
fn signed_requests_verify() {
    for case in cases() {
        for kind in ["header", "query"] {
            let request = read_request(&case.read(&format!("{kind}-signed-request.txt")));
            let verified = request.verify_with(&case.secret(), NOW, &case.rules());
            assert!(verified.is_ok(), "{} {kind}: {verified:?}", case.dir.display());
        }
    }
}

#[test]
fn listed_signatures_verify_in_place_of_the_request_s_own() {
    for case in cases() {
        for kind in ["header", "query"] {
            let text = case.read(&format!("{kind}-signed-request.txt"));
            let (before, after) = text.split_once("Signature=").unwrap();
            let digits = after.find(|c: char| !c.is_ascii_hexdigit()).unwrap();
            let listed = case.read(&format!("{kind}-signature.txt"));
            let text = format!("{before}Signature={}{}", listed.trim(), &after[digits..]);
            let verified = read_request(&text).verify_with(&case.secret(), NOW, &case.rules());
            assert!(verified.is_ok(), "{} {kind}: {verified:?}", case.dir.display());
        }
    }
}

#[test]
fn canonical_requests_and_strings_to_sign_are_the_suite_s() {
    for case in cases() {
        for kind in ["header", "query"] {
            let mut request = read_request(&case.read(&format!("{kind}-signed-request.txt")));
            // A token that was added after signing is no part of the canonical request.
            if case.flag("omit_session_token") && kind == "query" {
                let pieces = request.query.split('&');
                let kept: Vec<_> =
                    pieces.filter(|p| !p.starts_with("X-Amz-Security-Token=")).collect();
                request.query = kept.join("&");
            }
            let wrong = SecretKey::new("another secret");
            let Err(AuthError::Mismatch(told)) = request.verify_with(&wrong, NOW, &case.rules())
            else {
                panic!("{}: a wrong secret verifies", case.dir.display())
            };
            let canonical = case.read(&format!("{kind}-canonical-request.txt"));
            assert_eq!(told.canonical_request, canonical.trim_end(), "{}", case.dir.display());
            let string = case.read(&format!("{kind}-string-to-sign.txt"));
            assert_eq!(told.string_to_sign, string.trim_end(), "{}", case.dir.display());
        }
    }
}

#[test]
fn our_own_signatures_are_the_suite_s() {
    for case in cases() {
        let secret = case.secret();
        let request = read_request(&case.read("request.txt"));
        let signer = case.signer(&secret);
        let signed = request.clone().signed(&signer, case.body(&request, true));
        let query = request.clone().presigned(&signer, case.body(&request, false), 3600);
        for (made, kind) in [(&signed, "header"), (&query, "query")] {
            let verified = made.verify_with(&secret, NOW, &case.rules());
            assert!(verified.is_ok(), "{} {kind}: {verified:?}", case.dir.display());
            // ECDSA signatures of the suite are random, so only those of HMAC can be compared.
            if case.algorithm == Algorithm::V4 {
                let own = made.parse().unwrap().unwrap().signature.to_hex();
                let listed = case.read(&format!("{kind}-signature.txt"));
                assert_eq!(own, listed.trim(), "{} {kind}", case.dir.display());
            }
        }
    }
}
