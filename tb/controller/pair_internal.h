/* SPDX-License-Identifier: Apache-2.0 */
/* pair_internal.h: what the files of the pair share. */
#ifndef TWINACK_PAIR_INTERNAL_H
#define TWINACK_PAIR_INTERNAL_H

#include "pair.h"

struct pair_entry pair_take(struct pair_queue *q);
void pair_post(struct pair_side *s, const struct record *ev);
bool pair_alive(const struct pair_side *s);

/* What the control word says. */
unsigned pair_mode(const struct pair_side *s);
bool pair_mirrors(const struct pair_side *s);
bool pair_serves(const struct pair_side *s, uint64_t lba);
bool pair_paused(const struct pair_side *s);

/* Frames that the FIFO takes now; a frame enters it. */
unsigned pair_fifo_room(const struct pair_side *s);
void pair_into_fifo(struct pair_side *s, const struct pair_entry *e);

static inline unsigned pair_cache_index(unsigned name) {
  return name & TWK_SLOT_MIRROR ? PAIR_SLOTS + (name & ~(unsigned)TWK_SLOT_MIRROR) : name;
}

/* pair_host.c: host port, splitter, tracker and read stream of one side. */
void pair_abort_all(struct pair_side *s);
bool pair_port(struct pair *p, unsigned n);
bool pair_port_idle(const struct pair_side *s);
void pair_verdict(struct pair_side *s, const struct pair_entry *e, bool lost);
void pair_check_ack(const struct pair_side *s, const struct record *r);
void pair_host_command(struct pair *p, struct pair_side *s, const struct record *r);
void pair_issue_any(struct pair *p, unsigned n);

/* Blocks of these volumes that an entry on its way to the peer, or the peer's mirror, may bring. */
bool pair_mirror_holds(const struct pair *p, unsigned side, unsigned mask);

/* pair_disk.c: one command at the disks ends, whichever. */
bool pair_disk_end(struct pair *p);
/* The side has died: of what it asked some is done and some is not. */
void pair_disk_cut(struct pair *p, unsigned side);

#endif
