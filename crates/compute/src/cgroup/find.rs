//! Where this process may make groups: found in what the kernel says is mounted, and by trying.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Controller, Places, Version};

/// Folders below which groups can be made, and what is missing.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) parents: Places,
    pub(super) missing: Vec<String>,
}

/// A mounted hierarchy.
#[derive(Debug, PartialEq, Eq)]
struct Hierarchy {
    version: Version,
    /// Where it is mounted.
    mount: PathBuf,
    /// Which of its groups is seen there.
    root: PathBuf,
    /// Version 1: its controllers.
    controllers: Vec<String>,
}

pub(super) fn find() -> Result<Found, String> {
    if !cfg!(target_os = "linux") {
        return Err("this system has no cgroups".to_owned());
    }
    let mounts = fs::read_to_string("/proc/self/mountinfo").map_err(|error| error.to_string())?;
    let own = fs::read_to_string("/proc/self/cgroup").map_err(|error| error.to_string())?;
    let hierarchies = hierarchies(&mounts);
    let second = hierarchies.iter().find(|h| h.version == Version::Two);
    let why_not_second = match second {
        Some(hierarchy) => match version_two(hierarchy, &own) {
            Ok(found) => return Ok(found),
            Err(why) => why,
        },
        None => "cgroup version 2 is not mounted".to_owned(),
    };
    version_one(&hierarchies, &own).map_err(|first| format!("{why_not_second}; {first}"))
}

/// The folders of a process's groups, as far as they are seen here and their names have `name` in them.
#[cfg(target_os = "linux")]
pub(super) fn of_process(pid: i32, name: &str) -> Option<Places> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    let text = fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?;
    places(&hierarchies(&mounts), &text, name, Path::is_dir)
}

#[cfg(target_os = "linux")]
fn places(
    hierarchies: &[Hierarchy],
    text: &str,
    name: &str,
    is_there: impl Fn(&Path) -> bool,
) -> Option<Places> {
    let place = |controller: Controller, version: Version| {
        let hierarchy = hierarchies.iter().find(|h| match version {
            Version::One => h.controllers.iter().any(|c| c == controller.name()),
            Version::Two => h.version == Version::Two,
        })?;
        let group = membership(text, (version == Version::One).then(|| controller.name()))?;
        let is_it = group.file_name().is_some_and(|own| own.to_string_lossy().contains(name));
        let place = folder(hierarchy, &group).filter(|place| is_it && is_there(place))?;
        Some((controller, place))
    };
    [Version::One, Version::Two].into_iter().find_map(|version| {
        let folders: Vec<_> =
            Controller::ALL.into_iter().filter_map(|c| place(c, version)).collect();
        let useful = folders.iter().any(|(controller, _)| *controller == Controller::Memory);
        useful.then_some(Places { version, folders })
    })
}

/// The nearest ancestor of this process's group that hands controllers to a new group and lets processes move there.
/// This process's own group cannot: a group with processes hands out nothing.
fn version_two(hierarchy: &Hierarchy, own: &str) -> Result<Found, String> {
    let own = membership(own, None).and_then(|path| folder(hierarchy, &path));
    let own = own.ok_or("this process is in no group of version 2 that it sees")?;
    let mut why = "no group above this process's hands out the memory controller".to_owned();
    let above = own.ancestors().take_while(|folder| folder.starts_with(&hierarchy.mount));
    for parent in above {
        match hands_out(parent) {
            Ok(names) if names.iter().any(|name| name == "memory") => {
                return Ok(found_two(parent, &names));
            }
            Ok(_) => {}
            Err(error) => why = format!("{}: {error}", parent.display()),
        }
    }
    Err(why)
}

fn found_two(parent: &Path, names: &[String]) -> Found {
    let has = |name: &str| names.iter().any(|n| n == name);
    let mut folders = Vec::new();
    let mut missing = Vec::new();
    for controller in Controller::ALL {
        // Accounting and freezing are always there.
        let needs = match controller {
            Controller::Memory | Controller::Cpu | Controller::Pids => Some(controller.name()),
            Controller::Accounting | Controller::Freezer => None,
        };
        match needs.filter(|name| !has(name)) {
            None => folders.push((controller, parent.to_owned())),
            Some(name) => {
                missing.push(format!("{name}: {} does not hand it out", parent.display()))
            }
        }
    }
    Found { parents: Places { version: Version::Two, folders }, missing }
}

/// The controllers that a new group below `parent` has. Tries it, also whether a process can move there.
fn hands_out(parent: &Path) -> io::Result<Vec<String>> {
    let trial = parent.join(format!("stratus-trial-{}", std::process::id()));
    // Fails where the controllers are handed out already by somebody else, or may not be: then it shows below.
    let _asked = fs::write(parent.join("cgroup.subtree_control"), "+memory +pids +cpu");
    fs::create_dir(&trial)?;
    let tried = fs::read_to_string(trial.join("cgroup.controllers"))
        .map(|text| text.split_whitespace().map(str::to_owned).collect());
    fs::remove_dir(&trial)?;
    tried
}

/// Makes a new folder of this cloud ready to have folders of instances in it.
pub(super) fn prepare(version: Version, folder: &Path) -> io::Result<()> {
    if version == Version::One {
        return Ok(());
    }
    let controllers = fs::read_to_string(folder.join("cgroup.controllers"))?;
    let wanted: Vec<String> = controllers
        .split_whitespace()
        .filter(|name| ["memory", "pids", "cpu"].contains(name))
        .map(|name| format!("+{name}"))
        .collect();
    fs::write(folder.join("cgroup.subtree_control"), wanted.join(" "))
}

