//! AWS Organizations: accounts in a tree, the policies that reach them, and how accounts come and go.
//!
//! Start reading at [`ops`], the table of operations; then `door`, who may call what, and [`tables`], how it is kept.
//! `membership` is what the path of every call asks, `effective` merges management policies.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html>
//!
//! Deviation: an organization may have 10,000 accounts from the start, since nobody can ask for more here.
//! Deviation: accounts that nobody created have the address NUMBER@example.com, and their number as their name.
//! Deviation: what an account lacks to stand alone (a means of payment, a phone) is never asked.
//! Deviation: transfers of responsibility are agreed upon and shown, but there are no bills to transfer.

mod accepting;
mod access;
mod account;
mod attachments;
mod closure;
mod content;
mod creation;
mod delegation;
mod door;
mod effective;
mod errors;
mod handshake;
mod ids;
mod limits;
mod membership;
mod ops;
mod organization;
mod page;
mod policies;
mod policy_type;
mod removal;
mod resources;
mod roles;
mod services;
mod tables;
mod tags;
mod transfer;
mod tree;

use kernel::{JobEntry, Service, Wording};

/// The durable timers.
static JOBS: &[JobEntry] = &[
    JobEntry {
        name: "organizations.create-account",
        run: |cx, raw| Box::pin(creation::work(cx, raw)),
    },
    JobEntry {
        name: "organizations.close-account",
        run: |cx, raw| Box::pin(closure::work(cx, raw)),
    },
    JobEntry {
        name: "organizations.expire-handshake",
        run: |cx, raw| Box::pin(handshake::work(cx, raw)),
    },
];

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        jobs: JOBS,
        wording: Wording::Own(errors::wording),
        access: Some(access::access),
        organization: Some(&membership::Organizations),
        ..Service::new(&gen_organizations::SCHEMA, ops::TABLE)
    }
}
