//! XML signatures as SAML profiles them: enveloped, over one element, named by its ID. Which element is covered is never
//! looked up: it is the one that the signature is a child of, and the reference must name it.
//! Ref: <https://www.w3.org/TR/xmldsig-core1/>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Node;

use super::c14n::{self, Options};
use super::document::{child, children, text};
use super::{ASSERTION, SIGNATURE};
use crate::public_key::{Hash, PublicKey, Scheme};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const EXCLUSIVE_WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// What a signature says of the element that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signed {
    /// There is none.
    No,
    Good,
    Bad,
}

/// Looks at the signature of `element`.
pub(super) fn check(source: &str, element: Node<'_, '_>, keys: &[PublicKey]) -> Signed {
    if children(element, SIGNATURE, "Signature").next().is_none() {
        return Signed::No;
    }
    match verify(source, element, keys) {
        Some(()) => Signed::Good,
        None => Signed::Bad,
    }
}

/// `Some` when one of the keys signed `element` as it stands.
fn verify(source: &str, element: Node<'_, '_>, keys: &[PublicKey]) -> Option<()> {
    let signature = child(element, SIGNATURE, "Signature")?;
    let info = child(signature, SIGNATURE, "SignedInfo")?;
    let reference = child(info, SIGNATURE, "Reference")?;
    let id = element.attribute("ID").filter(|id| !id.is_empty())?;
    if reference.attribute("URI")?.strip_prefix('#')? != id {
        return None;
    }
    let mut options = transforms(reference)?;
    options.without = Some(signature.id());
    let hash = digest_method(algorithm(child(reference, SIGNATURE, "DigestMethod")?)?)?;
    let digest = decoded(child(reference, SIGNATURE, "DigestValue")?)?;
    if hash.of(c14n::canonical(source, element, &options).as_bytes()) != digest {
        return None;
    }
    let method = child(info, SIGNATURE, "CanonicalizationMethod")?;
    let signed = c14n::canonical(source, info, &exclusive(method)?);
    let (scheme, hash) = signature_method(algorithm(child(info, SIGNATURE, "SignatureMethod")?)?)?;
    let value = decoded(child(signature, SIGNATURE, "SignatureValue")?)?;
    let made = |key: &PublicKey| key.verifies(scheme, hash, signed.as_bytes(), &value);
    keys.iter().any(made).then_some(())
}

/// How the reference turns its element into bytes. Only what SAML allows: the signature left out, and one exclusive
/// canonicalization. A reference by ID never covers comments.
fn transforms<'a>(reference: Node<'a, '_>) -> Option<Options<'a>> {
    let list = child(reference, SIGNATURE, "Transforms")?;
    let mut enveloped = false;
    let mut found = None;
    for transform in list.children().filter(|node| node.is_element()) {
        if !transform.has_tag_name((SIGNATURE, "Transform")) || found.is_some() {
            return None;
        }
        match algorithm(transform)? {
            ENVELOPED if !enveloped => enveloped = true,
            _ => found = Some(exclusive(transform)?),
        }
    }
    found.filter(|_| enveloped).map(|options| Options { comments: false, ..options })
}

/// The exclusive canonicalization that a method or transform names.
fn exclusive<'a>(method: Node<'a, '_>) -> Option<Options<'a>> {
    let comments = match algorithm(method)? {
        EXCLUSIVE => false,
        EXCLUSIVE_WITH_COMMENTS => true,
        _ => return None,
    };
    let mut inclusive = Vec::new();
    for parameter in method.children().filter(|node| node.is_element()) {
        if !parameter.has_tag_name((EXCLUSIVE, "InclusiveNamespaces")) {
            return None;
        }
        let list = parameter.attribute("PrefixList").unwrap_or_default();
        inclusive.extend(list.split_ascii_whitespace());
    }
    Some(Options { comments, inclusive, without: None })
}

pub(super) fn algorithm<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute("Algorithm")
}

pub(super) fn digest_method(name: &str) -> Option<Hash> {
    Some(match name {
        "http://www.w3.org/2000/09/xmldsig#sha1" => Hash::Sha1,
        "http://www.w3.org/2001/04/xmlenc#sha256" => Hash::Sha256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Hash::Sha384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => Hash::Sha512,
        _ => return None,
    })
}

fn signature_method(name: &str) -> Option<(Scheme, Hash)> {
    if name == "http://www.w3.org/2000/09/xmldsig#rsa-sha1" {
        return Some((Scheme::RsaPkcs1Small, Hash::Sha1));
    }
    Some(match name.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#")? {
        "rsa-sha256" => (Scheme::RsaPkcs1Small, Hash::Sha256),
        "rsa-sha384" => (Scheme::RsaPkcs1, Hash::Sha384),
        "rsa-sha512" => (Scheme::RsaPkcs1Small, Hash::Sha512),
        "ecdsa-sha1" => (Scheme::Ecdsa, Hash::Sha1),
        "ecdsa-sha256" => (Scheme::Ecdsa, Hash::Sha256),
        "ecdsa-sha384" => (Scheme::Ecdsa, Hash::Sha384),
        "ecdsa-sha512" => (Scheme::Ecdsa, Hash::Sha512),
        _ => return None,
    })
}

pub(super) fn decoded(node: Node<'_, '_>) -> Option<Vec<u8>> {
    let text: String = text(node).split_ascii_whitespace().collect();
    STANDARD.decode(text).ok()
}

/// Whether every signature of the document is where [`check`] looks for it: in the response or in its assertion.
pub(super) fn are_in_place(response: Node<'_, '_>) -> bool {
    let mut all = response.descendants().filter(|n| n.has_tag_name((SIGNATURE, "Signature")));
    all.all(|signature| {
        signature.parent().is_some_and(|parent| {
            let assertion = parent.has_tag_name((ASSERTION, "Assertion"));
            parent == response || (assertion && parent.parent() == Some(response))
        })
    })
}
