//! Key material from outside: wrapped as clients wrap it, gone by the clock or on demand, and back again.

use std::time::Duration;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrapPadded as _};
use aws_lc_rs::rsa::{
    KeySize, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey,
    PrivateDecryptingKey, PublicEncryptingKey,
};
use aws_lc_rs::signature::{self, UnparsedPublicKey};
use gen_kms::operations as ops;
use gen_kms::{
    DeleteImportedKeyMaterialRequest, GetParametersForImportRequest, ImportKeyMaterialRequest,
    ImportKeyMaterialResponse, RotateKeyOnDemandRequest, SignRequest,
};
use schema::{Bytes, Timestamp};

use crate::common::{Cloud, Outcome, START, cloud, code};

const DAY: Duration = Duration::from_secs(86_400);

/// What a client says of an import.
#[derive(Default, Clone, Copy)]
struct Import<'a> {
    until: Option<Timestamp>,
    kind: Option<&'a str>,
    named: Option<&'a str>,
}

async fn import(
    cloud: &Cloud,
    key: &str,
    how: &str,
    material: &[u8],
    said: Import<'_>,
) -> Outcome<ImportKeyMaterialResponse> {
    let input = GetParametersForImportRequest {
        key_id: key.to_owned(),
        wrapping_algorithm: how.to_owned(),
        wrapping_key_spec: "RSA_2048".to_owned(),
    };
    let got = cloud.call::<ops::GetParametersForImport>(input).await.expect("parameters");
    let wrapped = wrap(how, &got.public_key.expect("a key"), material);
    let model = match said.until {
        Some(_) => "KEY_MATERIAL_EXPIRES",
        None => "KEY_MATERIAL_DOES_NOT_EXPIRE",
    };
    let input = ImportKeyMaterialRequest {
        key_id: key.to_owned(),
        import_token: got.import_token.expect("a token"),
        encrypted_key_material: wrapped.into(),
        valid_to: said.until,
        expiration_model: Some(model.to_owned()),
        import_type: said.kind.map(str::to_owned),
        key_material_id: said.named.map(str::to_owned),
        key_material_description: None,
    };
    cloud.call::<ops::ImportKeyMaterial>(input).await
}

/// Wraps as the four algorithms say.
fn wrap(how: &str, public: &[u8], material: &[u8]) -> Vec<u8> {
    let hash = if how.ends_with("256") { &OAEP_SHA256_MGF1SHA256 } else { &OAEP_SHA1_MGF1SHA1 };
    let public = PublicEncryptingKey::from_der(public).expect("a public key");
    let public = OaepPublicEncryptingKey::new(public).expect("a public key");
    let oaep = |plain: &[u8]| {
        let mut out = vec![0; public.ciphertext_size()];
        public.encrypt(hash, plain, &mut out, None).expect("encrypted");
        out
    };
    if how.starts_with("RSAES") {
        return oaep(material);
    }
    let kek = AesKek::new(&AES_256, &[0x42; 32]).expect("a key");
    let mut wrapped = vec![0; material.len() + 15];
    let len = kek.wrap_with_padding(material, &mut wrapped).expect("wrapped").len();
    [oaep(&[0x42; 32]), wrapped[..len].to_vec()].concat()
}

async fn external(cloud: &Cloud) -> String {
    cloud.key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "EXTERNAL").await
}

#[tokio::test]
async fn material_works_until_its_time_comes_and_again_when_it_is_back() {
    let cloud = cloud().await;
    let key = external(&cloud).await;
    let until = Import { until: Some(START.plus(DAY)), ..Import::default() };
    let first =
        import(&cloud, &key, "RSAES_OAEP_SHA_256", &[7; 32], until).await.expect("imported");
    let id = first.key_material_id.expect("shown");
    let shown = cloud.described(&key).await;
    assert_eq!(shown.key_state.as_deref(), Some("Enabled"));
    assert_eq!(shown.valid_to, Some(START.plus(DAY)));
    assert_eq!(shown.expiration_model.as_deref(), Some("KEY_MATERIAL_EXPIRES"));
    assert_eq!(shown.current_key_material_id, Some(id.clone()));
    let blob = cloud.encrypt(&key, b"secret").await.expect("encrypted");

    cloud.pass(DAY - Duration::from_secs(1)).await;
    assert!(cloud.decrypt(blob.clone()).await.is_ok());
    cloud.pass(Duration::from_secs(2)).await;
    assert_eq!(code(cloud.decrypt(blob.clone()).await), "KMSInvalidStateException");
    assert_eq!(code(cloud.encrypt(&key, b"more").await), "KMSInvalidStateException");
    let shown = cloud.described(&key).await;
    assert_eq!(shown.key_state.as_deref(), Some("PendingImport"));
    assert_eq!((shown.valid_to, shown.expiration_model), (None, None));
    assert_eq!(shown.current_key_material_id, Some(id.clone()));

    let other = import(&cloud, &key, "RSAES_OAEP_SHA_1", &[8; 32], Import::default()).await;
    assert_eq!(code(other), "IncorrectKeyMaterialException");
    let again = import(&cloud, &key, "RSAES_OAEP_SHA_1", &[7; 32], Import::default()).await;
    assert_eq!(again.expect("imported").key_material_id, Some(id.clone()));
    let opened = cloud.decrypt(blob).await.expect("decrypted");
    assert_eq!(opened.plaintext.as_deref(), Some(&b"secret"[..]));
    assert_eq!(opened.key_material_id, Some(id));
    cloud.pass(400 * DAY).await;
    assert!(cloud.encrypt(&key, b"for ever").await.is_ok());
}

