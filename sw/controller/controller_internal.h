/* SPDX-License-Identifier: Apache-2.0 */
/*
 * controller_internal.h: what the files of the controller share. Slots are named by number;
 * SLOT_NONE means none. Functions leave the slot lists consistent when they return.
 */
#ifndef TWINACK_CONTROLLER_INTERNAL_H
#define TWINACK_CONTROLLER_INTERNAL_H

#include "controller.h"

/* Entries that queue q takes; when there are none, remembers that work waits for it. */
bool ctl_space(struct controller *c, enum hw_queue q);
void ctl_push(struct controller *c, enum hw_queue q, const struct record *r);

/* directory.c: the newest slot of each block. */
void ctl_directory_init(struct controller *c);
unsigned ctl_directory_find(const struct controller *c, uint64_t lba);
void ctl_directory_insert(struct controller *c, unsigned i);
void ctl_directory_remove(struct controller *c, unsigned i);

/* slots.c: free, evictable and given-up slots, pins, CLEAN frames. */
void ctl_slots_init(struct controller *c);
void ctl_list_append(struct controller *c, struct slot_list *l, unsigned i);
void ctl_list_remove(struct controller *c, struct slot_list *l, unsigned i);
/* A slot in no list, taken from the free ones or by eviction. */
unsigned ctl_slot_take(struct controller *c);
void ctl_slot_pin(struct controller *c, unsigned i);
void ctl_slot_unpin(struct controller *c, unsigned i);
/* Its block is on disk and is the directory's answer. */
void ctl_slot_clean(struct controller *c, unsigned i);
/* Its block is no longer wanted, and out of the directory. */
void ctl_slot_retire(struct controller *c, unsigned i);
unsigned ctl_slots_available(const struct controller *c);
void ctl_cleans_push(struct controller *c);
void ctl_slots_offer(struct controller *c);

/* write.c */
void ctl_write_stored(struct controller *c, const struct record *ev);
void ctl_write_failed(struct controller *c, const struct record *ev);
/* The disk command on i has ended: the version that waited for it may go. */
void ctl_version_unblock(struct controller *c, unsigned i);

/* elevator.c: DIRTY slots that may be destaged, by LBA. */
void ctl_ready_insert(struct controller *c, unsigned i);
void ctl_ready_remove(struct controller *c, unsigned i);
bool ctl_ready_has(const struct controller *c, unsigned i);
/* First at or above the hand, wrapping around, of those that `want` (NULL: all) accepts. */
typedef bool ctl_want(const struct controller *c, const struct slot *s);
unsigned ctl_ready_next(const struct controller *c, ctl_want *want);

/* destage.c: disk commands. */
void ctl_disk_issue(struct controller *c);
void ctl_disk_done(struct controller *c, const struct record *ev);

/* read.c */
void ctl_reads_init(struct controller *c);
void ctl_read_start(struct controller *c, const struct record *ev);
void ctl_read_passed(struct controller *c, const struct record *ev);
void ctl_reads_step(struct controller *c);

/* flush.c */
void ctl_flush_start(struct controller *c, const struct record *ev);
/* Slot i is on disk (OK) or given up (MEDIA). Call while its since and urgent still hold. */
void ctl_flush_settle(struct controller *c, unsigned i, uint8_t status);
/* `newer` replaces `older`, which will not be destaged, and takes over what waited for it. */
void ctl_flush_merge(struct controller *c, unsigned older, unsigned newer);
/* Slot i has one copy only from now on. */
void ctl_flush_urgent(struct controller *c, unsigned i);
bool ctl_flush_owed(const struct controller *c, const struct slot *s);

/* ack.c: acks that are ours to give. */
void ctl_ack(struct controller *c, uint8_t tag, uint8_t status);
void ctl_acks_push(struct controller *c);
/* Modes through and sync: a block of a write was stored, or failed and hardware will answer. */
void ctl_command_stored(struct controller *c, const struct record *ev);
void ctl_command_failed(struct controller *c, const struct record *ev);
/* Sync: the block of a MIRROR_LOST event, if its command is the newest with that tag. */
bool ctl_command_block(const struct controller *c, const struct record *ev, uint64_t *lba);
/* ... whose ack then waits for the disk, or (stuck) cannot be good any more. */
void ctl_command_lost(struct controller *c, const struct record *ev, bool stuck);
void ctl_command_held(struct controller *c, uint8_t tag);
/* The block in slot i is on disk (OK) or given up (MEDIA). */
void ctl_command_settle(struct controller *c, unsigned i, uint8_t status);

/* mirror.c: lost frames of ours, and the peer's blocks in our mirror half. */
void ctl_mirror_lost(struct controller *c, const struct record *ev);
void ctl_mirror_frame(struct controller *c, const struct record *ev);
void ctl_answers_push(struct controller *c);

#endif
