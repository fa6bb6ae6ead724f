//! Letters over ЭлЖур's connector and the simulated school, both in this process.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use peremena_model::{AccountId, SchoolYear};
use peremena_school::{
    Credentials, Http, InProcess, SchoolError, SchoolSystem, Secret, Session, SessionKeeper, Settings, Traffic,
    eljur::Eljur,
};
use peremena_school_sim::{Clock, PARENT, School, SchoolSettings, act::Act};
use peremena_sync::{Connect, Connected, Engine, Reason, Whose};
use peremena_vault::{AccountRecord, Vault};

use super::*;
use crate::{
    profile::{KeyKept, Standing},
    testing::{Home, NOW, amina, stand},
    views::{
        ErrorCode, KeepLetterRequest, LetterOutcome, LetterToWriteView, Nothing, OccasionsRequest, SendLetterRequest,
        WriteLetterRequest,
    },
};

/// What happens on the way to the school and back.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Open,
    /// The school takes it, and the answer is lost.
    LosesAnswers,
    /// Nothing comes through.
    Closed,
}

struct Post {
    home: Home,
    school: School,
    way: Arc<Mutex<Way>>,
    child: StudentId,
}

struct InThisProcess(InProcess);

fn settings() -> Settings {
    let values = [("vendor", "school12"), ("devkey", "devkey-canary")];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    Settings { values, ..Settings::default() }
}

impl Connect for InThisProcess {
    fn connect(
        &self,
        _account: &AccountRecord,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Connected, SchoolError> {
        let traffic = Arc::new(Traffic::default());
        let http = Http::in_process(self.0.clone(), traffic.clone());
        Ok(Connected { api: Eljur.connect(&settings(), session, keep, http)?, traffic })
    }
}

impl Post {
    /// The parent is signed in and synced; the class teacher has written.
    async fn new() -> Post {
        let school = School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() });
        let text = "Сбор в девять у школы. ".repeat(8);
        let (student, subject, files) = ("Амина".to_owned(), "Re: Экскурсия".to_owned(), vec!["План.pdf".to_owned()]);
        school.act(Act::Message { student, subject, text, from: None, files }).unwrap();
        let way = Arc::new(Mutex::new(Way::Open));
        let (behind, gate) = (school.clone(), way.clone());
        let answers: InProcess = Arc::new(move |request| {
            let broken = || http::Response::builder().status(502).body(Bytes::new()).unwrap();
            let posted = request.uri().path().ends_with("/sendmessage");
            match *gate.lock().unwrap() {
                Way::Open => behind.answer(request),
                Way::LosesAnswers if !posted => behind.answer(request),
                Way::LosesAnswers => {
                    behind.answer(request);
                    broken()
                }
                Way::Closed => broken(),
            }
        });
        let home = Home::over(Vault::open_in_memory().await.unwrap()).await;
        let password = Secret::new(PARENT.password);
        let credentials = Credentials::Password { login: PARENT.login.into(), password, school: None };
        let http = Http::in_process(answers.clone(), Arc::new(Traffic::default()));
        let session = Eljur.sign_in(&settings(), credentials, &http).await.unwrap();
        let account = AccountRecord {
            id: AccountId::of("eljur", "", "patimat"),
            system: "eljur".into(),
            settings_json: "{}".into(),
            user: "patimat".into(),
            name: "Патимат Гаджиева".into(),
            is_student: false,
            added_at: NOW,
            signed_out: false,
        };
        home.vault.put_account(&account, Some(&serde_json::to_string(&session).unwrap())).await.unwrap();
        let clock = home.app.inner.config.clock.clone();
        let engine = Engine::new(home.vault.clone(), None, Arc::new(InThisProcess(answers)), clock);
        engine.sync_once(Reason::SignedIn, Whose::Everyone, Duration::from_secs(60)).await;
        let profile =
            Profile { vault: home.vault.clone(), engine, key: KeyKept::Nowhere, remembered: Default::default() };
        *home.app.inner.standing.write().await = Standing::Open(Arc::new(profile));
        let mut child = None;
        for record in home.vault.students().await.unwrap() {
            let letters = home.vault.items(&record.student.id, Kind::Message, SchoolYear::of(NOW.date()), None).await;
            if !letters.unwrap().is_empty() {
                child = Some(record.student.id);
            }
        }
        school.clear_journal();
        Post { home, school, way, child: child.unwrap() }
    }

    fn student(&self) -> String {
        self.child.to_string()
    }

    fn set(&self, way: Way) {
        *self.way.lock().unwrap() = way;
    }

    /// How often the school was asked this since the last time.
    fn asked(&self, method: &str) -> usize {
        let asked = self.school.journal().entries.iter().filter(|entry| entry.path.contains(method)).count();
        self.school.clear_journal();
        asked
    }

    /// The letter from the class teacher.
    async fn teachers_letter(&self) -> Message {
        let year = SchoolYear::of(NOW.date());
        let items = self.home.vault.items(&self.child, Kind::Message, year, None).await.unwrap();
        let letter = items.into_iter().find_map(|item| match item {
            Item::Message(letter) if letter.subject == "Re: Экскурсия" => Some(letter),
            _ => None,
        });
        letter.unwrap()
    }

    async fn open(&self, id: &str) -> Result<LetterView, ErrorView> {
        self.home.app.open_letter(LetterRequest { student: self.student(), id: id.to_owned() }).await
    }

    async fn receivers(&self, answers: Option<&str>) -> Result<ReceiversView, ErrorView> {
        let answers = answers.map(str::to_owned);
        self.home.app.receivers(ReceiversRequest { student: self.student(), answers }).await
    }

    async fn write(&self, id: Option<&str>, answers: Option<&str>) -> LetterToWriteView {
        let (id, answers) = (id.map(str::to_owned), answers.map(str::to_owned));
        self.home.app.write_letter(WriteLetterRequest { student: self.student(), id, answers }).await.unwrap()
    }

    async fn letters(&self) -> LettersView {
        self.home.app.letters(LettersRequest { student: self.student() }).await.unwrap()
    }

    /// A letter to the first receiver, as somebody has typed it.
    async fn typed(&self) -> KeepLetterRequest {
        let to = self.receivers(None).await.unwrap().groups[0].people[0].clone();
        let letter = self.write(None, None).await;
        self.school.clear_journal();
        KeepLetterRequest {
            student: self.student(),
            id: letter.id,
            answers: None,
            to: vec![to],
            subject: "О дежурстве".into(),
            text: "Дежурит Амина.".into(),
        }
    }

    async fn send(&self, letter: &KeepLetterRequest, again: bool) -> crate::views::LetterSentView {
        self.home.app.send_letter(SendLetterRequest { letter: letter.clone(), again }).await.unwrap()
    }
}

