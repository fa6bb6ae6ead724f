//! A Tauri window with a page of a few words, and nothing else: what the window itself costs any app.

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default().run(tauri::generate_context!())
}
