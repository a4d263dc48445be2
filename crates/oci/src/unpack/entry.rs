//! The entries of a tar, with names and links of any length that allowed ones have. Extension headers are read here and
//! not by the library, which would hold whatever size one claims in memory.
//! Ref: <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13>

use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

use tar::EntryType;

use crate::error::{ImageError, bad};

/// The largest extension header.
const MAX_EXTENSION: u64 = 1 << 20;
/// The longest path and the longest target of a link, as Linux has it.
const MAX_PATH: usize = 4_096;
/// The deepest path.
const MAX_DEPTH: usize = 255;

/// What an extension header says of the entry behind it.
#[derive(Default)]
pub(super) struct Extended {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
}

impl Extended {
    /// Takes in an extension header; `false` when the entry is none.
    pub(super) fn take<R: Read>(
        &mut self,
        entry: &mut tar::Entry<'_, R>,
    ) -> Result<bool, ImageError> {
        let kind = entry.header().entry_type();
        let place = match kind {
            EntryType::GNULongName => &mut self.path,
            EntryType::GNULongLink => &mut self.link,
            EntryType::XHeader => {
                let records = held(entry)?;
                self.records(&records)?;
                return Ok(true);
            }
            // Of all entries, and of nothing that matters here.
            EntryType::XGlobalHeader => {
                held(entry)?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        let mut text = held(entry)?;
        if let Some(end) = text.iter().position(|byte| *byte == 0) {
            text.truncate(end);
        }
        *place = Some(text);
        Ok(true)
    }

    /// `LENGTH KEY=VALUE\n`, one behind the other.
    fn records(&mut self, mut rest: &[u8]) -> Result<(), ImageError> {
        let broken = || bad("the layer has a broken extension header");
        while !rest.is_empty() {
            let space = rest.iter().position(|byte| *byte == b' ').ok_or_else(broken)?;
            let length = std::str::from_utf8(&rest[..space]).ok();
            let length: usize = length.and_then(|text| text.parse().ok()).ok_or_else(broken)?;
            let record = rest.get(space + 1..length).ok_or_else(broken)?;
            let record = record.strip_suffix(b"\n").ok_or_else(broken)?;
            let equals = record.iter().position(|byte| *byte == b'=').ok_or_else(broken)?;
            let (key, value) = (&record[..equals], &record[equals + 1..]);
            match key {
                b"path" => self.path = Some(value.to_owned()),
                b"linkpath" => self.link = Some(value.to_owned()),
                b"size" => return Err(bad("the layer has a file of more than eight GiB")),
                _ if key.starts_with(b"GNU.sparse.") => {
                    return Err(bad("the layer has sparse files, which are not unpacked"));
                }
                _ => {}
            }
            rest = &rest[length..];
        }
        Ok(())
    }

    /// The entry's path, which goes nowhere but down; `None` for the root itself.
    pub(super) fn path<R: Read>(
        &mut self,
        entry: &tar::Entry<'_, R>,
    ) -> Result<Option<PathBuf>, ImageError> {
        let name = self.path.take();
        plain(&name.unwrap_or_else(|| entry.header().path_bytes().into_owned()))
    }

    /// Where the entry leads, if it is a link.
    pub(super) fn link<R: Read>(
        &mut self,
        entry: &tar::Entry<'_, R>,
    ) -> Result<Option<Vec<u8>>, ImageError> {
        let own = entry.header().link_name_bytes().map(|name| name.into_owned());
        let link = self.link.take().or(own);
        match &link {
            Some(target) if target.len() > MAX_PATH || target.contains(&0) || target.is_empty() => {
                Err(bad("the layer has a link that leads nowhere"))
            }
            _ => Ok(link),
        }
    }
}

fn held<R: Read>(entry: &mut tar::Entry<'_, R>) -> Result<Vec<u8>, ImageError> {
    let mut text = Vec::new();
    let read = entry.take(MAX_EXTENSION + 1).read_to_end(&mut text);
    read.map_err(|error| bad(format!("the layer is damaged: {error}")))?;
    match text.len() as u64 > MAX_EXTENSION {
        true => Err(bad("the layer has an extension header that is too large")),
        false => Ok(text),
    }
}

/// A path that goes nowhere but down.
pub(super) fn plain(name: &[u8]) -> Result<Option<PathBuf>, ImageError> {
    let refused = |why: &str| {
        let shown: String = String::from_utf8_lossy(name).chars().take(200).collect();
        Err(bad(format!("the layer's entry {shown:?} {why}")))
    };
    if name.len() > MAX_PATH || name.contains(&0) {
        return refused("has a name that cannot be used");
    }
    let mut path = PathBuf::new();
    for part in Path::new(OsStr::from_bytes(name)).components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            _ => return refused("would lie outside of the image"),
        }
    }
    if path.components().count() > MAX_DEPTH {
        return refused("lies too deep");
    }
    Ok((!path.as_os_str().is_empty()).then_some(path))
}
