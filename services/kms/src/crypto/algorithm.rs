//! Algorithms by AWS's names, and how a message is to be read.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html>

use aws_lc_rs::digest;

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The library's.
    pub(crate) fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha224 => &digest::SHA224,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        }
    }

    /// Bytes.
    pub(crate) fn len(self) -> usize {
        self.algorithm().output_len()
    }
}

/// How something is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    Symmetric,
    /// RSAES-OAEP; MGF1 uses the same digest.
    Oaep(Hash),
    Sm2,
}

impl Encryption {
    /// The algorithm with AWS's name `name`.
    pub(crate) fn parse(name: &str) -> Option<Encryption> {
        Some(match name {
            "SYMMETRIC_DEFAULT" => Encryption::Symmetric,
            "RSAES_OAEP_SHA_1" => Encryption::Oaep(Hash::Sha1),
            "RSAES_OAEP_SHA_256" => Encryption::Oaep(Hash::Sha256),
            "SM2PKE" => Encryption::Sm2,
            _ => return None,
        })
    }

    /// AWS's name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Encryption::Symmetric => "SYMMETRIC_DEFAULT",
            Encryption::Oaep(Hash::Sha1) => "RSAES_OAEP_SHA_1",
            Encryption::Oaep(_) => "RSAES_OAEP_SHA_256",
            Encryption::Sm2 => "SM2PKE",
        }
    }
}

/// How something is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signing {
    Pss(Hash),
    Pkcs1(Hash),
    Ecdsa(Hash),
    Ed25519,
    Ed25519Ph,
    MlDsa,
    Sm2,
}

/// All ways to sign with AWS's names.
const SIGNING: [(Signing, &str); 13] = [
    (Signing::Pss(Hash::Sha256), "RSASSA_PSS_SHA_256"),
    (Signing::Pss(Hash::Sha384), "RSASSA_PSS_SHA_384"),
    (Signing::Pss(Hash::Sha512), "RSASSA_PSS_SHA_512"),
    (Signing::Pkcs1(Hash::Sha256), "RSASSA_PKCS1_V1_5_SHA_256"),
    (Signing::Pkcs1(Hash::Sha384), "RSASSA_PKCS1_V1_5_SHA_384"),
    (Signing::Pkcs1(Hash::Sha512), "RSASSA_PKCS1_V1_5_SHA_512"),
    (Signing::Ecdsa(Hash::Sha256), "ECDSA_SHA_256"),
    (Signing::Ecdsa(Hash::Sha384), "ECDSA_SHA_384"),
    (Signing::Ecdsa(Hash::Sha512), "ECDSA_SHA_512"),
    (Signing::Ed25519, "ED25519_SHA_512"),
    (Signing::Ed25519Ph, "ED25519_PH_SHA_512"),
    (Signing::MlDsa, "ML_DSA_SHAKE_256"),
    (Signing::Sm2, "SM2DSA"),
];

impl Signing {
    /// The algorithm with AWS's name `name`.
    pub(crate) fn parse(name: &str) -> Option<Signing> {
        SIGNING.iter().find(|(_, known)| *known == name).map(|(signing, _)| *signing)
    }

    /// AWS's name.
    pub(crate) fn as_str(self) -> &'static str {
        SIGNING.iter().find(|(signing, _)| *signing == self).map_or("", |(_, name)| name)
    }

    /// The digest that a message of type DIGEST must be; none where such a message cannot be signed.
    pub(crate) fn digest(self) -> Option<Hash> {
        match self {
            Signing::Pss(hash) | Signing::Pkcs1(hash) | Signing::Ecdsa(hash) => Some(hash),
            Signing::Ed25519Ph => Some(Hash::Sha512),
            // The digest that SM2 signs is SM3, as long as SHA-256.
            Signing::Sm2 => Some(Hash::Sha256),
            Signing::Ed25519 | Signing::MlDsa => None,
        }
    }
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message<'a> {
    /// To be digested.
    Raw(&'a [u8]),
    /// A digest, of the length that the algorithm has.
    Digest(&'a [u8]),
    /// ML-DSA's message representative.
    ExternalMu(&'a [u8; 64]),
}

/// How imported key material is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// The material itself under RSAES-OAEP.
    Oaep(Hash),
    /// The material under an AES key (RFC 5649), which is before it under RSAES-OAEP.
    RsaAes(Hash),
}

impl Wrapping {
    /// The algorithm with AWS's name `name`; `None` also for those that AWS takes no more, or in China alone.
    pub(crate) fn parse(name: &str) -> Option<Wrapping> {
        Some(match name {
            "RSAES_OAEP_SHA_1" => Wrapping::Oaep(Hash::Sha1),
            "RSAES_OAEP_SHA_256" => Wrapping::Oaep(Hash::Sha256),
            "RSA_AES_KEY_WRAP_SHA_1" => Wrapping::RsaAes(Hash::Sha1),
            "RSA_AES_KEY_WRAP_SHA_256" => Wrapping::RsaAes(Hash::Sha256),
            _ => return None,
        })
    }

    /// AWS's name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Wrapping::Oaep(Hash::Sha1) => "RSAES_OAEP_SHA_1",
            Wrapping::Oaep(_) => "RSAES_OAEP_SHA_256",
            Wrapping::RsaAes(Hash::Sha1) => "RSA_AES_KEY_WRAP_SHA_1",
            Wrapping::RsaAes(_) => "RSA_AES_KEY_WRAP_SHA_256",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for name in ["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"] {
            assert_eq!(Encryption::parse(name).map(Encryption::as_str), Some(name));
        }
        for (signing, name) in SIGNING {
            assert_eq!(Signing::parse(name), Some(signing));
            assert_eq!(signing.as_str(), name);
        }
        for name in [
            "RSAES_OAEP_SHA_1",
            "RSAES_OAEP_SHA_256",
            "RSA_AES_KEY_WRAP_SHA_1",
            "RSA_AES_KEY_WRAP_SHA_256",
        ] {
            assert_eq!(Wrapping::parse(name).map(Wrapping::as_str), Some(name));
        }
        assert_eq!(Wrapping::parse("RSAES_PKCS1_V1_5"), None);
    }
}
