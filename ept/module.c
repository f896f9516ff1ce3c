/* SPDX-License-Identifier: Apache-2.0 */
#include "module.h"

#include "common/err.h"
#include "kvm.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ARGS = 128, DEVICE_MS = 3000 };

static const struct {
    const char *name, *parameter;
} known[] = {{"kvm_intel", "ept"}, {"kvm_amd", "npt"}};

/* The first line of DIR/module/rest; false if it cannot be read. */
static bool read_line(char *out, size_t bytes, const char *dir, const char *module,
                      const char *rest)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s/%s", dir, module, rest);
    FILE *f = fopen(path, "re");
    bool ok = f && fgets(out, (int)bytes, f);
    if (f)
        fclose(f);
    if (ok)
        out[strcspn(out, "\n")] = '\0';
    return ok;
}

/* Flags and numbers can be given back as they read; other texts ("not required", "(null)") need not
 * be values that the module takes, and stay what modprobe.d makes of them. */
static bool can_be_given(const char *value)
{
    return *value && value[strspn(value, "YN-0123456789,")] == '\0';
}

static void add_arg(struct module *m, const char *name, const char *value)
{
    size_t used = strlen(m->args);
    size_t need = strlen(name) + strlen(value) + 3;
    if (used + need <= sizeof(m->args))
        snprintf(m->args + used, sizeof(m->args) - used, "%s%s=%s", used ? " " : "", name, value);
}

static void note_parameters(struct module *m, const char *dir)
{
    char path[512], rest[320], value[256];
    snprintf(path, sizeof(path), "%s/%s/parameters", dir, m->name);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));) {
        snprintf(rest, sizeof(rest), "parameters/%s", e->d_name);
        if (e->d_name[0] != '.' && strcmp(e->d_name, m->parameter) != 0 &&
            read_line(value, sizeof(value), dir, m->name, rest) && can_be_given(value))
            add_arg(m, e->d_name, value);
    }
    if (d)
        closedir(d);
}

int module_find(struct module *m, const char *dir)
{
    char rest[64], value[64];
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        *m = (struct module){.name = known[i].name, .parameter = known[i].parameter};
        snprintf(rest, sizeof(rest), "parameters/%s", m->parameter);
        if (!read_line(value, sizeof(value), dir, m->name, rest))
            continue;
        m->original = value[0] == 'Y' || value[0] == '1';
        note_parameters(m, dir);
        return 0;
    }
    return err(ENODEV, "this host's KVM is neither the module kvm_intel nor kvm_amd (or its "
                       "parameters cannot be read), so that it cannot be reloaded; load the one "
                       "that fits the CPU");
}

int module_users(const struct module *m, const char *dir)
{
    char value[32];
    if (!read_line(value, sizeof(value), dir, m->name, "refcnt"))
        return err(ENODEV,
                   "%s is built into the kernel and cannot be reloaded; boot with %s.%s=0 or =1",
                   m->name, m->name, m->parameter);
    return atoi(value);
}

static void sleep_ms(unsigned ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static int take_out(const struct module *m, unsigned patience_ms)
{
    for (unsigned waited = 0;; waited += 20) {
        if (!syscall(SYS_delete_module, m->name, O_NONBLOCK))
            return 0;
        if ((errno != EWOULDBLOCK && errno != EBUSY) || waited >= patience_ms)
            break;
        sleep_ms(20);
    }
    if (errno == EWOULDBLOCK || errno == EBUSY)
        return err(EBUSY, "%s is in use: another virtual machine runs; end it first", m->name);
    return err_sys("delete_module(%s)", m->name);
}

/* argv of modprobe; `text` holds the words. */
static void split(char *argv[MAX_ARGS], char *text)
{
    size_t n = 0;
    for (char *save, *word = strtok_r(text, " ", &save); word && n + 1 < MAX_ARGS;
         word = strtok_r(NULL, " ", &save))
        argv[n++] = word;
    argv[n] = NULL;
}

static int modprobe(char *text)
{
    char *argv[MAX_ARGS];
    int status;
    split(argv, text);
    pid_t pid = fork();
    if (pid == 0) {
        /* Where the administrator's programs are, whatever the caller's PATH. */
        setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
        execvp(argv[0], argv);
        _exit(127);
    }
    if (pid < 0)
        return err_sys("fork for modprobe");
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return err_sys("waiting for modprobe");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return err(ENOENT, "there is no modprobe: install kmod");
    return status ? err(EIO, "modprobe failed") : 0;
}

static int wait_for_device(void)
{
    for (unsigned ms = 0; ms < DEVICE_MS; ms += 10) {
        if (!access(kvm_device(), R_OK | W_OK))
            return 0;
        sleep_ms(10);
    }
    return err_sys("%s did not come back", kvm_device());
}

int module_reload(const struct module *m, bool value, unsigned patience_ms)
{
    char text[sizeof(m->args) + 128];
    int rc = take_out(m, patience_ms);
    if (rc)
        return rc;
    snprintf(text, sizeof(text), "modprobe %s %s=%d %s", m->name, m->parameter, value, m->args);
    rc = modprobe(text);
    if (!rc)
        rc = wait_for_device();
    if (rc) {
        char why[256];
        snprintf(why, sizeof(why), "%s", err_text());
        return err(-rc, "%s could not be loaded with %s=%d (%s); by hand: modprobe %s %s=%d",
                   m->name, m->parameter, value, why, m->name, m->parameter, m->original);
    }
    return 0;
}
