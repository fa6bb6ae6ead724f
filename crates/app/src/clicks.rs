//! Clicks on notifications, whoever showed them: a notice that stands outlives the process that showed it.
//!
//! Every process of a profile hears the same press, and one acts: who showed the notice, or, where that one is gone, who
//! takes its place in the file first.

use std::time::Duration;

use peremena_notify::{
    Notice,
    desktop::{Clicked, OtherPress, Press},
};

use crate::{App, AppError};

/// Who has no window leaves a click to one that has, for so long.
const WINDOW_FIRST: Duration = Duration::from_millis(if cfg!(test) { 0 } else { 400 });

impl App {
    /// What a press means to this process; none where it is another's to act on, or on no notice of this profile.
    pub async fn clicked(&self, press: Press) -> Option<Clicked> {
        match press {
            Press::Own(clicked) => Some(clicked),
            Press::Other(press) => self.left_behind(&press).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "whose notification was clicked cannot be read");
                None
            }),
        }
    }

    /// What a press means on a notice whose process has ended.
    async fn left_behind(&self, press: &OtherPress) -> Result<Option<Clicked>, AppError> {
        // Before the file is open nobody can tell it from another program's.
        let Ok(profile) = self.own_profile().await else { return Ok(None) };
        let Some(found) = profile.vault.notice_at(&press.server, press.number).await? else { return Ok(None) };
        let Ok(notice) = serde_json::from_str::<Notice>(&found.body_json) else {
            tracing::warn!("a kept notice cannot be read");
            return Ok(None);
        };
        if found.shown_by != press.me {
            if press.there.contains(&found.shown_by) {
                return Ok(None);
            }
            if !self.inner.config.window {
                tokio::time::sleep(WINDOW_FIRST).await;
            }
            if !profile.vault.take_notice(&found.id, &found.shown_by, &press.me).await? {
                return Ok(None);
            }
        }
        Ok(Some(Clicked::on(&notice, press.action)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use peremena_notify::Action;

    use super::*;
    use crate::testing::{Home, amina, mark};

    fn press(number: u32, me: &str, there: &[&str]) -> Press {
        let there: HashSet<String> = there.iter().map(|name| (*name).to_owned()).collect();
        Press::Other(OtherPress { server: "bus :1.7".into(), number, action: None, me: me.into(), there })
    }

    /// The desktop of a test says that `:1.20` has shown it.
    async fn told(home: &Home) -> Notice {
        home.news(&amina(), mark("m1", "5")).await;
        assert_eq!(home.app.tell().await.unwrap().len(), 1);
        home.desktop.last()
    }

    #[tokio::test]
    async fn a_click_on_what_an_ended_process_showed_is_acted_on_by_one() {
        let mut home = Home::new().await;
        let notice = told(&home).await;
        home.restarted().await;
        let app = &home.app;
        let number = notice.number();
        assert_eq!(app.clicked(press(number, ":1.30", &[":1.20", ":1.30"])).await, None, "who showed it is there");
        assert_eq!(app.clicked(press(number.wrapping_add(1), ":1.30", &[":1.30"])).await, None, "another's");

        let clicked = app.clicked(press(number, ":1.30", &[":1.30", ":1.31"])).await;
        assert_eq!(clicked, Some(Clicked::on(&notice, None)));
        // Whoever heard the same press finds it taken; the one who took it is asked again with the next.
        assert_eq!(app.clicked(press(number, ":1.31", &[":1.30", ":1.31"])).await, None);
        assert_eq!(app.clicked(press(number, ":1.30", &[":1.30", ":1.31"])).await, clicked);
        // That one ends as well.
        assert_eq!(app.clicked(press(number, ":1.31", &[":1.31"])).await, clicked);
    }

    #[tokio::test]
    async fn a_server_that_began_anew_opens_nothing_of_before() {
        let home = Home::new().await;
        let notice = told(&home).await;
        let Press::Other(before) = press(notice.number(), ":1.30", &[":1.30"]) else { panic!("not mine") };
        let anew = OtherPress { server: "bus :1.44".into(), action: Some(Action::Seen), ..before.clone() };
        assert_eq!(home.app.clicked(Press::Other(anew)).await, None);
        assert!(home.app.clicked(Press::Other(before)).await.is_some());
    }
}
