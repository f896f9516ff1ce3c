/* SPDX-License-Identifier: Apache-2.0 */
#include "place.h"

#include "common/err.h"
#include "topology_hwloc.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a list has named so far. */
struct wanted {
    const struct topology *t;
    hwloc_bitmap_t cpus, nodes;
    bool has_cpus, has_nodes;
};

static int no_place(const char *item, const char *why)
{
    return err(EINVAL,
               "--bind=%s: %s; places are named as hwloc does: core:1, package:0.core:0-3, l3:0, "
               "numa:1, pu:all or a bitmap 0x6",
               item, why);
}

/* "3", "1-2" or "all" -> first and last of `count`. */
static int parse_range(const char *text, unsigned count, unsigned *first, unsigned *last)
{
    char *end;

    *first = 0;
    *last = count - 1;
    if (!strcmp(text, "all"))
        return count ? 0 : -ERANGE;
    if (!isdigit((unsigned char)*text))
        return -EINVAL;
    *first = *last = (unsigned)strtoul(text, &end, 10);
    if (*end == '-' && isdigit((unsigned char)end[1]))
        *last = (unsigned)strtoul(end + 1, &end, 10);
    if (*end)
        return -EINVAL;
    return *first <= *last && *last < count ? 0 : -ERANGE;
}

/* One "TYPE:INDEX" inside `within`; the CPUs, and for nodes the nodes, of what it names. */
static int one_level(const struct wanted *w, const char *item, char *level, hwloc_bitmap_t within,
                     hwloc_bitmap_t cpus, hwloc_bitmap_t nodes)
{
    char *index = strchr(level, ':');
    char why[96];
    unsigned first, last;
    int depth, rc;

    if (!index)
        return no_place(item, "TYPE:NUMBER is needed");
    *index++ = '\0';
    if (hwloc_type_sscanf_as_depth(level, NULL, w->t->hwloc, &depth) ||
        depth == HWLOC_TYPE_DEPTH_MULTIPLE || depth == HWLOC_TYPE_DEPTH_UNKNOWN) {
        snprintf(why, sizeof why, "this machine has no \"%.32s\"", level);
        return no_place(item, why);
    }

    int count = hwloc_get_nbobjs_inside_cpuset_by_depth(w->t->hwloc, within, depth);

    rc = parse_range(index, count > 0 ? (unsigned)count : 0, &first, &last);
    if (rc) {
        snprintf(why, sizeof why, rc == -ERANGE ? "there are %d of \"%.32s\" there" : "bad number",
                 count, level);
        return no_place(item, why);
    }
    for (unsigned i = first; i <= last; i++) {
        hwloc_obj_t o = hwloc_get_obj_inside_cpuset_by_depth(w->t->hwloc, within, depth, i);

        hwloc_bitmap_or(cpus, cpus, o->cpuset);
        if (depth == HWLOC_TYPE_DEPTH_NUMANODE)
            hwloc_bitmap_or(nodes, nodes, o->nodeset);
    }
    return 0;
}

/* "package:1.core:0": each level lies inside of the one before it. */
static int add_object(struct wanted *w, const char *item)
{
    hwloc_bitmap_t within = hwloc_bitmap_dup(hwloc_topology_get_topology_cpuset(w->t->hwloc));
    hwloc_bitmap_t cpus = hwloc_bitmap_alloc();
    hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
    char copy[128];
    int rc = strlen(item) < sizeof copy ? 0 : no_place("...", "a name is too long");

    if (!rc)
        strcpy(copy, item);
    for (char *save, *level = rc ? NULL : strtok_r(copy, ".", &save); level && !rc;
         level = strtok_r(NULL, ".", &save)) {
        hwloc_bitmap_zero(cpus);
        hwloc_bitmap_zero(nodes);
        rc = one_level(w, item, level, within, cpus, nodes);
        hwloc_bitmap_copy(within, cpus);
    }
    if (!rc && !hwloc_bitmap_iszero(nodes)) {
        hwloc_bitmap_or(w->nodes, w->nodes, nodes);
        w->has_nodes = true;
    } else if (!rc) {
        hwloc_bitmap_or(w->cpus, w->cpus, cpus);
        w->has_cpus = true;
    }
    hwloc_bitmap_free(within);
    hwloc_bitmap_free(cpus);
    hwloc_bitmap_free(nodes);
    return rc;
}

