use std::collections::BTreeMap;

/// Two documents that cannot be told apart by their paths.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// One path could be either of two.
    #[error(
        "the document `{path}` could be `{first}` or `{second}`: name the files so that the paths tell them apart"
    )]
    Ambiguous {
        /// The path that has two partners.
        path: String,
        /// One partner.
        first: String,
        /// The other.
        second: String,
    },
}

/// The parts of a path from the last to the first, with either slash; `.` and empty parts left out.
fn parts(path: &str) -> Vec<&str> {
    path.rsplit(['/', '\\']).filter(|p| !p.is_empty() && *p != ".").collect()
}

/// How many of the last parts two paths share.
fn shared(a: &[&str], b: &[&str]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// For each path of `left`, the index of its partner in `right`.
///
/// Equal paths are partners. Of the others, two paths are partners if their file names are equal and each is the
/// other's best, by the number of last parts that they share (`text/001.txt` and `/tmp/x/text/001.txt`: two).
///
/// # Errors
/// [`PairingError::Ambiguous`] if a path has two equally good partners.
pub fn pair_paths(left: &[&str], right: &[&str]) -> Result<Vec<Option<usize>>, PairingError> {
    let mut partner = vec![None; left.len()];
    let mut taken = vec![false; right.len()];
    let exact: BTreeMap<&str, usize> = right.iter().enumerate().map(|(n, p)| (*p, n)).collect();
    for (l, path) in left.iter().enumerate() {
        if let Some(&r) = exact.get(path) {
            partner[l] = Some(r);
            taken[r] = true;
        }
    }
    let split = |paths: &[&'_ str], free: &dyn Fn(usize) -> bool| -> BTreeMap<String, Vec<usize>> {
        let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (n, path) in paths.iter().enumerate().filter(|(n, _)| free(*n)) {
            if let Some(name) = parts(path).first() {
                names.entry((*name).to_owned()).or_default().push(n);
            }
        }
        names
    };
    let lefts = split(left, &|n| partner[n].is_none());
    let rights = split(right, &|n| !taken[n]);
    for (name, ls) in &lefts {
        let Some(rs) = rights.get(name) else { continue };
        for &l in ls {
            let r = best(left[l], right, rs)?;
            if best(right[r], left, ls)? == l {
                partner[l] = Some(r);
            }
        }
    }
    Ok(partner)
}

/// The one of `among` that shares the longest end with `path`.
fn best(path: &str, paths: &[&str], among: &[usize]) -> Result<usize, PairingError> {
    let own = parts(path);
    let length = |n: usize| shared(&own, &parts(paths[n]));
    let longest = among.iter().map(|&n| length(n)).max().unwrap_or(0);
    let mut found = among.iter().filter(|&&n| length(n) == longest);
    match (found.next(), found.next()) {
        (Some(&first), None) => Ok(first),
        (Some(&first), Some(&second)) => Err(PairingError::Ambiguous {
            path: path.to_owned(),
            first: paths[first.min(second)].to_owned(),
            second: paths[first.max(second)].to_owned(),
        }),
        (None, _) => unreachable!("a name is only listed with a path"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_may_differ() {
        let pairs =
            pair_paths(&["text/001-x.txt", "text/002-y.txt"], &["/tmp/x/text/002-y.txt", "c:\\t\\001-x.txt"]);
        assert_eq!(pairs, Ok(vec![Some(1), Some(0)]));
    }

    #[test]
    fn an_equal_path_comes_before_a_similar_one() {
        let pairs = pair_paths(&["b/x.txt", "a/x.txt"], &["a/x.txt"]);
        assert_eq!(pairs, Ok(vec![None, Some(0)]));
    }

    #[test]
    fn the_longer_shared_end_wins() {
        let pairs = pair_paths(&["june/x.txt", "july/x.txt"], &["/d/july/x.txt", "/d/june/x.txt"]);
        assert_eq!(pairs, Ok(vec![Some(1), Some(0)]));
    }

    #[test]
    fn an_ambiguous_path_names_both_partners() {
        let error = pair_paths(&["x.txt"], &["a/x.txt", "b/x.txt"]).unwrap_err();
        assert_eq!(
            error,
            PairingError::Ambiguous {
                path: "x.txt".into(),
                first: "a/x.txt".into(),
                second: "b/x.txt".into()
            }
        );
        assert!(pair_paths(&["a/x.txt", "b/x.txt"], &["x.txt"]).is_err());
    }
}
