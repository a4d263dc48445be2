//! From rows to what runs: a version's specification for the crate that runs functions, with its code and layers
//! unpacked and its variables opened.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use functions::{Code, FunctionSpec, Functions, LogFormat, UnpackError};
use kernel::{ApiError, ApiResult, Cx, WaitCx, transact};

use crate::environment::{self, Variables, Who};
use crate::function::{Configuration, Function, Logging};
use crate::function_name::{FunctionName, Target, function_arn};
use crate::image::{self, Image};
use crate::package::Package;
use crate::resolve::{self, Resolved};
use crate::{errors, hot_reload, limits};

/// Where a function is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) account: String,
    pub(crate) region: String,
    /// The function's ARN, without a qualifier.
    pub(crate) arn: String,
}

impl Place {
    /// Where the function of this name is, in the account and region that a call acts in.
    pub(crate) fn of(cx: &Cx<'_>, name: &FunctionName) -> ApiResult<Place> {
        Ok(Place {
            account: cx.account().to_string(),
            region: cx.region().as_str().to_owned(),
            arn: function_arn(cx, name)?,
        })
    }
}

/// What is to run, from what is kept.
pub(crate) fn spec_of(
    place: Place,
    function: &Function,
    version: &Configuration,
    environment: Variables,
    code: Code,
    layers: Vec<PathBuf>,
) -> FunctionSpec {
    let settings = &version.settings;
    FunctionSpec {
        account: place.account,
        region: place.region,
        name: function.name.to_string(),
        version: version.version_text(),
        arn: place.arn,
        // Neither publishing nor settling changes what runs.
        revision: format!("{}-{}", function.number, version.modified.as_micros()),
        role: settings.role.clone(),
        runtime: settings.runtime.clone(),
        handler: settings.handler.clone(),
        code,
        layers,
        environment,
        memory_mib: settings.memory.unsigned_abs(),
        timeout: Duration::from_secs(u64::from(settings.timeout.unsigned_abs())),
        tmp_mib: settings.ephemeral.unsigned_abs(),
        architecture: settings.architecture.clone(),
        logging: logging(&settings.logging),
        traced: settings.tracing == "Active",
        reserved_concurrency: function.reserved.map(i32::unsigned_abs),
    }
}

fn logging(logging: &Logging) -> functions::Logging {
    functions::Logging {
        format: if logging.json { LogFormat::Json } else { LogFormat::Text },
        application_level: logging.application_level.clone(),
        system_level: logging.system_level.clone(),
        group: logging.group.clone(),
    }
}

/// The version that `target` means (of an alias with two versions, either), ready to run.
pub(crate) async fn ready(
    wx: &mut WaitCx<'_>,
    functions: &Arc<Functions>,
    target: &Target,
) -> ApiResult<(Resolved, Arc<FunctionSpec>)> {
    let Looked { found, place, variables, folder, image } =
        transact!(wx, cx => look_up(cx, target).await)?;
    let code = match (folder, image) {
        (_, Some(image)) => {
            let root = image.root(functions, &found.version().settings.architecture).await?;
            Code::Image(functions::Image { root, run: image.run() })
        }
        (Some(folder), None) => Code::HotReload(hot_reload::open(wx, functions, &folder).await?),
        (None, None) => Code::Package(folder_of(wx, functions, &found.version().package).await?),
    };
    let spec = unpacked(wx, functions, &found, place, variables, code).await?;
    Ok((found, Arc::new(spec)))
}

/// A function with what its rows alone do not say.
struct Looked {
    found: Resolved,
    place: Place,
    variables: Variables,
    /// Where it runs straight from.
    folder: Option<String>,
    /// What it runs from instead of a package.
    image: Option<Arc<Image>>,
}

async fn look_up(cx: &mut Cx<'_>, target: &Target) -> ApiResult<Looked> {
    let found = resolve::resolve(cx, target).await?;
    let place = Place::of(cx, &found.function.name)?;
    let variables = match &found.version().settings.environment {
        Some(sealed) => {
            let sealed = sealed.clone();
            environment::open(cx, &place.arn, &sealed, Who::Lambda).await.map_err(unreadable)?
        }
        None => Vec::new(),
    };
    let image = image::of(cx, found.version()).await?;
    let folder = match image {
        Some(_) => None,
        None => hot_reload::folder(cx, &found.version().package).await?,
    };
    Ok(Looked { found, place, variables, folder, image })
}

/// What KMS refuses, as invocations tell it.
fn unreadable(error: ApiError) -> ApiError {
    let message = format!(
        "Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the \
         function's KMS key settings. KMS Exception: {} KMS Message: {}",
        error.code(),
        error.message().unwrap_or_default()
    );
    match error.code() {
        "DisabledException" => errors::kms_disabled(message),
        "NotFoundException" => errors::kms_not_found(message),
        "KMSInvalidStateException" => errors::kms_invalid_state(message),
        _ if error.status() < 500 => errors::kms_access_denied(message),
        _ => error,
    }
}

