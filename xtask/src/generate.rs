//! What is written from one declaration: the TypeScript types and the window's capability.

use std::{fs, path::Path};

use crate::{cargo, root, run};

pub(crate) fn generate() -> Result<(), String> {
    let declaration = fs::read_to_string(root().join("crates/app/src/commands.in.rs")).map_err(|it| it.to_string())?;
    let capability = capability(&declaration);
    write(&root().join("src-tauri/capabilities/main.json"), &capability)?;
    run(cargo().env("PEREMENA_GENERATE", "1").args([
        "test",
        "--workspace",
        "--features",
        crate::FEATURES,
        // The whole workspace, as everywhere: features unify in another way for one package, and all would be built
        // anew.
        "--lib",
        "typescript",
    ]))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The capability that permits the declared commands to the one window, one by one.
fn capability(declaration: &str) -> String {
    let commands = declaration
        .lines()
        .filter_map(|line| line.trim().split_once('('))
        .map(|(name, _)| name)
        .filter(|name| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'))
        .map(|name| format!("allow-{}", name.replace('_', "-")));
    let permissions: Vec<String> = ["core:event:allow-listen", "core:event:allow-unlisten"]
        .into_iter()
        .map(str::to_owned)
        .chain(commands)
        .map(|permission| format!("    \"{permission}\""))
        .collect();
    format!(
        "{{\n  \"$schema\": \"../../gen/schemas/desktop-schema.json\",\n  \"identifier\": \"main\",\n  \
         \"description\": \"The one window of the app: its own commands, one by one, and hearing events. Written by \
         `cargo xtask generate`.\",\n  \"local\": true,\n  \"windows\": [\n    \"main\"\n  ],\n  \"permissions\": \
         [\n{}\n  ]\n}}\n",
        permissions.join(",\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_capability_permits_what_is_declared_and_nothing_else() {
        let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
        assert_eq!(
            read("src-tauri/capabilities/main.json"),
            capability(&read("crates/app/src/commands.in.rs")),
            "run `cargo xtask generate`"
        );
    }
}
