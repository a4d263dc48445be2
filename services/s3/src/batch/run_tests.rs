//! What follows when tasks were done.

use gen_s3control::CreateJobRequest;

use super::super::job::Outcome;
use super::*;
use crate::kept::Kept;

fn job(next: u64, failed: u64, total: u64) -> BatchJob {
    BatchJob {
        id: "id".into(),
        number: 1,
        account: AccountId::DEFAULT,
        region: Region::default_region(),
        request: Kept(CreateJobRequest::default()),
        priority: 0,
        tags: Vec::new(),
        status: Status::Active,
        reason: None,
        created: Timestamp::from_secs(0),
        suspended: None,
        ended: None,
        failures: Vec::new(),
        generated: None,
        total,
        next,
        succeeded: next - failed,
        failed,
        active_since: Some(Timestamp::from_secs(10)),
        active: Duration::ZERO,
    }
}

fn done(good: usize, bad: usize) -> Vec<((u64, u64), Task)> {
    let task = |code: Option<&str>| {
        let outcome = Outcome { status: 200, code: code.map(Into::into), message: String::new() };
        let task =
            Task { bucket: "b".into(), key: "k".into(), version: None, outcome: Some(outcome) };
        ((1, 0), task)
    };
    let good = std::iter::repeat_with(|| task(None)).take(good);
    good.chain(std::iter::repeat_with(|| task(Some("NoSuchKey"))).take(bad)).collect()
}

#[test]
fn what_follows() {
    for (before, done, status, counts) in [
        (job(0, 0, 100), done(49, 1), Status::Active, (49, 1)),
        (job(50, 1, 100), done(50, 0), Status::Completing, (99, 1)),
        // Few tasks say nothing.
        (job(0, 0, 100), done(0, 50), Status::Active, (0, 50)),
        (job(990, 490, 5_000), done(0, 10), Status::Active, (500, 500)),
        (job(990, 491, 5_000), done(0, 10), Status::Failing, (499, 501)),
        // The manifest was emptied under the job's hands: nothing is left to do.
        (job(0, 0, 0), done(0, 0), Status::Completing, (0, 0)),
    ] {
        let mut job = before;
        record(&mut job, &done, Timestamp::from_secs(25));
        assert_eq!((job.status, (job.succeeded, job.failed)), (status, counts));
    }
    let mut called_off = job(0, 0, 100);
    called_off.become_at(Status::Cancelling, Timestamp::from_secs(20));
    record(&mut called_off, &done(10, 0), Timestamp::from_secs(25));
    assert_eq!((called_off.status, called_off.next), (Status::Cancelling, 10));
    assert_eq!(called_off.active, Duration::from_secs(10));
}

#[test]
fn jobs_that_fail() {
    let fault = Fault::new("AccessDenied", "no");
    for (next, status) in [(0, Status::Failed), (5, Status::Failing)] {
        let mut job = job(next, 0, 10);
        fail(&mut job, &fault, Timestamp::from_secs(30));
        assert_eq!(job.status, status);
        assert_eq!(job.failures, [("AccessDenied".to_owned(), "no".to_owned())]);
    }
}
