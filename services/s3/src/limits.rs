//! Quotas of s3, and checks that the model does not express, with AWS's messages.
