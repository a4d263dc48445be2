//! What is the driver `docker`'s own: an engine that goes away under functions.

use std::sync::Arc;

use functions::InvokeError;

use crate::engine::Engine;
use crate::lab::{Forbidden, Lab, payload};

/// The engine takes its containers with it; who calls is told what is missing.
pub(crate) fn vanished(engine: &mut Engine) -> Result<(), Forbidden> {
    let lab = Lab::with_engine("docker", Some(engine.address()));
    let code = "def handler(event, context):\n    return event + 1\n";
    let spec = Arc::new(lab.function("python3.12", "main.handler", &[("main.py", code)]));
    assert_eq!(payload(&lab.invoke(&spec, "1")?), "2");
    engine.kill();
    // The first call may still find the environment, and see it end.
    let call = || lab.wait(lab.functions.invoke(&spec, lab.invocation(&spec, "1")));
    let refused = call().and_then(|_| call());
    match refused {
        Err(InvokeError::System(why)) => {
            assert!(why.starts_with("the Docker engine at unix:///"), "{why}");
            assert!(why.contains("does not answer"), "{why}");
        }
        other => panic!("there is no engine: {other:?}"),
    }
    Ok(())
}
