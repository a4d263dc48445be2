//! Users, roles and policies in an account of each test's own, and what their keys and sessions may do.

use std::error::Error;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::{Duration, SystemTime};

use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_sdk_iam::client::Waiters as _;
use aws_sdk_sqs::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use percent_encoding::percent_decode_str;
use sdk_tests::{endpoint, http, unique};

/// What a client needs that signs with these credentials.
async fn signing(who: impl ProvideCredentials + 'static) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(endpoint())
        .credentials_provider(who)
        .retry_config(RetryConfig::disabled())
        .http_client(http())
        .load()
        .await
}

/// The credentials that STS gave.
fn given(by: Option<&aws_sdk_sts::types::Credentials>) -> Credentials {
    let by = by.expect("credentials are answered");
    let token = Some(by.session_token().to_owned());
    Credentials::from_keys(by.access_key_id(), by.secret_access_key(), token)
}

/// An account of the test's own, seen by its root: a key of 12 digits is the root of that account.
struct Account {
    id: String,
    root: SdkConfig,
    iam: aws_sdk_iam::Client,
}

impl Account {
    async fn new() -> Self {
        let chance = RandomState::new().build_hasher().finish();
        let id = (100_000_000_000 + chance % 900_000_000_000).to_string();
        let root = signing(Credentials::from_keys(&id, "any", None)).await;
        let iam = aws_sdk_iam::Client::new(&root);
        Self { id, root, iam }
    }

    fn arn(&self, resource: &str) -> String {
        format!("arn:aws:iam::{}:{resource}", self.id)
    }

    /// A new user's name with an inline policy, and what their key signs.
    async fn user(&self, statements: &[String]) -> (String, Credentials) {
        let name = unique();
        self.iam.create_user().user_name(&name).send().await.expect("created");
        if !statements.is_empty() {
            let put = self.iam.put_user_policy().user_name(&name).policy_name("may");
            put.policy_document(policy(statements)).send().await.expect("given");
        }
        let made = self.iam.create_access_key().user_name(&name).send().await.expect("created");
        let key = made.access_key().expect("a key is answered");
        let (id, secret) = (key.access_key_id(), key.secret_access_key());
        (name, Credentials::from_keys(id, secret, None))
    }

    /// A new role's ARN.
    async fn role(&self, trust: &str, statements: &[String]) -> String {
        let name = unique();
        let create = self.iam.create_role().role_name(&name).assume_role_policy_document(trust);
        let made = create.send().await.expect("created");
        let put = self.iam.put_role_policy().role_name(&name).policy_name("may");
        put.policy_document(policy(statements)).send().await.expect("given");
        made.role().expect("a role is answered").arn().to_owned()
    }

    /// A new queue's URL and ARN.
    async fn queue(&self) -> (String, String) {
        let name = unique();
        let sqs = aws_sdk_sqs::Client::new(&self.root);
        let made = sqs.create_queue().queue_name(&name).send().await.expect("created");
        let arn = format!("arn:aws:sqs:us-east-1:{}:{name}", self.id);
        (made.queue_url.expect("a URL is answered"), arn)
    }
}

fn policy(statements: &[String]) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
}

fn allow(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}"#)
}

fn trust(principal: &str, more: &str) -> String {
    policy(&[format!(
        r#"{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"AWS":"{principal}"}}{more}}}"#
    )])
}

async fn send(who: &SdkConfig, url: &str) -> Result<(), Denial> {
    let call = aws_sdk_sqs::Client::new(who).send_message().queue_url(url).message_body("m");
    call.send().await.map(drop).map_err(denial)
}

async fn receive(who: &SdkConfig, url: &str) -> Result<(), Denial> {
    let call = aws_sdk_sqs::Client::new(who).receive_message().queue_url(url);
    call.send().await.map(drop).map_err(denial)
}

async fn who_is(who: &SdkConfig) -> String {
    let answer = aws_sdk_sts::Client::new(who).get_caller_identity().send().await;
    answer.expect("everybody may ask").arn.expect("an ARN is answered")
}

/// Code and words of a refusal; without a code when the call was not even made.
type Denial = (Option<String>, String);

fn denial<E, R>(error: SdkError<E, R>) -> Denial
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + 'static,
{
    match error.as_service_error() {
        Some(known) => {
            (known.code().map(str::to_owned), known.message().unwrap_or_default().to_owned())
        }
        None => (None, DisplayErrorContext(&error).to_string()),
    }
}

fn assert_denied(outcome: Result<(), Denial>, words: &str) {
    let (code, message) = outcome.expect_err("the call is denied");
    assert_eq!(code.as_deref(), Some("AccessDenied"), "{message}");
    assert!(message.contains(words), "{message}");
}

