//! Quotas of dax, and checks that the model does not express, with AWS's messages.
