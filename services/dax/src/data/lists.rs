//! Lists of attributes' names, which both sides know by a number: it follows from the names, and what it stands for is stored,
//! so that clients may keep it over restarts.

use std::collections::HashMap;
use std::sync::Arc;

use dax_protocol::Malformed;
use dax_protocol::answer::NO_ATTRIBUTES;
use kernel::{AccountId, ApiResult, Call, Cx, Kernel, Region};
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};

use super::served::Failed;
use crate::tables::LISTS;

/// Lists that are remembered; the others are read.
const REMEMBERED: usize = 10_000;
/// Bytes of the names of a list: an item has no more.
const MAX_BYTES: usize = 400 << 10;

type Names = Arc<[String]>;
type Place = (AccountId, Region, u64);

/// What is remembered of them.
#[derive(Default)]
pub(crate) struct Lists(Mutex<HashMap<Place, Names>>);

impl Lists {
    fn remember(&self, place: Place, names: Names) {
        let mut all = self.0.lock();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(place, names);
    }
}

/// The number of these names. Lists lie where `call` acts.
pub(crate) async fn id(kernel: &Kernel, call: &Call, names: &[&str]) -> Result<i64, Failed> {
    if names.is_empty() {
        return Ok(NO_ATTRIBUTES);
    }
    if names.iter().map(|name| name.len()).sum::<usize>() > MAX_BYTES {
        return Err(Malformed("names of attributes that are too long").into());
    }
    let lists = kernel.memory::<Lists>();
    let same = |known: &[String]| known.iter().map(String::as_str).eq(names.iter().copied());
    let mut number = hash(names);
    loop {
        let place = (call.account, call.region.clone(), number);
        let known = lists.0.lock().get(&place).cloned();
        let known = match known {
            Some(known) => known,
            None => {
                let known = stored_or(kernel, call, number, names).await?;
                lists.remember(place, known.clone());
                known
            }
        };
        if same(&known) {
            return Ok(i64::try_from(number).unwrap_or(i64::MAX));
        }
        number += 1;
    }
}

/// What is stored under a number; these names if nothing was.
async fn stored_or(kernel: &Kernel, call: &Call, number: u64, names: &[&str]) -> ApiResult<Names> {
    let mut attempt = 0;
    loop {
        let mut cx = Cx::begin(kernel, call);
        let result = match cx.get(&LISTS, &number).await {
            Ok(Some(known)) => Ok(known),
            Ok(None) => {
                let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
                cx.put(&LISTS, &number, &names);
                Ok(names)
            }
            Err(error) => Err(error),
        };
        if let Some(outcome) = cx.finish(result, &mut attempt).await {
            return outcome.map(Names::from);
        }
    }
}

/// The names with this number.
pub(crate) async fn names(kernel: &Kernel, call: &Call, id: i64) -> Result<Names, Failed> {
    if id == NO_ATTRIBUTES {
        return Ok(Names::from([]));
    }
    let unknown = || Failed::from(Malformed("a list of attributes that is not known"));
    let number = u64::try_from(id).map_err(|_| unknown())?;
    let lists = kernel.memory::<Lists>();
    let place = (call.account, call.region.clone(), number);
    if let Some(known) = lists.0.lock().get(&place) {
        return Ok(known.clone());
    }
    let stored = Cx::begin(kernel, call).get(&LISTS, &number).await?;
    let names = Names::from(stored.ok_or_else(unknown)?);
    lists.remember(place, names.clone());
    Ok(names)
}

/// 48 bits, which every client's numbers hold; above what has a meaning by agreement.
fn hash(names: &[&str]) -> u64 {
    let mut digest = Sha256::new();
    for name in names {
        digest.update((name.len() as u64).to_be_bytes());
        digest.update(name.as_bytes());
    }
    let digest = digest.finalize();
    let bits = digest[..6].iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte));
    bits | 1 << 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_from_names() {
        assert_eq!(hash(&["a", "b"]), hash(&["a", "b"]));
        assert_ne!(hash(&["a", "b"]), hash(&["ab"]));
        assert_ne!(hash(&["a", "b"]), hash(&["b", "a"]));
        assert!(hash(&["a"]) < 1 << 49);
    }
}
