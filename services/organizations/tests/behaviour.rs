//! What scenarios cannot say: what the path of a call is told, what IAM users may do, restarts, many at once.

use std::sync::Arc;
use std::time::Duration;

use gen_organizations::operations as ops;
use gen_organizations::{self as model};
use kernel::{
    AccountId, ApiError, Arn, Call, Caller, Cx, Endpoint, Membership, Principal, Region, Service,
    Via,
};
use schema::Operation;
use testcloud::Cloud;

type Outcome<T> = Result<T, ApiError>;

fn services() -> Vec<Service> {
    vec![organizations::service(), iam::service()]
}

fn account(id: &str) -> AccountId {
    AccountId::parse(id).expect("an account")
}

/// A call of `caller`, in its account.
fn call_of<Op: Operation>(cloud: &Cloud, caller: Caller, input: Op::Input) -> Call {
    let registered = cloud.kernel().registered(Op::SERVICE).expect("registered");
    let (operation, _) = registered.entry(Op::INDEX).expect("in the table");
    Call {
        service: Op::SERVICE,
        operation,
        account: caller.account,
        caller: Arc::new(caller),
        region: Region::default_region(),
        request_id: "request".to_owned(),
        endpoint: Endpoint { secure: false, authority: "localhost:4566".to_owned() },
        via: Via::Wire { source: [127, 0, 0, 1].into(), user_agent: "test".into(), referer: None },
        trace: None,
        input: Box::new(input),
    }
}

async fn call<Op: Operation>(
    cloud: &Cloud,
    caller: Caller,
    input: Op::Input,
) -> Outcome<Op::Output> {
    let output = cloud.kernel().dispatch(call_of::<Op>(cloud, caller, input)).await?;
    Ok(*output.into_any().downcast::<Op::Output>().expect("the operation's own output"))
}

/// The same as the root of an account.
async fn root<Op: Operation>(cloud: &Cloud, id: &str, input: Op::Input) -> Outcome<Op::Output> {
    call::<Op>(cloud, Caller::root(account(id), id), input).await
}

const MANAGEMENT: &str = "000000000000";
const MEMBER: &str = "222233334444";

/// An organization with one invited member; its id and its root's.
async fn organization(cloud: &Cloud) -> (String, String) {
    let made = root::<ops::CreateOrganization>(cloud, MANAGEMENT, Default::default()).await;
    let id = made.expect("created").organization.and_then(|it| it.id).expect("an id");
    let roots = root::<ops::ListRoots>(cloud, MANAGEMENT, Default::default()).await;
    let roots = roots.expect("roots").roots.expect("roots");
    join(cloud, MEMBER).await;
    (id, roots[0].id.clone().expect("an id"))
}

