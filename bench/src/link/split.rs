//! Real events split into two lists by who reported them: an event that both report is a true pair. Both lists carry the same
//! coder's days and places, so this is easier than two datasets; what it tests is the clustering of real events.

use std::path::Path;

use anyhow::Result;
use corroborate::{CheckOptions, Collection, Options, Pool, check};
use datasets::read::{Options as ReadOptions, read_path};

fn offices(text: &str) -> Vec<String> {
    text.split(';').map(|o| o.trim().to_lowercase().replace(' ', "")).filter(|o| !o.is_empty()).collect()
}

pub(crate) fn run(data: &Path, options: &Options, to: Option<&Path>) -> Result<()> {
    for (name, file) in
        [("Iraq", "ucdp_ged_iraq_1989_2018_hdx.csv"), ("Syria", "ucdp_ged_syria_20160101_20191130.csv")]
    {
        let table = read_path(&data.join("ucdp").join(file), &ReadOptions::default())?;
        let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        for row in &table.rows {
            for office in offices(table.names.text(row.reporter)) {
                *counts.entry(office).or_default() += 1;
            }
        }
        let Some((main, _)) = counts.iter().max_by_key(|c| c.1) else { continue };
        let main = main.clone();
        let (mut a, mut b) = (table.clone(), table.clone());
        let of = |t: &datasets::read::Table, r: &datasets::read::Row| offices(t.names.text(r.reporter));
        a.rows = table.rows.iter().filter(|r| of(&table, r).contains(&main)).cloned().collect();
        b.rows = table.rows.iter().filter(|r| of(&table, r).iter().any(|o| *o != main)).cloned().collect();
        let mut pool = Pool::default();
        let claims = Collection::from_table(format!("{name}: {main}"), a, &mut pool);
        let records = Collection::from_table(format!("{name}: all others"), b, &mut pool);
        let known: std::collections::BTreeSet<&str> = records.incidents.iter().map(|i| &*i.id).collect();
        let both = claims.incidents.iter().filter(|i| known.contains(&*i.id)).count();
        let (n1, n2) = (claims.len(), records.len());
        let done = check(
            claims,
            records,
            pool,
            &CheckOptions { link: options.clone(), ..Default::default() },
            &|_| {},
        );
        let (mut said, mut right) = (0, 0);
        for g in &done.graded {
            if let Some(p) = g.pairings.first().filter(|p| p.linked.is_some()) {
                said += 1;
                right += usize::from(
                    done.claims.incidents[g.claim as usize].id
                        == done.records.incidents[p.record as usize].id,
                );
            }
        }
        println!(
            "split {name}: {n1} by {main}, {n2} by others, {both} by both: precision {:.3} recall {:.3}, sum of probabilities / true {:.3}; \
             year-shifted control {:.4} (same weights {:.4})",
            right as f64 / said.max(1) as f64,
            right as f64 / both.max(1) as f64,
            done.linkage.expected() / both.max(1) as f64,
            done.control.procedure,
            done.control.weights,
        );
        let e = &done.estimates;
        println!(
            "    share with a record {:.3} ({:.3}-{:.3}), true {:.3}; toll ratio {:.2} ({:.2}-{:.2}), true 1; grades {:?}",
            e.corroborated.value,
            e.corroborated.low,
            e.corroborated.high,
            both as f64 / n1.max(1) as f64,
            e.toll.ratio.value,
            e.toll.ratio.low,
            e.toll.ratio.high,
            done.counts().map(|(g, n)| (g.as_str(), n))
        );
        if let Some(to) = to {
            std::fs::create_dir_all(to)?;
            let map = std::fs::read_to_string(to.join("basemap.json")).ok();
            std::fs::write(to.join(format!("{name}.html")), done.html(map.as_deref()))?;
            done.write_csv(std::io::BufWriter::new(std::fs::File::create(to.join(format!("{name}.csv")))?))?;
            done.write_jsonl(std::io::BufWriter::new(std::fs::File::create(
                to.join(format!("{name}.jsonl")),
            )?))?;
        }
    }
    Ok(())
}