static int add_bitmap(struct wanted *w, const char *item)
{
    hwloc_bitmap_t set = hwloc_bitmap_alloc();
    bool ok = !item[strspn(item, "0123456789abcdefABCDEFxX")] && !hwloc_bitmap_sscanf(set, item);

    hwloc_bitmap_or(w->cpus, w->cpus, set);
    hwloc_bitmap_free(set);
    w->has_cpus = true;
    return ok ? 0 : no_place(item, "not a bitmap of CPUs");
}

static int parse(struct wanted *w, const char *list)
{
    char copy[512];
    int rc = 0;

    if (strlen(list) >= sizeof copy || !list[strspn(list, ", ")])
        return no_place("", "a list of places is needed");
    strcpy(copy, list);
    for (char *save, *item = strtok_r(copy, ", ", &save); item && !rc;
         item = strtok_r(NULL, ", ", &save))
        rc = !strncmp(item, "0x", 2) ? add_bitmap(w, item) : add_object(w, item);
    return rc;
}

/* The CPU among those wanted: also those of the nodes, where no others were. */
static int choose_cpu(const struct wanted *w, const char *list)
{
    hwloc_bitmap_t set = hwloc_bitmap_dup(w->has_cpus ? w->cpus : w->t->may);
    char may[128];
    int cpu;

    if (!w->has_cpus)
        hwloc_cpuset_from_nodeset(w->t->hwloc, set, w->nodes);
    hwloc_bitmap_and(set, set, w->t->may);
    cpu = hwloc_bitmap_first(set);
    hwloc_bitmap_free(set);
    hwloc_bitmap_list_snprintf(may, sizeof may, w->t->may);
    return cpu >= 0
               ? cpu
               : err(EINVAL, "--bind=%s: none of its CPUs may be used (possible: %s)", list, may);
}

static void name_nodes(struct place *p, const struct wanted *w)
{
    hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(w->t->hwloc, (unsigned)p->cpu);

    if (w->has_nodes || pu)
        hwloc_bitmap_list_snprintf(p->nodes, sizeof p->nodes,
                                   w->has_nodes ? w->nodes : pu->nodeset);
    p->nodes_asked = w->has_nodes;
}

int place_choose(struct place *p, const struct topology *t, int cpu, const char *bind)
{
    struct wanted w = {.t = t, .cpus = hwloc_bitmap_alloc(), .nodes = hwloc_bitmap_alloc()};
    int rc = bind ? parse(&w, bind) : 0;

    *p = (struct place){.cpu = cpu};
    if (!rc && cpu >= 0)
        rc = topology_check_cpu(t, cpu);
    else if (!rc)
        rc = p->cpu = bind ? choose_cpu(&w, bind) : topology_pick_cpu(t);
    if (rc >= 0)
        name_nodes(p, &w);
    hwloc_bitmap_free(w.cpus);
    hwloc_bitmap_free(w.nodes);
    return rc < 0 ? rc : 0;
}

int place_memory(struct place *p, const struct topology *t, void *base, size_t bytes)
{
    hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
    int rc = -EINVAL;

    if (p->nodes[0] && !hwloc_bitmap_list_sscanf(nodes, p->nodes))
        rc = hwloc_set_area_membind(t->hwloc, base, bytes, nodes, HWLOC_MEMBIND_BIND,
                                    HWLOC_MEMBIND_BYNODESET)
                 ? -errno
                 : 0;
    hwloc_bitmap_free(nodes);
    p->bound = rc == 0;
    if (!rc || !p->nodes_asked)
        return 0;
    return err(-rc, "guest RAM cannot be bound to NUMA node %s (%s): leave the node out of --bind",
               p->nodes, strerror(-rc));
}

json_t *place_json(const struct place *p, const struct topology *t)
{
    hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(t->hwloc, (unsigned)p->cpu);
    hwloc_obj_t core = pu ? hwloc_get_ancestor_obj_by_type(t->hwloc, HWLOC_OBJ_CORE, pu) : NULL;
    char threads[64] = "";

    if (core)
        hwloc_bitmap_list_snprintf(threads, sizeof threads, core->cpuset);
    return json_pack("{s:i, s:i, s:s, s:s, s:b}", "cpu", p->cpu, "core",
                     core ? (int)core->logical_index : -1, "threads_of_core", threads, "numa_nodes",
                     p->nodes, "memory_bound", p->bound);
}
