//! The end: what is under way is finished, nothing new is taken.

use crate::cloud;
use crate::raw::{Raw, call};

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_finishes_the_calls_under_way() {
    let cloud = cloud().await;
    let address = cloud.address();
    let mut waiting = Raw::connect(address).await;
    waiting.write(call("Wait", "{\"Text\":\"in time\"}", "")).await;
    while cloud.kernel().waiting() == 0 {
        tokio::task::yield_now().await;
    }
    let mut idle = Raw::connect(address).await;
    idle.write(call("Say", "{}", "")).await;
    assert_eq!(idle.status().await, 200);
    cloud.stop().await;
    let reply = waiting.reply().await.expect("the call was taken, so it is answered");
    assert_eq!((reply.status, reply.body.as_str()), (200, "{\"Text\":\"in time\"}"));
    assert!(waiting.until_closed().await.is_empty());
    assert!(idle.until_closed().await.is_empty());
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "it listens no more");
}