async fn join(cloud: &Cloud, id: &str) {
    let target = model::HandshakeParty { id: id.to_owned(), r#type: "ACCOUNT".to_owned() };
    let input = model::InviteAccountToOrganizationRequest { target, ..Default::default() };
    let sent = root::<ops::InviteAccountToOrganization>(cloud, MANAGEMENT, input).await;
    let handshake_id = sent.expect("sent").handshake.and_then(|it| it.id).expect("an id");
    let input = model::AcceptHandshakeRequest { handshake_id };
    root::<ops::AcceptHandshake>(cloud, id, input).await.expect("accepted");
}

/// What the path of a call is told of an account.
async fn membership(cloud: &Cloud, id: &str) -> Option<Membership> {
    let caller = Caller::root(account(MANAGEMENT), MANAGEMENT);
    let call = call_of::<ops::DescribeOrganization>(cloud, caller, Default::default());
    let mut cx = Cx::begin(cloud.kernel(), &call);
    cx.membership(account(id)).await.expect("an answer")
}

async fn enable(cloud: &Cloud, root_id: &str, policy_type: &str) {
    let input = model::EnablePolicyTypeRequest {
        root_id: root_id.to_owned(),
        policy_type: policy_type.to_owned(),
    };
    root::<ops::EnablePolicyType>(cloud, MANAGEMENT, input).await.expect("enabled");
}

#[tokio::test]
async fn an_account_stands_where_it_was_put() {
    let cloud = Cloud::start(services()).await;
    assert!(membership(&cloud, MEMBER).await.is_none());
    let (id, root_id) = organization(&cloud).await;
    let input = model::CreateOrganizationalUnitRequest {
        parent_id: root_id.clone(),
        name: "unit".to_owned(),
        tags: None,
    };
    let unit = root::<ops::CreateOrganizationalUnit>(&cloud, MANAGEMENT, input).await;
    let unit = unit.expect("made").organizational_unit.and_then(|it| it.id).expect("an id");
    let input = model::MoveAccountRequest {
        account_id: MEMBER.to_owned(),
        source_parent_id: root_id.clone(),
        destination_parent_id: unit.clone(),
    };
    root::<ops::MoveAccount>(&cloud, MANAGEMENT, input).await.expect("moved");

    let stands = membership(&cloud, MEMBER).await.expect("a member");
    assert_eq!(stands.organization, id);
    assert_eq!(stands.path, format!("{id}/{root_id}/{unit}/"));
    assert_eq!(stands.management, account(MANAGEMENT));
    assert!(!stands.suspended);
    assert!(stands.service_control.is_empty(), "the type is not enabled");
    assert!(stands.resource_control.is_empty(), "the type is not enabled");

    enable(&cloud, &root_id, "SERVICE_CONTROL_POLICY").await;
    enable(&cloud, &root_id, "RESOURCE_CONTROL_POLICY").await;
    let stands = membership(&cloud, MEMBER).await.expect("a member");
    let names = |levels: &[Vec<kernel::NamedPolicy>]| -> Vec<Vec<String>> {
        levels.iter().map(|level| level.iter().map(|p| p.name.to_string()).collect()).collect()
    };
    let scp = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess";
    let rcp = "arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess";
    assert_eq!(names(&stands.service_control), [[scp], [scp], [scp]]);
    assert_eq!(names(&stands.resource_control), [[rcp], [rcp], [rcp]]);
    let management = membership(&cloud, MANAGEMENT).await.expect("a member");
    assert!(management.service_control.is_empty() && management.resource_control.is_empty());

    let input = model::CloseAccountRequest { account_id: MEMBER.to_owned() };
    root::<ops::CloseAccount>(&cloud, MANAGEMENT, input).await.expect("begun");
    cloud.advance(Duration::from_secs(5)).await;
    assert!(membership(&cloud, MEMBER).await.expect("a member").suspended);
    let refused = root::<ops::DescribeOrganization>(&cloud, MEMBER, Default::default()).await;
    refused.expect_err("nobody in a closed account may do anything");
    cloud.stop().await;
}

#[tokio::test]
async fn services_learn_who_administers_them() {
    let cloud = Cloud::start(services()).await;
    organization(&cloud).await;
    let service = "access-analyzer.amazonaws.com";
    let asked = async || {
        let caller = Caller::root(account(MANAGEMENT), MANAGEMENT);
        let call = call_of::<ops::DescribeOrganization>(&cloud, caller, Default::default());
        let mut cx = Cx::begin(cloud.kernel(), &call);
        let member = account(MEMBER);
        (
            cx.has_service_access(member, service).await.expect("an answer"),
            cx.is_delegated_administrator(member, service).await.expect("an answer"),
            cx.organization_accounts(member).await.expect("an answer").len(),
        )
    };
    assert_eq!(asked().await, (false, false, 2));
    let input = model::EnableAWSServiceAccessRequest { service_principal: service.to_owned() };
    root::<ops::EnableAWSServiceAccess>(&cloud, MANAGEMENT, input).await.expect("enabled");
    let input = model::RegisterDelegatedAdministratorRequest {
        account_id: MEMBER.to_owned(),
        service_principal: service.to_owned(),
    };
    root::<ops::RegisterDelegatedAdministrator>(&cloud, MANAGEMENT, input).await.expect("made");
    assert_eq!(asked().await, (true, true, 2));
    // Without access there is nothing to administer.
    let input = model::DisableAWSServiceAccessRequest { service_principal: service.to_owned() };
    root::<ops::DisableAWSServiceAccess>(&cloud, MANAGEMENT, input).await.expect("disabled");
    assert_eq!(asked().await, (false, false, 2));
    cloud.stop().await;
}

#[tokio::test]
async fn the_role_of_a_new_account_trusts_the_management_account() {
    let cloud = Cloud::start(services()).await;
    organization(&cloud).await;
    let input = model::CreateAccountRequest {
        email: "ann@example.org".to_owned(),
        account_name: "ann".to_owned(),
        ..Default::default()
    };
    root::<ops::CreateAccount>(&cloud, MANAGEMENT, input).await.expect("asked for");
    cloud.advance(Duration::from_secs(5)).await;
    let input = model::ListCreateAccountStatusRequest::default();
    let all = root::<ops::ListCreateAccountStatus>(&cloud, MANAGEMENT, input).await;
    let all = all.expect("listed").create_account_statuses.expect("some");
    let id = all[0].account_id.clone().expect("it succeeded");
    let caller = Caller::root(account(MANAGEMENT), MANAGEMENT);
    let call = call_of::<ops::DescribeOrganization>(&cloud, caller, Default::default());
    let mut cx = Cx::begin(cloud.kernel(), &call);
    let arn = format!("arn:aws:iam::{id}:role/OrganizationAccountAccessRole");
    let role = cx.role_facts(&arn.parse::<Arn>().expect("an ARN")).await.expect("an answer");
    let role = role.expect("the role is there");
    assert!(role.trust.contains(&format!("arn:aws:iam::{MANAGEMENT}:root")), "{}", role.trust);
    assert!(role.policies.iter().any(|policy| policy.name.ends_with("/AdministratorAccess")));
    drop(cx);
    cloud.stop().await;
}

/// A user of the management account with this inline policy.
async fn user(cloud: &Cloud, name: &str, policy: &str) -> Caller {
    let input = gen_iam::CreateUserRequest { user_name: name.to_owned(), ..Default::default() };
    let made = root::<gen_iam::operations::CreateUser>(cloud, MANAGEMENT, input).await;
    let made = made.expect("made").user.expect("a user");
    let input = gen_iam::PutUserPolicyRequest {
        user_name: name.to_owned(),
        policy_name: "own".to_owned(),
        policy_document: policy.to_owned(),
    };
    root::<gen_iam::operations::PutUserPolicy>(cloud, MANAGEMENT, input).await.expect("put");
    let arn: Arn = made.arn.expect("an ARN").parse().expect("an ARN");
    let unique_id = made.user_id.expect("an id");
    Caller {
        principal: Principal::Identity { arn, unique_id },
        ..Caller::root(account(MANAGEMENT), "AKIAEXAMPLE")
    }
}

fn allow(action: &str, resource: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}",
            "Resource":"{resource}"{condition}}}]}}"#
    )
}

