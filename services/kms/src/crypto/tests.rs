//! Known answers for every algorithm, and properties: what was encrypted is decrypted, what was signed is verified,
//! and any flipped bit is refused.

use aws_lc_rs::kem;
use aws_lc_rs::signature::{
    ML_DSA_44, ML_DSA_44_SIGNING, ML_DSA_65, ML_DSA_65_SIGNING, ML_DSA_87, ML_DSA_87_SIGNING,
    PqdsaKeyPair, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::algorithm::{Encryption, Hash, Message, Signing, Wrapping};
use super::blob::{Blob, ENTROPY, Name, OVERHEAD};
use super::key::{self, Key};
use super::{CryptoError, context, import};
use crate::key_spec::{KeySpec, KeyUsage};

const VECTORS: &str = include_str!("vectors.txt");

/// One line of the table.
struct Vector {
    kind: &'static str,
    name: &'static str,
    algorithm: &'static str,
    bytes: Vec<Vec<u8>>,
}

fn vectors(kind: &str) -> Vec<Vector> {
    let lines = VECTORS.lines().filter(|line| !line.starts_with('#'));
    let all = lines.map(|line| {
        let mut words = line.split(' ').peekable();
        let (kind, name) = (words.next().unwrap(), words.next().unwrap());
        let named = matches!(kind, "sign" | "verify" | "decrypt");
        let algorithm = if named { words.next().unwrap() } else { "" };
        let bytes = words.map(|w| if w == "-" { vec![] } else { STANDARD.decode(w).unwrap() });
        Vector { kind, name, algorithm, bytes: bytes.collect() }
    });
    let found: Vec<Vector> = all.filter(|vector| vector.kind == kind).collect();
    assert!(!found.is_empty(), "no vectors of {kind}");
    found
}

/// The key of a vector whose first bytes are PKCS #8, as if it were imported.
fn imported(vector: &Vector) -> Key {
    let spec = KeySpec::parse(vector.name).expect(vector.name);
    let kept = key::import(spec, &vector.bytes[0]).expect(vector.name);
    Key::parse(spec, &kept).expect(vector.name)
}

fn new_key(spec: KeySpec) -> Key {
    let entropy = std::array::from_fn(|i| u8::try_from(i * 3).unwrap_or(1));
    let kept = key::generate(spec, &entropy).unwrap();
    Key::parse(spec, &kept).unwrap()
}

#[test]
fn public_keys_and_private_encodings_are_the_known_ones() {
    for vector in vectors("key") {
        let spec = KeySpec::parse(vector.name).expect(vector.name);
        assert_eq!(imported(&vector).public_key(), Ok(vector.bytes[1].clone()), "{}", vector.name);
        let kept = key::import(spec, &vector.bytes[0]).expect(vector.name);
        let shown = key::private_key(spec, &kept).expect(vector.name);
        assert_eq!(*shown, vector.bytes[0], "{}", vector.name);
    }
}

#[test]
fn signatures_that_have_no_chance_are_the_known_ones() {
    for vector in vectors("sign") {
        let (key, how) = (imported(&vector), Signing::parse(vector.algorithm).unwrap());
        let message = Message::Raw(&vector.bytes[1]);
        let made = key.sign(how, message, [0; 32]).expect(vector.algorithm);
        assert_eq!(made, vector.bytes[2], "{}", vector.algorithm);
        assert_eq!(key.verify(how, message, &made), Ok(()));
    }
}

#[test]
fn signatures_of_others_are_verified() {
    for vector in vectors("verify") {
        let (key, how) = (imported(&vector), Signing::parse(vector.algorithm).unwrap());
        let (message, signature) = (&vector.bytes[1], &vector.bytes[2]);
        assert_eq!(key.verify(how, Message::Raw(message), signature), Ok(()), "{}", vector.name);
        let digest = aws_lc_rs::digest::digest(how.digest().unwrap().algorithm(), message);
        assert_eq!(key.verify(how, Message::Digest(digest.as_ref()), signature), Ok(()));
        let other = Message::Raw(b"something else");
        assert_eq!(key.verify(how, other, signature), Err(CryptoError::Invalid));
    }
}

#[test]
fn ciphertexts_of_others_are_decrypted() {
    for vector in vectors("decrypt") {
        let Key::Rsa(key) = imported(&vector) else { panic!("an RSA key") };
        let Some(Encryption::Oaep(hash)) = Encryption::parse(vector.algorithm) else { panic!() };
        assert_eq!(*key.decrypt(hash, &vector.bytes[2]).unwrap(), vector.bytes[1]);
    }
}

#[test]
fn agreement_and_authentication_codes_are_the_known_ones() {
    for vector in vectors("agree") {
        let Key::Ec(key) = imported(&vector) else { panic!("a key on a curve") };
        assert_eq!(*key.agree(&vector.bytes[1]).expect(vector.name), vector.bytes[2]);
    }
    for vector in vectors("mac") {
        let spec = KeySpec::parse(vector.name).unwrap();
        let key = Key::parse(spec, &vector.bytes[0]).unwrap();
        assert_eq!(key.mac(&vector.bytes[1]).unwrap(), vector.bytes[2], "{}", vector.name);
    }
}

#[test]
fn wrapped_keys_are_unwrapped() {
    let rsa = vectors("key").into_iter().find(|v| v.name == "RSA_2048").unwrap();
    let Key::Rsa(rsa) = imported(&rsa) else { panic!("an RSA key") };
    for vector in vectors("unwrap") {
        let [kek, wrapped, plain] = &vector.bytes[..] else { panic!("three") };
        for hash in [Hash::Sha1, Hash::Sha256] {
            let sent = [rsa.encrypt(hash, kek).unwrap(), wrapped.clone()].concat();
            let how = Wrapping::RsaAes(hash);
            assert_eq!(*import::unwrap(&rsa, how, &sent).unwrap(), *plain);
            for at in 0..sent.len() {
                let mut bad = sent.clone();
                bad[at] ^= 1;
                assert!(import::unwrap(&rsa, how, &bad).is_err(), "bit {at}");
            }
            assert!((0..sent.len()).all(|end| import::unwrap(&rsa, how, &sent[..end]).is_err()));
        }
    }
    let sent = rsa.encrypt(Hash::Sha256, b"material").unwrap();
    assert_eq!(**import::unwrap(&rsa, Wrapping::Oaep(Hash::Sha256), &sent).unwrap(), *b"material");
    assert!(import::unwrap(&rsa, Wrapping::Oaep(Hash::Sha1), &sent).is_err());
}

/// SHA-256 of the public keys in RFC 9881 and RFC 9935, whose seeds count up from nought.
#[test]
fn lattice_keys_are_those_of_the_standards() {
    for (spec, sum) in [
        (KeySpec::MlDsa44, "837832708c5236d951581f1fddf2b79991b3424a0486d16da1ddad0fd69701be"),
        (KeySpec::MlDsa65, "b8b62131bfbe84433efb2273d7f5b87f7a22854a2cfd366fc2aead86d837c52d"),
        (KeySpec::MlDsa87, "07e57c4f14dbad1267f621ec3777b4e2e6c4fbc4c22fbb87510ff8e0b3c6a642"),
        (KeySpec::MlKem512, "0e3c8b89b54202d2545f7aba2e2aaa3cffa7b6191919ad738fab35b4f313cf71"),
        (KeySpec::MlKem768, "c23e23dd3d485a9256cda09358a4a286e00b373db10761eadf99f710649ca31c"),
        (KeySpec::MlKem1024, "d2b7480ae006a14b37c1e8a8e45ea39022e32a9b1a7b90d594c84d869c6ac420"),
    ] {
        let counting: [u8; 64] = std::array::from_fn(|i| u8::try_from(i).unwrap());
        let kept = key::generate(spec, &counting).unwrap();
        let public = Key::parse(spec, &kept).unwrap().public_key().unwrap();
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &public);
        let hex: String = digest.as_ref().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, sum, "{spec}");
        let shown = key::private_key(spec, &kept).unwrap();
        assert_eq!(*key::import(spec, &shown).unwrap(), *kept, "{spec}");
    }
}

