//! Ruby: our own bootstrap calls the handler; gems are those of the package, of layers, and of the Ruby that runs it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/ruby-package.html>

use std::path::PathBuf;

use compute::Driver;

use super::find::{Language, number};
use super::{Finder, Folders, Launch, NoRuntime, inside, notice, read};
use crate::FunctionSpec;

pub(super) fn launch(
    spec: &FunctionSpec,
    version: &str,
    folders: &Folders<'_>,
    finder: &Finder,
    driver: &dyn Driver,
) -> Result<Launch, NoRuntime> {
    let found = finder.find(Language::Ruby, version).map_err(NoRuntime::Missing)?;
    // A Ruby looks for its library where it was installed: it is shown there.
    let mounts: Vec<_> =
        found.prefix.iter().map(|prefix| read(prefix, &prefix.display().to_string())).collect();
    let script = inside(driver, folders.runtime, "/var/runtime", "bootstrap.rb");
    let shown = |source, target| driver.seen(&read(source, target)).to_owned();
    let seen = Seen {
        task: shown(folders.code, "/var/task"),
        opt: folders.opt.map_or("/opt".into(), |opt| shown(opt, "/opt")),
        runtime: shown(folders.runtime, "/var/runtime"),
    };
    let notice = notice(spec, &found);
    Ok(Launch {
        program: found.program,
        // The locale of LANG may not be on this machine.
        args: vec!["-EUTF-8".to_owned(), script.display().to_string()],
        mounts,
        version: format!("ruby:{version}"),
        execution: Some(format!("AWS_Lambda_{}", spec.runtime)),
        env: variables(&seen, &[&interface(version), &interface(&found.version)]),
        waits: false,
        notice,
    })
}

/// Folders as they are seen inside.
struct Seen {
    task: PathBuf,
    opt: PathBuf,
    runtime: PathBuf,
}

/// What gems are built for: 3.3.0 for every Ruby 3.3.
fn interface(version: &str) -> String {
    let parts = number(version);
    let part = |n: usize| parts.get(n).copied().unwrap_or_default();
    format!("{}.{}.0", part(0), part(1))
}

/// Gems for what was asked for come before those for what runs it.
fn variables(seen: &Seen, interfaces: &[&str]) -> Vec<(String, String)> {
    let Seen { task, opt, runtime } = seen;
    let (task, opt, runtime) = (task.display(), opt.display(), runtime.display());
    let mut gems: Vec<String> = Vec::new();
    for interface in interfaces {
        for folder in [
            format!("{task}/vendor/bundle/ruby/{interface}"),
            format!("{opt}/ruby/gems/{interface}"),
        ] {
            if !gems.contains(&folder) {
                gems.push(folder);
            }
        }
    }
    gems.push(runtime.to_string());
    // An empty name in the end stands for the interpreter's own.
    gems.push(String::new());
    vec![
        ("GEM_HOME".to_owned(), runtime.to_string()),
        ("GEM_PATH".to_owned(), gems.join(":")),
        ("RUBYLIB".to_owned(), format!("{task}:{runtime}/lib:{opt}/ruby/lib")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gems_are_looked_for_where_aws_does() {
        let seen =
            Seen { task: "/var/task".into(), opt: "/opt".into(), runtime: "/var/runtime".into() };
        let path = |interfaces: &[&str]| {
            let all = variables(&seen, interfaces);
            all.into_iter().find(|(name, _)| name == "GEM_PATH").map(|(_, value)| value)
        };
        let exact = "/var/task/vendor/bundle/ruby/3.3.0:/opt/ruby/gems/3.3.0:/var/runtime:";
        assert_eq!(path(&["3.3.0", "3.3.0"]).as_deref(), Some(exact));
        let other = "/var/task/vendor/bundle/ruby/3.3.0:/opt/ruby/gems/3.3.0:\
                     /var/task/vendor/bundle/ruby/3.1.0:/opt/ruby/gems/3.1.0:/var/runtime:";
        assert_eq!(path(&["3.3.0", "3.1.0"]).as_deref(), Some(other));
        assert_eq!(interface("3.1.2"), "3.1.0");
    }
}
