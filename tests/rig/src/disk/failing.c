// A disk that fails: loaded before the C library (LD_PRELOAD), it counts a process's calls that concern files below one
// folder, and answers those of a range with an error instead of passing them on.
//
// PEREMENA_DISK_BELOW  the folder, as an absolute path
// PEREMENA_DISK_CALLS  which are counted: "changes" (whatever opens for writing, writes, flushes, cuts, renames or
//                      removes), "space" (of those, what a full disk refuses) or "reads"
// PEREMENA_DISK_FIRST  the first that fails, from 1; 0 for none
// PEREMENA_DISK_LAST   the last that fails
// PEREMENA_DISK_ERRNO  with what
// PEREMENA_DISK_LOG    a file elsewhere: a line for each call that failed, and at the end how many there were
//
// A call that is made in another way than through the C library is not seen; neither is a write to mapped memory.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { SPACE = 1, CHANGE = 2, READ = 4 };

static const char *below, *journal;
static size_t below_length;
static int counted_kinds, failure;
static unsigned long first, last, count;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static unsigned long number(const char *name) {
    const char *text = getenv(name);
    return text == NULL ? 0 : strtoul(text, NULL, 10);
}

__attribute__((constructor)) static void begin(void) {
    const char *calls = getenv("PEREMENA_DISK_CALLS");
    below = getenv("PEREMENA_DISK_BELOW");
    journal = getenv("PEREMENA_DISK_LOG");
    if (below == NULL || calls == NULL) {
        below = NULL;
        return;
    }
    below_length = strlen(below);
    counted_kinds = strcmp(calls, "reads") == 0 ? READ : strcmp(calls, "space") == 0 ? SPACE : SPACE | CHANGE;
    first = number("PEREMENA_DISK_FIRST");
    last = number("PEREMENA_DISK_LAST");
    failure = (int)number("PEREMENA_DISK_ERRNO");
}

static void note(const char *line) {
    if (journal == NULL) return;
    int fd = REAL(open64)(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return;
    ssize_t written = REAL(write)(fd, line, strlen(line));
    (void)written;
    close(fd);
}

__attribute__((destructor)) static void end(void) {
    char line[64];
    if (below == NULL) return;
    snprintf(line, sizeof line, "in all %lu\n", __atomic_load_n(&count, __ATOMIC_SEQ_CST));
    note(line);
}

// A program that leaves without its destructors says so too. libc's own exit() does not come by here.
void _exit(int status) {
    end();
    syscall(SYS_exit_group, status);
    __builtin_unreachable();
}

// Whether this call is one that fails. Leaves errno as it was where it is not.
static int fails(const char *call, int kind, const char *path) {
    if (below == NULL || path == NULL || !(kind & counted_kinds)) return 0;
    if (strncmp(path, below, below_length) != 0 || (path[below_length] != '/' && path[below_length] != '\0')) return 0;
    unsigned long at = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
    if (first == 0 || at < first || at > last) return 0;
    char line[512];
    const char *name = strrchr(path, '/');
    snprintf(line, sizeof line, "%lu %s %s\n", at, call, name == NULL ? path : name + 1);
    note(line);
    errno = failure;
    return 1;
}

static int fails_fd(const char *call, int kind, int fd) {
    char link[64], path[4096];
    if (below == NULL || !(kind & counted_kinds)) return 0;
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = '\0';
    return fails(call, kind, path);
}

// A full disk refuses to make a file, and opens one that is there.
static int fails_open(const char *call, const char *path, int flags) {
    if (below == NULL || path == NULL) return 0;
    int kind = (flags & O_ACCMODE) == O_RDONLY ? READ : CHANGE;
    int before = errno;
    if ((flags & O_CREAT) && access(path, F_OK) != 0) kind |= SPACE | CHANGE;
    errno = before;
    return fails(call, kind, path);
}

#define MODE(flags, mode)                              \
    mode_t mode = 0;                                   \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {           \
        va_list rest;                                  \
        va_start(rest, flags);                         \
        mode = va_arg(rest, mode_t);                   \
        va_end(rest);                                  \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, mode)
    return fails_open("open", path, flags) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags, mode)
    return fails_open("open", path, flags) ? -1 : REAL(open64)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    MODE(flags, mode)
    return fails_open("open", path, flags) ? -1 : REAL(openat)(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
    MODE(flags, mode)
    return fails_open("open", path, flags) ? -1 : REAL(openat64)(folder, path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    return fails_fd("write", SPACE | CHANGE, fd) ? -1 : REAL(write)(fd, bytes, length);
}

ssize_t writev(int fd, const struct iovec *parts, int parts_count) {
    return fails_fd("write", SPACE | CHANGE, fd) ? -1 : REAL(writev)(fd, parts, parts_count);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return fails_fd("write", SPACE | CHANGE, fd) ? -1 : REAL(pwrite)(fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    return fails_fd("write", SPACE | CHANGE, fd) ? -1 : REAL(pwrite64)(fd, bytes, length, at);
}

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
    if (fails_fd("write", SPACE | CHANGE, to)) return -1;
    return REAL(copy_file_range)(from, from_at, to, to_at, length, flags);
}

int ftruncate(int fd, off_t length) {
    return fails_fd("truncate", CHANGE, fd) ? -1 : REAL(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length) {
    return fails_fd("truncate", CHANGE, fd) ? -1 : REAL(ftruncate64)(fd, length);
}

int posix_fallocate(int fd, off_t at, off_t length) {
    return fails_fd("allocate", SPACE | CHANGE, fd) ? failure : REAL(posix_fallocate)(fd, at, length);
}

int fallocate(int fd, int mode, off_t at, off_t length) {
    return fails_fd("allocate", SPACE | CHANGE, fd) ? -1 : REAL(fallocate)(fd, mode, at, length);
}

int fsync(int fd) { return fails_fd("fsync", CHANGE, fd) ? -1 : REAL(fsync)(fd); }

int fdatasync(int fd) { return fails_fd("fsync", CHANGE, fd) ? -1 : REAL(fdatasync)(fd); }

int rename(const char *from, const char *to) { return fails("rename", CHANGE, to) ? -1 : REAL(rename)(from, to); }

int unlink(const char *path) { return fails("unlink", CHANGE, path) ? -1 : REAL(unlink)(path); }

int mkdir(const char *path, mode_t mode) {
    return fails("mkdir", SPACE | CHANGE, path) ? -1 : REAL(mkdir)(path, mode);
}

ssize_t read(int fd, void *bytes, size_t length) {
    return fails_fd("read", READ, fd) ? -1 : REAL(read)(fd, bytes, length);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t at) {
    return fails_fd("read", READ, fd) ? -1 : REAL(pread)(fd, bytes, length, at);
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t at) {
    return fails_fd("read", READ, fd) ? -1 : REAL(pread64)(fd, bytes, length, at);
}