/// Two implementations that share no code verify each other's signatures.
#[test]
fn lattice_signatures_are_another_implementations_too() {
    for (spec, signing, verifying) in [
        (KeySpec::MlDsa44, &ML_DSA_44_SIGNING, &ML_DSA_44),
        (KeySpec::MlDsa65, &ML_DSA_65_SIGNING, &ML_DSA_65),
        (KeySpec::MlDsa87, &ML_DSA_87_SIGNING, &ML_DSA_87),
    ] {
        let kept = key::generate(spec, &[5; 64]).unwrap();
        let ours = Key::parse(spec, &kept).unwrap();
        let public = ours.public_key().unwrap();
        let signature = ours.sign(Signing::MlDsa, Message::Raw(b"hello"), [8; 32]).unwrap();
        let theirs = UnparsedPublicKey::new(verifying, &public[22..]);
        assert!(theirs.verify(b"hello", &signature).is_ok(), "{spec}");
        let theirs = PqdsaKeyPair::from_seed(signing, &kept).unwrap();
        let mut signature = vec![0; signing.signature_len()];
        theirs.sign(b"hello", &mut signature).unwrap();
        assert_eq!(ours.verify(Signing::MlDsa, Message::Raw(b"hello"), &signature), Ok(()));
    }
}

#[test]
fn encapsulated_secrets_are_another_implementations_too() {
    let of = |spec| match spec {
        KeySpec::MlKem512 => &kem::ML_KEM_512,
        KeySpec::MlKem768 => &kem::ML_KEM_768,
        _ => &kem::ML_KEM_1024,
    };
    for spec in [KeySpec::MlKem512, KeySpec::MlKem768, KeySpec::MlKem1024] {
        let ours = new_key(spec);
        let public = ours.public_key().unwrap();
        let Key::MlKem(ours) = ours else { panic!("an encapsulation key") };
        let theirs = kem::EncapsulationKey::new(of(spec), &public[22..]).unwrap();
        let (sent, shared) = theirs.encapsulate().unwrap();
        assert_eq!(**ours.decapsulate(sent.as_ref()).unwrap(), *shared.as_ref(), "{spec}");
        let (shared, sent) = ours.encapsulate([3; 32]);
        assert_eq!(ours.decapsulate(&sent), Ok(shared.clone()));
        assert_eq!(ours.decapsulate(&sent[1..]), Err(CryptoError::Invalid));
        let mut bad = sent;
        bad[9] ^= 1;
        assert_ne!(ours.decapsulate(&bad).unwrap(), shared, "a flipped bit gives another secret");
    }
}

