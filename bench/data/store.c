/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include "common/err.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Why a folder or file cannot be written, and what the user can do about it. */
static int cannot(const struct store *s, const char *name, int code)
{
    static const struct {
        int code;
        const char *remedy;
    } remedies[] = {
        {ENOSPC, "free some room there or give another folder with -o DIR"},
        {EDQUOT, "free some room there or give another folder with -o DIR"},
        {EACCES, "give a folder that you may write with -o DIR"},
        {EPERM, "give a folder that you may write with -o DIR"},
        {EROFS, "give a folder on a writable file system with -o DIR"},
        {ENOTDIR, "a part of that path is a file: give another folder with -o DIR"},
        {EFBIG, "raise the file size limit (ulimit -f)"},
    };
    const char *remedy = "give another folder with -o DIR";

    for (size_t i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
        if (remedies[i].code == code)
            remedy = remedies[i].remedy;
    return err(code, "cannot write %s/%s: %s; %s", s->dir, name, strerror(code), remedy);
}

/* mkdir -p; tells whether the last part was made. */
static int make_dirs(struct store *s)
{
    char path[sizeof s->dir];

    snprintf(path, sizeof path, "%s", s->dir);
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(path, 0777) && errno != EEXIST)
            return cannot(s, "", errno);
        *p = '/';
    }
    s->made_dir = mkdir(path, 0777) == 0;
    return s->made_dir || errno == EEXIST ? 0 : cannot(s, "", errno);
}

static int check_empty(const struct store *s)
{
    DIR *d = opendir(s->dir);
    bool empty = true;

    if (!d)
        return cannot(s, "", errno);
    for (struct dirent *e; empty && (e = readdir(d));)
        empty = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
    closedir(d);
    return empty ? 0
                 : err(EEXIST, "%s is not empty: give another folder with -o DIR, or remove it",
                       s->dir);
}

/* A closed store with the folder's name: no slash at its end, and room behind it for a file's. */
static int init(struct store *s, const char *dir)
{
    size_t n = strlen(dir);

    *s = (struct store){.dirfd = -1, .samples = -1};
    if (n == 0 || n >= sizeof s->dir - 64)
        return err(ENAMETOOLONG, "the name of the results folder is empty or too long");
    while (n > 1 && dir[n - 1] == '/')
        n--;
    memcpy(s->dir, dir, n);
    return 0;
}

int store_open(struct store *s, const char *dir)
{
    int rc = init(s, dir);

    if (rc)
        return rc;
    s->dirfd = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return s->dirfd >= 0 ? 0 : err_sys("cannot open the results folder %s", s->dir);
}

/* One writer at a time; the lock goes with the process. */
static int lock_samples(const struct store *s)
{
    if (!flock(s->samples, LOCK_EX | LOCK_NB))
        return 0;
    return errno == EWOULDBLOCK
               ? err(EBUSY, "%s: another mmubench is still measuring into it: wait for its end",
                     s->dir)
               : cannot(s, "samples.jsonl", errno);
}

static int open_new(struct store *s)
{
    int rc = check_empty(s);

    if (rc)
        return rc;
    s->dirfd = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->dirfd < 0)
        return cannot(s, "", errno);
    s->samples =
        openat(s->dirfd, "samples.jsonl", O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    return s->samples >= 0 ? lock_samples(s) : cannot(s, "samples.jsonl", errno);
}

/* Bytes up to the end of the last whole line; -errno. */
static off_t whole_lines(int fd, off_t size)
{
    char text[4096];

    while (size > 0) {
        size_t n = size < (off_t)sizeof text ? (size_t)size : sizeof text;
        ssize_t got = pread(fd, text, n, size - (off_t)n);
        const char *end = got == (ssize_t)n ? memrchr(text, '\n', n) : NULL;

        if (got != (ssize_t)n)
            return got < 0 ? -errno : -EIO;
        if (end)
            return size - (off_t)n + (end - text) + 1;
        size -= (off_t)n;
    }
    return 0;
}

