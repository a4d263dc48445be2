//! Quotas of logs, and checks that the model does not express, with AWS's messages.