#[test]
fn an_external_mu_signs_the_same_message() {
    // mu = SHAKE256(SHAKE256(public key, 64) || 0 || 0 || message, 64): FIPS 204, algorithms 2 and 7.
    use ml_dsa::signature::digest::{ExtendableOutput as _, Update as _};
    let shake = |parts: &[&[u8]]| {
        let mut shake = ml_dsa_shake();
        parts.iter().for_each(|part| shake.update(part));
        let mut out = [0; 64];
        shake.finalize_xof_into(&mut out);
        out
    };
    for spec in [KeySpec::MlDsa44, KeySpec::MlDsa65, KeySpec::MlDsa87] {
        let key = new_key(spec);
        let public = key.public_key().unwrap();
        let mu = shake(&[&shake(&[&public[22..]]), &[0, 0], b"message"]);
        let (raw, external) = (Message::Raw(b"message"), Message::ExternalMu(&mu));
        let by_mu = key.sign(Signing::MlDsa, external, [1; 32]).unwrap();
        assert_eq!(key.verify(Signing::MlDsa, raw, &by_mu), Ok(()), "{spec}");
        let by_raw = key.sign(Signing::MlDsa, raw, [2; 32]).unwrap();
        assert_eq!(key.verify(Signing::MlDsa, external, &by_raw), Ok(()), "{spec}");
    }
}

