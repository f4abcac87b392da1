/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hw.h: the one interface through which the controller touches hardware.
 *
 * Four queues and a control word go to RTL; events come from it one at a time through
 * controller_event(). In the co-simulation csim/ implements this; on an embedded core it would be
 * nine memory-mapped words.
 *
 * Order that the hardware keeps: a queue is first in, first out; a CLEAN pushed before a free slot
 * enters the mirror FIFO before any frame that reuses that slot. An event caused by the answer to
 * a disk command comes after all that happened before the command was pushed. Nothing else is
 * ordered.
 */
#ifndef TWINACK_HW_H
#define TWINACK_HW_H

#include "record.h"

enum hw_queue {
  HW_FREE,  /* record.slot: a slot the host port may fill */
  HW_CLEAN, /* TWK_CMD_CLEAN, TWK_CMD_RESEND */
  HW_HOST,  /* TWK_CMD_SEND, TWK_CMD_ACK */
  HW_DISK,  /* TWK_CMD_DESTAGE, TWK_CMD_FETCH, TWK_CMD_RESERVE */
  HW_QUEUES
};

struct hw {
  void *ctx;
  /* Entries that push() will take now. */
  unsigned (*space)(void *ctx, enum hw_queue q);
  /* Only while space() is not 0. */
  void (*push)(void *ctx, enum hw_queue q, const struct record *r);
  /* A CTL record, in force from the next edge. Of several within one decision the last counts, but
   * a CLEAR in any of them does. Needed only if controller_config.managed. */
  void (*control)(void *ctx, uint32_t word);
};

#endif
