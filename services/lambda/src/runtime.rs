//! Runtimes: those that functions can be made with, and those that AWS no longer takes.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>

use kernel::{ApiResult, Cx};
use sha2::{Digest, Sha256};

use crate::errors;

/// What functions can be made with, in the order of AWS's error. Recorded.
pub(crate) const USABLE: [&str; 25] = [
    "nodejs20.x",
    "python3.14",
    "provided.al2023",
    "python3.12",
    "python3.13",
    "nodejs24.x",
    "nodejs22.x",
    "java25",
    "python3.10",
    "python3.11",
    "java21",
    "ruby3.3",
    "ruby3.4",
    "ruby3.2",
    "python3.8",
    "python3.9",
    "java17",
    "nodejs16.x",
    "dotnet10",
    "dotnet8",
    "java11",
    "dotnet6",
    "nodejs18.x",
    "provided.al2",
    "java8.al2",
];

/// What AWS knew once and refuses by another message. Recorded.
const DEPRECATED: [&str; 22] = [
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "go1.x",
    "java8",
    "nodejs",
    "nodejs4.3",
    "nodejs4.3-edge",
    "nodejs6.10",
    "nodejs8.10",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "provided",
    "python2.7",
    "python3.6",
    "python3.7",
    "ruby2.5",
    "ruby2.7",
    "nodejs8.x",
    "nodejs8.9",
];

/// What layers are listed by, in the order of AWS's error. Recorded.
pub(crate) const LISTED: [&str; 56] = [
    "ruby3.5",
    "ruby2.6",
    "dotnetcore1.0",
    "python3.7",
    "nodejs8.10",
    "nasa",
    "ruby2.7",
    "python2.7-greengrass",
    "dotnetcore2.0",
    "python3.8",
    "java21",
    "dotnet6",
    "dotnetcore2.1",
    "python3.9",
    "java11",
    "nodejs6.10",
    "provided",
    "dotnetcore3.1",
    "dotnet8",
    "java25",
    "java17",
    "nodejs",
    "nodejs4.3",
    "java8.al2",
    "go1.x",
    "dotnet10",
    "nodejs20.x",
    "go1.9",
    "byol",
    "nodejs10.x",
    "provided.al2023",
    "nodejs22.x",
    "python3.10",
    "java8",
    "nodejs12.x",
    "python3.11",
    "nodejs24.x",
    "nodejs8.x",
    "python3.12",
    "nodejs14.x",
    "nodejs8.9",
    "nodejs26.x",
    "python3.13",
    "python3.14",
    "nodejs16.x",
    "python3.15",
    "provided.al2",
    "nodejs4.3-edge",
    "nodejs18.x",
    "ruby3.2",
    "python3.4",
    "ruby3.3",
    "ruby3.4",
    "ruby2.5",
    "python3.6",
    "python2.7",
];

/// Fails for a runtime that a function cannot be made with.
pub(crate) fn check(name: &str) -> ApiResult<()> {
    if USABLE.contains(&name) {
        return Ok(());
    }
    Err(if DEPRECATED.contains(&name) {
        errors::deprecated_runtime(name)
    } else {
        errors::bad_runtime(name)
    })
}

/// The ARN of the one version that this cloud has of a runtime.
pub(crate) fn version_arn(cx: &Cx<'_>, name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("arn:{}:lambda:{}::runtime:{hex}", cx.partition(), cx.region().as_str())
}

/// Which functions SnapStart is for: the managed runtimes of Java from 11, Python from 3.12, .NET from 8.
pub(crate) fn has_snap_start(name: &str) -> bool {
    matches!(
        name,
        "java11"
            | "java17"
            | "java21"
            | "java25"
            | "python3.12"
            | "python3.13"
            | "python3.14"
            | "dotnet8"
            | "dotnet10"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtimes() {
        assert!(check("python3.12").is_ok());
        for (name, part) in [
            ("PYTHON3.9", "Value PYTHON3.9 at 'runtime'"),
            ("", "Value  at 'runtime'"),
            ("java8", "The runtime parameter of java8 is no longer supported"),
        ] {
            let error = check(name).expect_err(name);
            assert_eq!(error.code(), "InvalidParameterValueException");
            assert!(error.message().is_some_and(|m| m.contains(part)), "{name}");
        }
    }
}
