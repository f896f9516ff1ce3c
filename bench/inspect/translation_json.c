/* SPDX-License-Identifier: Apache-2.0 */
/* A translation for programs. What is not known is null. */
#include "text.h"
#include "translation.h"

static json_t *walk_json(const struct translation *t)
{
    json_t *a = json_array();

    for (unsigned i = 0; i < t->walk.nsteps; i++) {
        const struct walk_step *s = &t->walk.step[i];
        char bits[64];

        json_array_append_new(
            a, json_pack("{s:s, s:o, s:i, s:o, s:s}", "level", text_level(s->level), "table",
                         text_hex(s->entry_gpa.v & PAGE_MASK), "index",
                         (int)(page_offset(s->entry_gpa.v) / 8), "entry", text_hex(s->entry),
                         "bits", text_entry(s->level, s->entry, bits, sizeof bits)));
    }
    return a;
}

static json_t *access_json(const struct translation_access *a)
{
    return json_pack("{s:s, s:i}", "status", walk_status_name(a->status), "error_code",
                     (int)a->error_code);
}

static json_t *accesses_json(const struct translation *t)
{
    json_t *cpl[2];

    for (int user = 0; user < 2; user++)
        cpl[user] = json_pack("{s:o, s:o, s:o}", "read", access_json(&t->access[user][ACCESS_READ]),
                              "write", access_json(&t->access[user][ACCESS_WRITE]), "fetch",
                              access_json(&t->access[user][ACCESS_FETCH]));
    return json_pack("{s:o, s:o}", "cpl0", cpl[0], "cpl3", cpl[1]);
}

static json_t *hex_if(bool known, uint64_t v)
{
    return known ? text_hex(v) : json_null();
}

static json_t *root_json(const struct mmu_root *r, const struct translation_own *o)
{
    bool maps = o->own.walk.status == WALK_OK;
    json_t *j = json_pack("{s:i, s:i, s:b, s:b, s:b, s:i, s:i, s:s}", "root", (int)r->number, "cpl",
                          r->user ? 3 : 0, "wp", r->wp, "nxe", r->nxe, "current", r->current, "pid",
                          r->pid, "queued", (int)r->queued, "match",
                          o->match ? inspect_match_name(o->match) : "nothing");

    json_object_set_new(j, "page", maps ? json_string(text_page(o->own.walk.level)) : json_null());
    json_object_set_new(j, "fd_offset", hex_if(maps, o->own.walk.gpa.v));
    json_object_set_new(j, "writable", json_boolean(o->own.writable));
    json_object_set_new(j, "executable", json_boolean(o->own.executable));
    json_object_set_new(j, "host_rights",
                        o->has_mapping ? json_string(o->mapping.rights) : json_null());
    json_object_set_new(j, "hpa", hex_if(o->page.known, o->page.hpa.v));
    return j;
}

static json_t *roots_json(const struct translation *t, const struct look *l)
{
    json_t *a = json_array();

    for (unsigned i = 0; i < t->nroots; i++)
        json_array_append_new(a, root_json(&l->in.root[i], &t->root[i]));
    return a;
}

static json_t *totals_json(const struct translation *t)
{
    json_t *o = t->has_totals ? json_object() : json_null();

    for (unsigned level = 1; t->has_totals && level <= 3; level++)
        json_object_set_new(o, text_page(level),
                            t->totals.pages[level] == UINT64_MAX
                                ? json_null()
                                : json_integer((json_int_t)t->totals.pages[level]));
    return o;
}

json_t *translation_json(const struct translation *t, const struct look *l)
{
    json_t *o = look_json(l);
    bool canonical = gva_canonical(t->gva);

    json_object_set_new(o, "gva", text_hex(t->gva.v));
    json_object_set_new(o, "canonical", json_boolean(canonical));
    json_object_set_new(o, "status",
                        canonical ? json_string(walk_status_name(t->walk.status)) : json_null());
    json_object_set_new(o, "walk", walk_json(t));
    json_object_set_new(o, "access", canonical ? accesses_json(t) : json_null());
    json_object_set_new(o, "page",
                        t->has_gpa ? json_string(text_page(t->walk.level)) : json_null());
    json_object_set_new(o, "gpa", hex_if(t->has_gpa, t->walk.gpa.v));
    json_object_set_new(o, "region",
                        t->section ? json_string(t->section->region->name) : json_null());
    json_object_set_new(o, "slot",
                        t->has_slot ? json_integer((json_int_t)t->slot.id) : json_null());
    json_object_set_new(o, "fd_offset", hex_if(t->has_slot, t->fd_offset));
    json_object_set_new(o, "hva", hex_if(t->has_slot, t->hva.v));
    json_object_set_new(o, "hpa", hex_if(t->page.known, t->page.hpa.v));
    json_object_set_new(o, "hpa_missing",
                        t->page.missing ? json_string(t->page.missing) : json_null());
    json_object_set_new(o, "roots", roots_json(t, l));
    json_object_set_new(o, "mapped_by_kvm", totals_json(t));
    return o;
}
