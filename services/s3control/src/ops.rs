//! The operation table of s3control: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/s3control/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_s3control::operations;
}