#[tokio::test]
async fn a_message_is_asked_for_once_and_read_without_a_network_after() {
    let post = Post::new().await;
    let listed = post.teachers_letter().await;
    let request = LetterRequest { student: post.student(), id: listed.id.clone() };
    let before = post.home.app.letter(request.clone()).await.unwrap();
    assert!(before.opens && !before.whole && before.text.unwrap().ends_with('…'), "the first words of it");
    assert_eq!(post.asked("getmessageinfo"), 0, "the school does not see it as read by that");

    let opened = post.open(&listed.id).await.unwrap();
    assert!(opened.whole && !opened.opens);
    assert_eq!(opened.text.as_deref().map(|text| text.matches("у школы").count()), Some(8));
    assert_eq!(opened.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["План.pdf"]);
    assert_eq!(post.asked("getmessageinfo"), 1);

    post.set(Way::Closed);
    assert!(post.open(&listed.id).await.unwrap().whole);
    assert!(post.home.app.letter(request).await.unwrap().whole);
    let occasions = OccasionsRequest { student: post.student(), kind: Some(Kind::Message) };
    let listed = post.home.app.occasions(occasions).await.unwrap().past;
    let row = listed.iter().find(|row| row.title == "Re: Экскурсия").unwrap();
    assert!(!row.unread && row.text == opened.text, "the list shows it as it was opened");
    assert_eq!(post.asked("getmessageinfo"), 0);
}

#[tokio::test]
async fn a_message_that_cannot_be_opened_stays_as_it_was_listed() {
    let post = Post::new().await;
    let listed = post.teachers_letter().await;
    post.set(Way::Closed);
    let failed = post.open(&listed.id).await.unwrap_err();
    assert_eq!(
        (failed.code, failed.message.as_str()),
        (ErrorCode::School, "Сервер «ЭлЖур» сейчас не работает. Попробуйте ещё раз позже.")
    );
    let request = LetterRequest { student: post.student(), id: listed.id };
    assert!(!post.home.app.letter(request).await.unwrap().whole);
    assert_eq!(post.open("no such").await.unwrap_err().code, ErrorCode::Request);
}

