//! A request with owned parts, and how tests sign and verify it.

use sha2::{Digest, Sha256};
use sigv4::sign::{Body, Signer};
use sigv4::{
    Algorithm, AuthError, Authorization, RequestView, Rules, SecretKey, Verified, parse, verify,
};

pub(crate) const NOW: i64 = 1_440_938_160; // 20150830T123600Z

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, target: &str) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            method: method.into(),
            path: path.into(),
            query: query.into(),
            headers: vec![("Host".into(), "example.amazonaws.com".into())],
            body: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Request {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Replaces all headers of that name.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Request {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self.with(name, value)
    }

    pub(crate) fn without(mut self, name: &str) -> Request {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        &found.unwrap_or_else(|| panic!("no header {name}")).1
    }

    pub(crate) fn view(&self) -> RequestView<'_> {
        RequestView {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
        }
    }

    pub(crate) fn body_hash(&self) -> [u8; 32] {
        Sha256::digest(&self.body).into()
    }

    pub(crate) fn signed(mut self, signer: &Signer<'_>, body: Body) -> Request {
        let added = signer.sign(&self.view(), body, NOW).headers;
        self.headers.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
        self
    }

    pub(crate) fn presigned(mut self, signer: &Signer<'_>, body: Body, expires: u32) -> Request {
        self.query = signer.presign(&self.view(), body, expires, NOW);
        self
    }

    pub(crate) fn parse(&self) -> Result<Option<Authorization>, AuthError> {
        parse(&self.view())
    }

    pub(crate) fn verify(&self, now: i64, rules: &Rules) -> Result<Verified, AuthError> {
        self.verify_with(&secret(), now, rules)
    }

    pub(crate) fn verify_with(
        &self,
        secret: &SecretKey,
        now: i64,
        rules: &Rules,
    ) -> Result<Verified, AuthError> {
        let auth = self.parse()?.ok_or(AuthError::Missing)?;
        verify(&auth, &self.view(), secret, Some(&self.body_hash()), now, rules)
    }
}

pub(crate) fn secret() -> SecretKey {
    SecretKey::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

pub(crate) fn signer(secret: &SecretKey) -> Signer<'_> {
    Signer {
        algorithm: Algorithm::V4,
        access_key_id: "AKIDEXAMPLE",
        secret,
        session_token: None,
        sign_token: true,
        region: "us-east-1",
        service: "service",
        rules: Rules::STANDARD,
    }
}
