//! What the clients know of objects: the versions of each key, and the change that was under way when the server went.

use std::collections::HashMap;

/// Bodies above this size lie in files.
const INLINE: usize = 32 * 1024;

/// Bytes of the one buffer that all bodies are cut from, and how they were uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) offset: usize,
    /// The sizes of its parts; one for what came whole.
    pub(crate) parts: Vec<usize>,
}

impl Content {
    pub(crate) fn len(&self) -> usize {
        self.parts.iter().sum()
    }

    /// The same bytes, written whole: what a copy holds.
    pub(crate) fn copied(&self) -> Content {
        Content { offset: self.offset, parts: vec![self.len()] }
    }

    fn files(&self) -> usize {
        files_of(self.parts.iter().copied())
    }
}

/// How many files bodies of these sizes have.
pub(crate) fn files_of(sizes: impl Iterator<Item = usize>) -> usize {
    sizes.filter(|size| *size > INLINE).count()
}

/// One version. `content: None` is a delete marker; `id: None` is one that nobody was told yet, or of a bucket without versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) id: Option<String>,
    pub(crate) content: Option<Content>,
}

/// What a call does to a key.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Put(Content),
    Delete,
    DeleteVersion(String),
}

/// A key, as far as its only writer knows: versions from new to old.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    pub(crate) versions: Vec<Version>,
    pending: Option<Change>,
}

impl Key {
    /// A change is sent.
    pub(crate) fn begin(&mut self, change: Change) {
        self.pending = Some(change);
    }

    /// It was acknowledged, and what it made has this id.
    pub(crate) fn done(&mut self, versioned: bool, id: Option<String>) {
        if let Some(change) = self.pending.take() {
            apply(&mut self.versions, change, versioned, id);
        }
    }

    /// What a restarted server shows must be as it was acknowledged, or as the change under way would have made it. Answers
    /// the versions that are there, with their contents.
    pub(crate) fn settle(&mut self, versioned: bool, shown: &[Shown]) -> Result<(), String> {
        let before = std::mem::take(&mut self.versions);
        let mut candidates = vec![before.clone()];
        if let Some(change) = self.pending.take() {
            let mut after = before;
            apply(&mut after, change, versioned, None);
            candidates.push(after);
        }
        let fits = |versions: &Vec<Version>| {
            [false, true].into_iter().all(|markers| {
                let own = versions.iter().filter(|v| v.content.is_none() == markers);
                let shown = shown.iter().filter(|s| s.size.is_none() == markers);
                own.clone().count() == shown.clone().count() && own.zip(shown).all(|(v, s)| s.is(v))
            })
        };
        let Some(mut found) = candidates.iter().find(|c| fits(c)).cloned() else {
            return Err(format!("shown {shown:?}, acknowledged {candidates:?}"));
        };
        for markers in [false, true].into_iter().filter(|_| versioned) {
            let shown = shown.iter().filter(|s| s.size.is_none() == markers);
            let own = found.iter_mut().filter(|v| v.content.is_none() == markers);
            for (version, shown) in own.zip(shown) {
                version.id = Some(shown.id.clone());
            }
        }
        self.versions = found;
        Ok(())
    }
}

/// A version as the server lists it. `size: None` is a delete marker.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) size: Option<usize>,
}

impl Shown {
    fn is(&self, version: &Version) -> bool {
        self.size == version.content.as_ref().map(Content::len)
            && version.id.as_ref().is_none_or(|id| *id == self.id)
    }
}

fn apply(versions: &mut Vec<Version>, change: Change, versioned: bool, id: Option<String>) {
    match change {
        Change::DeleteVersion(gone) => {
            versions.retain(|version| version.id.as_ref() != Some(&gone));
            return;
        }
        _ if !versioned => versions.clear(),
        _ => {}
    }
    match change {
        Change::Put(content) => versions.insert(0, Version { id, content: Some(content) }),
        Change::Delete if versioned => versions.insert(0, Version { id, content: None }),
        _ => {}
    }
}

/// The files that all versions of these keys have.
pub(crate) fn files<'k>(keys: impl Iterator<Item = &'k Key>) -> usize {
    let contents = keys.flat_map(|key| key.versions.iter().filter_map(|v| v.content.as_ref()));
    contents.map(Content::files).sum()
}

/// Keys by name.
pub(crate) type Keys = HashMap<String, Key>;

#[cfg(test)]
mod tests {
    use super::*;

    fn content(len: usize) -> Content {
        Content { offset: 0, parts: vec![len] }
    }

    fn shown(id: &str, size: Option<usize>) -> Shown {
        Shown { id: id.to_owned(), size }
    }

    /// A key with one acknowledged version and a change under way.
    fn key(versioned: bool, change: Option<Change>) -> Key {
        let mut key = Key::default();
        key.begin(Change::Put(content(5)));
        key.done(versioned, versioned.then(|| "a".to_owned()));
        key.pending = change;
        key
    }

    #[test]
    fn what_is_right_is_not_blamed() {
        for (versioned, change, found) in [
            (false, None, vec![shown("null", Some(5))]),
            (false, Some(Change::Put(content(6))), vec![shown("null", Some(5))]),
            (false, Some(Change::Put(content(6))), vec![shown("null", Some(6))]),
            (false, Some(Change::Delete), vec![]),
            (true, Some(Change::Delete), vec![shown("b", None), shown("a", Some(5))]),
            (true, Some(Change::DeleteVersion("a".to_owned())), vec![]),
            (true, Some(Change::Put(content(6))), vec![shown("b", Some(6)), shown("a", Some(5))]),
        ] {
            let mut key = key(versioned, change);
            key.settle(versioned, &found).expect("it is right");
            assert_eq!(key.versions.len(), found.len());
        }
    }

    #[test]
    fn what_is_wrong_is_found() {
        for (versioned, change, found) in [
            (false, None, vec![]),
            (false, None, vec![shown("null", Some(4))]),
            (false, Some(Change::Put(content(6))), vec![]),
            (true, None, vec![shown("b", Some(5))]),
            (true, None, vec![shown("a", None)]),
            (true, Some(Change::Put(content(6))), vec![shown("b", Some(6))]),
            (true, Some(Change::Delete), vec![]),
        ] {
            key(versioned, change).settle(versioned, &found).expect_err("it is wrong");
        }
    }

    #[test]
    fn files_are_counted() {
        let parts = Content { offset: 0, parts: vec![INLINE + 1, INLINE, 40_000] };
        assert_eq!((parts.files(), parts.copied().files(), content(7).files()), (2, 1, 0));
    }
}
