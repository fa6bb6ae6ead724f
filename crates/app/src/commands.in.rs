// The one declaration of what a window may ask. From it come the app's dispatcher, the shell's
// handlers and permissions, and the TypeScript table: a command that is not here does not exist.
// Included by `src/commands.rs`, by the shell and by the shell's build script, each with its own macro.
commands! {
    /// Where the profile stands, and the first screen with it: one call before the first paint.
    start(StartRequest) -> StartView;
    /// Opens the file with the passphrase, or makes a new file that has one.
    unlock(UnlockRequest) -> StartView;
    /// Opens the app lock with its PIN or password.
    enter_lock(EnterLockRequest) -> StartView;
    /// Somebody is at the locked window: a finger on the system's reader is awaited for a while, where one opens the lock.
    scan_finger(Nothing) -> Nothing;
    /// Locks the window now.
    lock_now(Nothing) -> StartView;
    /// Sets a diary aside whose PIN nobody remembers; a new one begins.
    set_aside_locked(Nothing) -> StartView;
    /// Somebody is there: the window is not locked for a while.
    touch(Nothing) -> Nothing;
    /// The app lock.
    lock_settings(Nothing) -> LockView;
    /// Whether a finger opens the app lock, and what the system has for it.
    finger_settings(Nothing) -> FingerSettingsView;
    /// Sets, changes or removes the app lock; what is not named stays.
    change_lock(ChangeLockRequest) -> LockView;
    /// Asks the keyring once more.
    retry_key(Nothing) -> StartView;
    /// Sets a damaged file aside, keeps what can be kept, begins a new file.
    recover(Nothing) -> RecoveredView;
    /// The school systems and the ways to sign in at each.
    systems(Nothing) -> SystemsView;
    /// The ways to sign in with these settings: some are known only where the region is.
    ways_in(SignInPageRequest) -> WaysView;
    /// The schools of a system, for a form that asks for one.
    find_schools(FindSchoolsRequest) -> SchoolsFoundView;
    /// The servers of a system's regions, as the system itself lists them.
    find_regions(SignInPageRequest) -> RegionsFoundView;
    /// Signs in with login and password.
    sign_in_password(SignInPasswordRequest) -> SignedInView;
    /// Signs in with a pasted token.
    sign_in_token(SignInTokenRequest) -> SignedInView;
    /// Signs in through the system's own page, in a window of its own.
    sign_in_page(SignInPageRequest) -> SignedInView;
    /// Closes the system's page.
    sign_in_cancel(Nothing) -> Nothing;
    /// Opens the demo school.
    demo_enter(Nothing) -> StartView;
    /// Leaves the demo school; nothing of it stays.
    demo_leave(Nothing) -> StartView;
    /// Has an account trust one authority more than the system does, or no more.
    trust_authority(TrustAuthorityRequest) -> SettingsView;
    /// The authorities that this machine holds, for a family that has an account trust one of them.
    system_authorities(SystemAuthoritiesRequest) -> SystemAuthoritiesView;
    /// Signs an account out and removes all of it.
    sign_out(AccountRequest) -> StartView;
    /// The children, their unread counts and how fresh each is.
    family(Nothing) -> FamilyView;
    /// Now, next, what changed, homework for the next school day; for one child or for all.
    today(TodayRequest) -> TodayView;
    /// One week of the diary.
    diary(DiaryRequest) -> DiaryView;
    /// One month of the diary.
    month(MonthRequest) -> MonthView;
    /// Subjects with marks, for a term.
    marks(MarksRequest) -> MarksView;
    /// One subject: trend, distribution, every mark.
    subject(SubjectRequest) -> SubjectView;
    /// What would become of a subject's average, and what a wish takes. Nothing of it is real or kept.
    what_if(WhatIfRequest) -> WhatIfView;
    /// What changed, newest first.
    feed(FeedRequest) -> FeedView;
    /// Marks changes as seen.
    see(SeeRequest) -> FamilyView;
    /// Ticks a homework off, or takes the tick back.
    tick(TickRequest) -> Nothing;
    /// Says whether ticks on homework go to an account's school.
    send_ticks(SendTicksRequest) -> SettingsView;
    /// Homework by the day it is for, with the family's own.
    homework(HomeworkRequest) -> HomeworkView;
    /// Writes down a homework of the family's own, changes one, or puts one back that was taken out.
    put_task(PutTaskRequest) -> Nothing;
    /// Takes out a homework of the family's own.
    remove_task(TaskRequest) -> Nothing;
    /// Fetches a file, where it is not kept here, and hands a copy to the system's viewer.
    open_attachment(AttachmentRequest) -> FileShownView;
    /// Sends the family's browser to the host that was read, where a file lies there.
    browse_attachment(BrowseRequest) -> Nothing;
    /// Where a file would be saved.
    attachment_place(AttachmentRequest) -> FilePlaceView;
    /// Writes a file to where somebody wants it.
    save_attachment(SaveAttachmentRequest) -> ExportedView;
    /// Hands a file to an app of the family's choice, on phones.
    share_attachment(AttachmentRequest) -> Nothing;
    /// Calls off the fetching of a file.
    cancel_attachment(AttachmentRequest) -> Nothing;
    /// Lessons missed and begun late, by day, subject and reason, and remarks.
    attendance(AttendanceRequest) -> AttendanceView;
    /// Every subject week by week, the load of each weekday, the tests ahead.
    analytics(AnalyticsRequest) -> AnalyticsView;
    /// The summary sheet: marks of terms and year, and the averages that lead to them.
    terms(TermsRequest) -> TermsView;
    /// School, class, people, terms and holidays.
    school(SchoolRequest) -> SchoolView;
    /// Whether the school's record of a child is complete and in time.
    record(RecordRequest) -> RecordView;
    /// Events, announcements, messages and remarks.
    occasions(OccasionsRequest) -> OccasionsView;
    /// What the family has written, and whether it can write more.
    letters(LettersRequest) -> LettersView;
    /// One message of the school's, as it is kept here.
    letter(LetterRequest) -> LetterView;
    /// Opens a message: its text and files come from the school, which sees it as read.
    open_letter(LetterRequest) -> LetterView;
    /// Those whom the family may write to, asked of the school.
    receivers(ReceiversRequest) -> ReceiversView;
    /// A letter to be written: a new one, an answer, or one that was begun.
    write_letter(WriteLetterRequest) -> LetterToWriteView;
    /// Keeps a letter as it is written right now.
    keep_letter(KeepLetterRequest) -> LetterKeptView;
    /// Takes a letter out of what is kept here.
    remove_letter(LetterRequest) -> Nothing;
    /// Sends a letter, once.
    send_letter(SendLetterRequest) -> LetterSentView;
    /// Everything that holds the words of a question, over all years that are here.
    search(SearchRequest) -> SearchView;
    /// The settings, with the state of every account.
    settings(Nothing) -> SettingsView;
    /// Changes settings; what is not named stays.
    change_settings(ChangeSettingsRequest) -> SettingsView;
    /// What is told of whom, how and when.
    notices(Nothing) -> NoticesView;
    /// Changes what is told; what is not named stays.
    change_notices(ChangeNoticesRequest) -> NoticesView;
    /// How each source does.
    health(Nothing) -> HealthView;
    /// How far earlier terms and years are here.
    history(Nothing) -> HistoriesView;
    /// Fetches a child's earlier terms and years, in the background.
    begin_history(HistoryRequest) -> HistoriesView;
    /// Calls that off; what is here stays.
    cancel_history(HistoryRequest) -> HistoriesView;
    /// Looks at every link of the way from the schools to the family, with a real notification at its end.
    check(Nothing) -> CheckView;
    /// A report of a problem, to be read.
    report(Nothing) -> ReportView;
    /// Saves the report that was read last.
    save_report(Nothing) -> ReportSavedView;
    /// Hands it to an app of the family's choice, on phones.
    share_report(Nothing) -> Nothing;
    /// The copies at set times, and the backup that runs.
    backup_settings(Nothing) -> BackupView;
    /// Changes folders and passphrase of the copies; what is not named stays.
    change_backup(ChangeBackupRequest) -> BackupView;
    /// Makes a backup now, in a file or in the chosen folders.
    create_backup(CreateBackupRequest) -> BackupMadeView;
    /// Calls off the backup that runs.
    cancel_backup(Nothing) -> Nothing;
    /// Reads a backup from end to end.
    verify_backup(VerifyBackupRequest) -> BackupMadeView;
    /// Puts a backup in the profile's place.
    restore_backup(RestoreBackupRequest) -> RestoredView;
    /// Gives a child a name of the family's own.
    name_student(NameStudentRequest) -> FamilyView;
    /// Gives a child a colour of the family's own.
    colour_student(ColourStudentRequest) -> FamilyView;
    /// Puts the children in the family's order.
    order_students(OrderStudentsRequest) -> FamilyView;
    /// How the app works for this family: whom it speaks to, what is kept where.
    help(Nothing) -> HelpView;
    /// Where files for other programs would go, and the calendar that is kept current.
    exports(ExportsRequest) -> ExportsView;
    /// Writes what is known of a child to a new file for other programs.
    save_export(SaveExportRequest) -> ExportedView;
    /// Hands it to an app of the family's choice, on phones.
    share_export(ShareExportRequest) -> Nothing;
    /// Keeps a calendar file current from here on, or no more.
    keep_calendar(KeepCalendarRequest) -> ExportsView;
    /// Has a file or a folder chosen in the system's own dialog.
    pick(PickRequest) -> PickedView;
    /// Prints the page as it stands, on phones: elsewhere the page does.
    print_page(Nothing) -> Nothing;
    /// Keeps the key of the diary in another way: under a passphrase, or with the system.
    change_key(ChangeKeyRequest) -> SettingsView;
    /// Asks the school now; joins a sync that is running.
    sync_now(SyncNowRequest) -> SyncedView;
    /// Ends the syncs that are shown; what is here stays.
    stop_sync(Nothing) -> Nothing;
    /// Where in the app a link leads.
    resolve_link(ResolveLinkRequest) -> RouteView;
}
