//! Key specs and usages: what a key is made of, what it may be for, and by which algorithms.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html>

use crate::names::names;

names! {
    /// What a key is made of.
    KeySpec {
        SymmetricDefault = "SYMMETRIC_DEFAULT",
        Rsa2048 = "RSA_2048",
        Rsa3072 = "RSA_3072",
        Rsa4096 = "RSA_4096",
        EccNistP256 = "ECC_NIST_P256",
        EccNistP384 = "ECC_NIST_P384",
        EccNistP521 = "ECC_NIST_P521",
        EccSecgP256k1 = "ECC_SECG_P256K1",
        EccNistEdwards25519 = "ECC_NIST_EDWARDS25519",
        Hmac224 = "HMAC_224",
        Hmac256 = "HMAC_256",
        Hmac384 = "HMAC_384",
        Hmac512 = "HMAC_512",
        Sm2 = "SM2",
        MlDsa44 = "ML_DSA_44",
        MlDsa65 = "ML_DSA_65",
        MlDsa87 = "ML_DSA_87",
        MlKem512 = "ML_KEM_512",
        MlKem768 = "ML_KEM_768",
        MlKem1024 = "ML_KEM_1024",
    }
}

names! {
    /// What a key is for.
    KeyUsage {
        EncryptDecrypt = "ENCRYPT_DECRYPT",
        SignVerify = "SIGN_VERIFY",
        GenerateVerifyMac = "GENERATE_VERIFY_MAC",
        KeyAgreement = "KEY_AGREEMENT",
        EncapsulateDecapsulate = "ENCAPSULATE_DECAPSULATE",
    }
}

use KeySpec as S;
use KeyUsage as U;

impl KeySpec {
    /// Whether the key is AES: the only kind that rotates and that makes data keys.
    pub(crate) fn is_symmetric_encryption(self) -> bool {
        self == S::SymmetricDefault
    }

    /// Whether there is a public key.
    pub(crate) fn is_asymmetric(self) -> bool {
        !matches!(self, S::SymmetricDefault | S::Hmac224 | S::Hmac256 | S::Hmac384 | S::Hmac512)
    }

    /// What a key of this spec can be for; the first is never implied, but for AES.
    pub(crate) fn usages(self) -> &'static [KeyUsage] {
        match self {
            S::SymmetricDefault => &[U::EncryptDecrypt],
            S::Rsa2048 | S::Rsa3072 | S::Rsa4096 => &[U::EncryptDecrypt, U::SignVerify],
            S::EccNistP256 | S::EccNistP384 | S::EccNistP521 => &[U::SignVerify, U::KeyAgreement],
            S::Sm2 => &[U::EncryptDecrypt, U::SignVerify, U::KeyAgreement],
            S::EccSecgP256k1 | S::EccNistEdwards25519 => &[U::SignVerify],
            S::MlDsa44 | S::MlDsa65 | S::MlDsa87 => &[U::SignVerify],
            S::Hmac224 | S::Hmac256 | S::Hmac384 | S::Hmac512 => &[U::GenerateVerifyMac],
            S::MlKem512 | S::MlKem768 | S::MlKem1024 => &[U::EncapsulateDecapsulate],
        }
    }

    /// Algorithms of a key of this spec that is for `usage`, as DescribeKey lists them.
    pub(crate) fn algorithms(self, usage: KeyUsage) -> &'static [&'static str] {
        match usage {
            U::EncryptDecrypt => match self {
                S::SymmetricDefault => &["SYMMETRIC_DEFAULT"],
                S::Rsa2048 | S::Rsa3072 | S::Rsa4096 => &["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
                S::Sm2 => &["SM2PKE"],
                _ => &[],
            },
            U::SignVerify => self.signing_algorithms(),
            U::GenerateVerifyMac => match self {
                S::Hmac224 => &["HMAC_SHA_224"],
                S::Hmac256 => &["HMAC_SHA_256"],
                S::Hmac384 => &["HMAC_SHA_384"],
                S::Hmac512 => &["HMAC_SHA_512"],
                _ => &[],
            },
            U::KeyAgreement => &["ECDH"],
            U::EncapsulateDecapsulate => &["ML_KEM"],
        }
    }

    fn signing_algorithms(self) -> &'static [&'static str] {
        match self {
            S::Rsa2048 | S::Rsa3072 | S::Rsa4096 => &[
                "RSASSA_PKCS1_V1_5_SHA_256",
                "RSASSA_PKCS1_V1_5_SHA_384",
                "RSASSA_PKCS1_V1_5_SHA_512",
                "RSASSA_PSS_SHA_256",
                "RSASSA_PSS_SHA_384",
                "RSASSA_PSS_SHA_512",
            ],
            S::EccNistP256 | S::EccSecgP256k1 => &["ECDSA_SHA_256"],
            S::EccNistP384 => &["ECDSA_SHA_384"],
            S::EccNistP521 => &["ECDSA_SHA_512"],
            S::EccNistEdwards25519 => &["ED25519_PH_SHA_512", "ED25519_SHA_512"],
            S::Sm2 => &["SM2DSA"],
            S::MlDsa44 | S::MlDsa65 | S::MlDsa87 => &["ML_DSA_SHAKE_256"],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usage_of_a_spec_has_algorithms() {
        for spec in KeySpec::ALL {
            assert_eq!(KeySpec::parse(spec.as_str()), Some(*spec));
            for usage in spec.usages() {
                assert!(!spec.algorithms(*usage).is_empty(), "{spec} {usage}");
            }
        }
        assert!(S::Rsa2048.algorithms(U::GenerateVerifyMac).is_empty());
        assert_eq!(KeySpec::parse("AES_256"), None);
    }
}
