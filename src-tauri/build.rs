//! Lists the app's commands for the access control: a command that is not listed runs for nobody.

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $response:ty;)*) => {
        const COMMANDS: &[&str] = &[$(stringify!($name),)*];
    };
}

include!("../crates/app/src/commands.in.rs");

fn main() -> Result<(), String> {
    println!("cargo:rerun-if-changed=crates/app/src/commands.in.rs");
    println!("cargo:rerun-if-changed=ui/dist");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/*.json").app_manifest(
            tauri_build::AppManifest::new().commands(COMMANDS).permissions_path_pattern("src-tauri/permissions/*.toml"),
        );
    tauri_build::try_build(attributes).map_err(|error| format!("{error:#}"))
}