#[tokio::test]
async fn the_life_of_a_user() {
    let account = Account::new().await;
    let (iam, name) = (&account.iam, unique());
    let error = iam.get_user().user_name(&name).send().await.unwrap_err().into_service_error();
    assert!(error.is_no_such_entity_exception(), "{error:?}");
    assert_eq!(error.code(), Some("NoSuchEntity"));
    let words = format!("The user with name {name} cannot be found.");
    assert_eq!(error.message(), Some(words.as_str()));
    let made = iam.create_user().user_name(&name).path("/staff/").send().await.unwrap();
    let user = made.user().unwrap();
    assert_eq!(user.arn(), account.arn(&format!("user/staff/{name}")));
    assert!(user.user_id().starts_with("AIDA"), "{user:?}");
    let wait = iam.wait_until_user_exists().user_name(&name);
    wait.wait(Duration::from_secs(10)).await.expect("it is there");
    let error = iam.create_user().user_name(&name).send().await.unwrap_err().into_service_error();
    assert!(error.is_entity_already_exists_exception(), "{error:?}");
    let key = iam.create_access_key().user_name(&name).send().await.unwrap();
    let error = iam.delete_user().user_name(&name).send().await.unwrap_err().into_service_error();
    assert!(error.is_delete_conflict_exception(), "{error:?}");
    let delete = iam.delete_access_key().user_name(&name);
    delete.access_key_id(key.access_key().unwrap().access_key_id()).send().await.unwrap();
    iam.delete_user().user_name(&name).send().await.unwrap();
    let error = iam.delete_user().user_name(&name).send().await.unwrap_err().into_service_error();
    assert!(error.is_no_such_entity_exception(), "{error:?}");
}

#[tokio::test]
async fn a_role_and_its_documents() {
    let account = Account::new().await;
    let (iam, name) = (&account.iam, unique());
    let trusting = trust(&account.arn("root"), "");
    let create = iam.create_role().role_name(&name).assume_role_policy_document(&trusting);
    let made = create.send().await.unwrap();
    let wait = iam.wait_until_role_exists().role_name(&name);
    wait.wait(Duration::from_secs(10)).await.expect("it is there");
    // Documents travel encoded as in a URL, and this client leaves them so.
    let document = made.role().unwrap().assume_role_policy_document().unwrap();
    assert_eq!(percent_decode_str(document).decode_utf8().unwrap(), trusting);
    let odd = policy(&[allow("sqs:*", "arn:aws:sqs:*:*:a+b-*")]);
    let update = iam.update_assume_role_policy().role_name(&name).policy_document(&odd);
    let error = update.send().await.unwrap_err().into_service_error();
    assert!(error.is_malformed_policy_document_exception(), "{error:?}");
    let put = iam.put_role_policy().role_name(&name).policy_name("odd").policy_document(&odd);
    put.send().await.unwrap();
    let kept = iam.get_role_policy().role_name(&name).policy_name("odd").send().await.unwrap();
    assert_eq!(percent_decode_str(kept.policy_document()).decode_utf8().unwrap(), odd);
    let error = iam.delete_role().role_name(&name).send().await.unwrap_err().into_service_error();
    assert!(error.is_delete_conflict_exception(), "{error:?}");
}

#[tokio::test]
async fn a_managed_policy_and_its_versions() {
    let account = Account::new().await;
    let (iam, name) = (&account.iam, unique());
    let create = iam.create_policy().policy_name(&name);
    let create = create.policy_document(policy(&[allow("sqs:*", "*")]));
    let arn = create.send().await.unwrap().policy.unwrap().arn.unwrap();
    assert_eq!(arn, account.arn(&format!("policy/{name}")));
    let wait = iam.wait_until_policy_exists().policy_arn(&arn);
    wait.wait(Duration::from_secs(10)).await.expect("it is there");
    let version = |n: usize| {
        let document = policy(&[allow(&format!("sqs:Get{n}*"), "*")]);
        iam.create_policy_version().policy_arn(&arn).policy_document(document).send()
    };
    for n in 2..=5 {
        let made = version(n).await.unwrap();
        assert_eq!(made.policy_version().unwrap().version_id(), Some(format!("v{n}").as_str()));
    }
    let error = version(6).await.unwrap_err().into_service_error();
    assert!(error.is_limit_exceeded_exception(), "{error:?}");
    let (user, _) = account.user(&[]).await;
    iam.attach_user_policy().user_name(&user).policy_arn(&arn).send().await.unwrap();
    let list = iam.list_attached_user_policies().user_name(&user).send().await.unwrap();
    assert_eq!(list.attached_policies()[0].policy_arn(), Some(arn.as_str()));
    let error = iam.delete_policy().policy_arn(&arn).send().await.unwrap_err();
    let error = error.into_service_error();
    assert!(error.is_delete_conflict_exception(), "{error:?}");
    let attach = iam.attach_user_policy().user_name(&user).policy_arn(account.arn("policy/none"));
    let error = attach.send().await.unwrap_err().into_service_error();
    assert!(error.is_no_such_entity_exception(), "{error:?}");
}