#[tokio::test]
async fn an_answer_takes_over_the_subject_and_the_writer() {
    let post = Post::new().await;
    let answered = post.teachers_letter().await;
    let letter = post.write(None, Some(&answered.id)).await;
    assert_eq!((letter.subject.as_str(), letter.to.len()), ("Re: Экскурсия", 0));
    assert_eq!(letter.answers_text.as_deref(), Some("Ответ на сообщение «Re: Экскурсия»"));
    let receivers = post.receivers(Some(&answered.id)).await.unwrap();
    let writer = receivers.proposed.unwrap();
    assert_eq!(receivers.groups[0].name.as_deref(), Some("Учителя"));
    assert!(receivers.groups[0].people.contains(&writer) && receivers.unsure.is_none());
    // Nobody has written anything yet: nothing is kept. A word of it is, and the next answer goes on from there.
    let blank = KeepLetterRequest {
        student: post.student(),
        id: letter.id.clone(),
        answers: letter.answers.clone(),
        to: Vec::new(),
        subject: letter.subject,
        text: " ".into(),
    };
    assert_eq!(post.home.app.keep_letter(blank.clone()).await.unwrap().words, None);
    assert!(post.letters().await.begun.is_empty());
    let word = KeepLetterRequest { to: vec![writer], text: "Спасибо".into(), ..blank };
    let kept = post.home.app.keep_letter(word.clone()).await.unwrap().words;
    assert_eq!(kept.as_deref(), Some("Сохранено в 15:00, только на этом устройстве"));
    let again = post.write(None, Some(&answered.id)).await;
    assert_eq!((again.id, again.text.as_str(), again.to.len()), (letter.id, "Спасибо", 1));
    assert_eq!(post.send(&word, false).await.outcome, LetterOutcome::Sent);
    assert_ne!(post.write(None, Some(&answered.id)).await.id, word.id, "another answer is another letter");
}