static int open_again(struct store *s)
{
    struct stat st;
    off_t whole;

    s->samples = openat(s->dirfd, "samples.jsonl", O_RDWR | O_APPEND | O_CLOEXEC);
    if (s->samples < 0)
        return err_sys("%s is no results folder that can be resumed: samples.jsonl", s->dir);

    int rc = lock_samples(s);

    if (rc)
        return rc;
    if (fstat(s->samples, &st))
        return cannot(s, "samples.jsonl", errno);
    whole = whole_lines(s->samples, st.st_size);
    if (whole < 0 || (whole < st.st_size && ftruncate(s->samples, whole)))
        return cannot(s, "samples.jsonl", whole < 0 ? (int)-whole : errno);
    return 0;
}

int store_resume(struct store *s, const char *dir)
{
    int rc = store_open(s, dir);

    if (!rc)
        rc = open_again(s);
    if (rc)
        store_close(s, false);
    return rc;
}

int store_create(struct store *s, const char *dir)
{
    int rc = init(s, dir);

    if (rc)
        return rc;
    rc = make_dirs(s);
    if (!rc)
        rc = open_new(s);
    if (rc)
        store_close(s, true);
    return rc;
}

static int write_all(int fd, const char *text, size_t bytes)
{
    while (bytes) {
        ssize_t n = write(fd, text, bytes);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        text += n;
        bytes -= (size_t)n;
    }
    return 0;
}

int store_file(const struct store *s, const char *name, const char *text, size_t bytes)
{
    char part[128];

    snprintf(part, sizeof part, ".%s.part", name);

    int fd = openat(s->dirfd, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (fd < 0)
        return cannot(s, name, errno);

    int rc = write_all(fd, text, bytes);

    if (!rc && fsync(fd))
        rc = -errno;
    if (close(fd) && !rc)
        rc = -errno;
    if (!rc && renameat(s->dirfd, part, s->dirfd, name))
        rc = -errno;
    if (rc) {
        unlinkat(s->dirfd, part, 0);
        return cannot(s, name, -rc);
    }
    fsync(s->dirfd); /* the name as well; a file system that cannot is no reason to fail */
    return 0;
}

int store_json(const struct store *s, const char *name, const json_t *value)
{
    char *text = json_dumps(value, JSON_INDENT(2));

    if (!text)
        return err(ENOMEM, "no memory for %s", name);

    size_t n = strlen(text);

    text[n] = '\n'; /* in place of the terminator: its length goes along */

    int rc = store_file(s, name, text, n + 1);

    free(text);
    return rc;
}

static int reserve(struct store *s, size_t bytes)
{
    size_t room = s->room ? s->room : 65536;
    char *more;

    if (bytes <= s->room - s->used)
        return 0;
    while (room - s->used < bytes)
        room *= 2;
    more = realloc(s->batch, room);
    if (!more)
        return err(ENOMEM, "no memory for %zu bytes of samples", room);
    s->batch = more;
    s->room = room;
    return 0;
}

int store_sample(struct store *s, json_t *line)
{
    char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    int rc = text ? 0 : err(ENOMEM, "no memory for a sample");

    json_decref(line);
    if (!rc)
        rc = reserve(s, strlen(text) + 1);
    if (!rc) {
        size_t n = strlen(text);

        memcpy(s->batch + s->used, text, n);
        s->batch[s->used + n] = '\n';
        s->used += n + 1;
    }
    free(text);
    return rc;
}

int store_sync(struct store *s)
{
    struct stat before;

    if (s->used == 0)
        return 0;
    if (fstat(s->samples, &before))
        return cannot(s, "samples.jsonl", errno);

    int rc = write_all(s->samples, s->batch, s->used);

    if (!rc && fdatasync(s->samples))
        rc = -errno;
    s->used = 0;
    if (!rc)
        return 0;
    if (ftruncate(s->samples, before.st_size))
        return err(-rc, "cannot write %s/samples.jsonl (%s), and its last line may be cut off",
                   s->dir, strerror(-rc));
    return cannot(s, "samples.jsonl", -rc);
}

void store_close(struct store *s, bool undo)
{
    static const char *const ours[] = {"samples.jsonl", "machine.json", "summary.jsonl"};

    if (s->samples >= 0)
        close(s->samples);
    if (undo && s->dirfd >= 0)
        for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
            unlinkat(s->dirfd, ours[i], 0);
    if (s->dirfd >= 0)
        close(s->dirfd);
    if (undo && s->made_dir)
        rmdir(s->dir);
    free(s->batch);
    *s = (struct store){.dirfd = -1, .samples = -1};
}
