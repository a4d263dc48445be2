//! Java: AWS's client of the Runtime API calls the handler. It is in the package, or it is what Maven or Gradle keep on
//! this machine, as AWS's own runtime brings it along.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/java-package.html>

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use compute::Driver;

use super::find::{Language, number};
use super::{Finder, Folders, Launch, NoRuntime, inside, notice, shown};
use crate::{FunctionSpec, package};

/// The class with `main` in AWS's client of the Runtime API.
const MAIN: &str = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
const CLIENT: &str = "aws-lambda-java-runtime-interface-client";

/// The client and what it needs; later versions of it need the last two.
const NEEDED: [(&str, &str); 5] = [
    ("com.amazonaws", CLIENT),
    ("com.amazonaws", "aws-lambda-java-core"),
    ("com.amazonaws", "aws-lambda-java-serialization"),
    ("software.amazon.awssdk", "utils-lite"),
    ("software.amazon.awssdk", "annotations"),
];

pub(super) fn launch(
    spec: &FunctionSpec,
    version: &str,
    folders: &Folders<'_>,
    finder: &Finder,
    driver: &dyn Driver,
) -> Result<Launch, NoRuntime> {
    let jars = [
        Some((folders.code.join("lib"), inside(driver, folders.code, "/var/task", "lib"))),
        folders.opt.map(|opt| (opt.join("java/lib"), inside(driver, opt, "/opt", "java/lib"))),
    ];
    let class = format!("{}.class", MAIN.replace('.', "/"));
    let brings = jars.iter().flatten().any(|(folder, _)| holds(folder, CLIENT))
        || folders.code.join(class).exists();
    let mut path = Vec::new();
    if !brings {
        let lib = installed(finder, folders.runtime)
            .map_err(|error| NoRuntime::Missing(error.to_string()))?
            .ok_or_else(|| missing(spec))?;
        let lib = inside(driver, folders.runtime, "/var/runtime", &lib);
        path.push(format!("{}/*", lib.display()));
    }
    let found = finder.find(Language::Java, version).map_err(NoRuntime::Missing)?;
    let (program, mounts) = shown(&found, driver);
    path.push(inside(driver, folders.code, "/var/task", "").display().to_string());
    path.extend(jars.iter().flatten().map(|(_, inside)| format!("{}/*", inside.display())));
    let heap = u64::from(spec.memory_mib) * 85 / 100;
    // By the second, the client may write its messages in frames among what is printed.
    let frames = (found.version != "8").then(|| "--add-opens=java.base/java.io=ALL-UNNAMED".into());
    let args = [format!("-Xmx{heap}m")].into_iter().chain(frames).chain([
        "-XX:+UseSerialGC".to_owned(),
        "-XX:TieredStopAtLevel=1".to_owned(),
        "-Xshare:auto".to_owned(),
        "-cp".to_owned(),
        path.join(":"),
        MAIN.to_owned(),
        spec.handler.clone(),
    ]);
    Ok(Launch {
        program,
        args: args.collect(),
        mounts,
        version: format!("java:{version}"),
        execution: Some(format!("AWS_Lambda_{}", spec.runtime)),
        env: vec![("_LAMBDA_TELEMETRY_LOG_FD".to_owned(), "1".to_owned())],
        waits: false,
        notice: notice(spec, &found),
    })
}

fn missing(spec: &FunctionSpec) -> NoRuntime {
    NoRuntime::Missing(format!(
        "{} needs AWS's client of the Runtime API: let Maven fetch it once (mvn dependency:get \
         -Dartifact=com.amazonaws:{CLIENT}:2.10.1), or add com.amazonaws:{CLIENT} to the function's dependencies",
        spec.runtime
    ))
}

fn holds(folder: &Path, start: &str) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(start))
}

