//! What SQS costs: CPU microseconds of a send, a receive and a delete, in a queue that is empty and in one
//! that holds many messages. Run it with `--release`; the first argument is how many, the second `disk` keeps
//! the state in a folder.

use std::sync::Arc;

use gen_sqs::operations as ops;
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Region, Via,
};
use schema::Operation;
use store::{Durability, Options, Store};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

async fn call<Op: Operation>(kernel: &Kernel, input: Op::Input) -> Result<Op::Output, ApiError> {
    let (operation, _) = kernel.registered(Op::SERVICE)?.entry(Op::INDEX).expect("in the table");
    let call = Call {
        service: Op::SERVICE,
        operation,
        account: kernel.settings().default_account,
        caller: Arc::new(Caller::root(AccountId::DEFAULT, "test")),
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

async fn send(kernel: &Kernel, url: &str, body: &str) -> Outcome<()> {
    let (queue_url, message_body) = (url.to_owned(), body.to_owned());
    let input = gen_sqs::SendMessageRequest { queue_url, message_body, ..Default::default() };
    call::<ops::SendMessage>(kernel, input).await?;
    Ok(())
}

async fn receive(kernel: &Kernel, url: &str) -> Outcome<String> {
    let input = gen_sqs::ReceiveMessageRequest { queue_url: url.to_owned(), ..Default::default() };
    let received = call::<ops::ReceiveMessage>(kernel, input).await?.messages.unwrap_or_default();
    let handle = received.into_iter().next().and_then(|message| message.receipt_handle);
    handle.ok_or_else(|| "the queue is empty".into())
}

/// CPU time of all threads of this process in microseconds; Linux only.
fn cpu() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let nanos = threads.filter_map(|thread| {
        let stat = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        stat.split(' ').next()?.parse::<f64>().ok()
    });
    nanos.sum::<f64>() / 1_000.0
}

#[expect(clippy::print_stdout, reason = "its output is what it is for")]
async fn measure(kernel: &Kernel, url: &str, held: usize) -> Outcome<()> {
    const N: usize = 3_000;
    let body = "x".repeat(1_024);
    let per = |since: f64| (cpu() - since) / N as f64;
    let begun = cpu();
    for _ in 0..N {
        send(kernel, url, &body).await?;
    }
    let sending = per(begun);
    let begun = cpu();
    let mut handles = Vec::with_capacity(N);
    for _ in 0..N {
        handles.push(receive(kernel, url).await?);
    }
    let receiving = per(begun);
    let begun = cpu();
    for receipt_handle in handles {
        let input = gen_sqs::DeleteMessageRequest { queue_url: url.to_owned(), receipt_handle };
        call::<ops::DeleteMessage>(kernel, input).await?;
    }
    let deleting = per(begun);
    println!(
        "{held:>9} held: send {sending:6.1}  receive {receiving:6.1}  delete {deleting:6.1} us"
    );
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let most: usize = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let disk = arguments.next().is_some_and(|text| text == "disk");
    let durability = if disk { Durability::Process } else { Durability::Memory };
    let dir = disk.then(|| folder.path().join("state"));
    let store = Store::open(Options { dir, durability, ..Options::default() })?;
    let builder = KernelBuilder::new(store).clock(Clock::system()).service(sqs::service());
    let kernel = builder.build().await?;
    let input = gen_sqs::CreateQueueRequest { queue_name: "q".to_owned(), ..Default::default() };
    let url = call::<ops::CreateQueue>(&kernel, input).await?.queue_url.unwrap_or_default();
    let body = "x".repeat(1_024);
    let mut held = 0;
    for target in [0, most / 100, most / 10, most] {
        while held < target {
            send(&kernel, &url, &body).await?;
            held += 1;
        }
        measure(&kernel, &url, held).await?;
    }
    Ok(())
}
