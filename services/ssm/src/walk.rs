//! Walking parameters in the order of their names: below a path, one level or all, a page at a time.

use kernel::{ApiResult, Cx};

use crate::limits;
use crate::name::ParameterKey;
use crate::parameter::Parameter;
use crate::tables::PARAMETERS;

/// Rows read at once.
const CHUNK: usize = 64;
/// Likewise on one level, where whole hierarchies are stepped over.
const LEVEL_CHUNK: usize = 12;

/// Where to walk.
pub(crate) struct Walk<'w> {
    /// What all names begin with: a path with its last slash.
    pub(crate) below: &'w str,
    /// Also what lies deeper.
    pub(crate) recursive: bool,
    /// The last name of the page before.
    pub(crate) after: Option<ParameterKey>,
    /// Most parameters to find.
    pub(crate) limit: usize,
}

/// A page of parameters, and the name after which there is more.
pub(crate) struct Steps {
    pub(crate) found: Vec<(ParameterKey, Parameter)>,
    pub(crate) more_after: Option<ParameterKey>,
}

impl Walk<'_> {
    /// The parameters that `wanted` lets through. A walk that has looked at very many rows stops short.
    pub(crate) async fn run(
        self,
        cx: &mut Cx<'_>,
        wanted: impl Fn(&Parameter) -> bool,
    ) -> ApiResult<Steps> {
        let all = cx.rows(&PARAMETERS).starting_with(self.below);
        let chunk = if self.recursive { CHUNK } else { LEVEL_CHUNK };
        let mut range = match &self.after {
            Some(after) => all.clone().after(after),
            None => all.clone(),
        };
        let mut found: Vec<(ParameterKey, Parameter)> = Vec::new();
        let mut scanned = 0;
        loop {
            let rows = cx.range(&PARAMETERS, &range, chunk).await?;
            let (count, mut last) = (rows.len(), None);
            let mut beyond = None;
            for (key, parameter) in rows {
                scanned += 1;
                if let Some(deeper) = self.deeper(&key) {
                    beyond = Some(deeper);
                    last = Some(key);
                    break;
                }
                if wanted(&parameter) {
                    if found.len() == self.limit {
                        let more_after = found.last().map(|(key, _)| key.clone());
                        return Ok(Steps { found, more_after });
                    }
                    found.push((key.clone(), parameter));
                }
                last = Some(key);
            }
            if beyond.is_none() && count < chunk {
                return Ok(Steps { found, more_after: None });
            }
            if scanned >= limits::SCANNED {
                return Ok(Steps { found, more_after: last });
            }
            range = match (beyond, &last) {
                (Some(beyond), _) => all.clone().from(&beyond),
                (None, Some(last)) => all.clone().after(last),
                (None, None) => return Ok(Steps { found, more_after: None }),
            };
        }
    }

    /// Where to go on when `key` lies on a deeper level than asked for: behind all that lies there.
    fn deeper(&self, key: &ParameterKey) -> Option<ParameterKey> {
        if self.recursive {
            return None;
        }
        let rest = key.as_str().get(self.below.len()..)?;
        let (child, _) = rest.split_once('/')?;
        // `0` comes right after the slash.
        Some(ParameterKey(format!("{}{child}0", self.below)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_hierarchies_are_stepped_over() {
        let walk = |recursive| Walk { below: "/a/", recursive, after: None, limit: 1 };
        let beyond = |recursive, key| walk(recursive).deeper(&ParameterKey::of(key));
        assert_eq!(beyond(false, "/a/b/c/d"), Some(ParameterKey::of("/a/b0")));
        assert_eq!(beyond(false, "/a/b"), None);
        assert_eq!(beyond(true, "/a/b/c"), None);
    }
}
