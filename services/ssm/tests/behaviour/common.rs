//! A cloud with KMS and Parameter Store on a clock that stands still, called through the kernel.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use gen_ssm::operations as ops;
use gen_ssm::{GetParameterRequest, Parameter, PutParameterRequest, PutParameterResult};
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region,
    Service, Timestamp, Via,
};
use schema::Operation;
use store::{Durability, Options, Store};

/// One caller's view of a cloud.
#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) kernel: Kernel,
    account: AccountId,
}

pub(crate) type Outcome<T> = Result<T, ApiError>;

/// Where every test's clock begins: 2023-11-14T22:13:20Z.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_700_000_000);

pub(crate) async fn cloud() -> Cloud {
    cloud_of(None, ssm::service()).await
}

/// A cloud that keeps its state in `dir`, when given.
pub(crate) async fn cloud_of(dir: Option<PathBuf>, service: Service) -> Cloud {
    let durability = if dir.is_some() { Durability::Process } else { Durability::Memory };
    let options = Options { dir, durability, ..Options::default() };
    let store = Store::open(options).expect("the store opens");
    let builder =
        KernelBuilder::new(store).clock(Clock::frozen(START)).random(Random::from_seed(7));
    let kernel = builder.service(kms::service()).service(service).build().await;
    Cloud { kernel: kernel.expect("the kernel builds"), account: AccountId::DEFAULT }
}

impl Cloud {
    pub(crate) fn in_account(&self, account: &str) -> Cloud {
        let account = AccountId::parse(account).expect("an account");
        Cloud { account, ..self.clone() }
    }

    pub(crate) async fn call<Op: Operation>(&self, input: Op::Input) -> Outcome<Op::Output>
    where
        Op::Output: 'static,
    {
        let registered = self.kernel.registered(Op::SERVICE).expect("registered");
        let (operation, _) = registered.entry(Op::INDEX).expect("in the table");
        let call = Call {
            service: Op::SERVICE,
            operation,
            account: self.account,
            caller: Arc::new(Caller::root(self.account, "test")),
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
        };
        let output = self.kernel.dispatch(call).await?;
        Ok(*output.into_any().downcast::<Op::Output>().expect("the operation's own output"))
    }

    /// Moves the clock and does what has come due.
    pub(crate) async fn pass(&self, seconds: u64) {
        self.kernel.clock().advance(Duration::from_secs(seconds));
        self.settle().await;
    }

    pub(crate) async fn settle(&self) {
        self.kernel.settle().await.expect("due work is done");
    }

    pub(crate) async fn try_put(&self, input: PutParameterRequest) -> Outcome<PutParameterResult> {
        self.call::<ops::PutParameter>(input).await
    }

    pub(crate) async fn put(&self, name: &str, value: &str) -> PutParameterResult {
        self.try_put(text(name, value)).await.expect("put")
    }

    pub(crate) async fn get(&self, name: &str) -> Outcome<Parameter> {
        let input = GetParameterRequest { name: name.to_owned(), with_decryption: Some(true) };
        let output = self.call::<ops::GetParameter>(input).await?;
        Ok(output.parameter.expect("a parameter"))
    }

    pub(crate) async fn value(&self, name: &str) -> Option<String> {
        self.get(name).await.ok().and_then(|parameter| parameter.value)
    }

    pub(crate) async fn delete(&self, name: &str) {
        let input = gen_ssm::DeleteParameterRequest { name: name.to_owned() };
        self.call::<ops::DeleteParameter>(input).await.expect("deleted");
    }

    pub(crate) async fn label(&self, name: &str, version: i64, label: &str) {
        let input = gen_ssm::LabelParameterVersionRequest {
            name: name.to_owned(),
            parameter_version: Some(version),
            labels: vec![label.to_owned()],
        };
        self.call::<ops::LabelParameterVersion>(input).await.expect("labelled");
    }
}

/// A text to put, over what is there.
pub(crate) fn text(name: &str, value: &str) -> PutParameterRequest {
    PutParameterRequest {
        name: name.to_owned(),
        value: value.to_owned(),
        r#type: Some("String".to_owned()),
        overwrite: Some(true),
        ..PutParameterRequest::default()
    }
}

/// A secret to put, over what is there.
pub(crate) fn secure(name: &str, value: &str, tier: &str) -> PutParameterRequest {
    PutParameterRequest {
        r#type: Some("SecureString".to_owned()),
        tier: Some(tier.to_owned()),
        ..text(name, value)
    }
}

/// With policies, which only advanced parameters have.
pub(crate) fn with_policies(input: PutParameterRequest, policies: &str) -> PutParameterRequest {
    PutParameterRequest {
        tier: Some("Advanced".to_owned()),
        policies: Some(policies.to_owned()),
        ..input
    }
}
