//! JSON Web Tokens and key sets, read. A token's algorithm is taken from a short list, never `none`, and must fit the
//! key's own kind.
//! Ref: <https://www.rfc-editor.org/rfc/rfc7515>, <https://www.rfc-editor.org/rfc/rfc7517>

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::public_key::{Hash, PublicKey, Scheme};

/// Keys of a set that are looked at.
const MAX_KEYS: usize = 100;

/// A token, taken apart and not yet believed.
pub(crate) struct Token<'t> {
    pub(crate) key_id: Option<String>,
    scheme: Scheme,
    hash: Hash,
    signed: &'t str,
    signature: Vec<u8>,
    pub(crate) claims: Claims,
}

/// What a token claims.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Claims {
    #[serde(default)]
    pub(crate) iss: Option<String>,
    #[serde(default)]
    pub(crate) sub: Option<String>,
    #[serde(default)]
    pub(crate) aud: Texts,
    #[serde(default)]
    pub(crate) azp: Option<String>,
    #[serde(default)]
    pub(crate) amr: Texts,
    #[serde(default)]
    pub(crate) email: Option<String>,
    #[serde(default)]
    pub(crate) exp: Option<f64>,
    #[serde(default)]
    pub(crate) nbf: Option<f64>,
    #[serde(default)]
    pub(crate) iat: Option<f64>,
    #[serde(default, rename = "https://aws.amazon.com/tags")]
    pub(crate) tags: Option<TagClaims>,
    #[serde(default, rename = "https://aws.amazon.com/source_identity")]
    pub(crate) source_identity: Option<String>,
}

/// Session tags of a token.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TagClaims {
    #[serde(default)]
    pub(crate) principal_tags: BTreeMap<String, Texts>,
    #[serde(default)]
    pub(crate) transitive_tag_keys: Vec<String>,
}

/// One text or several.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(from = "OneOrMany")]
pub(crate) struct Texts(pub(crate) Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Texts {
    fn from(value: OneOrMany) -> Texts {
        match value {
            OneOrMany::One(text) => Texts(vec![text]),
            OneOrMany::Many(texts) => Texts(texts),
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    /// Extensions that must be understood; none is.
    #[serde(default)]
    crit: Option<Vec<String>>,
}

impl Token<'_> {
    /// Takes a token apart; `None` when it is none, or of an algorithm that is not taken.
    pub(crate) fn parse(text: &str) -> Option<Token<'_>> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&decoded(header)?).ok()?;
        if header.crit.is_some() {
            return None;
        }
        let (scheme, hash) = algorithm(&header.alg)?;
        Some(Token {
            key_id: header.kid,
            scheme,
            hash,
            signed,
            signature: decoded(signature)?,
            claims: serde_json::from_slice(&decoded(claims)?).ok()?,
        })
    }

    /// Whether one of these keys signed it: the one that it names, or any where it names none.
    pub(crate) fn is_signed_by(&self, keys: &[Key]) -> bool {
        let meant = |key: &&Key| match (&self.key_id, &key.id) {
            (Some(wanted), Some(id)) => wanted == id,
            _ => true,
        };
        let signed = self.signed.as_bytes();
        keys.iter()
            .filter(meant)
            .any(|key| key.key.verifies(self.scheme, self.hash, signed, &self.signature))
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

fn algorithm(name: &str) -> Option<(Scheme, Hash)> {
    Some(match name {
        "RS256" => (Scheme::RsaPkcs1, Hash::Sha256),
        "RS384" => (Scheme::RsaPkcs1, Hash::Sha384),
        "RS512" => (Scheme::RsaPkcs1, Hash::Sha512),
        "PS256" => (Scheme::RsaPss, Hash::Sha256),
        "PS384" => (Scheme::RsaPss, Hash::Sha384),
        "PS512" => (Scheme::RsaPss, Hash::Sha512),
        "ES256" => (Scheme::Ecdsa, Hash::Sha256),
        "ES384" => (Scheme::Ecdsa, Hash::Sha384),
        "ES512" => (Scheme::Ecdsa, Hash::Sha512),
        _ => return None,
    })
}

/// A key of a set.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: Option<String>,
    pub(crate) key: PublicKey,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<RawKey>,
}

#[derive(Deserialize)]
struct RawKey {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
}

/// The keys of a set that can verify signatures; `None` when it is no set.
pub(crate) fn key_set(text: &[u8]) -> Option<Vec<Key>> {
    let set: KeySet = serde_json::from_slice(text).ok()?;
    Some(set.keys.into_iter().take(MAX_KEYS).filter_map(key).collect())
}

fn key(raw: RawKey) -> Option<Key> {
    if raw.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let curve = |bits: u16| {
        let length = usize::from(bits).div_ceil(8);
        let (x, y) = (decoded(&raw.x)?, decoded(&raw.y)?);
        if x.len() != length || y.len() != length {
            return None;
        }
        PublicKey::on_curve(bits, &[&[4], &x[..], &y[..]].concat())
    };
    let key = match (raw.kty.as_str(), raw.crv.as_str()) {
        ("RSA", _) => {
            let unpadded = |bytes: Vec<u8>| -> Vec<u8> {
                bytes.into_iter().skip_while(|byte| *byte == 0).collect()
            };
            PublicKey::Rsa { n: unpadded(decoded(&raw.n)?), e: unpadded(decoded(&raw.e)?) }
        }
        ("EC", "P-256") => curve(256)?,
        ("EC", "P-384") => curve(384)?,
        ("EC", "P-521") => curve(521)?,
        _ => return None,
    };
    Some(Key { id: raw.kid, key })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str) -> String {
        URL_SAFE_NO_PAD.encode(text)
    }

    #[test]
    fn what_is_no_token() {
        let claims = encode(r#"{"iss":"https://i","aud":"a"}"#);
        for (header, good) in [
            (r#"{"alg":"RS256"}"#, true),
            (r#"{"alg":"ES512","kid":"k"}"#, true),
            (r#"{"alg":"none"}"#, false),
            (r#"{"alg":"HS256"}"#, false),
            (r#"{"alg":"RS256","crit":["b64"]}"#, false),
            ("{}", false),
        ] {
            let text = format!("{}.{claims}.AAAA", encode(header));
            assert_eq!(Token::parse(&text).is_some(), good, "{header}");
        }
        for text in [
            "",
            "..",
            "a.b",
            "a.b.c",
            &format!("{}.{}.A", encode(r#"{"alg":"RS256"}"#), encode("[]")),
        ] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_example_of_the_standard() {
        // RFC 7515, appendix A.3: ES256.
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let keys = key_set(
            br#"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#,
        );
        let keys = keys.expect("a key set");
        let parsed = Token::parse(token).expect("a token");
        assert!(parsed.is_signed_by(&keys));
        assert_eq!(parsed.claims.iss.as_deref(), Some("joe"));
        let changed = token.replace("eyJpc3Mi", "eyJpc3Nj");
        assert!(Token::parse(&changed).is_none_or(|token| !token.is_signed_by(&keys)));
    }
}
