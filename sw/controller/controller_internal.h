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

/* controller_idle(), but for blocks that the disk refused for good. */
bool ctl_quiet(const struct controller *c);

/* Slots are numbered over both halves, the mirror half last; hardware names it by a bit. */
static inline uint16_t ctl_slot_name(const struct controller *c, unsigned i) {
  return (uint16_t)(i < c->cfg.slots ? i : TWK_SLOT_MIRROR | (i - c->cfg.slots));
}
/* The number of a slot that hardware names; SLOT_NONE when there is none of that name. */
static inline unsigned ctl_slot_number(const struct controller *c, unsigned name) {
  unsigned i = name & ~(unsigned)TWK_SLOT_MIRROR;
  if (i >= c->cfg.slots) return SLOT_NONE;
  return name == i ? i : i + c->cfg.slots;
}

/* Its content is newer than the disk's, and the disk has not refused it for good. */
static inline bool ctl_slot_dirty(const struct slot *s) {
  return s->state == SLOT_DIRTY || s->state == SLOT_DESTAGING || s->state == SLOT_SAVING;
}

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
/* Out of the directory, and retired: CLEAN, and no longer wanted. */
void ctl_slot_forget(struct controller *c, unsigned i);
unsigned ctl_slots_available(const struct controller *c);
void ctl_cleans_push(struct controller *c);
void ctl_slots_offer(struct controller *c);

/* write.c */
void ctl_write_stored(struct controller *c, const struct record *ev);
void ctl_write_failed(struct controller *c, const struct record *ev);
/* The disk command on i has ended: the version that waited for it may go. */
void ctl_version_unblock(struct controller *c, unsigned i);

/* Slot i is DIRTY and no disk command is on its block: it may be destaged, or rescued. */
void ctl_version_ready(struct controller *c, unsigned i);

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
/* What waited for slot i has its answer: on disk (OK) or given up (MEDIA). */
void ctl_slot_settle(struct controller *c, unsigned i, uint8_t status);
/* DIRTY for good. */
void ctl_slot_stick(struct controller *c, unsigned i);

/* read.c */
void ctl_reads_init(struct controller *c);
void ctl_read_start(struct controller *c, const struct record *ev);
void ctl_read_passed(struct controller *c, const struct record *ev);
void ctl_reads_step(struct controller *c);
/* Every read ends NOT_OWNER. */
void ctl_reads_drop(struct controller *c);

/* flush.c */
void ctl_flush_start(struct controller *c, const struct record *ev);
/* Slot i is on disk (OK) or given up (MEDIA). Call while its since and urgent still hold. */
void ctl_flush_settle(struct controller *c, unsigned i, uint8_t status);
/* `newer` replaces `older`, which will not be destaged, and takes over what waited for it. */
void ctl_flush_merge(struct controller *c, unsigned older, unsigned newer);
/* Dirty slot i has one copy only from now on, and goes to the disk before others. */
void ctl_flush_urgent(struct controller *c, unsigned i);
/* Every flush ends NOT_OWNER. */
void ctl_flush_drop(struct controller *c);
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

/* Managed: whatever may be acknowledged now. */
void ctl_commands_release(struct controller *c);
/* Managed: every write whose ack is ours ends NOT_OWNER. */
void ctl_commands_drop(struct controller *c);

/* mirror.c: lost frames of ours, and the peer's blocks in our mirror half. */
void ctl_mirror_lost(struct controller *c, const struct record *ev);
void ctl_mirror_frame(struct controller *c, const struct record *ev);
void ctl_answers_push(struct controller *c);
/* Queue a frame of our own for HW_CLEAN. */
void ctl_answer(struct controller *c, const struct answer *a);

/* rescue.c: content that two flipped bits broke, here or at the peer. */
void ctl_ecc(struct controller *c, const struct record *ev);
/* Can the peer's copy replace the content of slot i? */
bool ctl_rescue_possible(const struct controller *c, const struct slot *s);
/* Slot i is DIRTY, in no list, no disk command on its block: ask the peer. */
void ctl_rescue_start(struct controller *c, unsigned i);
/* The peer cannot answer any more: every slot that waits for it is given up. */
void ctl_rescue_abort(struct controller *c);
/* The peer's SAVE, SAVED or UNSAVED. */
void ctl_rescue_note(struct controller *c, const struct record *ev);
/* A frame that was no DATA was lost; true when it was one of these notes and goes again. */
bool ctl_rescue_lost(struct controller *c, const struct record *ev);
/* Push what the peer asked for; the disk's answer. */
void ctl_saves_issue(struct controller *c);
void ctl_save_done(struct controller *c, unsigned entry, bool error);

/*
 * role.c: whom this controller serves. Managed only, unless said otherwise. STAT and TABLE fields
 * are read from the newest ones heard.
 */
