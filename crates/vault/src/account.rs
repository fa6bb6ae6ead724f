//! Accounts, what they sign in with, and the children they show.

use peremena_model::{AccountId, Student, StudentId};
use time::OffsetDateTime;

use crate::vault::{LEFT, TO_SCRUB};
use crate::{Vault, VaultError, row};

/// One sign-in at one school system. What it signs in with is kept apart: [`Vault::session`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRecord {
    /// Made from system, address and the system's own user id.
    pub id: AccountId,
    /// The system's word: "netschool", "mesh".
    pub system: String,
    /// The connector's settings (addresses, school, client id) as JSON. A vendor's client secret that the family has set is
    /// among them: it is in this file and nowhere else.
    pub settings_json: String,
    /// The system's own user id.
    pub user: String,
    /// The name as the family reads it.
    pub name: String,
    /// True for a student's own account, false for a parent's.
    pub is_student: bool,
    /// When the account first came here. Signing in again does not change it.
    pub added_at: OffsetDateTime,
    /// The credentials were refused: nothing is asked until the family signs in again.
    pub signed_out: bool,
}

/// How the family wants one child shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StudentChoice {
    /// Their own name for the child.
    pub display_name: Option<String>,
    /// Their colour for the child, a word of the UI.
    pub colour: Option<String>,
    /// Place among the children, ascending.
    pub position: i64,
}

/// A child as one account sees it, and the family's choices for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudentRecord {
    /// The child.
    pub student: Student,
    /// What the connector needs to ask for this child (school, class, person ids) as JSON.
    pub enrolment_json: String,
    /// The family's choices. Read with the record; written by [`Vault::put_student_choice`] alone.
    pub choice: StudentChoice,
}

type AccountRow = (String, String, String, String, String, bool, i64, bool);
type StudentRow =
    (String, String, String, Option<String>, Option<String>, String, Option<String>, Option<String>, Option<i64>);