#[tokio::test]
async fn an_import_that_is_repeated_moves_the_time() {
    let cloud = cloud().await;
    let key = external(&cloud).await;
    let day = |n: u32| Import { until: Some(START.plus(DAY * n)), ..Import::default() };
    import(&cloud, &key, "RSAES_OAEP_SHA_256", &[7; 32], day(1)).await.expect("imported");
    import(&cloud, &key, "RSAES_OAEP_SHA_256", &[7; 32], day(3)).await.expect("imported");
    cloud.pass(2 * DAY).await;
    assert!(cloud.encrypt(&key, b"x").await.is_ok(), "the first time counts no more");
    cloud.pass(DAY).await;
    assert_eq!(code(cloud.encrypt(&key, b"x").await), "KMSInvalidStateException");
}

#[tokio::test]
async fn material_is_deleted_and_only_the_same_comes_back() {
    let cloud = cloud().await;
    let key = external(&cloud).await;
    import(&cloud, &key, "RSAES_OAEP_SHA_256", &[1; 32], Import::default())
        .await
        .expect("imported");
    let blob = cloud.encrypt(&key, b"secret").await.expect("encrypted");
    let delete = || DeleteImportedKeyMaterialRequest { key_id: key.clone(), key_material_id: None };
    for _ in 0..2 {
        cloud.call::<ops::DeleteImportedKeyMaterial>(delete()).await.expect("deleted");
        assert_eq!(code(cloud.decrypt(blob.clone()).await), "KMSInvalidStateException");
    }
    let new = Import { kind: Some("NEW_KEY_MATERIAL"), ..Import::default() };
    assert_eq!(
        code(import(&cloud, &key, "RSAES_OAEP_SHA_256", &[1; 32], new).await),
        "IncorrectKeyMaterialException",
        "it is not new"
    );
    let named = Import { named: Some(&"ab".repeat(32)), ..Import::default() };
    assert_eq!(
        code(import(&cloud, &key, "RSAES_OAEP_SHA_256", &[1; 32], named).await),
        "IncorrectKeyMaterialException",
        "its id is another"
    );
    import(&cloud, &key, "RSAES_OAEP_SHA_256", &[1; 32], Import::default())
        .await
        .expect("imported");
    assert!(cloud.decrypt(blob).await.is_ok());
}

#[tokio::test]
async fn new_material_waits_for_the_rotation() {
    let cloud = cloud().await;
    let key = external(&cloud).await;
    let how = "RSAES_OAEP_SHA_256";
    let new = Import { kind: Some("NEW_KEY_MATERIAL"), ..Import::default() };
    let first = import(&cloud, &key, how, &[1; 32], Import::default()).await.expect("imported");
    let old = cloud.encrypt(&key, b"old").await.expect("encrypted");
    let second = import(&cloud, &key, how, &[2; 32], new).await.expect("imported");
    assert_ne!(first.key_material_id, second.key_material_id);
    assert_eq!(cloud.described(&key).await.current_key_material_id, first.key_material_id);
    let third = import(&cloud, &key, how, &[3; 32], new).await.expect_err("refused");
    assert_eq!(third.code(), "KMSInvalidStateException");
    let said = third.message().unwrap_or_default();
    assert!(said.contains("because another key material (id: "), "{said}");

    let rotate = || RotateKeyOnDemandRequest { key_id: key.clone() };
    cloud.call::<ops::RotateKeyOnDemand>(rotate()).await.expect("rotated");
    cloud.pass(DAY).await;
    assert_eq!(cloud.described(&key).await.current_key_material_id, second.key_material_id);
    let fresh = cloud.encrypt(&key, b"new").await.expect("encrypted");
    let opened = cloud.decrypt(old.clone()).await.expect("decrypted");
    assert_eq!(opened.key_material_id, first.key_material_id);
    let opened = cloud.decrypt(fresh.clone()).await.expect("decrypted");
    assert_eq!(opened.key_material_id, second.key_material_id);

    // Without any of what it ever worked with, the key does not work at all.
    let input = DeleteImportedKeyMaterialRequest {
        key_id: key.clone(),
        key_material_id: first.key_material_id,
    };
    cloud.call::<ops::DeleteImportedKeyMaterial>(input).await.expect("deleted");
    assert_eq!(code(cloud.decrypt(fresh.clone()).await), "KMSInvalidStateException");
    import(&cloud, &key, how, &[1; 32], Import::default()).await.expect("imported");
    assert!(cloud.decrypt(fresh).await.is_ok() && cloud.decrypt(old).await.is_ok());
}

