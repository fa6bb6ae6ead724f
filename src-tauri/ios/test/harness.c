// What Swift does with peremena.h, in C, for a test on Linux: harness PROFILE KEY_IN_HEX NOW_MILLIS DEADLINE_MILLIS
#include "../peremena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int shown = 0;

static bool show(void *context, const peremena_notice *notice) {
  shown++;
  printf("notice\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\n", notice->number, notice->id, notice->channel,
         notice->channel_name, notice->title, notice->text, notice->hidden_text, notice->link, notice->group,
         notice->sound, notice->low, (const char *)context);
  return true;
}

static bool share(void *context, const char *name, const uint8_t *content, size_t length) {
  return context != NULL && name != NULL && content != NULL && length > 0;
}

static bool print(void *context, const char *name) {
  return context != NULL && name != NULL;
}

int main(int count, char **words) {
  if (count != 5) {
    return 64;
  }
  uint8_t key[32] = {0};
  for (size_t place = 0; place < sizeof key; place++) {
    unsigned int byte = 0;
    if (sscanf(words[2] + 2 * place, "%2x", &byte) != 1) {
      return 65;
    }
    key[place] = (uint8_t)byte;
  }
  char context[] = "handed back";
  int64_t next = -1;
  int32_t outcome = peremena_sync(peremena_announce(), words[1], key, sizeof key, atoll(words[3]), 10800, "ru-RU",
                                  atoi(words[4]), true, false, show, context, &next);
  const uint8_t zero[32] = {0};
  printf("ended\t%d\t%lld\t%d\t%d\n", outcome, (long long)next, shown, memcmp(key, zero, sizeof key) == 0);
  // Nonsense in, no crash out.
  if (peremena_sync(0, NULL, NULL, 0, 0, 0, NULL, -1, false, false, show, NULL, NULL) != PEREMENA_FAILED) {
    return 66;
  }
  peremena_prepare(words[1], NULL, 0, 10800, "ru-RU", show, share, print, context);
  peremena_open("peremena://open/today");
  peremena_stop(0);
  return 0;
}
