//! Writes the table of languages from the folders of `ui/locales`.

use std::{env, error::Error, fs, path::Path};

#[path = "locales.rs"]
mod locales;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../ui/locales").canonicalize()?;
    println!("cargo::rerun-if-changed=locales.rs");
    println!("cargo::rerun-if-changed={}", folder.display());
    let text = locales::read(&folder).and_then(|locales| locales::table(&locales))?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("languages.rs"), text)?;
    Ok(())
}