fn ml_dsa_shake() -> shake::Shake256 {
    shake::Shake256::default()
}

const NAME: Name<'_> = Name {
    account: "111122223333",
    key_id: "1234abcd-12ab-34cd-56ef-1234567890ab",
    material: [0x5a; 32],
};

#[test]
fn symmetric_ciphertexts_open_as_they_were_sealed_and_no_bit_may_flip() {
    let Key::Symmetric(key) = new_key(KeySpec::SymmetricDefault) else { panic!("AES") };
    let context = context::canonical([("purpose", "test"), ("a", "b")]);
    let entropy: [u8; ENTROPY] = std::array::from_fn(|i| u8::try_from(200 - i).unwrap());
    for plain in [&b"x"[..], &[0; 33], &[7; 4096]] {
        let sealed = key.seal(NAME, &context, plain, &entropy).unwrap();
        assert_eq!(sealed.len(), plain.len() + OVERHEAD);
        assert_eq!(OVERHEAD, 152, "as AWS's");
        let blob = Blob::parse(&sealed).unwrap();
        assert_eq!(blob.name, NAME);
        assert_eq!(**key.open(&blob, &context).unwrap(), *plain);
        assert_eq!(key.open(&blob, b""), Err(CryptoError::Invalid));
        for bit in 0..sealed.len().min(400) * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            let opened = Blob::parse(&bad).map(|blob| key.open(&blob, &context));
            assert!(matches!(opened, None | Some(Err(CryptoError::Invalid))), "bit {bit}");
        }
        assert!((0..sealed.len()).all(|end| {
            Blob::parse(&sealed[..end]).is_none_or(|blob| key.open(&blob, &context).is_err())
        }));
    }
}

/// Every algorithm of every spec, with messages of every type that it takes.
#[test]
fn what_was_signed_is_verified_and_no_bit_may_flip() {
    let mut seen = 0;
    for spec in KeySpec::ALL.iter().copied().filter(|spec| *spec != KeySpec::Sm2) {
        let names = spec.algorithms(KeyUsage::SignVerify);
        if names.is_empty() || !spec.usages().contains(&KeyUsage::SignVerify) {
            continue;
        }
        let (key, stranger) = (new_key(spec), stranger(spec));
        for how in names.iter().map(|name| Signing::parse(name).unwrap()) {
            seen += 1;
            let digest = vec![0x3c; how.digest().map_or(0, Hash::len)];
            let mut messages = vec![Message::Raw(b"a message")];
            if how.digest().is_some() {
                messages.push(Message::Digest(&digest));
            }
            if how == Signing::MlDsa {
                messages.push(Message::ExternalMu(&[9; 64]));
            }
            for message in messages {
                let made = key.sign(how, message, [4; 32]).unwrap();
                assert_eq!(key.verify(how, message, &made), Ok(()), "{spec} {message:?}");
                let foreign = stranger.verify(how, message, &made);
                assert_eq!(foreign, Err(CryptoError::Invalid), "{spec}");
                // Every bit of short signatures, some of long ones.
                let step = if made.len() > 80 { 97 } else { 1 };
                for bit in (0..made.len() * 8).step_by(step) {
                    let mut bad = made.clone();
                    bad[bit / 8] ^= 1 << (bit % 8);
                    assert!(key.verify(how, message, &bad).is_err(), "{spec} {how:?} bit {bit}");
                }
                assert!(key.verify(how, message, &made[..made.len() - 1]).is_err());
                assert!(key.verify(how, message, &[]).is_err());
            }
        }
    }
    assert_eq!(seen, 3 * 6 + 4 + 2 + 3, "algorithms");
}

fn stranger(spec: KeySpec) -> Key {
    let kept = key::generate(spec, &[0xee; 64]).unwrap();
    Key::parse(spec, &kept).unwrap()
}

