/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h: what each block of the array must hold, known to the simulator and not to the array: a
 * killed process can so say which acknowledged blocks had not come to the images, and every read
 * and every clean stop is judged.
 *
 * For each block there are two hashes: of the content acknowledged last, and of the one issued
 * last. They differ while a write is under way; the array may then give either. The caller sees to
 * it that no two writes of one block are under way together. 0 is a block never written, all zeros.
 *
 * The file is mapped, so that what is set survives the process (not the machine: journal_sync()).
 * One thread, but for journal_is_zero(), which any may call. Blocks are numbered over all volumes.
 */
#ifndef TWINACK_NBD_JOURNAL_H
#define TWINACK_NBD_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOURNAL_BLOCK 512

struct journal;

/* How the array that the file belongs to was left. */
enum journal_state {
  JOURNAL_NEW,  /* there was no file: nothing is known of what the images hold */
  JOURNAL_OPEN, /* not stopped cleanly */
  JOURNAL_CLEAN
};

/* path NULL: in memory, JOURNAL_NEW. The file is created (mode 0600) if missing and locked until
 * journal_close(). NULL with one line in err: "journal: PATH: reason, expected what". */
struct journal *journal_open(const char *path, uint64_t blocks, enum journal_state *state,
                             char *err, size_t err_size);
/* Leaves the state in the file as it is. NULL is allowed. */
void journal_close(struct journal *j);
/* The next journal_open() will find this: OPEN or CLEAN. */
void journal_mark(struct journal *j, enum journal_state state);
/* Onto the medium that the file is on. 0 or -1 with errno. */
int journal_sync(struct journal *j);

/* A write of this block is given to the array. */
void journal_issue(struct journal *j, uint64_t block, const void *data);
/* It was acknowledged. */
void journal_ack(struct journal *j, uint64_t block);
/* It failed: until the next ack the block may hold anything. */
void journal_fail(struct journal *j, uint64_t block);

enum journal_verdict {
  JOURNAL_SAME,  /* as acknowledged or issued */
  JOURNAL_OTHER, /* neither */
};
enum journal_verdict journal_judge(const struct journal *j, uint64_t block, const void *data);
/* From now on the block counts as acknowledged with this content. */
void journal_settle(struct journal *j, uint64_t block, const void *data);
/* Was it ever written, or may its content be unknown? If not, it is all zeros and need not be
 * looked at. */
bool journal_touched(const struct journal *j, uint64_t block);
/* It holds zeros, and no write of anything else is under way. */
bool journal_is_zero(const struct journal *j, uint64_t block);

#endif
