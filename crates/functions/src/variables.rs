//! The environment variables of a function, as AWS sets them.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>

use crate::runtimes::Launch;
use crate::start::Wanted;
use crate::{Code, FunctionSpec, Initialization, LogFormat};

/// Where its parts are seen inside.
pub(crate) struct Seen {
    pub(crate) task: String,
    pub(crate) opt: String,
    pub(crate) runtime: String,
    pub(crate) lang: String,
}

/// What the owner cannot set: the service refuses them, and they would change what the platform says.
const RESERVED: [&str; 4] =
    ["_HANDLER", "_X_AMZN_TRACE_ID", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT"];

/// All of them but those of the ports, which the driver adds.
pub(crate) fn variables(
    wanted: &Wanted<'_>,
    launch: &Launch,
    seen: &Seen,
) -> Vec<(String, String)> {
    let Seen { task, opt, runtime, lang } = seen;
    let spec: &FunctionSpec = wanted.spec;
    let memory = spec.memory_mib.to_string();
    let kind = match wanted.initialization {
        Initialization::OnDemand => "on-demand",
        Initialization::Provisioned => "provisioned-concurrency",
    };
    let libraries =
        format!("{lang}/lib:/lib64:/usr/lib64:{runtime}:{runtime}/lib:{task}:{task}/lib:{opt}/lib");
    let path = format!("{lang}/bin:/usr/local/bin:/usr/bin/:/bin:{opt}/bin");
    let mut all: Vec<(String, String)> = [
        ("AWS_DEFAULT_REGION", &*spec.region),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
        ("AWS_LAMBDA_FUNCTION_NAME", &spec.name),
        ("AWS_LAMBDA_FUNCTION_VERSION", &spec.version),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", kind),
        ("AWS_LAMBDA_LOG_GROUP_NAME", &spec.logging.group),
        ("AWS_LAMBDA_LOG_STREAM_NAME", wanted.log_stream),
        ("AWS_REGION", &spec.region),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"),
        ("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"),
        ("LAMBDA_RUNTIME_DIR", runtime),
        ("LAMBDA_TASK_ROOT", task),
        ("LANG", "en_US.UTF-8"),
        ("LD_LIBRARY_PATH", &libraries),
        ("PATH", &path),
        ("TZ", ":UTC"),
        ("_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1"),
        ("_AWS_XRAY_DAEMON_PORT", "2000"),
        ("_HANDLER", &spec.handler),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    more(wanted, launch, seen, &mut |name, value| all.push((name.to_owned(), value.to_owned())));
    // The owner's come last, and win.
    for (name, value) in &spec.environment {
        if !RESERVED.contains(&&**name) {
            all.retain(|(own, _)| own != name);
            all.push((name.clone(), value.clone()));
        }
    }
    all
}

/// The same for an image: its own variables count before what AWS's runtimes would have.
pub(crate) fn of_image(wanted: &Wanted<'_>, launch: &Launch) -> Vec<(String, String)> {
    let seen = Seen {
        task: "/var/task".to_owned(),
        opt: "/opt".to_owned(),
        runtime: "/var/runtime".to_owned(),
        lang: "/var/lang".to_owned(),
    };
    let mut all = variables(wanted, launch, &seen);
    let owner = |name: &str| wanted.spec.environment.iter().any(|(own, _)| own == name);
    // What is in the image's own folders, it knows; its handler is an argument.
    all.retain(|(name, _)| owner(name) || !["LD_LIBRARY_PATH", "_HANDLER"].contains(&&**name));
    for (name, value) in &launch.env {
        let chosen = ["PATH", "LANG", "TZ", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"];
        let free = chosen.contains(&&**name) || !all.iter().any(|(own, _)| own == name);
        if free && !owner(name) {
            all.retain(|(own, _)| own != name);
            all.push((name.clone(), value.clone()));
        }
    }
    all
}

/// Those that not every function has.
fn more(wanted: &Wanted<'_>, launch: &Launch, seen: &Seen, put: &mut dyn FnMut(&str, &str)) {
    let Seen { task, opt, runtime, lang } = seen;
    let spec: &FunctionSpec = wanted.spec;
    put("AWS_ACCESS_KEY_ID", &wanted.credentials.access_key_id);
    put("AWS_SECRET_ACCESS_KEY", &wanted.credentials.secret_access_key);
    put("AWS_SESSION_TOKEN", &wanted.credentials.session_token);
    if let Some(execution) = &launch.execution {
        put("AWS_EXECUTION_ENV", execution);
        put("PWD", task);
        put("SHLVL", "0");
    }
    if spec.logging.format == LogFormat::Json {
        put("AWS_LAMBDA_LOG_FORMAT", "JSON");
        put("AWS_LAMBDA_LOG_LEVEL", spec.logging.application_level.as_deref().unwrap_or("INFO"));
    }
    if spec.runtime.starts_with("python") {
        put("PYTHONPATH", runtime);
        put("_STRATUS_LAYERS", opt);
    }
    if let Some(major) = spec.runtime.strip_prefix("nodejs").map(|v| v.trim_end_matches(".x")) {
        // In the end what npm has installed for all: as AWS's runtime has its SDK.
        let folders = format!(
            "{opt}/nodejs/node{major}/node_modules:{opt}/nodejs/node_modules:\
             {runtime}/node_modules:{runtime}:{task}:\
             {lang}/lib/node_modules:/usr/local/lib/node_modules:/usr/lib/node_modules"
        );
        put("NODE_PATH", &folders);
    }
    // Those of images come behind all these.
    for (name, value) in launch.env.iter().filter(|_| !matches!(spec.code, Code::Image(_))) {
        put(name, value);
    }
}
