/* SPDX-License-Identifier: Apache-2.0 */
#include "topology.h"

#include "bench/names.h"
#include "common/err.h"
#include "topology_hwloc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int topology_open(struct topology **out)
{
    struct topology *t = calloc(1, sizeof *t);

    if (!t)
        return err(ENOMEM, "no memory for the topology");
    if (hwloc_topology_init(&t->hwloc) || hwloc_topology_load(t->hwloc)) {
        free(t);
        return err(EIO, "hwloc cannot read this machine's topology (is /sys mounted?)");
    }
    t->may = hwloc_bitmap_alloc();
    if (hwloc_get_cpubind(t->hwloc, t->may, HWLOC_CPUBIND_PROCESS) || hwloc_bitmap_iszero(t->may))
        hwloc_bitmap_copy(t->may, hwloc_topology_get_allowed_cpuset(t->hwloc));
    *out = t;
    return 0;
}

void topology_close(struct topology *t)
{
    if (!t)
        return;
    hwloc_bitmap_free(t->may);
    hwloc_topology_destroy(t->hwloc);
    free(t);
}

int topology_pick_cpu(const struct topology *t)
{
    hwloc_bitmap_t both = hwloc_bitmap_alloc();
    int cpu = hwloc_bitmap_last(t->may);
    int cores = hwloc_get_nbobjs_by_type(t->hwloc, HWLOC_OBJ_CORE);

    for (int i = cores - 1; i >= 0; i--) {
        hwloc_obj_t core = hwloc_get_obj_by_type(t->hwloc, HWLOC_OBJ_CORE, (unsigned)i);

        hwloc_bitmap_and(both, t->may, core->cpuset);
        if (hwloc_bitmap_iszero(both))
            continue;
        cpu = hwloc_bitmap_first(both);
        break;
    }
    hwloc_bitmap_free(both);
    return cpu;
}

int topology_check_cpu(const struct topology *t, int cpu)
{
    char list[128];

    hwloc_bitmap_list_snprintf(list, sizeof list, t->may);
    return cpu >= 0 && hwloc_bitmap_isset(t->may, (unsigned)cpu)
               ? 0
               : err(EINVAL, "--cpu=%d: not a CPU that may be used (possible: %s)", cpu, list);
}

int topology_run_beside(const struct topology *t, int cpu)
{
    hwloc_bitmap_t set = hwloc_bitmap_dup(t->may);
    hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(t->hwloc, (unsigned)cpu);
    hwloc_obj_t core = pu ? hwloc_get_ancestor_obj_by_type(t->hwloc, HWLOC_OBJ_CORE, pu) : NULL;
    int rc;

    hwloc_bitmap_andnot(set, set, core ? core->cpuset : pu->cpuset);
    if (hwloc_bitmap_iszero(set))
        hwloc_bitmap_copy(set, t->may);
    rc = hwloc_set_cpubind(t->hwloc, set, HWLOC_CPUBIND_THREAD);
    hwloc_bitmap_free(set);
    return rc ? -errno : 0;
}

static int count(const struct topology *t, hwloc_obj_type_t type)
{
    return hwloc_get_nbobjs_by_type(t->hwloc, type);
}

/* Cache size in bytes of the first one of the kind; 0 if there is none. */
static uint64_t cache_bytes(const struct topology *t, hwloc_obj_type_t type)
{
    hwloc_obj_t c = hwloc_get_obj_by_type(t->hwloc, type, 0);

    return c ? c->attr->cache.size : 0;
}

static const struct {
    const char *name;
    hwloc_obj_type_t type;
} caches[] = {
    {"L1d", HWLOC_OBJ_L1CACHE},
    {"L2", HWLOC_OBJ_L2CACHE},
    {"L3", HWLOC_OBJ_L3CACHE},
};

json_t *topology_json(const struct topology *t)
{
    json_t *c = json_object();
    char line[512] = "";

    for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++)
        json_object_set_new(c, caches[i].name,
                            json_pack("{s:I, s:i}", "bytes",
                                      (json_int_t)cache_bytes(t, caches[i].type), "count",
                                      count(t, caches[i].type)));
    hwloc_topology_export_synthetic(t->hwloc, line, sizeof line, 0);
    return json_pack("{s:i, s:i, s:i, s:i, s:o, s:s}", "packages", count(t, HWLOC_OBJ_PACKAGE),
                     "numa_nodes", count(t, HWLOC_OBJ_NUMANODE), "cores", count(t, HWLOC_OBJ_CORE),
                     "threads", count(t, HWLOC_OBJ_PU), "caches", c, "hwloc_synthetic", line);
}

void topology_text(const struct topology *t, char *out, size_t bytes)
{
    int used = snprintf(out, bytes, "%d package(s), %d core(s), %d thread(s), %d NUMA node(s);",
                        count(t, HWLOC_OBJ_PACKAGE), count(t, HWLOC_OBJ_CORE),
                        count(t, HWLOC_OBJ_PU), count(t, HWLOC_OBJ_NUMANODE));

    for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++) {
        char size[24];
        uint64_t b = cache_bytes(t, caches[i].type);

        if (b && used > 0 && (size_t)used < bytes)
            used += snprintf(out + used, bytes - (size_t)used, " %s %s", caches[i].name,
                             names_size(size, sizeof size, b));
    }
}
