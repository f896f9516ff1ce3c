/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives the built mmubench as a user does, and looks at what it leaves behind. The test process is
 * a subreaper, so that a process which outlives mmubench becomes its child and is seen.
 */
#ifndef MMUBENCH_TESTS_TOOL_H
#define MMUBENCH_TESTS_TOOL_H

#include "common/tests/test_main.h"

#include <stdbool.h>
#include <sys/types.h>

struct tool {
    pid_t pid;
    int out;          /* pipe of stdout and stderr; closed by tool_wait() */
    int code;         /* exit code, or 128 + signal */
    char text[65536]; /* what it printed, cut to this size */
};

/* Starts `mmubench` with the arguments up to NULL. */
void tool_start(struct tool *t, const char *const *argv);

/* As tool_start(), but in step with the test: each line waits until the one before was read, so
 * that the program is at most two lines further than what tool_expect() saw. For what is to be
 * interrupted half-way, however slow the test is. */
void tool_start_in_step(struct tool *t, const char *const *argv);

/* Reads until it has printed `what`; fails the test after a minute, which only a program that hangs
 * takes. */
void tool_expect(struct tool *t, const char *what);

/* Waits for its end; fails the test when any process of it is left ten seconds later. */
void tool_wait(struct tool *t);

/* Starts it in step, sends it the signal once it has printed `what`, and waits for its end. */
void tool_cut(struct tool *t, const char *const *argv, const char *what, int sig);

/* All at once. TOOL(&t, "run", "hello") */
void tool_run(struct tool *t, const char *const *argv);
#define TOOL(t, ...) tool_run((t), (const char *const[]){__VA_ARGS__, NULL})

/* Fails the test, showing what was printed, unless the exit code is this and the output has the
 * text. */
void tool_check(const struct tool *t, int code, const char *text);

/* A folder for this test's files, empty, removed at the end of the process. */
const char *tool_dir(void);

/* A path in it ("a/b"), from a small ring of buffers. */
const char *tool_path(const char *name);

bool tool_exists(const char *path);

/* Removes the folder with all that is in it, if it is there. */
void tool_remove(const char *path);

/* The exit code of a child of this test, once it has ended. */
int tool_code_of(pid_t pid);

/* A clock for bounds of time. */
long tool_now_ms(void);

/* Fails the test unless every line of the file is a whole JSON object; returns how many lines. */
size_t tool_check_lines(const char *path);

/* No file of the folder tree has a name ending in .part, and none is an incomplete JSON file. */
void tool_check_dir(const char *dir);

/* Ends this test with ctest's skip code and the reason. */
void tool_skip(const char *why) __attribute__((noreturn));

/* Modes that can run a guest here, from `mmubench info --json`: spt and what KVM offers. */
size_t tool_guest_modes(char names[4][16]);

#endif