#[tokio::test]
async fn two_presses_send_one_letter() {
    let post = Post::new().await;
    let letter = post.typed().await;
    let (one, other) = tokio::join!(post.send(&letter, false), post.send(&letter, false));
    let mut outcomes = [one.outcome, other.outcome];
    outcomes.sort_by_key(|outcome| *outcome != LetterOutcome::Sent);
    assert_eq!(outcomes[0], LetterOutcome::Sent);
    assert!([LetterOutcome::UnderWay, LetterOutcome::Sent].contains(&outcomes[1]));
    assert_eq!(post.send(&letter, true).await.words, "Это сообщение уже отправлено.");
    assert_eq!(post.asked("sendmessage"), 1);
    let letters = post.letters().await;
    assert_eq!((letters.begun.len(), letters.sent.len()), (0, 1));
    assert_eq!(letters.sent[0].stage_text, "Отправлено сегодня, 15:00");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_said_and_nothing_is_sent_again_without_a_word() {
    let post = Post::new().await;
    let letter = post.typed().await;
    post.set(Way::LosesAnswers);
    let sent = post.send(&letter, false).await;
    assert_eq!(sent.outcome, LetterOutcome::Unknown);
    assert!(sent.words.starts_with("Неизвестно, дошло ли сообщение"), "{}", sent.words);
    post.set(Way::Open);
    assert_eq!(post.send(&letter, false).await.outcome, LetterOutcome::Unknown);
    assert_eq!(post.asked("sendmessage"), 1, "the second press asked nothing");
    let caution = post.write(Some(&letter.id), None).await.caution;
    assert_eq!(caution.as_deref(), Some(sent.words.as_str()));
    assert_eq!(post.letters().await.begun[0].stage, OwnLetterStage::Unknown);
    assert_eq!(post.send(&letter, true).await.outcome, LetterOutcome::Sent);
    assert_eq!(post.asked("sendmessage"), 1);
}

#[tokio::test]
async fn what_has_not_left_is_a_draft_that_says_so() {
    let post = Post::new().await;
    let letter = post.typed().await;
    post.set(Way::Closed);
    let sent = post.send(&letter, false).await;
    assert_eq!((sent.outcome, sent.sign_in), (LetterOutcome::Kept, false));
    assert!(sent.words.ends_with("Сообщение не отправлено и сохранено здесь: отправьте его позже."), "{}", sent.words);
    assert_eq!(post.asked("sendmessage"), 0);
    post.set(Way::Open);
    post.school.revoke_tokens(None);
    let sent = post.send(&letter, false).await;
    assert_eq!((sent.outcome, sent.sign_in), (LetterOutcome::Kept, true));
    assert_eq!(post.asked("sendmessage"), 0);
    let letters = post.letters().await;
    assert_eq!((letters.writing.state, letters.begun[0].stage), (Writing::SignInAgain, OwnLetterStage::Draft));
    assert_eq!(post.receivers(None).await.unwrap_err().code, ErrorCode::Credentials);
    assert_eq!(post.write(Some(&letter.id), None).await.text, letter.text, "it waits for the next sign-in");
}

#[tokio::test]
async fn a_letter_whose_app_has_ended_meanwhile_is_one_of_which_nobody_knows() {
    let post = Post::new().await;
    let letter = post.typed().await;
    post.home.app.keep_letter(letter.clone()).await.unwrap();
    assert!(post.home.vault.begin_sending(&post.child, &letter.id, false, NOW).await.unwrap());
    assert_eq!(post.letters().await.begun[0].stage, OwnLetterStage::Sending);
    assert_eq!(post.send(&letter, true).await.outcome, LetterOutcome::UnderWay);
    post.home.forward(time::Duration::minutes(6));
    assert_eq!(post.letters().await.begun[0].stage, OwnLetterStage::Unknown);
    assert_eq!(post.send(&letter, false).await.outcome, LetterOutcome::Unknown);
    assert_eq!(post.asked("sendmessage"), 0);
}

#[tokio::test]
async fn what_is_no_letter_is_not_sent_and_what_is_too_long_is_not_cut() {
    let post = Post::new().await;
    let letter = post.typed().await;
    let app = &post.home.app;
    let unfit =
        |letter| async move { app.send_letter(SendLetterRequest { letter, again: false }).await.unwrap_err().message };
    assert_eq!(unfit(KeepLetterRequest { to: Vec::new(), ..letter.clone() }).await, "Выберите, кому отправить.");
    assert_eq!(unfit(KeepLetterRequest { text: " \n".into(), ..letter.clone() }).await, "Напишите текст сообщения.");
    let long = KeepLetterRequest { text: "я".repeat(20_001), ..letter.clone() };
    assert!(unfit(long.clone()).await.contains("сократите текст"));
    assert!(app.keep_letter(long).await.is_err());
    assert!(app.keep_letter(KeepLetterRequest { id: "17".into(), ..letter }).await.is_err(), "not one of ours");
    assert_eq!(post.asked(""), 0);
    assert!(post.letters().await.begun.is_empty());
}

#[tokio::test]
async fn a_draft_that_is_emptied_or_taken_out_is_gone() {
    let post = Post::new().await;
    let letter = post.typed().await;
    let (app, student) = (&post.home.app, post.student());
    app.keep_letter(letter.clone()).await.unwrap();
    assert_eq!(post.letters().await.begun[0].subject, "О дежурстве");
    let empty = KeepLetterRequest { to: Vec::new(), subject: String::new(), text: String::new(), ..letter.clone() };
    app.keep_letter(empty).await.unwrap();
    assert!(post.letters().await.begun.is_empty());
    app.keep_letter(letter.clone()).await.unwrap();
    app.remove_letter(LetterRequest { student, id: letter.id }).await.unwrap();
    assert!(post.letters().await.begun.is_empty());
}

#[tokio::test]
async fn a_system_that_takes_no_letters_says_so_and_the_demo_does_not_pretend() {
    let home = Home::new().await;
    let message = Message {
        id: "m".into(),
        at: NOW,
        subject: String::new(),
        text: "Сбор в девять".into(),
        from: "Магомедова З. А.".into(),
        to: Vec::new(),
        read: None,
        attachments: Vec::new(),
    };
    stand(&home.vault, &amina(), vec![message.into()]).await;
    let student = amina().to_string();
    let view = home.app.letter(LetterRequest { student: student.clone(), id: "m".into() }).await.unwrap();
    assert_eq!((view.subject.as_str(), view.opens, view.writing.state), ("Без темы", false, Writing::NotBySystem));
    let refused = home.app.open_letter(LetterRequest { student: student.clone(), id: "m".into() }).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Request);
    assert!(home.app.receivers(ReceiversRequest { student, answers: None }).await.is_err());

    home.app.demo_enter(Nothing {}).await.unwrap();
    let child = home.app.family(Nothing {}).await.unwrap().students[0].id.to_string();
    let letters = home.app.letters(LettersRequest { student: child }).await.unwrap();
    assert_eq!(
        letters.writing.words.as_deref(),
        Some("«Дневник.ру» не принимает сообщений из Перемены: пишите на сайте школы.")
    );
}

#[test]
fn receivers_stand_in_their_groups() {
    let receiver = |id: &str, name: &str, of: Option<&str>| Receiver {
        id: id.into(),
        name: name.into(),
        of: of.map(str::to_owned),
    };
    let told = [
        receiver("1", "Юсупов", Some("Учителя")),
        receiver("2", "Завуч", Some(" ")),
        receiver("3", "Алиев", Some("Учителя")),
    ];
    let shown: BTreeMap<Option<String>, Vec<String>> = groups(&told)
        .into_iter()
        .map(|group| (group.name, group.people.into_iter().map(|one| one.name).collect()))
        .collect();
    assert_eq!(shown[&Some("Учителя".to_owned())], ["Алиев", "Юсупов"]);
    assert_eq!(shown[&None], ["Завуч"]);
}
