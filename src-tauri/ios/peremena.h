// The core without a window, for Swift (crates/phone/src/c.rs). Times are Unix milliseconds, texts UTF-8.
#ifndef PEREMENA_H
#define PEREMENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How a sync ended.
enum {
  PEREMENA_DONE = 0,    // all there was to do is done, or only a person can do more
  PEREMENA_RETRY = 1,   // no network, no answer, a deadline: try again later
  PEREMENA_FAILED = 2,  // the file does not open: trying again changes nothing
};

// A notice that is due. The texts are gone when the callback returns.
typedef struct {
  int32_t number;            // a repeat of the same notice has the same number and id, and replaces it
  const char *id;
  const char *channel;       // the kind: a topic's word, "digest" or "app"
  const char *channel_name;
  const char *title;
  const char *text;
  const char *hidden_text;   // for a locked screen that hides the rest
  const char *link;          // peremena://open/...
  const char *group;         // the child, or empty
  bool sound;
  bool low;                  // it can wait
} peremena_notice;

// True where it is shown; else it is tried again later. peremena_sync calls it on the thread that it was called on.
typedef bool (*peremena_show)(void *context, const peremena_notice *notice);

// A file for another app, and the page for a printer; name and content are gone when the callback returns. True where
// the system's own sheet is shown.
typedef bool (*peremena_share)(void *context, const char *name, const uint8_t *content, size_t length);
typedef bool (*peremena_print)(void *context, const char *name);

// Announces a sync: the number under which it is run, once, and stopped.
int32_t peremena_announce(void);

// Runs a sync that was announced: asks what is due, hands over what is new, writes the summary. Ends within the
// deadline, whatever the network does. The key's bytes are zeroed. *next_millis becomes the moment of the next useful
// look, or 0.
int32_t peremena_sync(int32_t number, const char *profile, uint8_t *key, size_t key_length, int64_t now_millis,
                      int32_t offset_seconds, const char *locale, int32_t deadline_millis, bool asked, bool saving,
                      peremena_show show, void *context, int64_t *next_millis);

// Ends this sync at once, to be tried again. One that was not run yet is forgotten, and is not run any more.
void peremena_stop(int32_t number);

// What the window's own start wants to know, before it. The key may be null where the phone does not give it; its
// bytes are zeroed. show, share and print are called with context from any thread, as long as the process lives.
void peremena_prepare(const char *profile, uint8_t *key, size_t key_length, int32_t offset_seconds, const char *locale,
                      peremena_show show, peremena_share share, peremena_print print, void *context);

// Somebody followed a link into the app.
void peremena_open(const char *link);

#endif
