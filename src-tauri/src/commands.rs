//! One handler for each command of the one declaration; nothing else can be called.

use peremena_app::{App, views::*};
use tauri::{State, Wry, ipc::Invoke};

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $response:ty;)*) => {
        $(
            #[tauri::command]
            async fn $name(app: State<'_, App>, request: $request) -> Result<$response, ErrorView> {
                app.permitted(stringify!($name))?;
                app.inner().clone().$name(request).await
            }
        )*

        /// Handles every command of the app.
        pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}

include!("../../crates/app/src/commands.in.rs");