impl Vault {
    /// Writes an account; signing in again keeps its children, its data and the day it came. With `session_json`
    /// what it signs in with is replaced in the same transaction; without, it stays as it is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn put_account(&self, account: &AccountRecord, session_json: Option<&str>) -> Result<(), VaultError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "INSERT INTO account (id, system, settings, user, name, is_student, added_at, signed_out)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET system = ?2, settings = ?3, user = ?4, name = ?5, is_student = ?6,
                 signed_out = ?8",
        )
        .bind(account.id.as_str())
        .bind(&account.system)
        .bind(&account.settings_json)
        .bind(&account.user)
        .bind(&account.name)
        .bind(account.is_student)
        .bind(row::nanos(account.added_at))
        .bind(account.signed_out)
        .execute(&mut *tx)
        .await?;
        if let Some(session) = session_json {
            self.write_session(&mut tx, &account.id, session).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Notes that the school does not take the account's credentials any more, where those that stand here are the ones
    /// that it has refused: `is_refused` is given them, none where there are none. Look and note are one transaction: a
    /// family that signs in anew meanwhile, perhaps in another process, stays signed in. An account that was taken out
    /// does not come back by it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn note_refused(
        &self,
        account: &AccountId,
        is_refused: impl Fn(Option<&str>) -> bool + Send,
    ) -> Result<(), VaultError> {
        let mut tx = self.write().await?;
        let stands = self.session_in(&mut tx, account).await?;
        if !is_refused(stands.as_deref().map(String::as_str)) {
            return Ok(());
        }
        sqlx::query("UPDATE account SET signed_out = TRUE WHERE id = ?1 AND NOT signed_out")
            .bind(account.as_str())
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// The accounts, oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn accounts(&self) -> Result<Vec<AccountRecord>, VaultError> {
        let rows: Vec<AccountRow> = sqlx::query_as(
            "SELECT id, system, settings, user, name, is_student, added_at, signed_out
             FROM account ORDER BY added_at, id",
        )
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|(id, system, settings_json, user, name, is_student, added_at, signed_out)| {
                Ok(AccountRecord {
                    id: row::account(id),
                    system,
                    settings_json,
                    user,
                    name,
                    is_student,
                    added_at: row::moment(added_at)?,
                    signed_out,
                })
            })
            .collect()
    }

    /// The connector's own cache for the account (lists of subjects, periods, work types), opaque JSON.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn reference(&self, account: &AccountId) -> Result<Option<String>, VaultError> {
        Ok(sqlx::query_scalar("SELECT body FROM reference WHERE account = ?1")
            .bind(account.as_str())
            .fetch_optional(self.reader())
            .await?)
    }

    /// Replaces the connector's own cache; an equal one writes nothing.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such account.
    pub async fn put_reference(&self, account: &AccountId, json: &str) -> Result<(), VaultError> {
        if self.reference(account).await?.as_deref() == Some(json) {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO reference (account, body) VALUES (?1, ?2) ON CONFLICT (account) DO UPDATE SET body = ?2",
        )
        .bind(account.as_str())
        .bind(json)
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Takes out everything of the account: session, children, their items, log, outbox, ticks and choices, and the
    /// notices that told of them. A notice that was not yet shown and also tells of another account is dissolved:
    /// the other changes are open again. What was freed is overwritten before this returns: deleted bytes are
    /// zeroed, the file is rebuilt without gaps, the write-ahead log is emptied.
    ///
    /// # Errors
    /// Those of the store. The rows may be gone then and only the overwriting failed ([`VaultError::Busy`]: another
    /// process still reads an older state): the next [`Vault::open`] does it.
    pub async fn remove_account(&self, account: &AccountId) -> Result<(), VaultError> {
        let mut tx = self.write().await?;
        sqlx::query("CREATE TEMP TABLE IF NOT EXISTS going (notice TEXT PRIMARY KEY)").execute(&mut *tx).await?;
        sqlx::query("DELETE FROM going").execute(&mut *tx).await?;
        sqlx::query(
            "INSERT INTO going SELECT DISTINCT o.notice FROM outbox o
             JOIN change_log c ON c.id = o.change_id JOIN student s ON s.id = c.student
             WHERE s.account = ?1 AND o.notice IS NOT NULL",
        )
        .bind(account.as_str())
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "UPDATE outbox SET notice = NULL, place = NULL WHERE notice IN
             (SELECT n.id FROM notice n JOIN going g ON g.notice = n.id WHERE n.shown_at IS NULL)",
        )
        .execute(&mut *tx)
        .await?;
        // A reminder tells no change: whose it is stands in it.
        sqlx::query(
            "DELETE FROM notice WHERE CASE WHEN json_valid(body) THEN body ->> '$.student' END
             IN (SELECT id FROM student WHERE account = ?1)",
        )
        .bind(account.as_str())
        .execute(&mut *tx)
        .await?;
        sqlx::query("DELETE FROM notice WHERE id IN (SELECT notice FROM going)").execute(&mut *tx).await?;
        sqlx::query("DELETE FROM going").execute(&mut *tx).await?;
        // Everything else hangs on the account by ON DELETE CASCADE.
        sqlx::query("DELETE FROM account WHERE id = ?1").bind(account.as_str()).execute(&mut *tx).await?;
        sqlx::query(
            "INSERT OR REPLACE INTO setting (key, value)
             SELECT ?1, 'true' UNION ALL SELECT ?2, 'true' WHERE NOT EXISTS (SELECT 1 FROM account)",
        )
        .bind(TO_SCRUB)
        .bind(LEFT)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        self.scrub().await
    }

    /// Writes the children of an account: new ones come last, known ones keep the family's choices. A child that the
    /// account lists no more stays, since its past cannot be given again.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such account, or a child says another.
    pub async fn put_students(&self, account: &AccountId, students: &[StudentRecord]) -> Result<(), VaultError> {
        if students.iter().any(|record| record.student.account != *account) {
            return Err(VaultError::Store("a student of another account".into()));
        }
        let mut tx = self.write().await?;
        for StudentRecord { student, enrolment_json, choice } in students {
            sqlx::query(
                "INSERT INTO student (id, account, name, class, school, enrolment) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET name = ?3, class = ?4, school = ?5, enrolment = ?6
                 WHERE (name, class, school, enrolment) IS NOT (?3, ?4, ?5, ?6)",
            )
            .bind(student.id.as_str())
            .bind(account.as_str())
            .bind(&student.name)
            .bind(&student.class)
            .bind(&student.school)
            .bind(enrolment_json)
            .execute(&mut *tx)
            .await?;
            sqlx::query(
                "INSERT INTO student_choice (student, display_name, colour, position)
                 VALUES (?1, ?2, ?3, (SELECT COALESCE(MAX(position) + 1, 0) FROM student_choice))
                 ON CONFLICT (student) DO NOTHING",
            )
            .bind(student.id.as_str())
            .bind(&choice.display_name)
            .bind(&choice.colour)
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Every child of every account, in the family's order.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn students(&self) -> Result<Vec<StudentRecord>, VaultError> {
        let rows: Vec<StudentRow> = sqlx::query_as(
            "SELECT s.id, s.account, s.name, s.class, s.school, s.enrolment, c.display_name, c.colour, c.position
             FROM student s JOIN account a ON a.id = s.account LEFT JOIN student_choice c ON c.student = s.id
             ORDER BY c.position IS NULL, c.position, s.id",
        )
        .fetch_all(self.reader())
        .await?;
        Ok(rows
            .into_iter()
            .map(|(id, account, name, class, school, enrolment_json, display_name, colour, position)| StudentRecord {
                student: Student { id: row::student(id), name, class, school, account: row::account(account) },
                enrolment_json,
                choice: StudentChoice { display_name, colour, position: position.unwrap_or(i64::MAX) },
            })
            .collect())
    }

    /// Writes the family's choices for one child.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such child.
    pub async fn put_student_choice(&self, student: &StudentId, choice: StudentChoice) -> Result<(), VaultError> {
        sqlx::query(
            "INSERT INTO student_choice (student, display_name, colour, position) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (student) DO UPDATE SET display_name = ?2, colour = ?3, position = ?4",
        )
        .bind(student.as_str())
        .bind(choice.display_name)
        .bind(choice.colour)
        .bind(choice.position)
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Writes the family's order, in one transaction. `order`: every child, with the colour that it keeps where the
    /// family has chosen none, since a colour that follows the place would change with it.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such child. Then nothing is written.
    pub async fn put_student_order(&self, order: &[(StudentId, String)]) -> Result<(), VaultError> {
        let mut tx = self.write().await?;
        for ((student, colour), position) in order.iter().zip(0_i64..) {
            sqlx::query(
                "INSERT INTO student_choice (student, display_name, colour, position) VALUES (?1, NULL, ?2, ?3)
                 ON CONFLICT (student) DO UPDATE SET colour = COALESCE(colour, ?2), position = ?3",
            )
            .bind(student.as_str())
            .bind(colour)
            .bind(position)
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit().await?)
    }
}
