//! The operation table of s3control: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html>

kernel::operations! {
    gen_s3control::operations;
    DeletePublicAccessBlock => delete_public_access_block, real, transactional;
    GetPublicAccessBlock => get_public_access_block, real, transactional;
    PutPublicAccessBlock => put_public_access_block, real, transactional;
}