async fn unpacked(
    wx: &mut WaitCx<'_>,
    functions: &Arc<Functions>,
    found: &Resolved,
    place: Place,
    variables: Variables,
    code: Code,
) -> ApiResult<FunctionSpec> {
    let version = found.version();
    let mut layers = Vec::with_capacity(version.settings.layers.len());
    for layer in &version.settings.layers {
        layers.push(folder_of(wx, functions, &layer.package).await?);
    }
    Ok(spec_of(place, &found.function, version, variables, code, layers))
}

/// The folder that a package lies unpacked in; unpacks it there the first time.
async fn folder_of(
    wx: &mut WaitCx<'_>,
    functions: &Arc<Functions>,
    package: &Package,
) -> ApiResult<PathBuf> {
    let known = functions.packages().join(hex(&package.sha256));
    if known.is_dir() {
        return Ok(known);
    }
    let (kernel, package, functions) = (wx.kernel().clone(), package.clone(), functions.clone());
    let unpack = move || {
        let zip = package.read(&kernel)?;
        functions.unpack(&zip, limits::MAX_UNZIPPED).map_err(|error| match error {
            UnpackError::Bad(reason) => errors::invalid_zip(reason),
            UnpackError::TooLarge { .. } => errors::unzipped_too_large(),
            UnpackError::Io(error) => ApiError::bug(error),
        })
    };
    Ok(wx.kernel().off_thread(unpack).await??.folder)
}

/// A digest in base64, in hexadecimal.
fn hex(base64: &str) -> String {
    let digest = STANDARD.decode(base64).unwrap_or_default();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Has the environments of a function (one version of it, or all) end once this transaction is committed.
pub(crate) fn forget(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    version: Option<String>,
) -> ApiResult<()> {
    let Some(functions) = cx.kernel().plane::<Functions>() else { return Ok(()) };
    let arn = function_arn(cx, name)?;
    cx.on_commit(move || functions.forget(&arn, version.as_deref()));
    Ok(())
}

/// Has what functions run on begin once this transaction is committed, for a function that can be called from then on.
pub(crate) fn expect_calls(cx: &mut Cx<'_>) {
    if let Some(functions) = cx.kernel().plane::<Functions>() {
        cx.on_commit(move || functions.expect_calls());
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::function::{LayerUse, RuntimeUpdate, Settings, State};

    fn package(number: u64) -> Package {
        Package { number, sha256: "AQI=".into(), size: 1, unzipped: 2 }
    }

    #[test]
    fn what_is_kept_becomes_what_runs() {
        let latest = Configuration {
            version: None,
            revision: "r".into(),
            modified: Timestamp::from_micros(7),
            state: State::Active,
            update: None,
            package: package(1),
            settings: Settings {
                description: String::new(),
                role: "role".into(),
                runtime: "python3.12".into(),
                handler: "a.b".into(),
                timeout: 3,
                memory: 128,
                ephemeral: 512,
                architecture: "arm64".into(),
                environment: None,
                kms_key: None,
                dead_letter: None,
                tracing: "Active".into(),
                layers: vec![LayerUse { arn: "l".into(), package: package(2) }],
                snap_start: false,
                logging: Logging {
                    json: true,
                    application_level: Some("DEBUG".into()),
                    system_level: Some("INFO".into()),
                    group: "g".into(),
                },
                durable: None,
            },
            runtime_update: RuntimeUpdate::default(),
        };
        let function = Function {
            name: FunctionName("f".into()),
            number: 5,
            latest: latest.clone(),
            last_version: 0,
            published_as: None,
            tags: Vec::new(),
            reserved: Some(2),
            signing: None,
            allow_loops: false,
        };
        let place = || Place { account: "1".into(), region: "r".into(), arn: "arn".into() };
        let make = |version: &Configuration| {
            let code = Code::Package("/p".into());
            spec_of(place(), &function, version, Vec::new(), code, vec!["/l".into()])
        };
        let spec = make(&latest);
        assert_eq!((spec.version.as_str(), spec.revision.as_str()), ("$LATEST", "5-7"));
        assert_eq!(
            (spec.timeout, spec.memory_mib, spec.tmp_mib),
            (Duration::from_secs(3), 128, 512)
        );
        assert_eq!((spec.traced, spec.reserved_concurrency), (true, Some(2)));
        assert_eq!(spec.logging.format, LogFormat::Json);
        let touched = Configuration { revision: "other".into(), ..latest.clone() };
        assert_eq!(make(&touched).revision, spec.revision, "a new revision alone changes nothing");
        let changed = Configuration { modified: Timestamp::from_micros(8), ..latest };
        assert_ne!(make(&changed).revision, spec.revision);
        assert_eq!(hex("AQI="), "0102");
    }
}
