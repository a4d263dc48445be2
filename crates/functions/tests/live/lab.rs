//! A plane of functions in a folder of its own, with a cloud that keeps what is logged.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clock::{Clock, Timestamp};
use functions::{
    Cloud, Code, Credentials, FunctionSpec, Functions, Invocation, InvokeError, Invoked, Later,
    LogFormat, LogLine, LogStream, Logging, Outcome, Settings,
};
use parking_lot::Mutex;

/// Why a test cannot be run on this system.
pub(crate) struct Forbidden(pub(crate) String);

/// Longer than anything takes here, also on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What the cloud of a lab heard.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) lines: Mutex<BTreeMap<String, Vec<String>>>,
    pub(crate) credentials: AtomicU64,
    clock: Option<Clock>,
}

impl Cloud for Heard {
    fn serve(&self, mut connection: TcpStream) {
        std::thread::spawn(move || {
            connection.set_nonblocking(false).unwrap();
            let mut head = [0; 4_096];
            let got = connection.read(&mut head).unwrap();
            let ok = head[..got].starts_with(b"GET /hello");
            let body = if ok { "the cloud" } else { "what?" };
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            connection.write_all(answer.as_bytes()).unwrap();
        });
    }

    fn log(&self, stream: &LogStream, lines: Vec<LogLine>) {
        let mut all = self.lines.lock();
        all.entry(stream.stream.clone()).or_default().extend(lines.into_iter().map(|l| l.message));
    }

    fn credentials<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        role: &'a str,
        _: &'a str,
    ) -> Later<'a, Result<Credentials, String>> {
        self.credentials.fetch_add(1, Ordering::Relaxed);
        let now = self.clock.as_ref().map_or(Timestamp::EPOCH, Clock::now);
        let credentials = Credentials {
            access_key_id: "ASIATEST".to_owned(),
            secret_access_key: format!("secret of {role}"),
            session_token: "token".to_owned(),
            expires: now.plus(Duration::from_secs(12 * 3_600)),
        };
        Box::pin(async move { Ok(credentials) })
    }
}

pub(crate) struct Lab {
    pub(crate) functions: Functions,
    pub(crate) heard: Arc<Heard>,
    pub(crate) clock: Clock,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) driver: &'static str,
    next: AtomicU64,
    pub(crate) runtime: tokio::runtime::Runtime,
}

impl Lab {
    pub(crate) fn open(driver: &'static str) -> Lab {
        Lab::with_engine(driver, None)
    }

