use std::fs;
use std::path::{Path, PathBuf};

use super::{Fault, File, has_ending};

/// What lies under the given paths.
pub(super) struct Walk {
    pub(super) files: Vec<File>,
    pub(super) faults: Vec<Fault>,
    pub(super) passed_over: usize,
}

/// Lists the files under `paths`: the paths in the order given, each folder sorted by name. `skip` is the metadata file.
pub(super) fn walk(paths: &[PathBuf], skip: Option<&Path>) -> Walk {
    let mut walk = Walk { files: Vec::new(), faults: Vec::new(), passed_over: 0 };
    for path in paths {
        match fs::metadata(path) {
            Err(error) => walk.faults.push(refuse(path, &error)),
            Ok(about) if about.is_dir() => walk.folder(path.clone(), skip),
            Ok(about) if about.is_file() => match unreadable_ending(path) {
                Some(fault) => walk.faults.push(fault),
                None => walk.add(path.clone(), about.len()),
            },
            Ok(_) => walk.faults.push(
                Fault::new(shown(path), "this is neither a file nor a folder")
                    .advise("save what it gives as a .txt or .jsonl file first"),
            ),
        }
    }
    walk
}

impl Walk {
    fn add(&mut self, path: PathBuf, size: u64) {
        let shown = shown(&path);
        self.files.push(File { path, shown, size });
    }

    /// Walks one folder with a list of its own instead of recursion: hostile folders can be deep.
    fn folder(&mut self, root: PathBuf, skip: Option<&Path>) {
        let mut waiting = vec![root];
        while let Some(path) = waiting.pop() {
            let about = match fs::symlink_metadata(&path) {
                Ok(about) if about.is_symlink() => fs::metadata(&path).ok().filter(|a| a.is_file()),
                Ok(about) => Some(about),
                Err(error) => {
                    self.faults.push(refuse(&path, &error));
                    continue;
                }
            };
            match about {
                // A link to a folder may lead back to where we are.
                None => self.passed_over += 1,
                Some(about) if about.is_dir() => match list(&path) {
                    Ok(entries) => waiting.extend(entries.into_iter().rev()),
                    Err(error) => self.faults.push(refuse(&path, &error)),
                },
                Some(about) if about.is_file() && has_ending(&path, &["txt", "md", "jsonl", "ndjson"]) => {
                    let is_metadata = skip.is_some_and(|s| path.canonicalize().is_ok_and(|p| p == s));
                    if !is_metadata {
                        self.add(path, about.len());
                    }
                }
                Some(_) => self.passed_over += 1,
            }
        }
    }
}

fn list(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            entries.push(entry.path());
        }
    }
    entries.sort();
    Ok(entries)
}

/// A file that was named outright, with an ending of a format that is not plain text.
fn unreadable_ending(path: &Path) -> Option<Fault> {
    if path.extension().is_none() || has_ending(path, &["txt", "md", "jsonl", "ndjson", "text"]) {
        return None;
    }
    let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    Some(
        Fault::new(shown(path), format!(".{ending} files are not read"))
            .advise("save it as .txt, .md or .jsonl (one JSON object with a `text` field a line)"),
    )
}

fn refuse(path: &Path, error: &std::io::Error) -> Fault {
    let advice = match error.kind() {
        std::io::ErrorKind::NotFound => "check the spelling and the folder you are in",
        std::io::ErrorKind::PermissionDenied => "give yourself leave to read it (chmod, or ask its owner)",
        _ => return Fault::new(shown(path), format!("cannot be read: {error}")),
    };
    let message = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder",
        _ => "no permission to read it",
    };
    Fault::new(shown(path), message).advise(advice)
}

/// As given, with forward slashes, without a leading `./`.
pub(super) fn shown(path: &Path) -> String {
    let mut shown = path.to_string_lossy().into_owned();
    if std::path::MAIN_SEPARATOR == '\\' {
        shown = shown.replace('\\', "/");
    }
    while let Some(rest) = shown.strip_prefix("./") {
        shown = rest.trim_start_matches('/').to_owned();
    }
    if shown.is_empty() { ".".to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_sorted_and_hidden_and_other_files_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b/2.txt", "b/1.md", "a.jsonl", "c.pdf", ".hidden.txt", ".git/x.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), folder.path().join("b/loop")).unwrap();
        let walk = walk(&[folder.path().to_owned()], None);
        let names: Vec<_> = walk
            .files
            .iter()
            .map(|f| f.path.strip_prefix(folder.path()).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["a.jsonl", "b/1.md", "b/2.txt"]);
        assert_eq!(walk.faults, []);
        assert_eq!(walk.passed_over, if cfg!(unix) { 2 } else { 1 });
    }

    #[test]
    fn a_shown_path_has_no_leading_dot() {
        assert_eq!(shown(Path::new("./a/b.txt")), "a/b.txt");
        assert_eq!(shown(Path::new(".")), ".");
        assert_eq!(shown(Path::new("../a")), "../a");
    }
}
