//! A cloud with IAM alone, called through the kernel.

use std::path::PathBuf;
use std::sync::Arc;

use gen_iam as api;
use gen_iam::operations as ops;
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Principal, Random,
    Region, Timestamp, Via,
};
use schema::Operation;
use store::{Durability, Options, Store};

pub(crate) type Outcome<T> = Result<T, ApiError>;

/// Where every test's clock begins.
const START: Timestamp = Timestamp::from_secs(1_767_225_600);

/// One caller's view of a cloud.
#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) kernel: Kernel,
    caller: Arc<Caller>,
}

/// A cloud in memory, or with its state in `dir`, seen by the root.
pub(crate) async fn cloud(dir: Option<PathBuf>) -> Cloud {
    let durability = if dir.is_some() { Durability::Process } else { Durability::Memory };
    let options = Options { dir, durability, ..Options::default() };
    let store = Store::open(options).expect("the store opens");
    let builder =
        KernelBuilder::new(store).clock(Clock::frozen(START)).random(Random::from_seed(7));
    let kernel = builder.service(iam::service()).build().await.expect("the kernel builds");
    Cloud { kernel, caller: Arc::new(Caller::root(AccountId::DEFAULT, "test")) }
}

impl Cloud {
    pub(crate) async fn call<Op: Operation>(&self, input: Op::Input) -> Outcome<Op::Output>
    where
        Op::Output: 'static,
    {
        let output = self.kernel.dispatch(self.facts::<Op>(input)).await?;
        Ok(*output.into_any().downcast::<Op::Output>().expect("the operation's own output"))
    }

    /// A call that is not made yet.
    pub(crate) fn facts<Op: Operation>(&self, input: Op::Input) -> Call {
        let registered = self.kernel.registered(Op::SERVICE).expect("registered");
        let (operation, _) = registered.entry(Op::INDEX).expect("in the table");
        Call {
            service: Op::SERVICE,
            operation,
            account: self.caller.account,
            caller: self.caller.clone(),
            region: Region::default_region(),
            request_id: "request".to_owned(),
            endpoint: Endpoint { secure: false, authority: "localhost:4566".to_owned() },
            via: Via::Wire {
                source: [127, 0, 0, 1].into(),
                user_agent: "test".into(),
                referer: None,
            },
            trace: None,
            input: Box::new(input),
        }
    }

    /// The same cloud as the user with this ARN sees it.
    pub(crate) fn seen_by(&self, user: &api::User) -> Cloud {
        let arn = user.arn.clone().expect("an ARN");
        let caller = Caller {
            account: self.caller.account,
            access_key_id: format!("key of {arn}"),
            principal: Principal::Identity {
                arn: arn.parse().expect("an ARN"),
                unique_id: user.user_id.clone().expect("an id"),
            },
            verified: true,
            session: None,
            by_form: false,
        };
        Cloud { kernel: self.kernel.clone(), caller: Arc::new(caller) }
    }

    /// Makes a user.
    pub(crate) async fn user(&self, name: &str, path: &str) -> api::User {
        let input = api::CreateUserRequest {
            user_name: name.to_owned(),
            path: Some(path.to_owned()),
            ..Default::default()
        };
        let output = self.call::<ops::CreateUser>(input).await.expect("a user");
        output.user.expect("a user")
    }

    /// Makes a group.
    pub(crate) async fn group(&self, name: &str) -> Outcome<()> {
        let input = api::CreateGroupRequest { group_name: name.to_owned(), path: None };
        self.call::<ops::CreateGroup>(input).await.map(drop)
    }

    pub(crate) async fn join(&self, group: &str, user: &str) -> Outcome<()> {
        let input =
            api::AddUserToGroupRequest { group_name: group.to_owned(), user_name: user.to_owned() };
        self.call::<ops::AddUserToGroup>(input).await.map(drop)
    }

    /// Makes a role for EC2.
    pub(crate) async fn role(&self, name: &str) -> api::Role {
        let input = api::CreateRoleRequest {
            role_name: name.to_owned(),
            assume_role_policy_document: TRUST.to_owned(),
            ..Default::default()
        };
        self.call::<ops::CreateRole>(input).await.expect("a role").role.expect("a role")
    }

    /// Gives a user an inline policy that says `statements`.
    pub(crate) async fn grant(&self, user: &str, statements: &str) {
        let input = api::PutUserPolicyRequest {
            user_name: user.to_owned(),
            policy_name: "own".to_owned(),
            policy_document: document(statements),
        };
        self.call::<ops::PutUserPolicy>(input).await.expect("put");
    }

    /// Makes a managed policy that says `statements`; its ARN.
    pub(crate) async fn policy(&self, name: &str, statements: &str) -> String {
        let input = api::CreatePolicyRequest {
            policy_name: name.to_owned(),
            policy_document: document(statements),
            ..Default::default()
        };
        let policy = self.call::<ops::CreatePolicy>(input).await.expect("a policy").policy;
        policy.and_then(|policy| policy.arn).expect("an ARN")
    }

    /// GetUser.
    pub(crate) async fn get_user(&self, name: Option<&str>) -> Outcome<api::User> {
        let input = api::GetUserRequest { user_name: name.map(str::to_owned) };
        Ok(self.call::<ops::GetUser>(input).await?.user.expect("a user"))
    }
}

pub(crate) const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;

/// A document of these statements.
pub(crate) fn document(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

/// A statement without conditions.
pub(crate) fn allow(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}"#)
}

/// Whether a policy let the call through, whatever came of it.
pub(crate) fn let_through<T>(outcome: &Outcome<T>) -> bool {
    outcome.as_ref().err().is_none_or(|error| error.code() != "AccessDenied")
}

/// The message of a denial.
pub(crate) fn denial<T: std::fmt::Debug>(outcome: Outcome<T>) -> String {
    let error = outcome.expect_err("denied");
    assert_eq!((error.code(), error.status()), ("AccessDenied", 403), "{error}");
    error.message().unwrap_or_default().to_owned()
}
