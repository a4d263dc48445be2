//! The operations that are there: one line each.

kernel::operations! {
    gen_sts::operations;
    GetAccessKeyInfo => get_access_key_info, real, transactional;
    GetCallerIdentity => get_caller_identity, real, transactional;
}
