//! Quotas of lambda, and checks that the model does not express, with AWS's messages.
