//! What the evaluation of a call costs: CPU of `sqs:GetQueueUrl` in process, with policies off, by root, by a user with
//! ten policies, and by a role's session; the least of many rounds, since machines are noisy.
//! `cargo run --release -p stratus --example call_cost [ROUNDS]`

use std::sync::Arc;

use kernel::{
    AccessKey, AccountId, ApiError, Arn, Call, Caller, Clock, Endpoint, IamMode, Kernel,
    KernelBuilder, Region, Settings, Via,
};
use schema::Operation;
use store::{Options, Store};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const CALLS: usize = 2_000;
const MANAGED: [&str; 9] = [
    "ReadOnlyAccess",
    "SecurityAudit",
    "AmazonEC2FullAccess",
    "AmazonS3FullAccess",
    "AmazonDynamoDBFullAccess",
    "AWSLambda_FullAccess",
    "CloudWatchFullAccess",
    "AmazonRDSReadOnlyAccess",
    "AmazonSNSReadOnlyAccess",
];
const INLINE: &str = r#"{"Version":"2012-10-17","Statement":[
{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}},
{"Effect":"Allow","Action":"sqs:GetQueueUrl","Resource":"arn:aws:sqs:us-east-1:*:*"}]}"#;

async fn call<Op: Operation>(
    kernel: &Kernel,
    caller: &Arc<Caller>,
    input: Op::Input,
) -> Result<Op::Output, ApiError> {
    let (operation, _) = kernel.registered(Op::SERVICE)?.entry(Op::INDEX).expect("in the table");
    let call = Call {
        service: Op::SERVICE,
        operation,
        caller: caller.clone(),
        account: caller.account,
        region: Region::default_region(),
        request_id: "request".to_owned(),
        endpoint: Endpoint { secure: false, authority: "localhost:4566".to_owned() },
        via: Via::Wire { source: [127, 0, 0, 1].into(), user_agent: "test".into(), referer: None },
        trace: None,
        input: Box::new(input),
    };
    let output = kernel.dispatch(call).await?.into_any().downcast::<Op::Output>();
    Ok(*output.map_err(|_| ApiError::bug("another output"))?)
}

async fn kernel(iam: IamMode) -> Outcome<Kernel> {
    let settings = Settings { iam, ..Settings::default() };
    let mut builder = KernelBuilder::new(Store::open(Options::memory())?)
        .clock(Clock::system())
        .settings(settings);
    for service in stratus::services() {
        builder = builder.service(service);
    }
    let kernel = builder.build().await?;
    let root = Arc::new(Caller::root(AccountId::DEFAULT, "test"));
    let queue = gen_sqs::CreateQueueRequest { queue_name: "q".to_owned(), ..Default::default() };
    call::<gen_sqs::operations::CreateQueue>(&kernel, &root, queue).await?;
    Ok(kernel)
}

/// A user with ten policies.
async fn user(kernel: &Kernel) -> Outcome<Arc<Caller>> {
    use gen_iam::operations as iam;
    let root = Arc::new(Caller::root(AccountId::DEFAULT, "test"));
    let user_name = "bench".to_owned();
    let made = gen_iam::CreateUserRequest { user_name: user_name.clone(), ..Default::default() };
    let made = call::<iam::CreateUser>(kernel, &root, made).await?.user.ok_or("no user")?;
    for policy in MANAGED {
        let policy_arn = format!("arn:aws:iam::aws:policy/{policy}");
        let attach = gen_iam::AttachUserPolicyRequest { user_name: user_name.clone(), policy_arn };
        call::<iam::AttachUserPolicy>(kernel, &root, attach).await?;
    }
    let put = gen_iam::PutUserPolicyRequest {
        user_name,
        policy_name: "own".to_owned(),
        policy_document: INLINE.to_owned(),
    };
    call::<iam::PutUserPolicy>(kernel, &root, put).await?;
    let arn: Arn = made.arn.unwrap_or_default().parse()?;
    let id = made.user_id.unwrap_or_default();
    let key = AccessKey::for_user(AccountId::DEFAULT, arn, id, kernel.random());
    Ok(Arc::new(key.caller()))
}

/// CPU time of this process so far, in microseconds.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos: f64 = text.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
    nanos / 1_000.0
}

/// CPU of one call: the least of the rounds.
async fn cost(kernel: &Kernel, caller: &Arc<Caller>, rounds: usize) -> Outcome<f64> {
    let mut least = f64::MAX;
    for _ in 0..rounds {
        let begun = cpu();
        for _ in 0..CALLS {
            let input =
                gen_sqs::GetQueueUrlRequest { queue_name: "q".to_owned(), ..Default::default() };
            call::<gen_sqs::operations::GetQueueUrl>(kernel, caller, input).await?;
        }
        least = least.min((cpu() - begun) / CALLS as f64);
    }
    Ok(least)
}

#[expect(clippy::print_stdout, reason = "its output is what it is for")]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let rounds = std::env::args().nth(1).map_or(Ok(30), |text| text.parse())?;
    let root = Arc::new(Caller::root(AccountId::DEFAULT, "test"));
    let off = cost(&kernel(IamMode::Off).await?, &root, rounds).await?;
    let on = kernel(IamMode::Enforce).await?;
    let by_root = cost(&on, &root, rounds).await?;
    let by_user = cost(&on, &user(&on).await?, rounds).await?;
    println!("policies off  {off:6.2} us a call");
    println!("root          {by_root:6.2} us, {:+.2}", by_root - off);
    println!("ten policies  {by_user:6.2} us, {:+.2}", by_user - off);
    Ok(())
}
