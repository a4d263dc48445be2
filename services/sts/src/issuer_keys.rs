//! The keys that an account signs its tokens with: RSA for RS256 and P-384 for ES384. Made from the cloud's randomness,
//! kept sealed, shown as a key set.
//! Ref: <https://www.rfc-editor.org/rfc/rfc7518>, <https://www.rfc-editor.org/rfc/rfc7638>

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{ApiError, ApiResult, Kernel, Random};
use p384::ecdsa::signature::Signer as _;
use rsa::pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _};
use rsa::pkcs1v15;
use rsa::rand_core::{self, CryptoRng, RngCore};
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{RsaPrivateKey, sha2::Sha256};
use serde::Serialize;
use sha2::Digest as _;

use crate::tables::Issuer;

const RSA_BITS: usize = 2_048;
const RSA_PURPOSE: &str = "sts.issuer-rsa";
const EC_PURPOSE: &str = "sts.issuer-ec";

/// How a token is to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Rs256,
    Es384,
}

impl Algorithm {
    pub(crate) fn parse(name: &str) -> Option<Algorithm> {
        match name {
            "RS256" => Some(Algorithm::Rs256),
            "ES384" => Some(Algorithm::Es384),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Algorithm::Rs256 => "RS256",
            Algorithm::Es384 => "ES384",
        }
    }
}

/// An account's keys.
pub(crate) struct IssuerKeys {
    rsa: RsaPrivateKey,
    ec: p384::ecdsa::SigningKey,
}

impl IssuerKeys {
    /// New ones. Primes are searched for, which takes a moment.
    pub(crate) fn generate(random: &Random) -> ApiResult<IssuerKeys> {
        let rsa = RsaPrivateKey::new(&mut Chance(random), RSA_BITS).map_err(ApiError::bug)?;
        let ec = loop {
            let mut number = [0; 48];
            random.fill(&mut number);
            // Nearly every number is a key.
            if let Ok(key) = p384::ecdsa::SigningKey::from_slice(&number) {
                break key;
            }
        };
        Ok(IssuerKeys { rsa, ec })
    }

    /// As the store keeps them.
    pub(crate) fn sealed(&self, kernel: &Kernel, url: String) -> ApiResult<Issuer> {
        let rsa = self.rsa.to_pkcs1_der().map_err(ApiError::bug)?;
        Ok(Issuer {
            url,
            rsa: kernel.seal(RSA_PURPOSE, rsa.as_bytes()),
            ec: kernel.seal(EC_PURPOSE, &self.ec.to_bytes()),
        })
    }

    pub(crate) fn unsealed(kernel: &Kernel, issuer: &Issuer) -> ApiResult<IssuerKeys> {
        let open = |purpose, sealed: &[u8]| {
            kernel.unseal(purpose, sealed).ok_or_else(|| ApiError::bug("an issuer's key is sealed"))
        };
        let rsa = open(RSA_PURPOSE, &issuer.rsa)?;
        let ec = open(EC_PURPOSE, &issuer.ec)?;
        Ok(IssuerKeys {
            rsa: RsaPrivateKey::from_pkcs1_der(&rsa).map_err(ApiError::bug)?,
            ec: p384::ecdsa::SigningKey::from_slice(&ec).map_err(ApiError::bug)?,
        })
    }

    /// A token with these claims, which are JSON.
    pub(crate) fn token(
        &self,
        algorithm: Algorithm,
        claims: &str,
        random: &Random,
    ) -> ApiResult<String> {
        let kid = match algorithm {
            Algorithm::Rs256 => thumbprint(&self.rsa_key())?,
            Algorithm::Es384 => thumbprint(&self.ec_key())?,
        };
        let header = Header { alg: algorithm.name(), kid, typ: "JWT" };
        let header = serde_json::to_string(&header).map_err(ApiError::bug)?;
        let signed = format!("{}.{}", encoded(header), encoded(claims));
        let signature = match algorithm {
            Algorithm::Rs256 => {
                let key = pkcs1v15::SigningKey::<Sha256>::new(self.rsa.clone());
                let made = key.try_sign_with_rng(&mut Chance(random), signed.as_bytes());
                made.map_err(ApiError::bug)?.to_vec()
            }
            Algorithm::Es384 => {
                let signature: p384::ecdsa::Signature = self.ec.sign(signed.as_bytes());
                signature.to_bytes().to_vec()
            }
        };
        Ok(format!("{signed}.{}", encoded(signature)))
    }