/// Each controller's folder of this process, where a folder can be made in it.
fn version_one(hierarchies: &[Hierarchy], own: &str) -> Result<Found, String> {
    let mut folders = Vec::new();
    let mut missing = Vec::new();
    for controller in Controller::ALL {
        let name = controller.name();
        let hierarchy = hierarchies.iter().find(|h| h.controllers.iter().any(|c| c == name));
        let own = membership(own, Some(name));
        let place = hierarchy.zip(own).and_then(|(hierarchy, own)| folder(hierarchy, &own));
        match place {
            Some(place) => match rustix::fs::access(&place, rustix::fs::Access::WRITE_OK) {
                Ok(()) => folders.push((controller, place)),
                Err(error) => missing.push(format!("{name}: {}: {error}", place.display())),
            },
            None => missing.push(format!("{name}: it is not mounted")),
        }
    }
    if folders.is_empty() {
        return Err(missing.join("; "));
    }
    Ok(Found { parents: Places { version: Version::One, folders }, missing })
}

/// What `/proc/self/mountinfo` says of cgroups.
fn hierarchies(mounts: &str) -> Vec<Hierarchy> {
    let mut found = Vec::new();
    for line in mounts.lines() {
        let Some((place, kind)) = line.split_once(" - ") else { continue };
        let place: Vec<&str> = place.split(' ').collect();
        let kind: Vec<&str> = kind.split(' ').collect();
        let (&[_, _, _, root, mount, ..], &[name, _, options]) = (&*place, &*kind) else {
            continue;
        };
        let version = match name {
            "cgroup" => Version::One,
            "cgroup2" => Version::Two,
            _ => continue,
        };
        let controllers = options.split(',').map(str::to_owned).collect();
        found.push(Hierarchy { version, mount: mount.into(), root: root.into(), controllers });
    }
    found
}

/// This process's group by `/proc/self/cgroup`: in the hierarchy of a controller, or in version 2.
fn membership(own: &str, controller: Option<&str>) -> Option<PathBuf> {
    own.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':');
        let (number, names, path) = (parts.next()?, parts.next()?, parts.next()?);
        let is_it = match controller {
            Some(name) => names.split(',').any(|n| n == name),
            None => number == "0" && names.is_empty(),
        };
        is_it.then(|| PathBuf::from(path))
    })
}

/// Where a group is seen.
fn folder(hierarchy: &Hierarchy, group: &Path) -> Option<PathBuf> {
    let below = group.strip_prefix(&hierarchy.root).ok()?;
    Some(hierarchy.mount.join(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
24 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
31 24 0:27 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
32 24 0:28 /docker/x /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
40 24 0:36 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
";
    const OWN: &str =
        "5:memory:/a/b\n4:cpu,cpuacct:/docker/x/y\n1:name=systemd:/z\n0::/user.slice/s.scope\n";

    #[test]
    fn mounts_are_understood() {
        let found = hierarchies(MOUNTS);
        assert_eq!(found.len(), 3);
        assert_eq!(found[1].root, Path::new("/docker/x"));
        assert!(found[1].controllers.contains(&"cpuacct".to_owned()));
        assert_eq!(found[2].version, Version::Two);
        assert_eq!(hierarchies("nonsense\n1 2 - cgroup\n"), []);
    }

    #[test]
    fn groups_are_found_where_they_are_mounted() {
        let found = hierarchies(MOUNTS);
        let place = |at: usize, controller| folder(&found[at], &membership(OWN, controller)?);
        let path = |text| Some(PathBuf::from(text));
        assert_eq!(place(0, Some("memory")), path("/sys/fs/cgroup/memory/a/b"));
        assert_eq!(place(1, Some("cpuacct")), path("/sys/fs/cgroup/cpu,cpuacct/y"));
        assert_eq!(place(2, None), path("/sys/fs/cgroup/unified/user.slice/s.scope"));
        assert_eq!(place(0, Some("pids")), None);
        assert_eq!(folder(&found[1], Path::new("/elsewhere")), None);
    }

    #[test]
    fn groups_of_others_are_found_by_their_names() {
        let found = hierarchies(MOUNTS);
        let text = "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/x/abc\n0::/docker/abc\n";
        let seen = places(&found, text, "abc", |_| true).expect("it is seen");
        assert_eq!(seen.version, Version::One);
        assert_eq!(
            seen.of(Controller::Memory),
            Some(Path::new("/sys/fs/cgroup/memory/docker/abc"))
        );
        assert_eq!(seen.of(Controller::Pids), None);
        let second = places(&found, "0::/system.slice/docker-abc.scope\n", "abc", |_| true);
        assert_eq!(second.map(|places| places.version), Some(Version::Two));
        assert!(places(&found, text, "abd", |_| true).is_none());
        assert!(places(&found, text, "abc", |_| false).is_none());
    }

    #[test]
    fn version_two_hands_out_what_it_says() {
        let found = found_two(Path::new("/c"), &["memory".to_owned(), "pids".to_owned()]);
        assert!(found.parents.of(Controller::Memory).is_some());
        assert!(found.parents.of(Controller::Freezer).is_some());
        assert!(found.parents.of(Controller::Cpu).is_none());
        assert_eq!(found.missing.len(), 1);
    }
}
