//! A secure string that another account may read: both the parameter and its key must be shared.

use gen_kms::operations::{CreateKey, PutKeyPolicy};
use gen_ssm::operations::PutResourcePolicy;

use crate::common::{cloud, secure};

const ARN: &str = "arn:aws:ssm:us-east-1:000000000000:parameter/shared";

fn policy(effect: &str, action: &str, resource: &str) -> String {
    format!(
        r#"{{"Effect":"{effect}","Principal":{{"AWS":"arn:aws:iam::111122223333:root"}},"Action":"{action}","Resource":"{resource}"}}"#
    )
}

#[tokio::test]
async fn a_shared_secret_needs_a_shared_key() {
    let cloud = cloud().await;
    let other = cloud.in_account("111122223333");
    let key = cloud.call::<CreateKey>(gen_kms::CreateKeyRequest::default()).await.expect("a key");
    let key_id = key.key_metadata.and_then(|key| key.key_id).expect("an id");
    let input = gen_ssm::PutParameterRequest {
        key_id: Some(key_id.clone()),
        ..secure("/shared", "geheim", "Advanced")
    };
    cloud.try_put(input).await.expect("put");
    assert!(other.get(ARN).await.is_err(), "nothing is shared yet");
    let input = gen_ssm::PutResourcePolicyRequest {
        resource_arn: ARN.to_owned(),
        policy: format!(
            r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
            policy("Allow", "ssm:GetParameter", ARN)
        ),
        ..gen_ssm::PutResourcePolicyRequest::default()
    };
    cloud.call::<PutResourcePolicy>(input).await.expect("shared");
    let error = other.get(ARN).await.expect_err("the key is not shared");
    assert_eq!(error.code(), "AccessDeniedException");
    assert!(error.message().is_some_and(|words| words.contains("kms:Decrypt")), "{error}");
    let owner = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"kms:*","Resource":"*"}"#;
    let input = gen_kms::PutKeyPolicyRequest {
        key_id,
        policy: format!(
            r#"{{"Version":"2012-10-17","Statement":[{owner},{}]}}"#,
            policy("Allow", "kms:Decrypt", "*")
        ),
        ..gen_kms::PutKeyPolicyRequest::default()
    };
    cloud.call::<PutKeyPolicy>(input).await.expect("shared");
    let parameter = other.get(ARN).await.expect("both are shared");
    assert_eq!(parameter.value.as_deref(), Some("geheim"));
    assert_eq!(parameter.arn.as_deref(), Some(ARN));
}