    /// The public keys, as a JSON Web Key Set.
    pub(crate) fn key_set(&self) -> ApiResult<String> {
        let (rsa, ec) = (self.rsa_key(), self.ec_key());
        let keys = (
            Published {
                kid: thumbprint(&rsa)?,
                alg: Algorithm::Rs256.name(),
                purpose: "sig",
                key: rsa,
            },
            Published {
                kid: thumbprint(&ec)?,
                alg: Algorithm::Es384.name(),
                purpose: "sig",
                key: ec,
            },
        );
        serde_json::to_string(&KeySet { keys }).map_err(ApiError::bug)
    }

    fn rsa_key(&self) -> RsaKey {
        let (n, e) = (self.rsa.n().to_bytes_be(), self.rsa.e().to_bytes_be());
        RsaKey { e: encoded(e), kty: "RSA", n: encoded(n) }
    }

    fn ec_key(&self) -> EcKey {
        let point = self.ec.verifying_key().to_encoded_point(false);
        let part = |part: Option<&p384::FieldBytes>| encoded(part.map_or(&[][..], |p| &p[..]));
        EcKey { crv: "P-384", kty: "EC", x: part(point.x()), y: part(point.y()) }
    }
}

#[derive(Serialize)]
struct Header {
    alg: &'static str,
    kid: String,
    typ: &'static str,
}

#[derive(Serialize)]
struct KeySet<K> {
    keys: K,
}

#[derive(Serialize)]
struct Published<K> {
    kid: String,
    alg: &'static str,
    #[serde(rename = "use")]
    purpose: &'static str,
    #[serde(flatten)]
    key: K,
}

/// Members in the order that thumbprints want.
#[derive(Serialize)]
struct RsaKey {
    e: String,
    kty: &'static str,
    n: String,
}

#[derive(Serialize)]
struct EcKey {
    crv: &'static str,
    kty: &'static str,
    x: String,
    y: String,
}

fn thumbprint(key: &impl Serialize) -> ApiResult<String> {
    let text = serde_json::to_string(key).map_err(ApiError::bug)?;
    Ok(encoded(sha2::Sha256::digest(text)))
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The cloud's randomness, as the RSA library wants it.
struct Chance<'a>(&'a Random);

impl RngCore for Chance<'_> {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        self.0.u64()
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
        self.0.fill(out);
        Ok(())
    }
}

impl CryptoRng for Chance<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::{Token, key_set};

    #[test]
    fn what_one_key_signs_no_other_did() {
        let (ours, theirs) = (Random::from_seed(1), Random::from_seed(2));
        let keys = IssuerKeys::generate(&ours).expect("keys");
        let others = IssuerKeys::generate(&theirs).expect("keys");
        let set = |keys: &IssuerKeys| {
            key_set(keys.key_set().expect("a set").as_bytes()).expect("a set of keys")
        };
        assert_eq!(set(&keys).len(), 2);
        for algorithm in [Algorithm::Rs256, Algorithm::Es384] {
            let text = keys.token(algorithm, r#"{"iss":"us"}"#, &ours).expect("a token");
            let token = Token::parse(&text).expect("a token");
            assert!(token.key_id.is_some());
            assert!(token.is_signed_by(&set(&keys)), "{algorithm:?}");
            assert!(!token.is_signed_by(&set(&others)), "{algorithm:?}");
        }
    }
}
