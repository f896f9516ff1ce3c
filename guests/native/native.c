/* SPDX-License-Identifier: Apache-2.0 */
#include "native.h"

#include "common/board.h"
#include "common/boot.h"
#include "common/err.h"
#include "common/hypercall.h"
#include "common/units.h"
#include "protocol.h"
#include "spawn.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often the cancel flag is looked at, ms. */
#define POLL_MS 50

struct native {
    const struct run_request *req;
    struct run_result *res;
    struct board board; /* only its RAM: a process sees no other region */
    struct hypercall_ctx hypercalls;
    struct spawn child;
    uint64_t end_ns; /* deadline on units_now_ns(); 0: none */
};

static int check_params(const struct run_request *req)
{
    const struct image *img = req->image;

    for (uint32_t i = 0; i < img->desc.nparams; i++) {
        const struct guest_param *p = &img->desc.param[i];
        if (req->param[i] < p->min || req->param[i] > p->max)
            return err(ERANGE, "%s: parameter %s is %" PRIu64 ": choose %" PRIu64 " to %" PRIu64,
                       img->desc.name, p->name, req->param[i], p->min, p->max);
    }
    return 0;
}

/* "x.elf" -> "x.native", beside it. */
static int program_path(const struct image *img, char *path, size_t size)
{
    size_t len = strlen(img->path);

    if (len > 4 && !strcmp(img->path + len - 4, ".elf"))
        len -= 4;
    if ((size_t)snprintf(path, size, "%.*s.native", (int)len, img->path) >= size)
        return err(ENAMETOOLONG, "%s: the path is too long", img->path);
    if (access(path, X_OK) < 0)
        return err(ENOENT,
                   "%s cannot run natively: there is no program %s beside it: build one with "
                   "guest_native(), or leave the mode out",
                   img->path, path);
    return 0;
}

static int prepare(const struct run_request *req)
{
    struct boot_config cfg = {
        .image_end = req->image->end,
        .param = req->param,
        .samples = req->samples,
        .target_cycles = req->target_cycles,
        .tsc_khz = req->tsc_khz,
    };
    int rc = req->cold ? ram_clear_cold(req->ram) : ram_clear_warm(req->ram);

    return rc ? rc : boot_page(req->ram, &cfg);
}

static int start(struct native *n)
{
    char path[sizeof(n->req->image->path) + 8];
    int rc = check_params(n->req);

    if (!rc)
        rc = program_path(n->req->image, path, sizeof path);
    if (!rc)
        rc = board_init(&n->board, n->req->ram);
    if (!rc)
        rc = prepare(n->req);
    return rc ? rc : spawn_start(&n->child, path, n->req->ram->memfd, n->req->cpu);
}

static int host_failed(struct native *n, int rc)
{
    const char *why = err_text();

    return hypercall_end(n->res, RUN_ERROR, "%s", *why ? why : strerror(-rc));
}

/* The program is gone without HC_EXIT. */
static int died(struct native *n)
{
    int status = spawn_stop(&n->child);

    if (WIFSIGNALED(status))
        return hypercall_end(n->res, RUN_SHUTDOWN, "the native program was ended by signal %d (%s)",
                             WTERMSIG(status), strsignal(WTERMSIG(status)));
    return hypercall_end(n->res, RUN_HALTED, "the native program ended by itself with status %d",
                         WEXITSTATUS(status));
}

static int answer(struct native *n)
{
    uint32_t number;
    ssize_t got = recv(n->child.socket, &number, sizeof number, MSG_DONTWAIT);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (got != sizeof number)
        return died(n);
    n->res->exits[VCPU_EXIT_IO]++;
    int rc = hypercall_handle(&n->hypercalls, number);
    if (rc)
        return rc;
    if (send(n->child.socket, &number, sizeof number, MSG_NOSIGNAL) != sizeof number)
        return died(n);
    return 0;
}

static int check_time(struct native *n)
{
    if (n->req->cancel && atomic_load(n->req->cancel))
        return hypercall_end(n->res, RUN_CANCELLED, "cancelled");
    if (n->end_ns && units_now_ns() >= n->end_ns)
        return hypercall_end(n->res, RUN_TIMEOUT,
                             "the native program did not end within %" PRIu64
                             " ms: raise the time limit if it only needs longer",
                             n->req->deadline_ns / NS_PER_MS);
    return 0;
}

/* Milliseconds to the deadline, but no more than the cancel flag may wait. */
static int patience(const struct native *n)
{
    uint64_t now = units_now_ns();

    if (!n->end_ns || n->end_ns > now + POLL_MS * NS_PER_MS)
        return POLL_MS;
    return n->end_ns > now ? (int)((n->end_ns - now) / NS_PER_MS) + 1 : 0;
}

static void loop(struct native *n)
{
    struct pollfd p = {.fd = n->child.socket, .events = POLLIN};
    int rc = 0;

    while (!rc) {
        rc = poll(&p, 1, patience(n));
        if (rc < 0 && errno != EINTR)
            rc = host_failed(n, err_sys("poll"));
        else
            rc = rc > 0 ? answer(n) : 0;
        if (!rc)
            rc = check_time(n);
    }
    spawn_stop(&n->child);
    if (n->res->outcome != RUN_DONE)
        hypercall_drain(&n->hypercalls);
}

/* As runner_run(): 0 only for a run that ended well with status 0. */
static int result_code(const struct run_result *res)
{
    static const int code[RUN_OUTCOMES] = {
        [RUN_PANIC] = EPROTO,      [RUN_HALTED] = EPROTO,       [RUN_SHUTDOWN] = EFAULT,
        [RUN_TIMEOUT] = ETIMEDOUT, [RUN_CANCELLED] = ECANCELED, [RUN_BAD_EXIT] = EPROTO,
        [RUN_ERROR] = EIO,
    };

    if (res->outcome != RUN_DONE)
        return err(code[res->outcome], "%s", res->text);
    return res->status ? err(EPROTO, "the guest ended with status %" PRIu64, res->status) : 0;
}

int native_run(const struct run_request *req, const struct run_observer *obs,
               struct run_result *res)
{
    uint64_t begin = units_now_ns();
    struct native n = {
        .req = req,
        .res = res,
        .hypercalls =
            {.ram = req->ram, .desc = &req->image->desc, .obs = obs, .res = res, .pmu = req->pmu},
        .end_ns = req->deadline_ns ? begin + req->deadline_ns : 0,
    };

    *res = (struct run_result){.outcome = RUN_ERROR};
    err_clear();
    int rc = start(&n);
    if (rc < 0)
        host_failed(&n, rc);
    else
        loop(&n);
    board_fini(&n.board);
    res->wall_ns = units_now_ns() - begin;
    return rc < 0 ? rc : result_code(res);
}
