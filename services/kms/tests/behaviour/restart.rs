//! Keys outlive the process; their material is on no disk as it is.

use serde_json::json;
use testcloud::Cloud;

use crate::{new_key, output};

#[tokio::test]
async fn keys_grants_and_aliases_outlive_a_restart() {
    let dir = tempfile::tempdir().expect("a folder");
    let first = Cloud::at(dir.path(), vec![kms::service()]).await;
    let mut client = first.client();
    let id = new_key(&mut client).await;
    let alias = json!({ "AliasName": "alias/mine", "TargetKeyId": id });
    output(&mut client, "CreateAlias", alias).await;
    let grant =
        json!({ "KeyId": id, "GranteePrincipal": "111111111111", "Operations": ["Decrypt"] });
    output(&mut client, "CreateGrant", grant).await;
    let plain = json!({ "KeyId": "alias/mine", "Plaintext": "aGVsbG8=" });
    let blob = output(&mut client, "Encrypt", plain).await["CiphertextBlob"].clone();
    drop(client);
    first.stop().await;

    let second = Cloud::at(dir.path(), vec![kms::service()]).await;
    let mut other = second.client_of("111111111111");
    let opened = output(&mut other, "Decrypt", json!({ "CiphertextBlob": blob })).await;
    assert_eq!(opened["Plaintext"], "aGVsbG8=");
    let mut client = second.client();
    let known = output(&mut client, "DescribeKey", json!({ "KeyId": "alias/mine" })).await;
    assert_eq!(known["KeyMetadata"]["KeyId"], id.as_str());
    drop((client, other));
    second.stop().await;
}
