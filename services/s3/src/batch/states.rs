//! The states of a job, and who moves it from one to the next.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html>

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    New,
    Preparing,
    Suspended,
    Ready,
    Active,
    Cancelling,
    Cancelled,
    Completing,
    Complete,
    Failing,
    Failed,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::New => "New",
            Status::Preparing => "Preparing",
            Status::Suspended => "Suspended",
            Status::Ready => "Ready",
            Status::Active => "Active",
            Status::Cancelling => "Cancelling",
            Status::Cancelled => "Cancelled",
            Status::Completing => "Completing",
            Status::Complete => "Complete",
            Status::Failing => "Failing",
            Status::Failed => "Failed",
        }
    }

    /// Whether nothing more happens to the job.
    pub(crate) fn is_end(self) -> bool {
        matches!(self, Status::Cancelled | Status::Complete | Status::Failed)
    }

    /// How a job of this state ends once its report is written.
    pub(crate) fn end(self) -> Option<Status> {
        match self {
            Status::Cancelling => Some(Status::Cancelled),
            Status::Completing => Some(Status::Complete),
            Status::Failing => Some(Status::Failed),
            _ => None,
        }
    }

    /// The state after the request for `asked`: a job is confirmed, or called off.
    pub(crate) fn asked_for(self, asked: &str) -> Option<Status> {
        match (self, asked) {
            (Status::Suspended, "Ready") => Some(Status::Ready),
            (
                Status::New
                | Status::Preparing
                | Status::Suspended
                | Status::Ready
                | Status::Active,
                "Cancelled",
            ) => Some(Status::Cancelling),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Status::*;

    #[test]
    fn what_may_be_asked_for() {
        for (from, asked, want) in [
            (Suspended, "Ready", Some(Ready)),
            (New, "Ready", None),
            (Active, "Ready", None),
            (Complete, "Ready", None),
            (Suspended, "Cancelled", Some(Cancelling)),
            (Active, "Cancelled", Some(Cancelling)),
            (Completing, "Cancelled", None),
            (Failed, "Cancelled", None),
            (Cancelled, "Cancelled", None),
            (Suspended, "Active", None),
        ] {
            assert_eq!(from.asked_for(asked), want, "{from:?} {asked}");
        }
    }
}
