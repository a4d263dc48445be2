//! Elliptic curve keys, NIST's and secp256k1: ECDSA, and ECDH on NIST's. A private key is kept as PKCS #8.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html#key-spec-ecc>

use aws_lc_rs::agreement::{self, ParsedPublicKey, ParsedPublicKeyFormat, PrivateKey};
use aws_lc_rs::digest::Digest;
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair as _,
    UnparsedPublicKey,
};

use super::{CryptoError, KeySpec, Secret};

/// A key pair on a curve.
pub(crate) struct EcKey {
    pair: EcdsaKeyPair,
    verifying: &'static EcdsaVerificationAlgorithm,
    agreeing: Option<PrivateKey>,
}

struct Curve {
    signing: &'static EcdsaSigningAlgorithm,
    verifying: &'static EcdsaVerificationAlgorithm,
    agreeing: Option<&'static agreement::Algorithm>,
}

fn curve(spec: KeySpec) -> Result<Curve, CryptoError> {
    let (signing, verifying, agreeing) = match spec {
        KeySpec::EccNistP256 => (
            &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
            &signature::ECDSA_P256_SHA256_ASN1,
            Some(&agreement::ECDH_P256),
        ),
        KeySpec::EccNistP384 => (
            &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
            &signature::ECDSA_P384_SHA384_ASN1,
            Some(&agreement::ECDH_P384),
        ),
        KeySpec::EccNistP521 => (
            &signature::ECDSA_P521_SHA512_ASN1_SIGNING,
            &signature::ECDSA_P521_SHA512_ASN1,
            Some(&agreement::ECDH_P521),
        ),
        KeySpec::EccSecgP256k1 => (
            &signature::ECDSA_P256K1_SHA256_ASN1_SIGNING,
            &signature::ECDSA_P256K1_SHA256_ASN1,
            None,
        ),
        _ => return Err(CryptoError::WrongSpec),
    };
    Ok(Curve { signing, verifying, agreeing })
}

/// Makes a key.
pub(super) fn generate(spec: KeySpec) -> Result<Secret, CryptoError> {
    let pair = EcdsaKeyPair::generate(curve(spec)?.signing)?;
    Ok(Secret::new(pair.to_pkcs8v1()?.as_ref().to_vec()))
}

impl EcKey {
    pub(super) fn parse(spec: KeySpec, pkcs8: &[u8]) -> Result<EcKey, CryptoError> {
        let curve = curve(spec)?;
        let pair = EcdsaKeyPair::from_pkcs8(curve.signing, pkcs8)?;
        let agreeing = curve
            .agreeing
            .map(|algorithm| PrivateKey::from_private_key_der(algorithm, pkcs8))
            .transpose()?;
        Ok(EcKey { pair, verifying: curve.verifying, agreeing })
    }

    /// The library's own encoding of a foreign key, after its checks.
    pub(super) fn import(spec: KeySpec, pkcs8: &[u8]) -> Result<Secret, CryptoError> {
        let key = EcKey::parse(spec, pkcs8)?;
        Ok(Secret::new(key.pair.to_pkcs8v1()?.as_ref().to_vec()))
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn public_key(&self) -> Result<Vec<u8>, CryptoError> {
        let der: PublicKeyX509Der<'_> = self.pair.public_key().as_der()?;
        Ok(der.as_ref().to_vec())
    }

    /// An ECDSA signature, in DER.
    pub(super) fn sign(&self, digest: &Digest) -> Result<Vec<u8>, CryptoError> {
        Ok(self.pair.sign_digest(digest)?.as_ref().to_vec())
    }

    pub(super) fn verify(&self, digest: &Digest, signature: &[u8]) -> Result<(), CryptoError> {
        UnparsedPublicKey::new(self.verifying, self.pair.public_key().as_ref())
            .verify_digest(digest, signature)
            .map_err(|_| CryptoError::Invalid)
    }

    /// The x coordinate that both sides arrive at. `peer` is a SubjectPublicKeyInfo on the same curve.
    pub(crate) fn agree(&self, peer: &[u8]) -> Result<Secret, CryptoError> {
        let own = self.agreeing.as_ref().ok_or(CryptoError::WrongSpec)?;
        let unparsed = agreement::UnparsedPublicKey::new(own.algorithm(), peer);
        let parsed = ParsedPublicKey::try_from(unparsed)?;
        if parsed.format() != ParsedPublicKeyFormat::X509 {
            return Err(CryptoError::Invalid);
        }
        let secret = |shared: &[u8]| Ok(Secret::new(shared.to_vec()));
        agreement::agree(own, parsed, CryptoError::Invalid, secret)
    }
}
