//! The context of the bare window; nothing where it is not built.

fn main() {
    #[cfg(feature = "yardsticks")]
    tauri_build::build();
}
