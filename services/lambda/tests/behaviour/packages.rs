//! Packages and variables on the disk: never as they are, there after a restart, gone with the last who uses them.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::Arc;

use gen_lambda::operations as ops;
use gen_lambda::{
    CreateFunctionRequest, DeleteFunctionRequest, Environment, FunctionCode, GetFunctionRequest,
    UpdateFunctionCodeRequest,
};
use kernel::{AccountId, ApiError, Caller, Clock, Kernel, KernelBuilder, Region, Timestamp};
use schema::Operation;
use store::{Durability, Options, Store};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip file with one entry, `index.py`, of this content, as it is.
fn zip_of(content: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("index.py", stored).expect("memory takes it");
    writer.write_all(content.as_bytes()).expect("memory takes it");
    writer.finish().expect("memory takes it").into_inner()
}

async fn cloud_over(dir: &Path) -> Kernel {
    let options = Options {
        dir: Some(dir.to_owned()),
        durability: Durability::Process,
        ..Options::default()
    };
    let store = Store::open(options).expect("the store opens");
    let clock = Clock::frozen(Timestamp::from_secs(1_700_000_000));
    let builder = KernelBuilder::new(store).clock(clock).service(lambda::service());
    builder.build().await.expect("the kernel builds")
}

async fn call<Op: Operation>(kernel: &Kernel, input: Op::Input) -> Result<Op::Output, ApiError> {
    let caller = Arc::new(Caller::root(AccountId::DEFAULT, "test"));
    kernel.run_as::<Op>("test", &caller, &Region::default_region(), input).await
}

async fn create(kernel: &Kernel, name: &str, zip: Vec<u8>) -> Result<(), ApiError> {
    let variables = [("PASSWORD".to_owned(), "correct-horse-battery".to_owned())];
    let input = CreateFunctionRequest {
        function_name: name.to_owned(),
        runtime: Some("python3.12".to_owned()),
        role: "arn:aws:iam::000000000000:role/r".to_owned(),
        handler: Some("index.handler".to_owned()),
        code: FunctionCode { zip_file: Some(zip.into()), ..FunctionCode::default() },
        environment: Some(Environment { variables: Some(variables.into_iter().collect()) }),
        publish: Some(true),
        ..CreateFunctionRequest::default()
    };
    call::<ops::CreateFunction>(kernel, input).await.map(|_| ())
}

/// Does what is due: functions become active.
async fn settle(kernel: &Kernel) {
    kernel.clock().advance(std::time::Duration::from_secs(1));
    kernel.settle().await.expect("work is done");
}

fn files(kernel: &Kernel) -> Vec<String> {
    let mut names = Vec::new();
    let keep = |name: &str| {
        names.push(name.to_owned());
        true
    };
    kernel.store().blobs().sweep(keep).expect("listed");
    names
}

/// Every file below a folder.
fn everything(dir: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        match entry.file_type().expect("a type").is_dir() {
            true => all.extend(everything(&entry.path())),
            false => all.extend(std::fs::read(entry.path()).expect("a file")),
        }
    }
    all
}

async fn download(kernel: &Kernel, name: &str) -> Result<Option<Vec<u8>>, ApiError> {
    let input = GetFunctionRequest { function_name: name.to_owned(), qualifier: None };
    let found = call::<ops::GetFunction>(kernel, input).await?;
    let location = found.code.and_then(|code| code.location).expect("an address");
    let (_, path) = location.split_once("/_stratus/").expect("an address of this cloud");
    let document = kernel.public_document(path).await?;
    Ok(document.map(|(_, bytes)| bytes.to_vec()))
}

#[tokio::test]
async fn code_and_variables_are_sealed_and_survive_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let zip = zip_of("words-that-stand-in-the-code = 1");
    let kernel = cloud_over(folder.path()).await;
    create(&kernel, "f", zip.clone()).await.expect("created");
    settle(&kernel).await;
    assert_eq!(files(&kernel).len(), 1);
    let left = kernel.store().blobs().writer("lambda-00000000000000ff").expect("a file");
    left.finish().expect("named");
    kernel.stop().await.expect("stopped");
    kernel.store().clone().close().expect("closed");
    drop(kernel);
    let on_disk = everything(folder.path());
    for secret in ["words-that-stand-in-the-code", "correct-horse-battery"] {
        let found = on_disk.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!found, "{secret} lies on the disk");
    }
    let kernel = cloud_over(folder.path()).await;
    assert_eq!(files(&kernel).len(), 1, "what nobody names is gone");
    assert_eq!(download(&kernel, "f").await.expect("found"), Some(zip));
}

#[tokio::test]
async fn a_package_goes_with_its_last_user() {
    let folder = tempfile::tempdir().expect("a folder");
    let kernel = cloud_over(folder.path()).await;
    create(&kernel, "f", zip_of("one")).await.expect("created");
    settle(&kernel).await;
    let update = UpdateFunctionCodeRequest {
        function_name: "f".to_owned(),
        zip_file: Some(zip_of("two").into()),
        ..UpdateFunctionCodeRequest::default()
    };
    call::<ops::UpdateFunctionCode>(&kernel, update).await.expect("updated");
    settle(&kernel).await;
    assert_eq!(files(&kernel).len(), 2, "version 1 has the old code");
    let delete = |qualifier: Option<&str>| DeleteFunctionRequest {
        function_name: "f".to_owned(),
        qualifier: qualifier.map(str::to_owned),
    };
    call::<ops::DeleteFunction>(&kernel, delete(Some("1"))).await.expect("deleted");
    assert_eq!(files(&kernel).len(), 1);
    assert_eq!(download(&kernel, "f").await.expect("found"), Some(zip_of("two")));
    call::<ops::DeleteFunction>(&kernel, delete(None)).await.expect("deleted");
    assert_eq!(files(&kernel).len(), 0);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let kernel = cloud_over(folder.path()).await;
    create(&kernel, "f", zip_of("one")).await.expect("created");
    let again = create(&kernel, "f", zip_of("two")).await.expect_err("it is there");
    assert_eq!(again.code(), "ResourceConflictException");
    assert_eq!(files(&kernel).len(), 1);
}

#[tokio::test]
async fn an_address_serves_for_ten_minutes() {
    let folder = tempfile::tempdir().expect("a folder");
    let kernel = cloud_over(folder.path()).await;
    create(&kernel, "f", zip_of("one")).await.expect("created");
    let input = GetFunctionRequest { function_name: "f".to_owned(), qualifier: None };
    let found = call::<ops::GetFunction>(&kernel, input).await.expect("found");
    let location = found.code.and_then(|code| code.location).expect("an address");
    let path = location.split_once("/_stratus/").expect("an address of this cloud").1.to_owned();
    for (seconds, there) in [(600, true), (1, false)] {
        kernel.clock().advance(std::time::Duration::from_secs(seconds));
        let document = kernel.public_document(&path).await.expect("asked");
        assert_eq!(document.is_some(), there, "after {seconds} s more");
    }
    for wrong in ["lambda/code/", "lambda/code/AAAA", &"lambda/code/".repeat(500), "lambda/code/!"]
    {
        assert!(kernel.public_document(wrong).await.expect("asked").is_none());
    }
}
