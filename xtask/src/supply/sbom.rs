//! The list of parts, as CycloneDX 1.5 writes it: <https://cyclonedx.org/docs/1.5/json/>.
//!
//! It holds no moment and no number of its own: the same lock files give the same list.

use serde_json::{Value, json};

use super::{crates::Metadata, npm::Lock};

/// Everything that is in the app, crates first.
pub(super) fn bill(crates: &Metadata, page: &Lock) -> Value {
    let crates = crates.shipped();
    let own = crates.iter().find(|part| part.name == "peremena").map_or("0.0.0", |part| part.version);
    let component = |kind: &str, name: &str, version: &str, licence: &str| {
        // "@" begins a scope, and stands coded in an address of a package.
        let address = format!("pkg:{kind}/{}@{version}", name.replace('@', "%40"));
        json!({
            "type": "library",
            "name": name,
            "version": version,
            "purl": address,
            "bom-ref": address,
            "licenses": [{ "expression": licence.replace(" / ", " OR ").replace('/', " OR ") }],
        })
    };
    let ours = |name: &str| name.starts_with("peremena");
    let mut components: Vec<Value> = crates
        .iter()
        .filter(|part| !ours(part.name))
        .map(|part| component("cargo", part.name, part.version, part.licence))
        .collect();
    components.extend(page.shipped().iter().map(|part| component("npm", part.name, part.version, part.licence)));
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": { "type": "application", "name": "peremena", "version": own, "bom-ref": "peremena" },
        },
        "components": components,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{crates, npm};
    use super::*;

    #[test]
    fn the_list_of_parts_names_each_once_and_ours_not_at_all() {
        let bill = bill(&crates::metadata(crates::APP).unwrap(), &npm::lock(npm::PAGE).unwrap());
        let components = bill["components"].as_array().unwrap();
        let addresses: BTreeSet<&str> = components.iter().map(|part| part["purl"].as_str().unwrap()).collect();
        assert_eq!(addresses.len(), components.len());
        let has = |start: &str| addresses.iter().any(|address| address.starts_with(start));
        assert!(has("pkg:cargo/rustls@") && has("pkg:cargo/tauri@") && has("pkg:npm/%40tauri-apps/api@"));
        assert!(!has("pkg:cargo/peremena") && !has("pkg:cargo/proptest@") && !has("pkg:npm/vite@"));
    }
}