#[test]
fn what_rsa_encrypted_it_decrypts_and_no_bit_may_flip() {
    for spec in [KeySpec::Rsa2048, KeySpec::Rsa3072] {
        let Key::Rsa(key) = new_key(spec) else { panic!("RSA") };
        for hash in [Hash::Sha1, Hash::Sha256] {
            let most = super::rsa::max_plain(key.modulus_len(), hash);
            for len in [1, most] {
                let plain = vec![0x77; len];
                let sent = key.encrypt(hash, &plain).unwrap();
                assert_eq!(*key.decrypt(hash, &sent).unwrap(), plain);
                for bit in (0..sent.len() * 8).step_by(131) {
                    let mut bad = sent.clone();
                    bad[bit / 8] ^= 1 << (bit % 8);
                    assert_eq!(key.decrypt(hash, &bad), Err(CryptoError::Invalid), "bit {bit}");
                }
            }
            assert!(key.encrypt(hash, &vec![0; most + 1]).is_err());
        }
    }
}

#[test]
fn codes_are_verified_and_no_bit_may_flip() {
    for spec in [KeySpec::Hmac224, KeySpec::Hmac256, KeySpec::Hmac384, KeySpec::Hmac512] {
        let key = new_key(spec);
        let mac = key.mac(b"message").unwrap();
        assert_eq!(Some(mac.len()), spec.mac_hash().map(Hash::len));
        assert_eq!(key.verify_mac(b"message", &mac), Ok(()));
        assert_eq!(key.verify_mac(b"massage", &mac), Err(CryptoError::Invalid));
        for bit in 0..mac.len() * 8 {
            let mut bad = mac.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key.verify_mac(b"message", &bad), Err(CryptoError::Invalid));
        }
        assert_eq!(key.verify_mac(b"message", &mac[..mac.len() - 1]), Err(CryptoError::Invalid));
    }
}

#[test]
fn foreign_material_must_be_a_key_of_the_spec() {
    let keys = vectors("key");
    for spec in KeySpec::ALL.iter().copied().filter(|spec| *spec != KeySpec::Sm2) {
        // Those of symmetric keys are judged by their length alone.
        for key in keys.iter().filter(|key| spec.is_asymmetric() && key.name != spec.as_str()) {
            assert!(key::import(spec, &key.bytes[0]).is_err(), "{spec} {}", key.name);
        }
        for bytes in [&[][..], &[1; 31], b"\x30\x82\xff\xff", &[0x30; 300]] {
            assert!(key::import(spec, bytes).is_err(), "{spec} {bytes:?}");
        }
    }
    assert!(key::import(KeySpec::SymmetricDefault, &[1; 32]).is_ok());
    assert!(key::import(KeySpec::Hmac224, &[1; 28]).is_ok());
    assert!(key::import(KeySpec::Hmac224, &[1; 32]).is_err());
}

#[test]
fn agreement_wants_a_point_on_the_same_curve() {
    let keys = vectors("key");
    for ours in keys.iter().filter(|key| key.name.starts_with("ECC_NIST_P")) {
        let Key::Ec(key) = imported(ours) else { panic!("a curve") };
        for theirs in &keys {
            assert_eq!(key.agree(&theirs.bytes[1]).is_ok(), theirs.name == ours.name);
        }
        let raw_point = &ours.bytes[1][ours.bytes[1].len() - 65..];
        assert!(key.agree(raw_point).is_err());
        assert!(key.agree(b"").is_err());
        let mut off_curve = ours.bytes[1].clone();
        *off_curve.last_mut().unwrap() ^= 1;
        assert!(key.agree(&off_curve).is_err());
    }
}

#[test]
fn ids_of_material_follow_from_key_and_bytes() {
    let id = key::material_id("key", b"bytes");
    assert_eq!(id, key::material_id("key", b"bytes"));
    assert_ne!(id, key::material_id("other", b"bytes"));
    assert_ne!(id, key::material_id("key", b"other"));
}
