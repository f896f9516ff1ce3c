/* SPDX-License-Identifier: Apache-2.0 */
/* A leak of each kind is seen, and the same run without one is not taken for it. */
#include "bench/verify/soak.h"
#include "common/tests/test_main.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct soak_sample first, now;

static int begin(void **state)
{
    (void)state;
    return soak_begin() || soak_take(&first);
}

static const char *grown(void)
{
    assert_int_equal(soak_take(&now), 0);
    return soak_grown(&first, &now);
}

static void nothing_has_grown_at_once(void **state)
{
    char text[128];
    (void)state;
    assert_null(grown());
    assert_true(first.memory_bytes > 0 && first.descriptors >= 3);
    soak_text(&first, text, sizeof text);
    assert_non_null(strstr(text, " descriptors, 0 processes"));
}

static void descriptor_left_open_is_seen(void **state)
{
    (void)state;
    int fd = open("/dev/null", O_RDONLY);
    assert_string_equal(grown(), "descriptors");
    close(fd);
    assert_null(grown());
}

static void memory_that_is_kept_is_seen(void **state)
{
    enum { BYTES = 8 << 20 };
    (void)state;
    /* Not malloc(): sanitizers keep what is freed. */
    void *p = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(p, MAP_FAILED);
    memset(p, 1, BYTES);
    assert_string_equal(grown(), "memory");
    munmap(p, BYTES);
    assert_null(grown());
}

static void process_not_waited_for_is_seen(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    assert_string_equal(grown(), "processes");
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_null(grown());
}

/* Ends when `hold` is closed. */
static void leave_orphan(int *hold)
{
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    pid_t pid = fork();
    if (pid == 0) {
        char end;
        close(fd[1]);
        if (fork() == 0)
            while (read(fd[0], &end, 1) < 0)
                ;
        _exit(0);
    }
    close(fd[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    *hold = fd[1];
}

static void orphan_of_a_child_is_seen(void **state)
{
    int hold;
    (void)state;
    leave_orphan(&hold);
    assert_string_equal(grown(), "processes");
    assert_int_equal(now.processes, 1);
    close(hold);
    assert_true(waitpid(-1, NULL, 0) > 0);
    assert_null(grown());
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(nothing_has_grown_at_once, begin),
    cmocka_unit_test_setup(descriptor_left_open_is_seen, begin),
    cmocka_unit_test_setup(memory_that_is_kept_is_seen, begin),
    cmocka_unit_test_setup(process_not_waited_for_is_seen, begin),
    cmocka_unit_test_setup(orphan_of_a_child_is_seen, begin),
};
TEST_MAIN(tests)
