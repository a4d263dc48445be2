//! Quotas of accessanalyzer, and checks that the model does not express, with AWS's messages.
