//! As much of DER as the keys need whose library has none: SubjectPublicKeyInfo (RFC 5280) and PrivateKeyInfo
//! (RFC 5958) around the bytes of Ed25519 (RFC 8410), ML-DSA (RFC 9881) and ML-KEM (RFC 9935) keys.

use super::Secret;

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_ID: u8 = 0x06;
/// The seed alternative of an ML-DSA or ML-KEM private key.
const SEED: u8 = 0x80;

/// Object identifiers, encoded.
pub(super) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
/// `2.16.840.1.101.3.4.3`: NIST's signatures; a last byte follows.
pub(super) const NIST_SIGNATURE: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03];
/// `2.16.840.1.101.3.4.4`: NIST's encapsulations; a last byte follows.
pub(super) const NIST_KEM: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x04];

/// A value with its tag and length.
fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = vec![tag];
    let bytes = len.to_be_bytes();
    match len {
        0..128 => out.push(bytes[7]),
        128..256 => out.extend_from_slice(&[0x81, bytes[7]]),
        _ => out.extend_from_slice(&[0x82, bytes[6], bytes[7]]),
    }
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

fn algorithm(oid: &[u8]) -> Vec<u8> {
    value(SEQUENCE, &[&value(OBJECT_ID, &[oid])])
}

/// The public key `key` of the algorithm `oid`, as SubjectPublicKeyInfo.
pub(super) fn public_key(oid: &[u8], key: &[u8]) -> Vec<u8> {
    value(SEQUENCE, &[&algorithm(oid), &value(BIT_STRING, &[&[0], key])])
}

/// The private key whose inner encoding is `inner`, as PrivateKeyInfo.
fn private_key(oid: &[u8], inner: &[u8]) -> Secret {
    let version: &[u8] = &[0x02, 0x01, 0x00];
    Secret::new(value(SEQUENCE, &[version, &algorithm(oid), &value(OCTET_STRING, &[inner])]))
}

/// An Ed25519 key.
pub(super) fn ed25519_private_key(key: &[u8; 32]) -> Secret {
    private_key(ED25519, &Secret::new(value(OCTET_STRING, &[key])))
}

/// An ML-DSA or ML-KEM key by its seed.
pub(super) fn seed_private_key(oid: &[u8], seed: &[u8]) -> Secret {
    private_key(oid, &Secret::new(value(SEED, &[seed])))
}

/// Reads one value with this tag: its content, and what follows.
fn read(tag: u8, input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&[found, len], rest) = input.split_first_chunk::<2>()?;
    if found != tag {
        return None;
    }
    let (len, rest) = match len {
        0..=0x7f => (usize::from(len), rest),
        0x81 => {
            let (&[len], rest) = rest.split_first_chunk::<1>()?;
            (usize::from(len), rest)
        }
        0x82 => {
            let (&len, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(len)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(len)
}

/// What is in the PrivateKeyInfo `input` of the algorithm `oid`: attributes and a public key may follow.
fn private_key_content<'a>(oid: &[u8], input: &'a [u8]) -> Option<&'a [u8]> {
    let (all, after) = read(SEQUENCE, input)?;
    let (version, rest) = read(0x02, all)?;
    let (found, rest) = read(SEQUENCE, rest)?;
    let (id, parameters) = read(OBJECT_ID, found)?;
    let fits = after.is_empty() && matches!(version, [0 | 1]) && parameters.is_empty();
    let (content, _) = read(OCTET_STRING, rest)?;
    (fits && id == oid).then_some(content)
}

/// The key in an Ed25519 PrivateKeyInfo.
pub(super) fn read_ed25519(input: &[u8]) -> Option<[u8; 32]> {
    let (key, after) = read(OCTET_STRING, private_key_content(ED25519, input)?)?;
    after.is_empty().then(|| key.try_into().ok()).flatten()
}

/// The seed in an ML-DSA or ML-KEM PrivateKeyInfo, alone or together with the expanded key.
pub(super) fn read_seed<const N: usize>(oid: &[u8], input: &[u8]) -> Option<[u8; N]> {
    let content = private_key_content(oid, input)?;
    let seed = match read(SEED, content) {
        Some((seed, [])) => seed,
        _ => {
            let (both, []) = read(SEQUENCE, content)? else { return None };
            read(OCTET_STRING, both)?.0
        }
    };
    seed.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ed25519_as_rfc_8410_shows_it() {
        // RFC 8410, section 10.3.
        let key = [
            0xd4, 0xee, 0x72, 0xdb, 0xf9, 0x13, 0x58, 0x4a, 0xd5, 0xb6, 0xd8, 0xf1, 0xf7, 0x69,
            0xf8, 0xad, 0x3a, 0xfe, 0x7c, 0x28, 0xcb, 0xf1, 0xd4, 0xfb, 0xe0, 0x97, 0xa8, 0x8f,
            0x44, 0x75, 0x58, 0x42,
        ];
        let shown = ed25519_private_key(&key);
        assert_eq!(
            shown[..16],
            [
                0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22,
                0x04, 0x20
            ]
        );
        assert_eq!(read_ed25519(&shown), Some(key));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = ed25519_private_key(&[7; 32]);
        assert!((0..good.len()).all(|end| read_ed25519(&good[..end]).is_none()));
        assert_eq!(read_ed25519(&[&good[..], &[0]].concat()), None);
        let oid = [NIST_KEM, &[1]].concat();
        let seed = seed_private_key(&oid, &[9; 64]);
        assert_eq!(read_seed::<64>(&oid, &seed), Some([9; 64]));
        assert_eq!(read_seed::<32>(&oid, &seed), None);
        assert_eq!(read_seed::<64>(ED25519, &seed), None);
    }

    #[test]
    fn a_seed_beside_its_expanded_key_is_found() {
        let oid = [NIST_SIGNATURE, &[17]].concat();
        let both = value(
            SEQUENCE,
            &[&value(OCTET_STRING, &[&[3; 32]]), &value(OCTET_STRING, &[&[1; 300]])],
        );
        assert_eq!(read_seed::<32>(&oid, &private_key(&oid, &both)), Some([3; 32]));
    }
}
