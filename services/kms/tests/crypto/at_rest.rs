//! No key material is on the disk but sealed.

use std::path::Path;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeySize, PrivateDecryptingKey};
use gen_kms::GenerateDataKeyRequest;
use gen_kms::operations as ops;

use crate::common::cloud_over;
use crate::imports::import_forever;

#[tokio::test]
async fn no_file_holds_key_material() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("state");
    let cloud = cloud_over(Some(dir.clone())).await;
    let aes: Vec<u8> = (100..132).collect();
    let rsa = PrivateDecryptingKey::generate(KeySize::Rsa2048).expect("a key");
    let rsa: Pkcs8V1Der<'_> = rsa.as_der().expect("PKCS #8");
    let key = cloud.key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "EXTERNAL").await;
    let public = import_forever(&cloud, &key, "RSAES_OAEP_SHA_256", &aes).await;
    let signing = cloud.key("RSA_2048", "SIGN_VERIFY", "EXTERNAL").await;
    import_forever(&cloud, &signing, "RSA_AES_KEY_WRAP_SHA_256", rsa.as_ref()).await;
    let input = GenerateDataKeyRequest {
        key_id: key.clone(),
        key_spec: Some("AES_256".to_owned()),
        ..GenerateDataKeyRequest::default()
    };
    let data_key = cloud.call::<ops::GenerateDataKey>(input).await.expect("a data key");
    let data_key = data_key.plaintext.expect("its plaintext");
    cloud.kernel.stop().await.expect("stopped");
    cloud.kernel.store().clone().close().expect("closed");

    // Pieces, so that nothing that cuts them finds them whole by chance only.
    let mut secrets: Vec<&[u8]> = vec![&aes[..16], &aes[16..], &data_key[..16]];
    // The private exponent and the primes: behind the modulus and the public exponent.
    secrets.extend(rsa.as_ref()[320..].chunks_exact(32));
    let files = files_below(folder.path());
    let mut bytes = 0;
    for (name, content) in &files {
        bytes += content.len();
        for secret in &secrets {
            assert!(!holds(content, secret), "{name} holds key material");
        }
    }
    assert!(bytes > 2000 && files.iter().any(|(_, content)| holds(content, key.as_bytes())));
    assert!(!public.is_empty());
}

fn holds(content: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find(content, text).is_some()
}

fn files_below(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(files_below(&path));
        } else {
            out.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
        }
    }
    out
}
