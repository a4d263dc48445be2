//! Public keys of identity providers, and whether they made a signature. RSA by `ring`, curves by RustCrypto: nothing
//! here is our own mathematics. Curve signatures are the two numbers side by side, as JWS has them.
//! Ref: <https://www.rfc-editor.org/rfc/rfc7518>

use aws_lc_rs::signature::{self as rsa, RsaParameters, RsaPublicKeyComponents};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A public key.
#[derive(Clone)]
pub(crate) enum PublicKey {
    /// Modulus and exponent, big-endian.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
}

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    /// Of XML signatures alone.
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) fn of(self, data: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha1 => Sha1::digest(data).to_vec(),
            Hash::Sha256 => Sha256::digest(data).to_vec(),
            Hash::Sha384 => Sha384::digest(data).to_vec(),
            Hash::Sha512 => Sha512::digest(data).to_vec(),
        }
    }
}

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    RsaPkcs1,
    /// The same with keys from 1024 bits: AWS takes them of SAML providers.
    RsaPkcs1Small,
    RsaPss,
    Ecdsa,
}

impl PublicKey {
    /// A key on a curve of `bits`, from its point in SEC1 form.
    pub(crate) fn on_curve(bits: u16, point: &[u8]) -> Option<PublicKey> {
        match bits {
            256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok().map(PublicKey::P256),
            384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok().map(PublicKey::P384),
            521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(point).ok().map(PublicKey::P521),
            _ => None,
        }
    }

    /// Whether this key made `signature` over `data`. A scheme that is not the key's is no signature of it.
    pub(crate) fn verifies(
        &self,
        scheme: Scheme,
        hash: Hash,
        data: &[u8],
        signature: &[u8],
    ) -> bool {
        match (self, scheme) {
            (PublicKey::Rsa { n, e }, scheme) if scheme != Scheme::Ecdsa => {
                let Some(parameters) = rsa_parameters(scheme, hash) else { return false };
                RsaPublicKeyComponents { n, e }.verify(parameters, data, signature).is_ok()
            }
            (PublicKey::P256(key), Scheme::Ecdsa) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|s| key.verify_prehash(&hash.of(data), &s).is_ok()),
            (PublicKey::P384(key), Scheme::Ecdsa) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|s| key.verify_prehash(&hash.of(data), &s).is_ok()),
            (PublicKey::P521(key), Scheme::Ecdsa) => p521::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|s| key.verify_prehash(&hash.of(data), &s).is_ok()),
            _ => false,
        }
    }
}

/// Keys of 2048 to 8192 bits, or of 1024 to 8192 where small ones are taken.
fn rsa_parameters(scheme: Scheme, hash: Hash) -> Option<&'static RsaParameters> {
    Some(match (scheme, hash) {
        (Scheme::RsaPkcs1, Hash::Sha256) => &rsa::RSA_PKCS1_2048_8192_SHA256,
        (Scheme::RsaPkcs1, Hash::Sha384) => &rsa::RSA_PKCS1_2048_8192_SHA384,
        (Scheme::RsaPkcs1, Hash::Sha512) => &rsa::RSA_PKCS1_2048_8192_SHA512,
        (Scheme::RsaPkcs1Small, Hash::Sha1) => &rsa::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        (Scheme::RsaPkcs1Small, Hash::Sha256) => {
            &rsa::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        }
        (Scheme::RsaPkcs1Small, Hash::Sha512) => {
            &rsa::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
        (Scheme::RsaPss, Hash::Sha256) => &rsa::RSA_PSS_2048_8192_SHA256,
        (Scheme::RsaPss, Hash::Sha384) => &rsa::RSA_PSS_2048_8192_SHA384,
        (Scheme::RsaPss, Hash::Sha512) => &rsa::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}