/// Lays the machine's own client into the runtime's folder; where it lies there. `None` when the machine has none.
fn installed(finder: &Finder, runtime: &Path) -> std::io::Result<Option<String>> {
    let kept = |needed: &(&str, &str)| {
        let roots = finder.home.iter().flat_map(|home| {
            let (group, artifact) = *needed;
            let maven = home.join(".m2/repository").join(group.replace('.', "/"));
            let gradle = home.join(".gradle/caches/modules-2/files-2.1").join(group);
            [maven.join(artifact), gradle.join(artifact)]
        });
        roots.filter_map(|root| newest(&root)).max_by_key(|(version, _)| number(version))
    };
    let found: Vec<_> = NEEDED.iter().map(kept).collect();
    // What is needed by every version of the client.
    if found[..3].iter().any(Option::is_none) {
        return Ok(None);
    }
    let jars: Vec<PathBuf> = found.into_iter().flatten().map(|(_, jar)| jar).collect();
    let names: String = jars.iter().map(|jar| jar.display().to_string()).collect();
    let lib = format!("lib/{}", &package::hash_hex(names.as_bytes())[..16]);
    let target = runtime.join(&lib);
    if target.is_dir() {
        return Ok(Some(lib));
    }
    let half = runtime.join(format!("lib/.{}", clock::Random::from_system().hex(8)));
    std::fs::create_dir_all(&half)?;
    for jar in &jars {
        let copy = half.join(jar.file_name().unwrap_or_default());
        std::fs::copy(jar, &copy)?;
        std::fs::set_permissions(&copy, std::fs::Permissions::from_mode(0o644))?;
    }
    for folder in [&half, &runtime.join("lib")] {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))?;
    }
    if std::fs::rename(&half, &target).is_err() {
        // Somebody was faster.
        std::fs::remove_dir_all(&half)?;
    }
    Ok(Some(lib))
}

/// The newest version that a repository has of an artifact, and its archive.
fn newest(artifact: &Path) -> Option<(String, PathBuf)> {
    let mut versions: Vec<(String, PathBuf)> = entries(artifact)
        .into_iter()
        .filter_map(|folder| {
            let version = folder.file_name()?.to_str()?.to_owned();
            let name = format!("{}-{version}.jar", artifact.file_name()?.to_str()?);
            // Maven has it there, Gradle one folder below.
            let below = entries(&folder).into_iter().map(|below| below.join(&name));
            let jar = std::iter::once(folder.join(&name)).chain(below).find(|jar| jar.is_file())?;
            Some((version, jar))
        })
        .collect();
    versions.sort_by_key(|(version, _)| number(version));
    versions.pop()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(file: PathBuf) {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(file, "jar").expect("written");
    }

    #[test]
    fn the_newest_of_what_maven_and_gradle_keep_is_taken() {
        let home = tempfile::tempdir().expect("a folder");
        let runtime = tempfile::tempdir().expect("a folder");
        let mut finder = Finder::default();
        finder.home = Some(home.path().to_owned());
        let look = || installed(&finder, runtime.path()).expect("it can be read");
        let maven = home.path().join(".m2/repository/com/amazonaws");
        let gradle = home.path().join(".gradle/caches/modules-2/files-2.1/com.amazonaws");
        for version in ["2.9.0", "2.10.1"] {
            put(maven.join(CLIENT).join(version).join(format!("{CLIENT}-{version}.jar")));
        }
        // Maven has asked for it, and got its description alone.
        put(maven.join(CLIENT).join(format!("3.0.0/{CLIENT}-3.0.0.pom")));
        put(gradle.join("aws-lambda-java-core/1.4.0/0a1b/aws-lambda-java-core-1.4.0.jar"));
        assert_eq!(look(), None, "it does not work without all of them");
        put(maven
            .join("aws-lambda-java-serialization/1.2.0/aws-lambda-java-serialization-1.2.0.jar"));
        let lib = look().expect("all are there");
        let mut names: Vec<String> = entries(&runtime.path().join(&lib))
            .iter()
            .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        names.sort();
        let core = "aws-lambda-java-core-1.4.0.jar".to_owned();
        let serialization = "aws-lambda-java-serialization-1.2.0.jar".to_owned();
        assert_eq!(names, [core, format!("{CLIENT}-2.10.1.jar"), serialization]);
        assert_eq!(look(), Some(lib), "it is laid out once");
        assert_eq!(entries(&runtime.path().join("lib")).len(), 1);
    }
}
