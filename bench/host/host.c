/* SPDX-License-Identifier: Apache-2.0 */
#include "host.h"

#include <cpuid.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The first line of a file, without its end; false if it cannot be read. */
static bool read_line(const char *path, char *out, size_t bytes)
{
    FILE *f = fopen(path, "re");
    bool ok = f && fgets(out, (int)bytes, f);

    if (f)
        fclose(f);
    if (ok)
        out[strcspn(out, "\n")] = '\0';
    return ok;
}

static json_t *file_json(const char *path)
{
    char line[1024];

    return read_line(path, line, sizeof line) ? json_string(line) : json_null();
}

/* Every file of a folder, by name; null when there is no such folder. */
static json_t *folder_json(const char *dir)
{
    DIR *d = opendir(dir);
    json_t *all;

    if (!d)
        return json_null();
    all = json_object();
    for (struct dirent *e; (e = readdir(d));) {
        char path[512];
        char line[512];

        snprintf(path, sizeof path, "%s/%.200s", dir, e->d_name);
        if (e->d_name[0] != '.' && read_line(path, line, sizeof line))
            json_object_set_new(all, e->d_name, json_string(line));
    }
    closedir(d);
    return all;
}

/* The value of a "key : value" line of /proc/cpuinfo, of the first CPU. */
static bool cpuinfo(const char *key, char *out, size_t bytes)
{
    FILE *f = fopen("/proc/cpuinfo", "re");
    char line[8192];
    bool found = false;

    while (f && !found && fgets(line, sizeof line, f)) {
        char *colon = strchr(line, ':');
        size_t n = strlen(key);

        if (!colon || strncmp(line, key, n) || (line[n] != '\t' && line[n] != ' '))
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(out, bytes, "%s", colon[1] ? colon + 2 : "");
        found = true;
    }
    if (f)
        fclose(f);
    return found;
}

static json_t *cpuinfo_json(const char *key)
{
    char value[8192];

    return cpuinfo(key, value, sizeof value) ? json_string(value) : json_null();
}

void host_cpu_name(char *out, size_t bytes)
{
    if (!cpuinfo("model name", out, bytes))
        snprintf(out, bytes, "unknown CPU");
}

/* CPUID 1 ECX[31] is set by hypervisors; leaf 40000000H then holds their signature, which some fill
 * up with blanks. */
void host_hypervisor(char *out, size_t bytes)
{
    unsigned a, b, c, d;
    char text[13] = "";

    out[0] = '\0';
    __cpuid(1, a, b, c, d);
    if (!(c >> 31))
        return;
    __cpuid(0x40000000, a, b, c, d);
    memcpy(text, &b, 4);
    memcpy(text + 4, &c, 4);
    memcpy(text + 8, &d, 4);
    for (size_t n = strlen(text); n && text[n - 1] == ' '; n--)
        text[n - 1] = '\0';
    snprintf(out, bytes, "%s", text[0] ? text : "present, unnamed");
}

static json_t *cpu_json(void)
{
    static const char *const keys[] = {"vendor_id",     "cpu family", "model",
                                       "model name",    "stepping",   "microcode",
                                       "address sizes", "flags",      "bugs"};
    json_t *o = json_object();

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        json_object_set_new(o, keys[i], cpuinfo_json(keys[i]));
    return o;
}

/* Of the kernel's command line only what changes results: the rest is the machine owner's. */
static json_t *boot_options_json(void)
{
    static const char *const prefixes[] = {
        "mitigations=", "nopti",     "pti=",       "spectre",
        "spec_",        "nospec",    "mds=",       "retbleed=",
        "kvm",          "hugepages", "hugepagesz", "default_hugepagesz",
        "transparent_", "isolcpus=", "nohz_full=", "tsc=",
        "clocksource=", "idle=",     "intel_",     "amd_",
        "processor.",   "nosmt",     "maxcpus=",   "cpuidle"};
    char line[4096];
    json_t *a = json_array();

    if (!read_line("/proc/cmdline", line, sizeof line))
        return a;
    for (char *save, *w = strtok_r(line, " ", &save); w; w = strtok_r(NULL, " ", &save))
        for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
            if (!strncmp(w, prefixes[i], strlen(prefixes[i]))) {
                json_array_append_new(a, json_string(w));
                break;
            }
    return a;
}

