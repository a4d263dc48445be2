//! Quotas of s3control, and checks that the model does not express, with AWS's messages.
