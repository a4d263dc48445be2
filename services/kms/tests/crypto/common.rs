//! A cloud with KMS alone, called through the kernel.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use gen_kms::operations as ops;
use gen_kms::{
    CreateKeyRequest, DecryptRequest, DecryptResponse, EncryptRequest, GetPublicKeyRequest,
    KeyMetadata,
};
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region,
    Timestamp, Via,
};
use schema::{Bytes, Operation};
use store::{Durability, Options, Store};

pub(crate) struct Cloud {
    pub(crate) kernel: Kernel,
    region: Region,
}

pub(crate) type Outcome<T> = Result<T, ApiError>;

/// Where every test's clock begins.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_700_000_000);

pub(crate) async fn cloud() -> Cloud {
    cloud_over(None).await
}

/// A cloud that keeps its state in `dir`, when given.
pub(crate) async fn cloud_over(dir: Option<PathBuf>) -> Cloud {
    let durability = if dir.is_some() { Durability::Process } else { Durability::Memory };
    let options = Options { dir, durability, ..Options::default() };
    let store = Store::open(options).expect("the store opens");
    let builder =
        KernelBuilder::new(store).clock(Clock::frozen(START)).random(Random::from_seed(7));
    let kernel = builder.service(kms::service()).build().await.expect("the kernel builds");
    Cloud { kernel, region: Region::default_region() }
}

impl Cloud {
    pub(crate) fn in_region(&self, region: &str) -> Cloud {
        let region = Region::parse(region).expect("a region");
        Cloud { kernel: self.kernel.clone(), region }
    }

    pub(crate) async fn call<Op: Operation>(&self, input: Op::Input) -> Outcome<Op::Output>
    where
        Op::Output: 'static,
    {
        let registered = self.kernel.registered(Op::SERVICE).expect("registered");
        let (operation, _) = registered.entry(Op::INDEX).expect("in the table");
        let account = AccountId::DEFAULT;
        let call = Call {
            service: Op::SERVICE,
            operation,
            account,
            caller: Arc::new(Caller::root(account, "test")),
            region: self.region.clone(),
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

    /// Moves the clock, and does what became due.
    pub(crate) async fn pass(&self, time: Duration) {
        self.kernel.clock().advance(time);
        self.kernel.settle().await.expect("due work is done");
    }

    /// The id of a new key of these, its material KMS's own or from outside.
    pub(crate) async fn key(&self, spec: &str, usage: &str, origin: &str) -> String {
        let input = CreateKeyRequest {
            key_spec: Some(spec.to_owned()),
            key_usage: Some(usage.to_owned()),
            origin: Some(origin.to_owned()),
            ..CreateKeyRequest::default()
        };
        let created = self.call::<ops::CreateKey>(input).await.expect("created");
        created.key_metadata.and_then(|metadata| metadata.key_id).expect("an id")
    }

    pub(crate) async fn aes(&self) -> String {
        self.key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "AWS_KMS").await
    }

    pub(crate) async fn described(&self, id: &str) -> KeyMetadata {
        let input = gen_kms::DescribeKeyRequest { key_id: id.to_owned(), grant_tokens: None };
        let described = self.call::<ops::DescribeKey>(input).await.expect("described");
        described.key_metadata.expect("metadata")
    }

    pub(crate) async fn encrypt(&self, id: &str, plain: &[u8]) -> Outcome<Bytes> {
        let input = EncryptRequest {
            key_id: id.to_owned(),
            plaintext: Bytes::copy_from_slice(plain),
            ..EncryptRequest::default()
        };
        self.call::<ops::Encrypt>(input).await.map(|out| out.ciphertext_blob.expect("a blob"))
    }

    pub(crate) async fn decrypt(&self, blob: Bytes) -> Outcome<DecryptResponse> {
        let input = DecryptRequest { ciphertext_blob: Some(blob), ..DecryptRequest::default() };
        self.call::<ops::Decrypt>(input).await
    }

    pub(crate) async fn public_key(&self, id: &str) -> Bytes {
        let input = GetPublicKeyRequest { key_id: id.to_owned(), grant_tokens: None };
        let out = self.call::<ops::GetPublicKey>(input).await.expect("a public key");
        out.public_key.expect("a public key")
    }
}

/// The code that a call failed with.
#[track_caller]
pub(crate) fn code<T>(outcome: Outcome<T>) -> String {
    outcome.err().expect("an error").code().to_owned()
}
