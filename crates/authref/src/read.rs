//! Reads the text of a service: a fact a line, what belongs to it indented by one space.

use thiserror::Error;

use crate::facts::{Action, ActionResource, Key, Level, Resource, Service, ignoring_case};

/// Actions that the facts lack, by hand.
const ADDITIONS: &str = include_str!("../additions.txt");

/// A line that is not of the form.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{line}` is not a line of a service's facts")]
pub(crate) struct LineError {
    line: String,
}

/// A service with the actions that were added by hand.
pub(crate) fn complete(text: &'static str) -> Service {
    let mut service = service(text).expect("all compiled-in texts are read by a test");
    for added in additions().expect("the additions are read by a test") {
        if added.prefix == service.prefix {
            service.actions.extend(added.actions);
        }
    }
    service.actions.sort_by(|a, b| ignoring_case(a.name, b.name));
    service.actions.dedup_by(|later, first| later.name.eq_ignore_ascii_case(first.name));
    service
}

/// What was added by hand, by service.
pub(crate) fn additions() -> Result<Vec<Service>, LineError> {
    let mut found = Vec::new();
    let mut rest = ADDITIONS;
    while let Some(at) = rest.find("\nservice ") {
        let from = &rest[at + 1..];
        let end = from.find("\nservice ").map_or(from.len(), |end| end + 1);
        found.push(service(&from[..end])?);
        rest = &from[end.saturating_sub(1)..];
    }
    Ok(found)
}

/// The service that a text tells of.
pub(crate) fn service(text: &'static str) -> Result<Service, LineError> {
    let mut service = Service {
        prefix: "",
        name: "",
        actions: Vec::new(),
        resources: Vec::new(),
        keys: Vec::new(),
    };
    let mut in_action = false;
    for line in text.lines() {
        let wrong = || LineError { line: line.to_owned() };
        if let Some(rest) = line.strip_prefix(' ') {
            detail(&mut service, in_action, rest).ok_or_else(wrong)?;
            continue;
        }
        let (word, rest) = line.split_once(' ').ok_or_else(wrong)?;
        in_action = word == "action";
        match word {
            "service" => service.prefix = rest,
            "name" => service.name = rest,
            "resource" => {
                service.resources.push(Resource { kind: rest, arn: "", keys: Vec::new() })
            }
            "key" => {
                let (name, kind) = rest.split_once(' ').ok_or_else(wrong)?;
                service.keys.push(Key { name, kind });
            }
            "action" => service.actions.push(action(rest).ok_or_else(wrong)?),
            _ => return Err(wrong()),
        }
    }
    Ok(service)
}

fn action(text: &'static str) -> Option<Action> {
    let (name, level) = text.split_once(' ')?;
    let level = match level {
        "List" => Level::List,
        "Read" => Level::Read,
        "Write" => Level::Write,
        "Tagging" => Level::Tagging,
        "PermissionsManagement" => Level::PermissionsManagement,
        _ => return None,
    };
    let (resources, keys, dependents) = (Vec::new(), Vec::new(), Vec::new());
    Some(Action { name, level, resources, keys, dependents })
}

/// A line that belongs to the last action or resource.
fn detail(service: &mut Service, in_action: bool, line: &'static str) -> Option<()> {
    let (word, rest) = line.split_once(' ')?;
    let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
    if !in_action {
        let resource = service.resources.last_mut()?;
        match word {
            "arn" => resource.arn = rest,
            "keys" => resource.keys = words(rest),
            _ => return None,
        }
        return Some(());
    }
    let action = service.actions.last_mut()?;
    match word {
        "keys" => action.keys = words(rest),
        "needs" => action.dependents = words(rest),
        "on" => {
            let (kind, keys) = match rest.split_once(": ") {
                Some((kind, keys)) => (kind, words(keys)),
                None => (rest, Vec::new()),
            };
            let required = kind.ends_with('!');
            let kind = kind.trim_end_matches('!');
            action.resources.push(ActionResource { kind, required, keys });
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::SERVICES;

    #[test]
    fn all_texts_are_read_and_sorted() {
        for (prefix, text) in SERVICES {
            let service = service(text).unwrap();
            assert_eq!(service.prefix, prefix);
            assert!(!service.name.is_empty(), "{prefix}");
            for resource in &service.resources {
                assert!(resource.arn.starts_with("arn:"), "{prefix} {resource:?}");
            }
            for action in &service.actions {
                for on in &action.resources {
                    assert!(service.resource(on.kind).is_some(), "{prefix} {action:?}");
                }
            }
        }
        assert!(SERVICES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    /// An addition that the facts have by now is to go.
    #[test]
    fn additions_are_of_known_services_and_new() {
        let additions = additions().unwrap();
        assert_eq!(additions.len(), ADDITIONS.matches("\nservice ").count());
        for added in additions {
            let (_, text) = SERVICES.iter().find(|(prefix, _)| *prefix == added.prefix).unwrap();
            let known = service(text).unwrap();
            for action in &added.actions {
                assert_eq!(known.action(action.name), None);
                for on in &action.resources {
                    assert!(known.resource(on.kind).is_some(), "{action:?}");
                }
            }
        }
    }

    #[test]
    fn lines_that_are_none_are_refused() {
        for text in ["x", "what ever", "action A", "action A Often", " on a", "resource a\n on b"] {
            assert!(service(text).is_err(), "{text}");
        }
    }
}
