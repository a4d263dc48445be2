//! The operations that are there: one line each.

kernel::operations! {
    gen_sts::operations;
    GetCallerIdentity => get_caller_identity, real, transactional;
}
