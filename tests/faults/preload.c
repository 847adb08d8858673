/* Lets the k-th call into the C library fail: below Python, where no call is missed. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int armed, wanted, number, counted;

void fault_arm(int k, int error) { counted = 0; wanted = k; number = error; armed = 1; }
int fault_disarm(void) { armed = 0; return counted; }

static int strikes(void) {
    if (!armed || __atomic_add_fetch(&counted, 1, __ATOMIC_SEQ_CST) != wanted) return 0;
    errno = number;
    return 1;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name)
#define FAIL_FIRST(type, name, parameters, arguments, failed) \
    type name parameters { REAL(name); return strikes() ? failed : real arguments; }
/* What cannot be undone by failing is done all the same. */
#define FAIL_AFTER(name, parameters, arguments) \
    int name parameters { REAL(name); int done = real arguments; return strikes() ? -1 : done; }

int open64(const char *path, int flags, ...) {
    REAL(open64);
    va_list more;
    va_start(more, flags);
    mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return strikes() ? -1 : real(path, flags, mode);
}

/* A write that fails has often written a part; what comes after is a write of its own. */
ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    if (!armed || fd < 3) return real(fd, data, size);
    if (strikes()) return -1;
    return real(fd, data, size > 1 ? size / 2 : size);
}

struct dirent64 *readdir64(DIR *folder) {
    REAL(readdir64);
    if (strikes()) return NULL;
    struct dirent64 *entry = real(folder);
    /* Some disks do not say with the listing what an entry is. */
    if (entry && armed) entry->d_type = DT_UNKNOWN;
    return entry;
}

FAIL_FIRST(ssize_t, read, (int fd, void *data, size_t size), (fd, data, size), -1)
FAIL_FIRST(ssize_t, pread64, (int fd, void *data, size_t n, off64_t at), (fd, data, n, at), -1)
FAIL_FIRST(int, fsync, (int fd), (fd), -1)
FAIL_FIRST(int, ftruncate64, (int fd, off64_t size), (fd, size), -1)
FAIL_FIRST(off64_t, lseek64, (int fd, off64_t at, int from), (fd, at, from), -1)
FAIL_FIRST(int, fchmod, (int fd, mode_t mode), (fd, mode), -1)
FAIL_FIRST(int, stat64, (const char *path, struct stat64 *found), (path, found), -1)
FAIL_FIRST(int, lstat64, (const char *path, struct stat64 *found), (path, found), -1)
FAIL_FIRST(int, fstat64, (int fd, struct stat64 *found), (fd, found), -1)
FAIL_FIRST(int, rename, (const char *from, const char *to), (from, to), -1)
FAIL_FIRST(int, unlink, (const char *path), (path), -1)
FAIL_FIRST(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
FAIL_FIRST(int, access, (const char *path, int mode), (path, mode), -1)
FAIL_FIRST(DIR *, opendir, (const char *path), (path), NULL)
FAIL_FIRST(ssize_t, readlink, (const char *path, char *text, size_t size), (path, text, size), -1)
FAIL_FIRST(char *, getcwd, (char *text, size_t size), (text, size), NULL)
FAIL_AFTER(close, (int fd), (fd))