#[tokio::test]
async fn private_keys_come_under_an_aes_key() {
    let cloud = cloud().await;
    let private = PrivateDecryptingKey::generate(KeySize::Rsa2048).expect("a key");
    let der: Pkcs8V1Der<'_> = private.as_der().expect("PKCS #8");
    for how in ["RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"] {
        let key = cloud.key("RSA_2048", "SIGN_VERIFY", "EXTERNAL").await;
        let got = import(&cloud, &key, how, der.as_ref(), Import::default()).await;
        assert_eq!(got.expect("imported").key_material_id, None, "shown of AES keys alone");
        let input = SignRequest {
            key_id: key.clone(),
            message: Bytes::from_static(b"message"),
            signing_algorithm: "RSASSA_PSS_SHA_256".to_owned(),
            ..SignRequest::default()
        };
        let signed = cloud.call::<ops::Sign>(input).await.expect("signed").signature;
        let public = cloud.public_key(&key).await;
        UnparsedPublicKey::new(&signature::RSA_PSS_2048_8192_SHA256, &public)
            .verify(b"message", &signed.expect("a signature"))
            .expect("the imported key signed");
    }
    let wrong = cloud.key("RSA_3072", "SIGN_VERIFY", "EXTERNAL").await;
    let got = import(&cloud, &wrong, "RSA_AES_KEY_WRAP_SHA_256", der.as_ref(), Import::default());
    assert_eq!(code(got.await), "IncorrectKeyMaterialException");
}

#[tokio::test]
async fn lengths_must_be_the_specs() {
    let cloud = cloud().await;
    for (spec, usage, good) in [
        ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", 32),
        ("HMAC_224", "GENERATE_VERIFY_MAC", 28),
        ("HMAC_384", "GENERATE_VERIFY_MAC", 48),
    ] {
        let key = cloud.key(spec, usage, "EXTERNAL").await;
        for len in [good - 1, good + 1, good] {
            let material = vec![9; len];
            let got =
                import(&cloud, &key, "RSAES_OAEP_SHA_256", &material, Import::default()).await;
            assert_eq!(got.is_ok(), len == good, "{spec} {len}");
        }
    }
}

/// For other tests: material that stays. The wrapping key is what was got.
pub(crate) async fn import_forever(cloud: &Cloud, key: &str, how: &str, material: &[u8]) -> String {
    import(cloud, key, how, material, Import::default())
        .await
        .expect("imported")
        .key_id
        .expect("an ARN")
}

#[tokio::test]
async fn a_replica_takes_the_material_of_its_primary_alone() {
    let cloud = cloud().await;
    let input = gen_kms::CreateKeyRequest {
        origin: Some("EXTERNAL".to_owned()),
        multi_region: Some(true),
        ..Default::default()
    };
    let made = cloud.call::<ops::CreateKey>(input).await.expect("created");
    let key = made.key_metadata.and_then(|metadata| metadata.key_id).expect("an id");
    let how = "RSAES_OAEP_SHA_256";
    import(&cloud, &key, how, &[5; 32], Import::default()).await.expect("imported");
    let blob = cloud.encrypt(&key, b"here").await.expect("encrypted");
    let input = gen_kms::ReplicateKeyRequest {
        key_id: key.clone(),
        replica_region: "eu-west-1".to_owned(),
        ..Default::default()
    };
    cloud.call::<ops::ReplicateKey>(input).await.expect("replicated");
    cloud.pass(DAY).await;
    let there = cloud.in_region("eu-west-1");
    assert_eq!(code(there.decrypt(blob.clone()).await), "KMSInvalidStateException");
    let other = import(&there, &key, how, &[6; 32], Import::default()).await;
    assert_eq!(code(other), "IncorrectKeyMaterialException");
    import(&there, &key, how, &[5; 32], Import::default()).await.expect("imported");
    let opened = there.decrypt(blob).await.expect("decrypted");
    assert_eq!(opened.plaintext.as_deref(), Some(&b"here"[..]));
}
