//! What must hold of a server certificate, its private key and its chain before they are kept.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html>

use kernel::Timestamp;

use super::x509::{self, Certificate};
use super::{pem, private_key};

/// Why they are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The certificate cannot be read.
    Certificate,
    /// Its time is over.
    Expired,
    /// The private key cannot be read.
    PrivateKey,
    /// The private key wants a passphrase.
    Encrypted,
    /// The key is not the certificate's.
    Mismatch,
    /// A certificate of the chain did not sign the one before it: its place, -1 when that is the certificate itself.
    Chain(i32),
}

/// The certificate, when all three fit together.
pub(crate) fn check(
    body: &str,
    key: &str,
    chain: Option<&str>,
    now: Timestamp,
) -> Result<Certificate, Refusal> {
    let certificate = x509::parse(body).ok_or(Refusal::Certificate)?;
    if pem::is_encrypted(key) {
        return Err(Refusal::Encrypted);
    }
    let public = private_key::public_half(key).ok_or(Refusal::PrivateKey)?;
    if public != certificate.key {
        return Err(Refusal::Mismatch);
    }
    if certificate.not_after <= now {
        return Err(Refusal::Expired);
    }
    if let Some(chain) = chain {
        check_chain(&certificate, chain)?;
    }
    Ok(certificate)
}

fn check_chain(certificate: &Certificate, chain: &str) -> Result<(), Refusal> {
    let chain = x509::parse_all(chain).filter(|c| !c.is_empty()).ok_or(Refusal::Chain(-1))?;
    let mut signed = certificate;
    for (place, issuer) in (-1..).zip(&chain) {
        if !x509::signed(issuer, signed) {
            return Err(Refusal::Chain(place));
        }
        signed = issuer;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);

    struct Made {
        pem: String,
        key: String,
    }

    fn params(name: &str, authority: bool) -> CertificateParams {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        if authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        params
    }

    fn chain() -> [Made; 3] {
        let keys = [(); 3].map(|()| KeyPair::generate().unwrap());
        let [leaf_key, middle_key, root_key] = &keys;
        let root = params("root", true).self_signed(root_key).unwrap();
        let root_issuer = Issuer::new(params("root", true), root_key);
        let middle = params("middle", true).signed_by(middle_key, &root_issuer).unwrap();
        let middle_issuer = Issuer::new(params("middle", true), middle_key);
        let leaf = params("leaf", false).signed_by(leaf_key, &middle_issuer).unwrap();
        let pems = [leaf.pem(), middle.pem(), root.pem()];
        let mut keys = keys.iter().map(KeyPair::serialize_pem);
        pems.map(|pem| Made { pem, key: keys.next().unwrap() })
    }

    #[test]
    fn certificate_key_and_chain_must_fit() {
        let [leaf, middle, root] = chain();
        let whole = format!("{}{}", middle.pem, root.pem);
        let turned = format!("{}{}", root.pem, middle.pem);
        let broken = format!("{}{}", middle.pem, leaf.pem);
        let cases = [
            (&leaf.pem, &leaf.key, None, Ok(())),
            (&leaf.pem, &leaf.key, Some(&middle.pem), Ok(())),
            (&leaf.pem, &leaf.key, Some(&whole), Ok(())),
            (&root.pem, &root.key, None, Ok(())),
            (&leaf.pem, &leaf.key, Some(&turned), Err(Refusal::Chain(-1))),
            (&leaf.pem, &leaf.key, Some(&broken), Err(Refusal::Chain(0))),
            (&leaf.pem, &leaf.key, Some(&root.pem), Err(Refusal::Chain(-1))),
            (&leaf.pem, &leaf.key, Some(&leaf.key), Err(Refusal::Chain(-1))),
            (&leaf.pem, &middle.key, None, Err(Refusal::Mismatch)),
            (&leaf.pem, &leaf.pem, None, Err(Refusal::PrivateKey)),
            (&leaf.key, &leaf.key, None, Err(Refusal::Certificate)),
            (&whole, &middle.key, None, Err(Refusal::Certificate)),
        ];
        for (at, (body, key, chain, expected)) in cases.into_iter().enumerate() {
            let outcome = check(body, key, chain.map(String::as_str), NOW).map(drop);
            assert_eq!(outcome, expected, "case {at}");
        }
    }

    #[test]
    fn time_and_passphrases() {
        let [leaf, ..] = chain();
        let late = Timestamp::from_secs(99_999_999_999);
        assert_eq!(check(&leaf.pem, &leaf.key, None, late), Err(Refusal::Expired));
        let locked = leaf.key.replace("PRIVATE", "ENCRYPTED PRIVATE");
        assert_eq!(check(&leaf.pem, &locked, None, NOW), Err(Refusal::Encrypted));
    }
}
