//! RSA keys: RSAES-OAEP, and RSASSA with both paddings. A private key is kept as PKCS #8.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html#key-spec-rsa>

use std::sync::OnceLock;

use aws_lc_rs::digest::Digest;
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{
    KeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm,
    OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
};
use aws_lc_rs::signature::{self, KeyPair as _, RsaEncoding, RsaParameters, UnparsedPublicKey};

use super::algorithm::{Hash, Signing};
use super::{CryptoError, KeySpec, Secret};

/// An RSA key pair. The two uses of the library have types of their own; each is made when it is first needed.
pub(crate) struct RsaKey {
    pkcs8: Secret,
    modulus_len: usize,
    signing: OnceLock<KeyPair>,
    decrypting: OnceLock<PrivateDecryptingKey>,
}

/// Makes a key: up to seconds of work.
pub(super) fn generate(spec: KeySpec) -> Result<Secret, CryptoError> {
    let size = match spec {
        KeySpec::Rsa2048 => KeySize::Rsa2048,
        KeySpec::Rsa3072 => KeySize::Rsa3072,
        KeySpec::Rsa4096 => KeySize::Rsa4096,
        _ => return Err(CryptoError::WrongSpec),
    };
    let der: Pkcs8V1Der<'_> = PrivateDecryptingKey::generate(size)?.as_der()?;
    Ok(Secret::new(der.as_ref().to_vec()))
}

impl RsaKey {
    /// A key of our own making.
    pub(super) fn parse(spec: KeySpec, pkcs8: &[u8]) -> Result<RsaKey, CryptoError> {
        let modulus_len = spec.modulus_len().ok_or(CryptoError::WrongSpec)?;
        let key = RsaKey {
            pkcs8: Secret::new(pkcs8.to_vec()),
            modulus_len,
            signing: OnceLock::new(),
            decrypting: OnceLock::new(),
        };
        if key.decrypting()?.key_size_bytes() != modulus_len {
            return Err(CryptoError::Invalid);
        }
        Ok(key)
    }

    /// The library's own encoding of a foreign key, after its checks.
    pub(super) fn import(spec: KeySpec, pkcs8: &[u8]) -> Result<Secret, CryptoError> {
        let key = RsaKey::parse(spec, pkcs8)?;
        key.signing()?;
        let der: Pkcs8V1Der<'_> = key.decrypting()?.as_der()?;
        Ok(Secret::new(der.as_ref().to_vec()))
    }

    fn signing(&self) -> Result<&KeyPair, CryptoError> {
        if let Some(made) = self.signing.get() {
            return Ok(made);
        }
        let made = KeyPair::from_pkcs8(&self.pkcs8)?;
        Ok(self.signing.get_or_init(|| made))
    }

    fn decrypting(&self) -> Result<&PrivateDecryptingKey, CryptoError> {
        if let Some(made) = self.decrypting.get() {
            return Ok(made);
        }
        let made = PrivateDecryptingKey::from_pkcs8(&self.pkcs8)?;
        Ok(self.decrypting.get_or_init(|| made))
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn public_key(&self) -> Result<Vec<u8>, CryptoError> {
        let der: PublicKeyX509Der<'_> = self.decrypting()?.public_key().as_der()?;
        Ok(der.as_ref().to_vec())
    }

    /// Encrypts; [`max_plain`] says how much.
    pub(crate) fn encrypt(&self, oaep: Hash, plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let key = OaepPublicEncryptingKey::new(self.decrypting()?.public_key())?;
        let mut out = vec![0; self.modulus_len];
        let len = key.encrypt(oaep_algorithm(oaep)?, plain, &mut out, None)?.len();
        out.truncate(len);
        Ok(out)
    }

    /// Decrypts.
    pub(crate) fn decrypt(&self, oaep: Hash, cipher: &[u8]) -> Result<Secret, CryptoError> {
        if cipher.len() != self.modulus_len {
            return Err(CryptoError::Invalid);
        }
        let key = OaepPrivateDecryptingKey::new(self.decrypting()?.clone())?;
        let mut out = Secret::new(vec![0; key.min_output_size()]);
        let len = key
            .decrypt(oaep_algorithm(oaep)?, cipher, &mut out, None)
            .map_err(|_| CryptoError::Invalid)?
            .len();
        out.truncate(len);
        Ok(out)
    }

    /// Bytes of the modulus.
    pub(crate) fn modulus_len(&self) -> usize {
        self.modulus_len
    }

    pub(super) fn sign(&self, algorithm: Signing, digest: &Digest) -> Result<Vec<u8>, CryptoError> {
        let key = self.signing()?;
        let mut out = vec![0; key.public_modulus_len()];
        key.sign_digest(encoding(algorithm)?, digest, &mut out)?;
        Ok(out)
    }

    pub(super) fn verify(
        &self,
        algorithm: Signing,
        digest: &Digest,
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        let key = self.signing()?.public_key();
        UnparsedPublicKey::new(parameters(algorithm)?, key.as_ref())
            .verify_digest(digest, signature)
            .map_err(|_| CryptoError::Invalid)
    }
}

/// The longest plaintext, in bytes.
pub(crate) fn max_plain(modulus_len: usize, oaep: Hash) -> usize {
    modulus_len - 2 * oaep.len() - 2
}

fn oaep_algorithm(hash: Hash) -> Result<&'static OaepAlgorithm, CryptoError> {
    match hash {
        Hash::Sha1 => Ok(&OAEP_SHA1_MGF1SHA1),
        Hash::Sha256 => Ok(&OAEP_SHA256_MGF1SHA256),
        _ => Err(CryptoError::WrongSpec),
    }
}

fn encoding(algorithm: Signing) -> Result<&'static dyn RsaEncoding, CryptoError> {
    Ok(match algorithm {
        Signing::Pss(Hash::Sha256) => &signature::RSA_PSS_SHA256,
        Signing::Pss(Hash::Sha384) => &signature::RSA_PSS_SHA384,
        Signing::Pss(Hash::Sha512) => &signature::RSA_PSS_SHA512,
        Signing::Pkcs1(Hash::Sha256) => &signature::RSA_PKCS1_SHA256,
        Signing::Pkcs1(Hash::Sha384) => &signature::RSA_PKCS1_SHA384,
        Signing::Pkcs1(Hash::Sha512) => &signature::RSA_PKCS1_SHA512,
        _ => return Err(CryptoError::WrongSpec),
    })
}

fn parameters(algorithm: Signing) -> Result<&'static RsaParameters, CryptoError> {
    Ok(match algorithm {
        Signing::Pss(Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
        Signing::Pss(Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
        Signing::Pss(Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        Signing::Pkcs1(Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        Signing::Pkcs1(Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        Signing::Pkcs1(Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
        _ => return Err(CryptoError::WrongSpec),
    })
}