#define ROLE_FIELD(word, RECORD, NAME) \
  ((word) >> TWK_##RECORD##_##NAME##_LSB & ((1U << TWK_##RECORD##_##NAME##_W) - 1))
#define ROLE_STAT(c, NAME) ROLE_FIELD((c)->role.status, STAT, NAME)
#define ROLE_TABLE(c, NAME) ROLE_FIELD((c)->role.table, TABLE, NAME)
#define ROLE_ALL ((1U << TWK_VOLUMES) - 1)

static inline unsigned ctl_away(const struct controller *c) {
  return ROLE_ALL & ~c->role.home;
}
/* The volume of a block, as a mask. */
unsigned ctl_volume(const struct controller *c, uint64_t lba);
/* By the newest table: is the peer fenced? Then all volumes are ours. Else each is its home's. */
static inline bool ctl_peer_fenced(const struct controller *c) {
  return ROLE_TABLE(c, FENCED) >> !c->cfg.side & 1;
}
/* Volumes that the newest table gives this controller. */
unsigned ctl_table_mine(const struct controller *c);
void ctl_role_init(struct controller *c);
void ctl_role_status(struct controller *c, const struct record *ev);
void ctl_role_reserved(struct controller *c, const struct record *ev);
/* Go on with what waits for slots, disks or a queue; also unmanaged, where it does nothing. */
void ctl_role_pump(struct controller *c);
/* Is the mode as strapped one with a mirror? Also unmanaged. */
bool ctl_mirrors(const struct controller *c);
/* Is this block of a volume served here? Also unmanaged: all are. */
bool ctl_serves(const struct controller *c, uint64_t lba);
/* May writes be acknowledged? Not while the mirror may be believed and lacks them. */
bool ctl_acks_open(const struct controller *c);
/* Write the control word. */
void ctl_control(struct controller *c);
/* Forget that the peer died; PEER_DIED counts again once a barrier has passed. */
void ctl_control_clear(struct controller *c);
/* Ask the disks; what was asked before and has not been pushed is dropped. */
void ctl_reserve(struct controller *c, unsigned op, unsigned mask);
/* role.barrier becomes 0 when all events of what came before this call have been heard. */
void ctl_barrier(struct controller *c);
/* The peer is dead, hangs, or has begun a new life. */
bool ctl_peer_gone(const struct controller *c);
/* Supplies and links are good for a session. */
bool ctl_link_good(const struct controller *c);

/* join.c */
void ctl_join_status(struct controller *c);
void ctl_join_answered(struct controller *c);
/* The peer's session begins. */
void ctl_join_guard(struct controller *c);
/* JOINING, and the peer is gone whose mirror we may have. */
bool ctl_join_orphan(const struct controller *c);

/* degrade.c */
bool ctl_degrade_due(const struct controller *c);
/* One copy from now on: phase ALONE, mode through. */
void ctl_degrade(struct controller *c);
/* Phase ALONE: VOID when nothing acknowledged is left to destage. */
void ctl_degrade_step(struct controller *c);
void ctl_degrade_voided(struct controller *c, unsigned mask);

/* takeover.c */
void ctl_takeover_start(struct controller *c);
void ctl_takeover_fenced(struct controller *c);
void ctl_takeover_status(struct controller *c);
/* The peer took over: nothing here is worth anything any more. */
void ctl_takeover_lost(struct controller *c);

/* resync.c: the session that makes two copies again. */
void ctl_resync_status(struct controller *c, bool tick);
/* The path starts with the newest table's epoch; slots hold nothing dirty, nobody is served. */
void ctl_session_open(struct controller *c);
void ctl_session_paired(struct controller *c);
void ctl_session_status(struct controller *c);
void ctl_session_reserved(struct controller *c, unsigned op);
void ctl_session_abort(struct controller *c);
/* QUIESCING: go on when all is quiet. */
void ctl_session_step(struct controller *c);
/* Clean blocks of these volumes, and adopted ones, are no longer known. */
void ctl_volumes_forget(struct controller *c, unsigned mask);
/* A frame FORGET to the peer; FORGETTING until it has been taken. */
void ctl_forget_push(struct controller *c);

/* move.c: a volume becomes the peer's for good. */
void ctl_move_start(struct controller *c, const struct record *ev);
/* Nothing is dirty, and the host ports pause. */
void ctl_move_quiet(struct controller *c);
/* The peer has forgotten what it mirrored. */
void ctl_move_give(struct controller *c);
void ctl_move_done(struct controller *c);
/* Nothing has been given; the session ends, and PAIRED it is as before. */
void ctl_move_abort(struct controller *c);
/* In the table, some volume may be ours that neither serves: ask. */
void ctl_orphans_ask(struct controller *c, bool tick);
/* The newest table gives us volumes that we do not serve: from now on we do. */
void ctl_orphans_take(struct controller *c);

#endif