    pub(crate) fn with_engine(driver: &'static str, engine: Option<String>) -> Lab {
        let folder = tempfile::tempdir().unwrap();
        let all = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder.path(), all).unwrap();
        let clock = Clock::system();
        let heard = Arc::new(Heard { clock: Some(clock.clone()), ..Heard::default() });
        #[expect(clippy::disallowed_methods, reason = "where this machine's languages are")]
        let (path, home) = (std::env::var_os("PATH").unwrap_or_default(), std::env::var_os("HOME"));
        let settings = Settings {
            driver: Some(driver.to_owned()),
            docker_host: engine,
            search_path: std::env::split_paths(&path).collect(),
            home: home.map(PathBuf::from),
            account_concurrency: 10,
            ..Settings::at(folder.path().join("functions"))
        };
        let helper = compute::HelperCommand::own_binary().unwrap();
        let functions = Functions::open(settings, helper, heard.clone()).unwrap();
        functions.follow(clock.clone());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.unwrap();
        Lab { functions, heard, clock, folder, driver, next: AtomicU64::new(1), runtime }
    }

    /// A function with these files.
    pub(crate) fn function(
        &self,
        runtime: &str,
        handler: &str,
        files: &[(&str, &str)],
    ) -> FunctionSpec {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let code = self.files(&format!("code{n}"), files);
        FunctionSpec {
            account: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            name: format!("f{n}"),
            version: "$LATEST".to_owned(),
            arn: format!("arn:aws:lambda:eu-west-1:111122223333:function:f{n}"),
            revision: "1".to_owned(),
            role: "arn:aws:iam::111122223333:role/r".to_owned(),
            runtime: runtime.to_owned(),
            handler: handler.to_owned(),
            code: Code::Package(code),
            layers: Vec::new(),
            environment: vec![("OWN".to_owned(), "value".to_owned())],
            memory_mib: 256,
            timeout: Duration::from_secs(20),
            tmp_mib: 512,
            architecture: if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" }.to_owned(),
            logging: Logging {
                format: LogFormat::Text,
                application_level: None,
                system_level: None,
                group: format!("/aws/lambda/f{n}"),
            },
            traced: false,
            reserved_concurrency: None,
        }
    }

    /// A folder with these files; those that begin with `#!` can be executed.
    pub(crate) fn files(&self, name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = self.folder.path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            let mode = if text.starts_with("#!") { 0o755 } else { 0o644 };
            let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
            std::fs::set_permissions(&path, mode).unwrap();
        }
        folder
    }

    pub(crate) fn invocation(&self, spec: &FunctionSpec, payload: &str) -> Invocation {
        Invocation {
            request_id: clock::Random::from_system().uuid(),
            arn: spec.arn.clone(),
            payload: payload.to_owned().into(),
            client_context: None,
            trace: None,
            tail: true,
        }
    }

    /// Calls a function; what this machine lacks is no failure of the test.
    pub(crate) fn invoke(
        &self,
        spec: &Arc<FunctionSpec>,
        payload: &str,
    ) -> Result<Invoked, Forbidden> {
        self.invoke_with(spec, self.invocation(spec, payload))
    }

    pub(crate) fn invoke_with(
        &self,
        spec: &Arc<FunctionSpec>,
        invocation: Invocation,
    ) -> Result<Invoked, Forbidden> {
        let invoked = self.wait(self.functions.invoke(spec, invocation));
        forbidden(invoked)
    }

    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime
            .block_on(async { tokio::time::timeout(PATIENCE, work).await })
            .expect("it ends in time")
    }

    /// Everything that was logged, in order of streams.
    pub(crate) fn log(&self) -> String {
        self.heard.lines.lock().values().flatten().cloned().collect()
    }

    /// How many environments there were.
    pub(crate) fn environments(&self) -> u64 {
        self.heard.credentials.load(Ordering::Relaxed)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.runtime.block_on(self.functions.close());
    }
}

pub(crate) fn forbidden<T>(result: Result<T, InvokeError>) -> Result<T, Forbidden> {
    match result {
        Ok(done) => Ok(done),
        Err(InvokeError::Missing(why)) => Err(Forbidden(why)),
        Err(InvokeError::System(why)) if why.contains("make a sandbox") => Err(Forbidden(why)),
        Err(error) => panic!("{error:?}"),
    }
}

#[track_caller]
pub(crate) fn payload(invoked: &Invoked) -> String {
    match &invoked.outcome {
        Outcome::Payload(payload) => String::from_utf8(payload.to_vec()).unwrap(),
        Outcome::FunctionError { payload, .. } => panic!(
            "it failed: {} {}",
            String::from_utf8_lossy(payload),
            String::from_utf8_lossy(invoked.log_tail.as_deref().unwrap_or_default())
        ),
    }
}

#[track_caller]
pub(crate) fn failure(invoked: &Invoked) -> String {
    match &invoked.outcome {
        Outcome::FunctionError { kind, payload } => {
            assert_eq!(*kind, "Unhandled");
            String::from_utf8(payload.to_vec()).unwrap()
        }
        Outcome::Payload(payload) => panic!("it answered {}", String::from_utf8_lossy(payload)),
    }
}

pub(crate) fn tail(invoked: &Invoked) -> String {
    String::from_utf8(invoked.log_tail.clone().expect("it was asked for")).unwrap()
}