static json_t *kernel_json(void)
{
    struct utsname u;

    uname(&u);
    return json_pack("{s:s, s:s, s:s, s:o}", "release", u.release, "version", u.version, "machine",
                     u.machine, "boot_options", boot_options_json());
}

static json_t *kvm_json(void)
{
    static const char *const modules[] = {"kvm", "kvm_intel", "kvm_amd", "kvm_pvm"};
    json_t *o = json_object();

    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        char dir[128];

        snprintf(dir, sizeof dir, "/sys/module/%s/parameters", modules[i]);
        json_object_set_new(o, modules[i], folder_json(dir));
    }
    json_object_set_new(o, "dev_kvm",
                        json_string(access("/dev/kvm", F_OK)          ? "missing"
                                    : access("/dev/kvm", R_OK | W_OK) ? "no permission"
                                                                      : "usable"));
    return o;
}

struct fact {
    const char *group; /* an object of machine.json, or NULL: the top */
    const char *key, *path;
};

#define MM  "/sys/kernel/mm/"
#define CPU "/sys/devices/system/cpu/"

/* Files of one line. */
static const struct fact facts[] = {
    {"huge_pages", "thp_anonymous", MM "transparent_hugepage/enabled"},
    {"huge_pages", "thp_shmem", MM "transparent_hugepage/shmem_enabled"},
    {"huge_pages", "thp_defrag", MM "transparent_hugepage/defrag"},
    {"huge_pages", "hugetlb_2m", MM "hugepages/hugepages-2048kB/nr_hugepages"},
    {"huge_pages", "hugetlb_1g", MM "hugepages/hugepages-1048576kB/nr_hugepages"},
    {NULL, "product", "/sys/class/dmi/id/product_name"},
    {NULL, "governor", CPU "cpu0/cpufreq/scaling_governor"},
    {NULL, "smt", CPU "smt/active"},
    {"cpus", "online", CPU "online"},
    {"cpus", "isolated", CPU "isolated"},
    {"cpus", "nohz_full", CPU "nohz_full"},
    {"cpus", "smt_control", CPU "smt/control"},
    {"cpus", "boost", CPU "cpufreq/boost"},
    {"cpus", "no_turbo", CPU "intel_pstate/no_turbo"},
    {"settings", "clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource"},
    {"settings", "numa_balancing", "/proc/sys/kernel/numa_balancing"},
    {"settings", "ksm", MM "ksm/run"},
    {"settings", "perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid"},
    {"settings", "swappiness", "/proc/sys/vm/swappiness"},
    {"settings", "load_average", "/proc/loadavg"},
    {NULL, "max_map_count", "/proc/sys/vm/max_map_count"},
    {NULL, "memory", "/proc/meminfo"},
};

static void add_facts(json_t *o)
{
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const char *name = facts[i].group;
        json_t *group = name ? json_object_get(o, name) : o;

        if (!group) {
            group = json_object();
            json_object_set_new(o, name, group);
        }
        json_object_set_new(group, facts[i].key, file_json(facts[i].path));
    }
}

json_t *host_cpu_json(int cpu)
{
    static const char *const names[] = {
        "cpufreq/scaling_governor", "cpufreq/scaling_driver", "cpufreq/scaling_min_freq",
        "cpufreq/scaling_max_freq", "topology/core_id",       "topology/thread_siblings_list",
    };
    json_t *o = json_pack("{s:i}", "cpu", cpu);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[128];

        snprintf(path, sizeof path, CPU "cpu%d/%s", cpu, names[i]);
        json_object_set_new(o, strchr(names[i], '/') + 1, file_json(path));
    }
    return o;
}

json_t *host_json(void)
{
    char hypervisor[64];
    json_t *o = json_object();

    host_hypervisor(hypervisor, sizeof hypervisor);
    json_object_set_new(o, "cpu", cpu_json());
    json_object_set_new(o, "kernel", kernel_json());
    json_object_set_new(o, "mitigations", folder_json("/sys/devices/system/cpu/vulnerabilities"));
    json_object_set_new(o, "kvm", kvm_json());
    json_object_set_new(o, "hypervisor", hypervisor[0] ? json_string(hypervisor) : json_null());
    add_facts(o);
    return o;
}
