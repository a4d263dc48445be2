//! Ciphertexts that somebody touched, through the API; and what the calls cost.

use gen_kms::DecryptRequest;
use gen_kms::operations as ops;
use schema::Bytes;

use crate::common::{cloud, code};

#[tokio::test]
async fn any_flipped_bit_is_refused() {
    let cloud = cloud().await;
    let key = cloud.aes().await;
    let blob = cloud.encrypt(&key, b"thirty-two bytes of a data key..").await.expect("encrypted");
    assert_eq!(blob.len(), 184, "as AWS's");
    for bit in 0..blob.len() * 8 {
        let mut bad = blob.to_vec();
        bad[bit / 8] ^= 1 << (bit % 8);
        let outcome = cloud.decrypt(bad.into()).await;
        assert_eq!(code(outcome), "InvalidCiphertextException", "bit {bit}");
    }
    for end in 1..blob.len() {
        assert_eq!(code(cloud.decrypt(blob.slice(..end)).await), "InvalidCiphertextException");
    }
    assert!(cloud.decrypt(blob).await.is_ok());
}

#[tokio::test]
async fn the_same_plaintext_never_looks_the_same() {
    let cloud = cloud().await;
    let key = cloud.aes().await;
    let (a, b) = (cloud.encrypt(&key, b"x").await, cloud.encrypt(&key, b"x").await);
    assert_ne!(a.expect("encrypted")[92..], b.expect("encrypted")[92..]);
}

/// Not a test: what Encrypt and Decrypt of a KiB cost, authorisation included.
/// `cargo test -p kms --release --test crypto -- --ignored --nocapture`
#[tokio::test]
#[ignore = "measures"]
async fn cost() {
    let cloud = cloud().await;
    let key = cloud.aes().await;
    let blob = cloud.encrypt(&key, &[1; 1024]).await.expect("encrypted");
    const CALLS: u32 = 20_000;
    let clock = cloud.kernel.clock().clone();
    let began = clock.monotonic();
    for _ in 0..CALLS {
        cloud.encrypt(&key, &[1; 1024]).await.expect("encrypted");
    }
    let encrypting = began.elapsed() / CALLS;
    let began = clock.monotonic();
    for _ in 0..CALLS {
        let input =
            DecryptRequest { ciphertext_blob: Some(Bytes::clone(&blob)), ..Default::default() };
        cloud.call::<ops::Decrypt>(input).await.expect("decrypted");
    }
    let decrypting = began.elapsed() / CALLS;
    // Shown by `--nocapture`; nothing else prints.
    let shown = format!("Encrypt {encrypting:?}, Decrypt {decrypting:?} a call\n");
    std::io::Write::write_all(&mut std::io::stderr(), shown.as_bytes()).expect("shown");
}