#[tokio::test]
async fn policies_of_users_name_accounts_units_and_types() {
    let cloud = Cloud::start(services()).await;
    let (id, root_id) = organization(&cloud).await;
    let describe =
        |account_id: &str| model::DescribeAccountRequest { account_id: account_id.to_owned() };
    let member = format!("arn:aws:organizations::{MANAGEMENT}:account/{id}/{MEMBER}");
    let one = user(&cloud, "one", &allow("organizations:DescribeAccount", &member, "")).await;
    call::<ops::DescribeAccount>(&cloud, one.clone(), describe(MEMBER)).await.expect("allowed");
    let refused = call::<ops::DescribeAccount>(&cloud, one, describe(MANAGEMENT)).await;
    let refused = refused.expect_err("another account");
    assert_eq!(refused.code(), "AccessDeniedException");
    let message = refused.message().unwrap_or_default().to_owned();
    assert!(
        message.contains("is not authorized to perform: organizations:DescribeAccount"),
        "{message}"
    );

    let condition = r#","Condition":{"StringEquals":{"organizations:PolicyType":"TAG_POLICY"}}"#;
    let tags = user(&cloud, "tags", &allow("organizations:*", "*", condition)).await;
    let create = |policy_type: &str, content: &str| model::CreatePolicyRequest {
        name: "p".to_owned(),
        description: String::new(),
        r#type: policy_type.to_owned(),
        content: content.to_owned(),
        tags: None,
    };
    let tag = r#"{"tags":{"a":{"tag_key":{"@@assign":"A"}}}}"#;
    call::<ops::CreatePolicy>(&cloud, tags.clone(), create("TAG_POLICY", tag))
        .await
        .expect("allowed");
    let backup = create("BACKUP_POLICY", r#"{"plans":{"p":{}}}"#);
    call::<ops::CreatePolicy>(&cloud, tags.clone(), backup).await.expect_err("another type");
    let enable = |policy_type: &str| model::EnablePolicyTypeRequest {
        root_id: root_id.clone(),
        policy_type: policy_type.to_owned(),
    };
    call::<ops::EnablePolicyType>(&cloud, tags.clone(), enable("TAG_POLICY"))
        .await
        .expect("allowed");
    call::<ops::EnablePolicyType>(&cloud, tags, enable("BACKUP_POLICY")).await.expect_err("not");

    // Who gives tags along needs a permission for it.
    let plain = user(&cloud, "plain", &allow("organizations:CreateAccount", "*", "")).await;
    let create = |tags| model::CreateAccountRequest {
        email: "bob@example.org".to_owned(),
        account_name: "bob".to_owned(),
        tags,
        ..Default::default()
    };
    let tag = model::Tag { key: "k".to_owned(), value: "v".to_owned() };
    let tagged = call::<ops::CreateAccount>(&cloud, plain.clone(), create(Some(vec![tag]))).await;
    tagged.expect_err("no permission for tags");
    call::<ops::CreateAccount>(&cloud, plain, create(None)).await.expect("allowed");
    cloud.stop().await;
}

#[tokio::test]
async fn who_founds_needs_a_permission_for_the_role() {
    let cloud = Cloud::start(services()).await;
    let founder =
        user(&cloud, "founder", &allow("organizations:CreateOrganization", "*", "")).await;
    let found = call::<ops::CreateOrganization>(&cloud, founder, Default::default()).await;
    assert_eq!(found.expect_err("no role").code(), "AccessDeniedForDependencyException");
    let described = root::<ops::DescribeOrganization>(&cloud, MANAGEMENT, Default::default()).await;
    assert_eq!(
        described.expect_err("nothing was founded").code(),
        "AWSOrganizationsNotInUseException"
    );
    let both = r#"organizations:CreateOrganization","iam:CreateServiceLinkedRole"#;
    let policy = allow(both, "*", "").replace(&format!("\"{both}\""), &format!("[\"{both}\"]"));
    let founder = user(&cloud, "other", &policy).await;
    call::<ops::CreateOrganization>(&cloud, founder, Default::default()).await.expect("founded");
    cloud.stop().await;
}

/// An error as it stands on the wire.
async fn raw(cloud: &Cloud, operation: &str, body: &'static str) -> String {
    let target = format!("AWSOrganizationsV20161128.{operation}");
    let headers = vec![
        ("content-type".to_owned(), "application/x-amz-json-1.1".to_owned()),
        ("x-amz-target".to_owned(), target),
    ];
    let request = testcloud::HttpRequest {
        method: "POST",
        target: "/".to_owned(),
        headers,
        body: body.as_bytes().into(),
    };
    let reply = cloud.client().send("organizations", request).await.expect("an answer");
    assert_eq!(reply.status, 400);
    String::from_utf8(reply.body.to_vec()).expect("text")
}

#[tokio::test]
async fn errors_say_their_reason() {
    let cloud = Cloud::start(services()).await;
    organization(&cloud).await;
    for (operation, body, reason) in [
        ("DescribeAccount", r#"{"AccountId": "x"}"#, "INVALID_PATTERN"),
        ("DescribeAccount", "{}", "INPUT_REQUIRED"),
        ("ListPolicies", r#"{"Filter": "X"}"#, "INVALID_ENUM_POLICY_TYPE"),
        ("CreateOrganization", r#"{"FeatureSet": "X"}"#, "INVALID_ENUM"),
        ("ListAccounts", r#"{"MaxResults": 21}"#, "MAX_VALUE_EXCEEDED"),
        ("ListAccounts", r#"{"MaxResults": 0}"#, "MIN_VALUE_EXCEEDED"),
        ("ListAccounts", r#"{"NextToken": "x"}"#, "INVALID_NEXT_TOKEN"),
        ("DescribePolicy", r#"{"PolicyId": "x"}"#, "INVALID_SYNTAX_POLICY_ID"),
        ("DeletePolicy", r#"{"PolicyId": "p-FullAWSAccess"}"#, "IMMUTABLE_POLICY"),
        ("CloseAccount", r#"{"AccountId": "000000000000"}"#, "CANNOT_CLOSE_MANAGEMENT_ACCOUNT"),
        (
            "InviteAccountToOrganization",
            r#"{"Target": {"Type": "ACCOUNT", "Id": "222233334444"}}"#,
            "ALREADY_IN_AN_ORGANIZATION",
        ),
        ("EnableAllFeatures", "{}", "ORGANIZATION_ALREADY_HAS_ALL_FEATURES"),
    ] {
        let answer = raw(&cloud, operation, body).await;
        assert!(answer.contains(&format!(r#""Reason":"{reason}""#)), "{operation}: {answer}");
    }
    cloud.stop().await;
}

#[tokio::test]
async fn an_organization_survives_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = Cloud::at(folder.path(), services()).await;
    let (id, root_id) = organization(&cloud).await;
    enable(&cloud, &root_id, "SERVICE_CONTROL_POLICY").await;
    let input = model::CreateAccountRequest {
        email: "ann@example.org".to_owned(),
        account_name: "ann".to_owned(),
        ..Default::default()
    };
    root::<ops::CreateAccount>(&cloud, MANAGEMENT, input).await.expect("asked for");
    cloud.stop().await;

    let cloud = Cloud::at(folder.path(), services()).await;
    let stands = membership(&cloud, MEMBER).await.expect("a member");
    assert_eq!((stands.organization, stands.service_control.len()), (id, 2));
    // What was asked for before is made after.
    cloud.advance(Duration::from_secs(5)).await;
    let all = root::<ops::ListAccounts>(&cloud, MANAGEMENT, Default::default()).await;
    assert_eq!(all.expect("listed").accounts.map(|all| all.len()), Some(3));
    cloud.stop().await;
}

#[tokio::test]
async fn many_at_once_take_a_name_once() {
    let cloud = Cloud::start(services()).await;
    let (_, root_id) = organization(&cloud).await;
    let create = || {
        let input = model::CreateOrganizationalUnitRequest {
            parent_id: root_id.clone(),
            name: "one".to_owned(),
            tags: None,
        };
        root::<ops::CreateOrganizationalUnit>(&cloud, MANAGEMENT, input)
    };
    let outcomes = tokio::join!(create(), create(), create(), create());
    let made = [outcomes.0, outcomes.1, outcomes.2, outcomes.3];
    assert_eq!(made.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    cloud.stop().await;
}