#[tokio::test]
async fn lists_come_in_pages() {
    let iam = Account::new().await.iam;
    for name in ["a", "b", "c", "d", "e"] {
        iam.create_user().user_name(name).send().await.unwrap();
    }
    let mut pages = iam.list_users().into_paginator().page_size(2).send();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        let of_page: Vec<_> = page.users().iter().map(|user| user.user_name()).collect();
        names.push(of_page.concat());
    }
    assert_eq!(names, ["ab", "cd", "e"]);
}

#[tokio::test]
async fn a_provider_that_assumes_a_role() {
    let account = Account::new().await;
    let (url, arn) = account.queue().await;
    let (name, alice) = account.user(&[]).await;
    let secret = r#","Condition":{"StringEquals":{"sts:ExternalId":"secret"}}"#;
    let trusting = trust(&account.arn(&format!("user/{name}")), secret);
    let role = account.role(&trusting, &[allow("sqs:SendMessage", &arn)]).await;
    let assume = async |id: &str| {
        let builder = AssumeRoleProvider::builder(&role).configure(&account.root);
        let builder = builder.session_name("shift").external_id(id);
        builder.session_length(Duration::from_secs(900)).build_from_provider(alice.clone()).await
    };
    let provider = assume("secret").await;
    let held = provider.provide_credentials().await.unwrap();
    assert!(held.access_key_id().starts_with("ASIA"));
    assert!(held.expiry().unwrap() > SystemTime::now());
    let sender = signing(provider).await;
    assert_eq!(send(&sender, &url).await, Ok(()));
    let role_name = role.rsplit('/').next().unwrap();
    let own = format!("arn:aws:sts::{}:assumed-role/{role_name}/shift", account.id);
    assert_eq!(who_is(&sender).await, own);
    let words = format!("User: {own} is not authorized to perform: sqs:");
    assert_denied(receive(&sender, &url).await, &words);
    // Without the external id nobody gets the role, and no other call is made.
    let (code, words) = send(&signing(assume("wrong").await).await, &url).await.unwrap_err();
    assert_eq!(code, None);
    let expected = format!("is not authorized to perform: sts:AssumeRole on resource: {role}");
    assert!(words.contains(&expected), "{words}");
    let words = "because no identity-based policy allows the sqs:SendMessage action";
    assert_denied(send(&signing(alice.clone()).await, &url).await, words);
}

#[tokio::test]
async fn a_session_policy_limits_the_role() {
    let account = Account::new().await;
    let (url, arn) = account.queue().await;
    let (name, alice) = account.user(&[]).await;
    let trusting = trust(&account.arn(&format!("user/{name}")), "");
    let role = account.role(&trusting, &[allow("sqs:*", &arn)]).await;
    let sts = aws_sdk_sts::Client::new(&signing(alice).await);
    let assume = |policy: String| {
        sts.assume_role().role_arn(&role).role_session_name("narrow").policy(policy).send()
    };
    let answer = assume(policy(&[allow("sqs:SendMessage", "*")])).await.unwrap();
    let narrow = signing(given(answer.credentials())).await;
    assert_eq!(send(&narrow, &url).await, Ok(()));
    let words = "because no session policy allows the sqs:ReceiveMessage action";
    assert_denied(receive(&narrow, &url).await, words);
    let error = assume("{}".to_owned()).await.unwrap_err().into_service_error();
    assert!(error.is_malformed_policy_document_exception(), "{error:?}");
}

#[tokio::test]
async fn a_session_of_a_user() {
    let account = Account::new().await;
    let (url, arn) = account.queue().await;
    let (name, alice) = account.user(&[allow("sqs:SendMessage", &arn)]).await;
    let sts = aws_sdk_sts::Client::new(&signing(alice).await);
    let answer = sts.get_session_token().duration_seconds(900).send().await.unwrap();
    let credentials = given(answer.credentials());
    let session = signing(credentials.clone()).await;
    assert_eq!(who_is(&session).await, account.arn(&format!("user/{name}")));
    assert_eq!(send(&session, &url).await, Ok(()));
    let words = "because no identity-based policy allows the sqs:ReceiveMessage action";
    assert_denied(receive(&session, &url).await, words);
    let again = aws_sdk_sts::Client::new(&session).get_session_token().send().await;
    let words = "Cannot call GetSessionToken with session credentials";
    assert_denied(again.map(drop).map_err(denial), words);
    let (key, secret) = (credentials.access_key_id(), credentials.secret_access_key());
    let forged = signing(Credentials::from_keys(key, secret, Some("forged".to_owned()))).await;
    let call = aws_sdk_sts::Client::new(&forged).get_caller_identity();
    let error = call.send().await.unwrap_err().into_service_error();
    assert_eq!(error.code(), Some("InvalidClientTokenId"), "{error:?}");
}
