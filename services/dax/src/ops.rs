//! The operation table of dax: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/dax/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_dax::operations;
}
